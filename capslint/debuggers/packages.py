"""Which debugger a package brings, and what packages and programs are called without path and version."""

from __future__ import annotations

from capslint.debuggers.data.program_sign import Program
from capslint.debuggers.data.signs_data import PACKAGE_BEGINNINGS, PACKAGE_ENDINGS, PACKAGES, PROGRAMS

_ARCHITECTURES = frozenset(
    (
        *("aarch64", "amd64", "any", "arm64", "armel", "armhf", "armv7hl", "i386", "i486", "i586", "i686", "loong64"),
        *("loongarch64", "mips64el", "native", "noarch", "ppc64", "ppc64el", "ppc64le", "riscv64", "s390x", "src"),
        *("x86_64", "x86_64_v2"),
    )
)
"""What may stand behind a package's name for the machine: dpkg(1), ``dpkg --print-architecture``; rpm's ``rpmrc``."""


def package_name(text: str) -> str:
    """Return a package's name without version and architecture, as package managers take it.

    ``gdb=13.1``, ``gdb:amd64``, ``gdb.x86_64``, ``gdb-12.1-2.el9.x86_64``, ``dlv@v1``.
    """
    end = len(text)
    for mark in "=<>~[;":
        at = text.find(mark)
        end = at if 0 < at < end else end
    at = text.find("@", 1)
    return _without_architecture(text[: min(end, at)] if at > 0 else text[:end])


def _without_architecture(name: str) -> str:
    for mark in ":.":
        before, _, behind = name.rpartition(mark)
        if before and behind in _ARCHITECTURES:
            return _without_release(before) if mark == "." else before
    return name


def _without_release(name: str) -> str:
    """Return a name without the version and the release of a whole package, as rpm writes it (``gdb-12.1-2.el9``)."""
    before, *version = name.rsplit("-", 2)
    return before if len(version) == 2 and all(part[:1].isdigit() for part in version) else name


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
