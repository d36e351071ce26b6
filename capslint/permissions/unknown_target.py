"""The verdict where the file leaves open which container is looked into: what holds for each, and else that it depends.

An answer counts only where all candidates have it, and turn on the same facts; so their order decides nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from capslint.model.verdict import Answer, GateResult, Outcome, Verdict

GATE = "target"
FACT = "which container it looks into"


def whichever(verdicts: Sequence[Verdict], names: Sequence[str], order: Sequence[str]) -> Verdict:
    """Return one verdict for ``verdicts``, each on the target that ``names`` calls so for a sentence ("in 'app'").

    Gates come in ``order``, each once, with the worst that it says of a target; what blocks only some is a dependence.
    """
    answers = {one.answer for one in verdicts}
    answer = answers.pop() if len(answers) == 1 else Answer.DEPENDS
    gates = [_told(gate, verdicts, names, answer) for gate in order if any(gate in _gates(one) for one in verdicts)]
    if answer is Answer.DEPENDS and len({(one.answer, frozenset(one.depends_on)) for one in verdicts}) > 1:
        gates.append(GateResult(GATE, Outcome.DEPENDS, _parted(verdicts, names), FACT))
        gates.sort(key=lambda one: order.index(one.gate))
    warnings = {one.gate: one for verdict in verdicts for one in verdict.warnings}
    return Verdict(answer, tuple(gates), tuple(warnings.values()), tuple(verdicts))


def _gates(verdict: Verdict) -> dict[str, GateResult]:
    return {one.gate: one for one in verdict.gates}


def _told(gate: str, verdicts: Sequence[Verdict], names: Sequence[str], answer: Answer) -> GateResult:
    """Return what ``gate`` says of all the targets, where it says something of one at least."""
    said = [(name, _gates(one)[gate]) for name, one in zip(names, verdicts, strict=True) if gate in _gates(one)]
    worst = min((one for _, one in said), key=lambda one: one.outcome)
    if worst.outcome is Outcome.PASSES:
        return worst
    alike = [(name, one) for name, one in said if one.outcome is worst.outcome]
    where = [name for name, one in alike if one.why == worst.why]
    parts = worst.outcome is Outcome.BLOCKS and answer is not Answer.FAILS
    fact = FACT if parts or len({one.depends_on for _, one in alike}) > 1 else worst.depends_on
    return worst._replace(
        outcome=Outcome.DEPENDS if fact else Outcome.BLOCKS,
        why=worst.why if len(where) == len(verdicts) else f"In {_listed(where)}: {worst.why}",
        depends_on=fact,
        would_pass_with=tuple(
            grant for grant in worst.would_pass_with if all(grant in one.would_pass_with for _, one in alike)
        ),
    )


def _parted(verdicts: Sequence[Verdict], names: Sequence[str]) -> str:
    by_answer: dict[str, list[str]] = {}
    for name, verdict in zip(names, verdicts, strict=True):
        turns = f"it turns on {_listed(verdict.depends_on)}"
        said = {Answer.WORKS: "it works", Answer.FAILS: "it fails"}.get(verdict.answer, turns)
        by_answer.setdefault(said, []).append(name)
    parts = ", ".join(f"in {_listed(there)} {said}" for said, there in by_answer.items())
    return f"Nothing tells {FACT}: {parts}"


def _listed(words: Sequence[str]) -> str:
    return " and ".join(words)
