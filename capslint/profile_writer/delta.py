"""Which calls of a debugger a default profile refuses whatever capabilities the container has."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from capslint.model import Version
from capslint.model.operation import Call, Operation
from capslint.permissions.capabilities import ALL, CapabilitySet, names
from capslint.permissions.seccomp.rules import Action, Condition, Machine, SeccompRule, allowed
from capslint.profile_writer.base import Base

KERNEL_OF_TODAY = (4, 8)
"""The oldest kernel of the hosts that people have today; later ones do not change the default profiles."""
ALLOW = Action("ALLOW")


class Extra(NamedTuple):
    """A call to be allowed, with the arguments it is made with, and who makes it."""

    syscall: str
    rule: SeccompRule
    tools: tuple[str, ...]

    def __str__(self) -> str:
        """Return the call as people write it: ``pidfd_open``, ``personality(0x40000)``."""
        values = ", ".join(f"{condition.value:#x}" for condition in self.rule.conditions)
        return f"{self.syscall}({values})" if values else self.syscall


class Left(NamedTuple):
    """A call that the base refuses until the container has one of ``any_of``, each a set of names without CAP_."""

    syscall: str
    any_of: tuple[tuple[str, ...], ...]


def extras(base: Base, operations: Iterable[Operation], kernel: Version | None) -> tuple[Extra, ...]:
    """Return the calls of ``operations`` that ``base`` refuses even with every capability, in the order they are met.

    ``kernel`` None stands for a kernel that people have today (4.8 or later).
    """
    machine = Machine(CapabilitySet(ALL, ALL), kernel or KERNEL_OF_TODAY)
    found: dict[tuple[str, SeccompRule], dict[str, None]] = {}
    for operation in operations:
        for call in _calls(operation):
            rules = base.calls.get(call.syscall, ())
            if allowed(rules, base.default, call.syscall, call.args, machine) is not True:
                tools = found.setdefault((call.syscall, _exactly(call)), {})
                tools[operation.tool] = None
    return tuple(Extra(syscall, rule, tuple(tools)) for (syscall, rule), tools in found.items())


def left(base: Base, operations: Iterable[Operation], machine: Machine) -> tuple[Left, ...]:
    """Return the calls of ``operations`` that ``base`` refuses on ``machine`` and a capability unlocks."""
    found: dict[str, Left] = {}
    for call in (call for operation in operations for call in _calls(operation)):
        rules = base.calls.get(call.syscall, ())
        if allowed(rules, base.default, call.syscall, call.args, machine) is True:
            continue
        ways = tuple(names(rule.needs) for rule in rules if rule.needs and rule.action.allows is True)
        if ways:
            found[call.syscall] = Left(call.syscall, ways)
    return tuple(found.values())


def _calls(operation: Operation) -> list[Call]:
    return [need.demand for need in operation.needs if isinstance(need.demand, Call)]


def _exactly(call: Call) -> SeccompRule:
    return SeccompRule(
        ALLOW, tuple(Condition(at, "EQ", value) for at, value in enumerate(call.args) if value is not None)
    )
