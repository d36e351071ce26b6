"""What all tests share."""

from __future__ import annotations

from pathlib import Path

import hypothesis
import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests.engine.summary import pytest_terminal_summary
from tests.places import SOURCES

# A hook of pytest; it has to stand here, because with several workers only this file is read where it is called.
__all__ = ["pytest_terminal_summary"]

UNITS = "tests/unit/"
SHARED = ("tests/engine/", "tests/extending/", "tests/site/test_site.py")
"""Tests that share something dear, and take long: real engines and their files in /run, a fresh clone, the site."""

# The same examples every time: a failure in continuous integration is one that a person sees again.
# To look for new ones: pytest --hypothesis-profile=default
hypothesis.settings.register_profile("house", derandomize=True, deadline=None)
hypothesis.settings.load_profile("house")


@pytest.fixture(scope="session")
def sources() -> Path:
    """The checkout with both packages, to build them; not there when somebody runs the tests beside a wheel alone."""
    if not (SOURCES / "capslint").is_dir():
        pytest.skip("the sources are not here; CAPSLINT_SOURCES names the checkout")
    return SOURCES


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the tests first that share something and wait for it, and the short ones last: all workers end together.

    pytest leaves them in the order of their names: those of units are the last already.
    """
    items.sort(key=lambda item: not item.nodeid.startswith(SHARED))


class SomeTogether(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types, so its class is Any
    """Spreads the tests over the workers, but keeps those that share something dear on one.

    These are the tests of real engines (Podman has one /run/libpod) and those that follow a guide (one environment).
    The short tests of a file stay together too: what is handed out by itself costs as much as such a test.
    xdist has marks for that, which do nothing with pytest 9.2: it does not let plug-ins rename a test any more.
    """

    def __init__(self, config: pytest.Config, log: Producer) -> None:
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(UNITS):
            return nodeid.partition("::")[0]
        return next((scope for scope in SHARED if nodeid.startswith(scope)), nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> SomeTogether:
    """Return the scheduler that knows what is shared."""
    return SomeTogether(config, log)
