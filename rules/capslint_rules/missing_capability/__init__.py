"""A profiler, tracer or packet sniffer lacks a capability other than SYS_PTRACE."""

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
    Group,
    Rule,
    RuleMeta,
    Severity,
    Unknown,
    Withheld,
    admission,
    finding,
    fixes,
    say,
    sharing,
    what_if,
)

META = RuleMeta(
    id="missing-capability",
    summary="a profiler or tracer fails because the container lacks a capability",
    severity=Severity.ERROR,
    fixes=Fixes.SOMETIMES,
    since="0.1.0",
    group=Group.FAILING,
    debuggers=True,
)
# The one that a rule of its own is about: missing-sys-ptrace.
OTHER_RULE = ("SYS_PTRACE",)


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report each recognised operation that fails now and works with more capabilities."""
    for evidence in ctx.evidence:
        lacking = _lacking(container, ctx, evidence)
        if not lacking:
            continue
        running = sharing.commanded_by(evidence, container, ctx.workload)
        affected = [other for other in running if _same_lack(other, ctx.about(other), evidence)]
        cures = (_cure(user, ctx.about(user), evidence, lacking, affected) for user in affected)
        yield finding(
            META,
            affected,
            evidence,
            f"{say.will_fail([evidence], affected, ctx.judge(evidence))}: "
            f"{say.because(ctx.judge(evidence), evidence, ctx.host)}",
            _advice(container, ctx, evidence, lacking),
            why=say.background(ctx.judge(evidence), ctx.host, ctx.told_host),
            cure=fixes.agree(tuple(cures)),
            evidence=evidence,
            fails=(evidence,),
        )


def _advice(container: Container, ctx: Context, evidence: Evidence, lacking: tuple[str, ...]) -> str:
    if admission.kept_out(container, lacking, ctx.host) is not None:
        return "Debug in a namespace that enforces the level privileged."
    return f"Add {say.capabilities(lacking)}{_condition(container, ctx, evidence, lacking)}."


def _condition(container: Container, ctx: Context, evidence: Evidence, lacking: tuple[str, ...]) -> str:
    facts = ctx.judge(evidence, what_if.with_capabilities(container, *lacking)).depends_on
    return f"; whether it works then depends on {say.listed(facts)}" if facts else ""


def _lacking(container: Container, ctx: Context, evidence: Evidence) -> tuple[str, ...]:
    """Return what has to be added, () if the operation works or no capability helps."""
    if isinstance(container.cap_add.value, Unknown) or not evidence.is_run:
        return ()
    if ctx.judge(evidence).answer is not Answer.FAILS:
        return ()
    if ctx.capabilities_for(evidence) == OTHER_RULE:
        return ()
    return ctx.share_of_least(evidence) or ()


def _same_lack(container: Container, ctx: Context, evidence: Evidence) -> bool:
    return any(
        seen.span == evidence.span and seen.operation == evidence.operation and _lacking(container, ctx, seen)
        for seen in ctx.evidence
    )


def _cure(
    container: Container, ctx: Context, evidence: Evidence, lacking: tuple[str, ...], affected: list[Container]
) -> Fix | Withheld:
    return fixes.add_capabilities(f"add {say.listed(lacking)}", container, lacking, evidence, affected, ctx)


RULE = Rule(META, check)
