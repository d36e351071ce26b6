"""Docker's default seccomp profile, release by release. The facts are in `data.docker_seccomp`."""

from __future__ import annotations

from bisect import bisect_right
from typing import Any

from capslint.model.host import Version
from capslint.permissions.seccomp.profile import EPERM
from capslint.permissions.seccomp.rules import Action, Condition, Rule

DEFAULT = Action("ERRNO", EPERM)
"""What the default profile does with a call that no rule allows."""


def rules(syscall: str, release: int) -> tuple[Rule, ...]:
    """Return the rules for ``syscall`` in range ``release`` (an index from `ranges`)."""
    from capslint.permissions.seccomp.data.docker_seccomp import HISTORY, PLAIN, RULES

    if syscall in PLAIN:
        return (Rule(Action("ALLOW")),)
    found: tuple[int, ...] = ()
    for start, numbers in HISTORY.get(syscall, ()):
        if start <= release:
            found = numbers
    return tuple(unpack(RULES[number]) for number in found)


def ranges(version: Version | None) -> range:
    """Return the ranges of equal profiles that ``version`` can be in: several where it is unknown or not complete.

    It is empty for releases before 1.10, which had no seccomp filter.
    """
    from capslint.permissions.seccomp.data.docker_seccomp import STARTS

    if version is None:
        return range(len(STARTS))
    low = (*version, 0, 0, 0)[:3]
    high = version[:3] if len(version) >= 3 else (*version, 10**6, 10**6)[:3]
    return range(max(bisect_right(STARTS, low) - 1, 0), bisect_right(STARTS, high))


def unpack(flat: tuple[Any, ...]) -> Rule:
    """Return the rule of one entry of the data's RULES, whose trailing defaults are left out."""
    action, *rest = flat
    conditions = tuple(Condition(*condition) for condition in (rest[0] if rest else ()))
    return Rule(Action(*action), conditions, *rest[1:])
