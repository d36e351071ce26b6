"""Which debugger a package brings, and what packages and programs are called without path and version."""

from __future__ import annotations

from capslint.debuggers.data.program_sign import Program
from capslint.debuggers.data.signs_data import PACKAGE_BEGINNINGS, PACKAGE_ENDINGS, PACKAGES, PROGRAMS


def package_name(text: str) -> str:
    """Return a package's name without the version, as package managers take it (``gdb=13.1``, ``dlv@v1``)."""
    end = len(text)
    for mark in "=<>~[;":
        at = text.find(mark)
        end = at if 0 < at < end else end
    at = text.find("@", 1)
    return text[: min(end, at)] if at > 0 else text[:end]


def packaged(text: str) -> Program | None:
    """Return the debugger that the package ``text`` brings."""
    name = package_name(text)
    key = PACKAGES.get(name) or PACKAGES.get(without_version(name))
    key = key or next((key for start, key in PACKAGE_BEGINNINGS.items() if name.startswith(start)), None)
    key = key or next((key for ending, key in PACKAGE_ENDINGS.items() if name.endswith(ending)), None)
    return PROGRAMS[key] if key else None


def base_name(command: str) -> str:
    """Return the last component of a path."""
    return command[command.rfind("/") + 1 :]


def without_version(name: str) -> str:
    """Return a name without the version at its end: ``lldb-18``, ``python3.11``, ``perf_5.10``."""
    return name.rstrip("0123456789.").rstrip("-_") if name[-1:].isdigit() else name
