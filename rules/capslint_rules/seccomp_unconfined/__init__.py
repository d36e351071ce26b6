"""The seccomp filter is switched off, mostly for a debugger that does not need that."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api import (
    Container,
    Context,
    Finding,
    Fix,
    Fixes,
    Rule,
    RuleMeta,
    SeccompKind,
    Severity,
    Unknown,
    Withheld,
    agree,
    called,
    capabilities,
    deeds,
    finding,
    fix,
    grant_capability,
    join,
    listed,
    reason_for,
    safety_of_removing,
    surest,
    use_default_seccomp,
    users_of,
    verb,
    with_default_seccomp,
)

META = RuleMeta(
    id="seccomp-unconfined",
    summary="a container runs without a seccomp filter",
    severity=Severity.WARNING,
    fixes=Fixes.SOMETIMES,
    since="0.1.0",
)
GRANT = "seccomp=unconfined"


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report a filter that is switched off by name; what was never asked for is not reported."""
    seccomp = container.seccomp.value
    if isinstance(seccomp, Unknown) or seccomp.kind is not SeccompKind.UNCONFINED or container.seccomp.is_absent:
        return
    affected = users_of(container.seccomp, ctx.workload)
    yield finding(
        META,
        affected,
        container.seccomp,
        f"{called(affected)} {verb(affected, 'has', 'have')} no seccomp filter, {_why(container, ctx)}",
        _advice(container, ctx),
        cure=agree(tuple(_cure(one, ctx.about(one)) for one in affected)),
        evidence=surest(ctx),
    )


def _why(container: Container, ctx: Context) -> str:
    if reason_for(ctx, [GRANT]) or not ctx.evidence:
        return "so every system call of the kernel is open to it"
    needed = ctx.least_capabilities(with_default_seccomp(container))
    if needed is None:
        return f"and {deeds(ctx.evidence)} needs only some of the calls that the default filter refuses"
    if needed:
        return f"and {deeds(ctx.evidence)} needs {capabilities(needed)} instead"
    return f"and {deeds(ctx.evidence)} does not need that"


def _advice(container: Container, ctx: Context) -> str:
    reason = reason_for(ctx, [GRANT])
    if reason is not None:
        return reason.advice
    if not ctx.evidence:
        return "Go back to the default filter, or name a profile that allows the calls which the program makes."
    if ctx.least_capabilities(with_default_seccomp(container)) is None:
        return f"Name a profile that allows its calls: `capslint profile {ctx.evidence[0].tool}` writes it."
    return "Go back to the default filter: it has let debuggers through since Docker 19.03 on kernel 4.8."


def _cure(container: Container, ctx: Context) -> Fix | Withheld:
    safety = safety_of_removing(ctx, GRANT)
    if isinstance(safety, Withheld):
        return safety
    needed = ctx.least_capabilities(with_default_seccomp(container))
    if needed is None:
        return Withheld(f"under the default filter no capability lets {deeds(ctx.evidence)} work")
    remedy = use_default_seccomp(container)
    if needed:
        remedy = join(remedy, grant_capability(container, *needed))
    title = "go back to the default seccomp filter" + (f" and add {listed(needed)}" if needed else "")
    return fix(title, remedy, safety)


RULE = Rule(META, check)
