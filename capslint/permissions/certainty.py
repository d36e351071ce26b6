"""Three-valued logic: every part of a judgement answers yes, no, or names the unknown fact that it turns on."""

from __future__ import annotations

from capslint.model.verdict import Outcome
from capslint.startup.records import NamedTuple


class Unsure(NamedTuple):
    """Not known; ``fact`` names what it turns on (``"kernel.yama.ptrace_scope"``)."""

    fact: str


Certain = bool | Unsure
"""Compare with ``is True`` and ``is False``: an `Unsure` is neither."""


def all_of(*parts: Certain) -> Certain:
    """Return True if all hold, False if any does not, else the first unsure one."""
    unsure: Certain = True
    for part in parts:
        if part is False:
            return False
        if part is not True and unsure is True:
            unsure = part
    return unsure


def any_of(*parts: Certain) -> Certain:
    """Return True if any holds, False if none does, else the first unsure one."""
    unsure: Certain = False
    for part in parts:
        if part is True:
            return True
        if part is not False and unsure is False:
            unsure = part
    return unsure


def negated(part: Certain) -> Certain:
    """Return the opposite of ``part``; what is unsure stays so."""
    return not part if isinstance(part, bool) else part


def outcome(passes: Certain) -> Outcome:
    """Return the outcome of a gate that lets through if ``passes``."""
    if passes is True:
        return Outcome.PASSES
    return Outcome.BLOCKS if passes is False else Outcome.DEPENDS
