"""Capabilities: the kernels that know them, and sets of which not every member is known.

Kernel versions: capabilities(7), include/uapi/linux/capability.h.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from capslint.model.capability_names import NAMES, NUMBERS
from capslint.model.host import Version
from capslint.permissions.certainty import Certain, Unsure
from capslint.startup.records import NamedTuple

SINCE: dict[str, Version] = {
    "MKNOD": (2, 4),
    "LEASE": (2, 4),
    "AUDIT_WRITE": (2, 6),
    "AUDIT_CONTROL": (2, 6),
    "SETFCAP": (2, 6),
    "MAC_OVERRIDE": (2, 6),
    "MAC_ADMIN": (2, 6),
    "SYSLOG": (2, 6),
    "WAKE_ALARM": (3, 0),
    "BLOCK_SUSPEND": (3, 5),
    "AUDIT_READ": (3, 16),
    "PERFMON": (5, 8),
    "BPF": (5, 8),
    "CHECKPOINT_RESTORE": (5, 9),
}
"""First kernel (major, minor) that knows it; all others are as old as Linux 2.2."""


def mask(names: Iterable[str]) -> int:
    """Return the bits of ``names`` (without CAP_)."""
    bits = 0
    for name in names:
        bits |= 1 << NUMBERS[name]
    return bits


def names(bits: int) -> tuple[str, ...]:
    """Return the names of ``bits``, by number."""
    return tuple(name for number, name in enumerate(NAMES) if bits >> number & 1)


ALL = (1 << len(NAMES)) - 1
UNTIL_AUDIT_READ = (1 << NUMBERS["PERFMON"]) - 1


class CapabilitySet(NamedTuple):
    """A set of which ``sure`` are certainly members and ``possible`` (a superset) are the only ones that can be.

    ``why`` names the fact that the others turn on.
    """

    sure: int
    possible: int
    why: str = ""

    def has(self, name: str) -> Certain:
        """Return whether capability ``name`` (without CAP_) is in the set."""
        bit = 1 << NUMBERS[name]
        if self.sure & bit:
            return True
        return Unsure(self.why) if self.possible & bit else False

    def holds(self, other: CapabilitySet) -> Certain:
        """Return whether every member of ``other`` is a member of this set."""
        if not other.possible & ~self.sure:
            return True
        if other.sure & ~self.possible:
            return False
        return Unsure(self.why or other.why)

    def limited_to(self, other: CapabilitySet) -> CapabilitySet:
        """Return the members of both sets."""
        return CapabilitySet(self.sure & other.sure, self.possible & other.possible, self.why or other.why)

    def joined(self, other: CapabilitySet) -> CapabilitySet:
        """Return the members of either set."""
        return CapabilitySet(self.sure | other.sure, self.possible | other.possible, self.why or other.why)

    def without(self, bits: int) -> CapabilitySet:
        """Return the members that are not among ``bits``."""
        return CapabilitySet(self.sure & ~bits, self.possible & ~bits, self.why)

    def only_if(self, condition: Certain) -> CapabilitySet:
        """Return this set if ``condition`` holds, else the empty set."""
        if condition is True:
            return self
        if condition is False:
            return EMPTY
        assert isinstance(condition, Unsure)
        return CapabilitySet(0, self.possible, condition.fact)


def exactly(bits: int) -> CapabilitySet:
    """Return the set of exactly ``bits``."""
    return CapabilitySet(bits, bits)


EMPTY = exactly(0)


@lru_cache(maxsize=32)
def known_to(kernel: Version | None) -> CapabilitySet:
    """Return all the capabilities that a ``kernel`` (major, minor) has; None: an unknown one of 3.16 or later."""
    if kernel is None:
        return CapabilitySet(UNTIL_AUDIT_READ, ALL, "the kernel version")
    return exactly(mask(name for name in NAMES if SINCE.get(name, (0,)) <= kernel))
