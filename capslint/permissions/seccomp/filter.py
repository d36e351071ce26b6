"""A seccomp filter, and whether it lets a call through."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from capslint.model.operation import Call
from capslint.permissions.certainty import Certain, Unsure
from capslint.permissions.seccomp.rules import Action, Machine, SeccompRule, allowed
from capslint.startup.records import NamedTuple


class Candidate(NamedTuple):
    """A filter: ``lookup`` returns the rules it can have for a call, several where the release is not certain.

    ``title`` names it in a sentence; ``fact`` is what the choice between several rules turns on.
    """

    title: str
    default: Action
    lookup: Callable[[str], tuple[tuple[SeccompRule, ...], ...]]
    fact: str = ""


class Filter(NamedTuple):
    """The filter in force: one candidate, or several and the ``fact`` that decides between them."""

    candidates: tuple[Candidate, ...]
    fact: str = ""


NO_FILTER = Filter((Candidate("no seccomp filter", Action("ALLOW"), lambda syscall: ((),)),))


def decide(call: Call, seccomp: Filter, machine: Machine) -> Certain:
    """Return whether ``seccomp`` lets ``call`` through in a container with the bounding set of ``machine``."""
    answers = [
        _agreed(
            _answers_of(candidate, call.syscall, call.args, machine),
            candidate.fact,
        )
        for candidate in seccomp.candidates
    ]
    return _agreed(answers, seccomp.fact)


@lru_cache(maxsize=256)  # many services can have the same large profile
def _answers_of(
    candidate: Candidate, syscall: str, args: tuple[int | None, ...], machine: Machine
) -> tuple[Certain, ...]:
    rules_of_releases = candidate.lookup(syscall)
    return tuple(allowed(rules, candidate.default, syscall, args, machine) for rules in rules_of_releases)


def _agreed(answers: Sequence[Certain], fact: str) -> Certain:
    return answers[0] if all(answer == answers[0] for answer in answers) else Unsure(fact)
