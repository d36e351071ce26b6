"""The rules of a seccomp profile for one system call, their conditions, and what they decide together.

How Docker applies ``includes`` and ``excludes``: moby/profiles seccomp/seccomp_linux.go. What becomes of several rules
for one call: libseccomp src/db.c (a rule without arguments replaces what is there and cannot be replaced), runc
libcontainer/seccomp/seccomp_linux.go (a rule with the default's action is left out; arguments of one rule must all
match, except that several conditions on one argument make several rules).
"""

from __future__ import annotations

from capslint.model.host import Version
from capslint.permissions.capabilities import CapabilitySet
from capslint.permissions.certainty import Certain, Unsure, all_of, any_of, negated
from capslint.permissions.versions import kernel_at_least
from capslint.startup.records import NamedTuple

UNKNOWN_CAPABILITY = 1 << 63
"""The bit of a capability name that no kernel knows: it is in no set."""

ARGUMENT_MASK = (1 << 64) - 1


class Action(NamedTuple):
    """What a rule does: ``name`` is the part behind SCMP_ACT_, ``errno`` the error number it returns, if it does."""

    name: str
    errno: int | None = None

    @property
    def allows(self) -> Certain:
        """Return whether the call is carried out."""
        if self.name == "NOTIFY":
            return Unsure("the seccomp agent that is notified")
        return self.name in ("ALLOW", "LOG")


class Condition(NamedTuple):
    """A test of argument number ``argument``: ``op`` is the part behind SCMP_CMP_.

    ``second`` is what MASKED_EQ compares with.
    """

    argument: int
    op: str
    value: int
    second: int = 0

    def holds(self, syscall: str, args: tuple[int | None, ...]) -> Certain:
        """Return whether it holds for ``args``; arguments that are not given can be anything."""
        given = args[self.argument] if self.argument < len(args) else None
        if given is None:
            return Unsure(f"argument {self.argument} of {syscall}")
        return self._compare(given & ARGUMENT_MASK)

    def _compare(self, given: int) -> bool:
        match self.op:
            case "MASKED_EQ":
                return given & self.value == self.second
            case "EQ":
                return given == self.value
            case "NE":
                return given != self.value
            case "LT":
                return given < self.value
            case "LE":
                return given <= self.value
            case "GT":
                return given > self.value
            case _:
                return given >= self.value


class SeccompRule(NamedTuple):
    """A rule for one call. Capabilities are bits; ``needs`` must all be in the bounding set, ``unless`` none of them.

    ``arches`` and ``not_arches`` are Go's names (amd64). ``kernel`` is the oldest it is applied on,
    ``not_kernel`` the oldest it is no longer applied on (measured on Docker 20.10.24).
    """

    action: Action
    conditions: tuple[Condition, ...] = ()
    needs: int = 0
    unless: int = 0
    arches: tuple[str, ...] = ()
    not_arches: tuple[str, ...] = ()
    kernel: Version | None = None
    not_kernel: Version | None = None

    def applied(self, machine: Machine) -> Certain:
        """Return whether the engine puts the rule into the filter at all."""
        parts: list[Certain] = [self._for(machine.arch)]
        if self.needs:
            parts.append(machine.bounding.holds(CapabilitySet(self.needs, self.needs)))
        if self.unless:
            parts.append(negated(_any_bit(machine.bounding, self.unless)))
        if self.kernel:
            parts.append(kernel_at_least(machine.kernel, self.kernel))
        if self.not_kernel:
            parts.append(negated(kernel_at_least(machine.kernel, self.not_kernel)))
        return all_of(*parts)

    def _for(self, arch: str | None) -> Certain:
        if arch is None and (self.arches or self.not_arches):
            return Unsure("the host's architecture")
        return (not self.arches or arch in self.arches) and arch not in self.not_arches

    def matches(self, syscall: str, args: tuple[int | None, ...]) -> Certain:
        """Return whether ``args`` meet the conditions of the rule."""
        tests = [condition.holds(syscall, args) for condition in self.conditions]
        if len({condition.argument for condition in self.conditions}) < len(self.conditions):
            return any_of(*tests)
        return all_of(*tests)


class Machine(NamedTuple):
    """The host and container that the conditions of rules are compared with; ``kernel`` or ``arch`` None is unknown."""

    bounding: CapabilitySet
    kernel: Version | None
    arch: str | None = "amd64"


def allowed(
    rules: tuple[SeccompRule, ...], default: Action, syscall: str, args: tuple[int | None, ...], machine: Machine
) -> Certain:
    """Return whether a filter with ``rules`` for ``syscall`` and the action ``default`` lets the call through."""
    rules = tuple(rule for rule in rules if rule.action != default)
    ways: list[Certain] = []
    fork: Unsure | None = None
    for rule in rules:
        if rule.conditions:
            continue
        applied = rule.applied(machine)
        if applied is False:
            continue
        ways.append(rule.action.allows)
        if applied is True:
            break
        assert isinstance(applied, Unsure)
        fork = fork or applied
    else:
        ways.append(_by_arguments(rules, default, syscall, args, machine))
    return _agreed(ways, fork)


def _agreed(ways: list[Certain], fork: Unsure | None) -> Certain:
    """Return the answer of all ``ways``, else ``fork``: what the choice between them turns on."""
    if fork is None or all(way == ways[0] for way in ways):
        return ways[-1]
    return fork


def _by_arguments(
    rules: tuple[SeccompRule, ...], default: Action, syscall: str, args: tuple[int | None, ...], machine: Machine
) -> Certain:
    allow: Certain = False
    deny: Certain = False
    for rule in rules:
        if rule.conditions:
            hit = all_of(rule.applied(machine), rule.matches(syscall, args))
            allow = any_of(allow, all_of(hit, rule.action.allows))
            deny = any_of(deny, all_of(hit, negated(rule.action.allows)))
    if default.allows is True:
        return negated(deny) if allow is not True or deny is False else _ORDER
    return allow if deny is not True or allow is False else _ORDER


_ORDER = Unsure("the order in which libseccomp tests contradicting rules")


def _any_bit(capabilities: CapabilitySet, bits: int) -> Certain:
    if capabilities.sure & bits:
        return True
    return Unsure(capabilities.why) if capabilities.possible & bits else False
