"""Whether two sets of rules for a system call let the same calls through, on every machine that they tell apart.

Only that is compared: a call that is refused with another error is refused. The questions are put to the permission
model itself, on each architecture, kernel, set of capabilities and argument at which one of the rules turns.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, combinations, product

from capslint.permissions.capabilities import CapabilitySet
from capslint.permissions.seccomp.rules import ARGUMENT_MASK, Action, Condition, Machine, SeccompRule, allowed

Rules = tuple[SeccompRule, ...]
ANOTHER_ARCHITECTURE = "another"
FEW = 4
"""Of so many capabilities every set is asked for, of more those of one, of two, of all and of none."""


def same(syscall: str, ours: Rules, theirs: Rules, default: Action) -> bool:
    """Return whether ``ours`` and ``theirs`` let the same calls through; ``default`` befalls what no rule is for."""
    if ours == theirs:
        return True
    rules = ours + theirs
    asked = list(_arguments(rules))
    return all(
        _answer(allowed(ours, default, syscall, args, machine))
        == _answer(allowed(theirs, default, syscall, args, machine))
        for machine in _machines(rules)
        for args in asked
    )


def _answer(answer: object) -> object:
    return answer if isinstance(answer, bool) else None


def _machines(rules: Rules) -> Iterator[Machine]:
    arches = {"amd64", ANOTHER_ARCHITECTURE}.union(*(rule.arches + rule.not_arches for rule in rules))
    kernels = {(0, 0)} | {kernel for rule in rules for kernel in (rule.kernel, rule.not_kernel) if kernel}
    for arch, kernel, bits in product(sorted(arches), sorted(kernels), _capabilities(rules)):
        yield Machine(CapabilitySet(bits, bits), kernel, arch)


def _capabilities(rules: Rules) -> list[int]:
    all_bits = 0
    for rule in rules:
        all_bits |= rule.needs | rule.unless
    bits = [1 << number for number in range(64) if all_bits >> number & 1]
    sizes = range(len(bits) + 1) if len(bits) <= FEW else (0, 1, 2, len(bits))
    return [sum(chosen) for chosen in chain.from_iterable(combinations(bits, size) for size in sizes)]


def _arguments(rules: Rules) -> Iterator[tuple[int, ...]]:
    """Return the arguments at which one of the conditions turns; every argument has a value of its own otherwise."""
    values: list[set[int]] = [{0} for _ in range(6)]
    for condition in (condition for rule in rules for condition in rule.conditions):
        values[condition.argument] |= _turns(condition)
    return product(*(sorted(found) for found in values))


def _turns(condition: Condition) -> set[int]:
    if condition.op == "MASKED_EQ":
        single = {1 << number for number in range(64) if condition.value >> number & 1}
        return {
            condition.second,
            ARGUMENT_MASK & ~condition.value,
            *(bit | condition.second for bit in single),
            *single,
        }
    return {number & ARGUMENT_MASK for number in (condition.value - 1, condition.value, condition.value + 1)}
