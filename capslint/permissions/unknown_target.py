"""The verdict where the file leaves open which container is looked into: what holds for each, and else that it depends.

An answer counts only where all candidates have it, and turn on the same facts; so their order decides nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from capslint.model.verdict import Answer, GateResult, Outcome, Verdict

GATE = "target"
FACT = "which container it looks into"


def agreed_verdict(verdicts: Sequence[Verdict], names: Sequence[str], order: Sequence[str]) -> Verdict:
    """Return one verdict for ``verdicts``, each on the target that ``names`` calls so for a sentence ("in 'app'").

    Gates come in ``order``, each once, with the worst that it says of a target; what blocks only some is a dependence.
    """
    answers = {verdict.answer for verdict in verdicts}
    answer = answers.pop() if len(answers) == 1 else Answer.DEPENDS
    said = {gate: _said_by(gate, verdicts, names) for gate in order}
    gates = [_worst(results, len(verdicts), answer) for results in said.values() if results]
    if answer is Answer.DEPENDS and len({(each.answer, frozenset(each.depends_on)) for each in verdicts}) > 1:
        gates.append(GateResult(GATE, Outcome.DEPENDS, _parted(verdicts, names), FACT))
        gates.sort(key=lambda result: order.index(result.gate))
    warnings = {warning.gate: warning for verdict in verdicts for warning in verdict.warnings}
    return Verdict(answer, tuple(gates), tuple(warnings.values()), tuple(verdicts))


_Said = list[tuple[str, GateResult]]
"""What one gate says, by the name of the target of which it does."""


def _said_by(gate: str, verdicts: Sequence[Verdict], names: Sequence[str]) -> _Said:
    found: _Said = []
    for name, verdict in zip(names, verdicts, strict=True):
        by_gate = {result.gate: result for result in verdict.gates}  # of two the last
        if gate in by_gate:
            found.append((name, by_gate[gate]))
    return found


def _worst(said: _Said, targets: int, answer: Answer) -> GateResult:
    """Return what a gate says of all ``targets``, where it says something of one at least."""
    worst = min((result for _, result in said), key=lambda result: result.outcome)
    if worst.outcome is Outcome.PASSES:
        return worst
    alike = [(name, result) for name, result in said if result.outcome is worst.outcome]
    where = [name for name, result in alike if result.why == worst.why]
    fact = _fact([result for _, result in alike], worst, answer)
    return worst._replace(
        outcome=Outcome.DEPENDS if fact else Outcome.BLOCKS,
        why=worst.why if len(where) == targets else f"In {_listed(where)}: {worst.why}",
        depends_on=fact,
        would_pass_with=_helping_all([result for _, result in alike], worst),
    )


def _fact(alike: list[GateResult], worst: GateResult, answer: Answer) -> str | None:
    """Return the fact that the gate turns on; None where it blocks whatever the target."""
    blocks_some_only = worst.outcome is Outcome.BLOCKS and answer is not Answer.FAILS
    differ = len({result.depends_on for result in alike}) > 1
    return FACT if blocks_some_only or differ else worst.depends_on


def _helping_all(alike: list[GateResult], worst: GateResult) -> tuple[str, ...]:
    return tuple(grant for grant in worst.would_pass_with if all(grant in result.would_pass_with for result in alike))


def _parted(verdicts: Sequence[Verdict], names: Sequence[str]) -> str:
    by_answer: dict[str, list[str]] = {}
    for name, verdict in zip(names, verdicts, strict=True):
        turns = f"it depends on {_listed(verdict.depends_on)}"
        said = {Answer.WORKS: "it works", Answer.FAILS: "it fails"}.get(verdict.answer, turns)
        by_answer.setdefault(said, []).append(name)
    parts = ", ".join(f"in {_listed(there)} {said}" for said, there in by_answer.items())
    return f"Nothing tells {FACT}: {parts}"


def _listed(words: Sequence[str]) -> str:
    return " and ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else "".join(words)
