"""Gate: the seccomp filter. It is asked first, at the entry of every system call (seccomp(2)).

The filter is fixed when the container is created: docker exec --privileged does not loosen it (moby daemon/
exec_linux.go). Which calls it allows turns on the bounding set (moby, since 18.04, commit 15ff09395c; containerd,
commit 9435aeeb3), not on the user.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from capslint.model.operation import Call, HostFact
from capslint.model.verdict import GateResult, Outcome
from capslint.permissions.capabilities import CapabilitySet, exactly, mask, names
from capslint.permissions.certainty import Certain, Unsure, any_of, negated, outcome
from capslint.permissions.seccomp.filter import NO_FILTER, Candidate, Filter, decide
from capslint.permissions.seccomp.rules import Machine, SeccompRule

GATE = "seccomp"


def judge(
    call: Call,
    seccomp: Filter,
    machine: Machine,
    fact_of_host: Certain,
) -> GateResult:
    """Return whether ``call`` passes on ``machine``.

    ``fact_of_host`` tells whether a call that is made only sometimes is made at all.
    """
    if call.only_if is not None and fact_of_host is False:
        return GateResult(GATE, Outcome.PASSES, f"{spelled(call)} is not called: not {call.only_if.value}")
    passes = decide(call, seccomp, machine)
    if call.only_if is not None:
        passes = any_of(passes, negated(fact_of_host))
    return GateResult(
        GATE,
        outcome(passes),
        _why(call, seccomp, machine.bounding, passes),
        passes.fact if isinstance(passes, Unsure) else None,
        () if passes is True else _unlocks(call, seccomp, machine),
    )


def spelled(call: Call) -> str:
    """Return a call as people write it: ``ptrace``, ``personality(0x40000)``."""
    if not call.args:
        return call.syscall
    return f"{call.syscall}({', '.join('…' if arg is None else hex(arg) for arg in call.args)})"


def _why(call: Call, seccomp: Filter, bounding: CapabilitySet, passes: Certain) -> str:
    first = seccomp.candidates[0]
    title, name = first.title[0].upper() + first.title[1:], spelled(call)
    if seccomp is NO_FILTER:
        return "No seccomp filter is in force"
    if len(seccomp.candidates) > 1:
        return _for_several(name, seccomp.fact, passes)
    ways = _ways(call, first)
    if passes is True:
        return f"{title} allows {name}{_used(ways, bounding)}"
    if passes is False:
        only = " or ".join(text for text, _ in ways)
        return f"{title} allows {name} only {only}" if only else f"{title} never allows {name}"
    assert isinstance(passes, Unsure)
    return f"Whether {first.title} allows {name} depends on {passes.fact}"


def _for_several(name: str, fact: str, passes: Certain) -> str:
    if passes is True:
        return f"{name} passes, whichever filter {fact} leads to"
    if passes is False:
        return f"{name} is denied, whichever filter {fact} leads to"
    return f"Which seccomp filter is in force depends on {fact}"


@lru_cache(maxsize=256)  # as `capslint.permissions.seccomp.filter` remembers answers
def _ways(call: Call, candidate: Candidate) -> tuple[tuple[str, SeccompRule], ...]:
    """Return the conditions, in words, under which the newest rules allow the call."""
    found = []
    for rule in candidate.lookup(call.syscall)[-1]:
        if rule.action.allows is True and rule.arches == () and rule.matches(call.syscall, call.args) is True:
            parts = [f"CAP_{name}" for name in names(rule.needs)]
            text = f"with {' and '.join(parts)}" if parts else ""
            if rule.kernel:
                text = f"with kernel {rule.kernel[0]}.{rule.kernel[1]} or later"
            if text:
                found.append((text, rule))
    return tuple(found)


def _used(ways: Sequence[tuple[str, SeccompRule]], bounding: CapabilitySet) -> str:
    for text, rule in ways:
        if rule.needs and bounding.holds(exactly(rule.needs)) is True:
            return f" {text}, which the container has"
    return f" {ways[0][0]}" if ways else ""


def _unlocks(call: Call, seccomp: Filter, machine: Machine) -> tuple[str, ...]:
    grants = []
    for _, rule in _ways(call, seccomp.candidates[-1]):
        wider = machine.bounding.joined(exactly(rule.needs & mask(names(rule.needs))))
        if rule.needs and decide(call, seccomp, machine._replace(bounding=wider)) is True:
            grants.append("cap_add " + " and ".join(names(rule.needs)))
    return (*grants, f"a seccomp profile that allows {spelled(call)}")


def host_fact(fact: HostFact, mmap_rnd_bits: int | None) -> Certain:
    """Return whether ``fact`` holds.

    30 bits are what sanitizers' layouts have room for (google/sanitizers issue 1716).
    """
    assert fact is HostFact.MMAP_RND_BITS
    return Unsure("vm.mmap_rnd_bits") if mmap_rnd_bits is None else mmap_rnd_bits > 30
