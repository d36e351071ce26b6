"""The container holds every privilege there is, mostly for a debugger that needs one capability or none."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api import (
    Answer,
    Container,
    Context,
    Finding,
    Fix,
    Fixes,
    Rule,
    RuleMeta,
    Safety,
    Severity,
    Withheld,
    agree,
    blocked_by,
    called,
    capabilities,
    deeds,
    finding,
    fix,
    reason_for,
    replace_privileged_by,
    safety_of_removing,
    surest,
    unprivileged,
    users_of,
    verb,
)

META = RuleMeta(
    id="privileged-container",
    summary="a container runs privileged",
    severity=Severity.ERROR,
    fixes=Fixes.SOMETIMES,
    since="0.1.0",
)
GRANT = "privileged"


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report every privileged container, and narrow those whose command is a debugger."""
    if container.privileged.value is not True:
        return
    affected = users_of(container.privileged, ctx.workload)
    explained = reason_for(ctx, [GRANT])
    yield finding(
        META,
        affected,
        container.privileged,
        f"{called(affected)} {verb(affected, 'is', 'are')} privileged, {_why(container, ctx)}",
        explained.advice if explained else _advice(container, ctx),
        cure=agree(tuple(_cure(one, ctx.about(one)) for one in affected)),
        evidence=surest(ctx),
        severity=META.severity if ctx.evidence and not explained else Severity.WARNING,
    )


def _why(container: Container, ctx: Context) -> str:
    if reason_for(ctx, [GRANT]) or not ctx.evidence:
        return "so it holds every capability and every device, and nothing confines it"
    if not _works(ctx):
        return f"and {deeds(ctx.evidence)} fails all the same: {blocked_by(ctx.judge(ctx.evidence[0]))}"
    needed = ctx.least_capabilities(unprivileged(container))
    if needed is None:
        return f"and no capability alone replaces that for {deeds(ctx.evidence)}"
    return f"and {deeds(ctx.evidence)} needs {'only ' + capabilities(needed) if needed else 'no privilege'}"


def _advice(container: Container, ctx: Context) -> str:
    if not ctx.evidence:
        return "Give it the capabilities, devices and mounts that it uses one by one instead."
    needed = ctx.least_capabilities(unprivileged(container))
    if needed is None:
        return "Give it the capabilities, devices and mounts that it uses one by one, and a profile for its calls."
    return f"Replace it by {capabilities(needed)}." if needed else "Take it out; a debugger may trace what it starts."


def _works(ctx: Context) -> bool:
    return any(ctx.judge(one).answer is not Answer.FAILS for one in ctx.evidence)


def _cure(container: Container, ctx: Context) -> Fix | Withheld:
    safety = safety_of_removing(ctx, GRANT, whole_command=True)
    if isinstance(safety, Withheld):
        return safety
    needed = ctx.least_capabilities(unprivileged(container))
    if needed is None:
        return Withheld(f"no set of capabilities lets {deeds(ctx.evidence)} work without it")
    title = f"replace privileged by {capabilities(needed)}" if needed else "remove privileged"
    return fix(title, replace_privileged_by(container, needed), safety if _works(ctx) else Safety.UNSAFE)


RULE = Rule(META, check)
