"""A debugger fails for a reason that no other rule is about, or for several at once."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api import (
    Answer,
    Container,
    Context,
    Evidence,
    Finding,
    Fixes,
    Group,
    Rule,
    RuleMeta,
    Severity,
    finding,
    say,
    what_if,
)

META = RuleMeta(
    id="debugger-fails",
    summary="a debugger fails for a reason that no other rule tells",
    severity=Severity.ERROR,
    fixes=Fixes.NEVER,
    since="0.1.0",
    group=Group.FAILING,
    debuggers=True,
    after_others=True,
)


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report what a command runs and fails, where no finding says so: one finding for all that fail alike."""
    if what_if.why_never_started(container, ctx.host):
        return  # refused-container
    told = {operation for found in ctx.told for operation in found.fails}
    groups: dict[tuple[str, str, str], list[Evidence]] = {}
    for evidence in ctx.evidence:
        if _fails(evidence, ctx) and (evidence.tool, evidence.operation) not in told:
            why = say.because(ctx.judge(evidence), evidence, ctx.host)
            there = say.where_it_works(say.by_answer(ctx.judge(evidence)))
            groups.setdefault((why, say.way_out(ctx.way_out(evidence)), there), []).append(evidence)
    for (why, advice, _), failing in groups.items():
        verdict = ctx.judge(failing[0])
        yield finding(
            META,
            [container],
            failing[0],
            f"{say.will_fail(failing, [container], verdict)}: {why}",
            advice,
            why=say.background(verdict, ctx.host, ctx.told_host),
            evidence=failing[0],
            also=failing[1:],
            fails=failing,
        )


def _fails(evidence: Evidence, ctx: Context) -> bool:
    return evidence.is_run and ctx.judge(evidence).answer is Answer.FAILS


RULE = Rule(META, check)
