"""A debugger attaches to a process that it does not see."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api import (
    Answer,
    Container,
    Context,
    Evidence,
    Finding,
    Fix,
    Fixes,
    Outcome,
    Rule,
    RuleMeta,
    Safety,
    Severity,
    Sureness,
    Withheld,
    blocked_by,
    called,
    deed,
    finding,
    fix,
    share_processes,
)

META = RuleMeta(
    id="invisible-target",
    summary="a debugger attaches to a process in another PID namespace",
    severity=Severity.ERROR,
    fixes=Fixes.SOMETIMES,
    since="0.1.0",
)


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report the first operation whose target is out of sight."""
    for evidence in ctx.evidence:
        if evidence.sureness is Sureness.COMMAND and _is_blind(evidence, ctx):
            yield finding(
                META,
                [container],
                evidence,
                f"{deed(evidence)} in {called([container])} fails: {blocked_by(ctx.judge(evidence))}",
                "Share the process namespace of the container that it looks into.",
                cure=_cure(container, ctx),
                evidence=evidence,
            )
            return


def _is_blind(evidence: Evidence, ctx: Context) -> bool:
    verdict = ctx.judge(evidence)
    blocked = [one.gate for one in verdict.gates if one.outcome is Outcome.BLOCKS]
    return verdict.answer is Answer.FAILS and "pid namespace" in blocked


def _cure(container: Container, ctx: Context) -> Fix | Withheld:
    others = [one for one in ctx.workload.containers if one.name != container.name and not ctx.about(one).evidence]
    if len(others) != 1:
        return Withheld("nothing tells which container it looks into")
    # Other containers get new process numbers, and the command names one: a person has to look.
    return fix(f"share the processes of {others[0].name}", share_processes(container, others[0]), Safety.UNSAFE)


RULE = Rule(META, check)
