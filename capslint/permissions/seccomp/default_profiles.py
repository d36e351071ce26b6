"""The engines' default seccomp profiles, release by release. The facts and their sources are in `engines`.

Docker's are given whole, those of containerd, Podman and CRI-O as differences from a Docker release.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from capslint.model.host import Engine, Version
from capslint.permissions.engines.engine_data import ERRNO
from capslint.permissions.engines.releases import possible
from capslint.permissions.seccomp.rules import Action, Condition, SeccompRule

Numbers = tuple[int, ...]
FREE = (SeccompRule(Action("ALLOW")),)


def default_action(engine: Engine) -> Action:
    """Return what the default profile does with a call that no rule allows."""
    return Action("ERRNO", ERRNO[engine.value])


@lru_cache(maxsize=512)  # operations ask for the same few calls, for one container after the other
def default_rules(engine: Engine, version: Version | None, syscall: str) -> tuple[tuple[SeccompRule, ...], ...]:
    """Return the rules that ``engine``'s default profile can have for ``syscall``.

    Several where that is not certain.
    """
    if engine is Engine.DOCKER:
        found = ranges(version)
        if not found:
            return (FREE,)
        return tuple(dict.fromkeys(rules(syscall, release) for release in found))
    return _rules_of_others(engine, version, syscall)


def _rules_of_others(engine: Engine, version: Version | None, syscall: str) -> tuple[tuple[SeccompRule, ...], ...]:
    from capslint.permissions.engines.other_seccomp import RULES, SECCOMP

    starts, likes, changes, either = SECCOMP[engine.value]
    distinct: dict[tuple[SeccompRule, ...], None] = {}
    for index in possible(starts, version):
        own = _at(changes.get(syscall, ()), index)
        other = either.get(index, {}).get(syscall)
        distinct[rules(syscall, ranges(likes[index])[0]) if own is None else _numbered(RULES, own)] = None
        if other is not None:
            distinct[_numbered(RULES, other)] = None
    return tuple(distinct)


def named_calls(engine: Engine) -> list[str]:
    """Return the system calls that a default profile of ``engine`` has rules for, or had in some release."""
    from capslint.permissions.engines.docker_seccomp import HISTORY, PLAIN
    from capslint.permissions.engines.other_seccomp import SECCOMP

    own = SECCOMP[engine.value][2] if engine.value in SECCOMP else {}
    return sorted({*HISTORY, *PLAIN, *own})


def rules(syscall: str, release: int) -> tuple[SeccompRule, ...]:
    """Return the rules for ``syscall`` in range ``release`` (an index from `ranges`) of Docker's profiles."""
    from capslint.permissions.engines.docker_seccomp import HISTORY, PLAIN, RULES

    if syscall in PLAIN:
        return FREE
    return _numbered(RULES, _at(HISTORY.get(syscall, ()), release) or ())


def _at(steps: Iterable[tuple[int, Numbers | None]], index: int) -> Numbers | None:
    """Return what holds at ``index``; each of ``steps`` holds from its own index on."""
    found = None
    for start, numbers in steps:
        if start <= index:
            found = numbers
    return found


def _numbered(table: tuple[tuple[Any, ...], ...], numbers: Numbers) -> tuple[SeccompRule, ...]:
    return tuple(unpack(table[number]) for number in numbers)


def ranges(version: Version | None) -> range:
    """Return the ranges of equal profiles that Docker ``version`` can be in: several where it is not complete.

    It is empty for releases before 1.10, which had no seccomp filter.
    """
    from capslint.permissions.engines.docker_seccomp import STARTS

    return possible(STARTS, version)


def unpack(flat: tuple[Any, ...]) -> SeccompRule:
    """Return the rule of one entry of the data, whose trailing defaults are left out."""
    action, *rest = flat
    conditions = tuple(Condition(*condition) for condition in (rest[0] if rest else ()))
    return SeccompRule(Action(*action), conditions, *rest[1:])
