"""The verdict where nothing tells which engine starts the container: what holds for each, and else that it depends."""

from __future__ import annotations

from capslint.model.verdict import Answer, GateResult, Outcome, Verdict

GATE = "engine"


def answer_of(gates: tuple[GateResult, ...]) -> Answer:
    """Return what comes of an operation of which ``gates`` say this."""
    outcomes = {gate.outcome for gate in gates}
    if Outcome.BLOCKS in outcomes:
        return Answer.FAILS
    return Answer.DEPENDS if Outcome.DEPENDS in outcomes else Answer.WORKS


def agreed_between_engines(verdicts: list[Verdict]) -> Verdict:
    """Return the verdict of the first engine, as far as the others agree with it."""
    first, others = verdicts[0], verdicts[1:]
    if all(other.answer is first.answer for other in others):
        return first
    fact = "the container engine"
    gates = tuple(
        gate
        if all(gate.outcome is _outcome(other, gate.gate) for other in others)
        else gate._replace(outcome=Outcome.DEPENDS, depends_on=fact)
        for gate in first.gates
    )
    answer = answer_of(gates)
    if answer is not Answer.DEPENDS:
        why = "The engines that run such files do not agree"
        gates = (*gates, GateResult(GATE, Outcome.DEPENDS, why, fact))
        answer = Answer.DEPENDS
    return Verdict(answer, gates, first.warnings)


def _outcome(verdict: Verdict, gate: str) -> Outcome:
    return next((each.outcome for each in verdict.gates if each.gate == gate), Outcome.PASSES)
