"""Which copy of a package is being tested: the one in the folder that somebody stands in, or another one."""

from __future__ import annotations

import os
import sys

_PLACES = ("", "src", "rules")  # where projects keep their packages; ours are in the folder itself and in rules/


def wrong_copy(package: str, folder: str) -> str | None:
    """Return one sentence that says so if the imported ``package`` is not the copy that ``folder`` belongs to.

    None if it is that copy, or if neither ``folder`` nor one above it holds such a package.
    """
    package = package.partition(".")[0]
    near = package_near(package, folder)
    loaded = os.path.dirname(os.path.realpath(str(sys.modules[package].__file__)))
    if near is None or near == loaded:
        return None
    return (
        f"{package} is imported from {loaded}, not from {near}, so that copy would be tested: "
        "use a Python in which this one is installed with `pip install --editable` "
        "(in a checkout of capslint: .venv/bin/python, which `python3 tests/run.py` makes)"
    )


def package_near(package: str, folder: str) -> str | None:
    """Return the folder of the package of that name in ``folder``, or in the nearest one above it that holds one."""
    here = os.path.realpath(folder)
    while True:
        for place in _PLACES:
            found = os.path.join(here, place, package)
            if os.path.isfile(os.path.join(found, "__init__.py")):
                return found
        above = os.path.dirname(here)
        if above == here:
            return None
        here = above
