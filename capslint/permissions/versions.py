"""Comparing versions that may be unknown, or known to a prefix only (``20.10`` is any of 20.10.0, 20.10.1 …)."""

from __future__ import annotations

from capslint.model.host import Version
from capslint.permissions.certainty import Certain, Unsure


def at_least(version: Version | None, threshold: Version, fact: str) -> Certain:
    """Return whether ``version`` is ``threshold`` or later; ``fact`` names it for an answer that turns on it."""
    if version is None:
        return Unsure(fact)
    known = version[: len(threshold)]
    if known != threshold[: len(known)]:
        return known > threshold
    if any(threshold[len(known) :]):
        return Unsure(fact)
    return True


def kernel_at_least(kernel: Version | None, threshold: Version) -> Certain:
    """Return whether ``kernel`` is (major, minor) ``threshold`` or later."""
    return at_least(kernel, threshold, "the kernel version")


def dotted(version: Version) -> str:
    """Return a version as people write it; months of Docker's old releases keep their zero (18.09.7)."""
    if len(version) > 1 and 17 <= version[0] <= 20:
        return ".".join((str(version[0]), f"{version[1]:02}", *map(str, version[2:])))
    return ".".join(map(str, version))
