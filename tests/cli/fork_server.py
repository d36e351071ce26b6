"""A process that has imported capslint and forks one for each command line: four fifths of a short run are imports.

What is forked has all that a process of its own has, and begins as one does behind its imports: own streams, folder,
variables and exit status. ``running.py`` starts it and speaks with it: one JSON request a line, one exit status a line.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import sys
from typing import Any, NoReturn

STREAMS = (("stdin", os.O_RDONLY), ("stdout", os.O_WRONLY), ("stderr", os.O_WRONLY))
OTHERS = ("click", "difflib", "importlib.metadata", "json", "ruamel.yaml", "tempfile", "tomllib")
"""What capslint imports where it needs it."""


def main(requests: int, answers: int) -> None:
    """Serve until ``requests`` ends."""
    for descriptor in (requests, answers):
        os.set_inheritable(descriptor, False)
    for name in modules():
        importlib.import_module(name)
    with open(requests, encoding="utf-8") as lines:
        for line in lines:
            child = os.fork()
            if child == 0:
                os.close(answers)
                run(json.loads(line))
            _, status = os.waitpid(child, 0)
            os.write(answers, f"{os.waitstatus_to_exitcode(status)}\n".encode())


def modules() -> list[str]:
    """Name all that a command can import."""
    import capslint
    import capslint_rules

    found = [
        module.name
        for package in (capslint, capslint_rules)
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    ]
    return [name for name in found if not name.endswith(".__main__")] + list(OTHERS)


def run(request: Any) -> NoReturn:
    """Become the command that is asked for."""
    for number, (name, flags) in enumerate(STREAMS):
        descriptor = os.open(request[name], flags)
        os.dup2(descriptor, number)
        os.close(descriptor)
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    sys.argv = ["capslint", *request["arguments"]]
    from capslint.cli import main as capslint

    sys.exit(capslint())


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
