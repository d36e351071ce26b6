"""Yes, no, or it turns on a fact that is not known: the three answers every part of a judgement gives."""

from __future__ import annotations

from capslint.model.verdict import Outcome
from capslint.startup.records import NamedTuple


class Unsure(NamedTuple):
    """Not known; ``fact`` names what it turns on (``"kernel.yama.ptrace_scope"``)."""

    fact: str


Certain = bool | Unsure
"""Compare with ``is True`` and ``is False``: an `Unsure` is neither."""


def all_of(*parts: Certain) -> Certain:
    """Return whether all hold: one that does not decides, else the first unsure one."""
    unsure: Certain = True
    for part in parts:
        if part is False:
            return False
        if part is not True and unsure is True:
            unsure = part
    return unsure


def any_of(*parts: Certain) -> Certain:
    """Return whether one holds: one that does decides, else the first unsure one."""
    unsure: Certain = False
    for part in parts:
        if part is True:
            return True
        if part is not False and unsure is False:
            unsure = part
    return unsure


def negated(part: Certain) -> Certain:
    """Return whether it does not hold."""
    return not part if isinstance(part, bool) else part


def outcome(passes: Certain) -> Outcome:
    """Return a gate's outcome from whether it lets through."""
    if passes is True:
        return Outcome.PASSES
    return Outcome.BLOCKS if passes is False else Outcome.DEPENDS
