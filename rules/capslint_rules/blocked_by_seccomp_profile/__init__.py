"""The seccomp profile that the file names was read, and refuses what the debugger calls."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api import (
    Answer,
    Container,
    Context,
    Evidence,
    Fact,
    Finding,
    Fixes,
    Group,
    Outcome,
    Rule,
    RuleMeta,
    Seccomp,
    SeccompKind,
    Severity,
    Withheld,
    finding,
    say,
)

META = RuleMeta(
    id="blocked-by-seccomp-profile",
    summary="the container's own seccomp profile refuses what the debugger calls",
    severity=Severity.ERROR,
    fixes=Fixes.NEVER,
    since="0.1.0",
    group=Group.FAILING,
    facts=(Fact.PROFILE_FILES,),
    fields=("seccomp",),
)


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report the first operation that a custom profile blocks; one finding for the profile."""
    seccomp = container.seccomp.value
    if not isinstance(seccomp, Seccomp) or seccomp.kind is not SeccompKind.FILE or container.privileged.value is True:
        return
    evidence = next((seen for seen in ctx.evidence if _is_blocked(seen, ctx)), None)
    if evidence is None:
        return
    affected = [user for user in ctx.users_of(container.seccomp) if _suffers(user, ctx)]
    yield finding(
        META,
        affected,
        container.seccomp,
        f"{say.will_fail([evidence], affected, ctx.judge(evidence))}: {say.blocked_by(ctx.judge(evidence))}",
        f"Allow the call in the profile; `capslint profile {evidence.tool}` writes one with exactly what it needs.",
        why=say.background(ctx.judge(evidence), ctx.host, ctx.told_host),
        cure=Withheld("the profile is another file"),
        evidence=evidence,
        fails=(evidence,),
    )


def _is_blocked(evidence: Evidence, ctx: Context) -> bool:
    verdict = ctx.judge(evidence)
    first = next((result for result in verdict.gates if result.outcome is Outcome.BLOCKS), None)
    return verdict.answer is Answer.FAILS and first is not None and first.gate == "seccomp"


def _suffers(container: Container, ctx: Context) -> bool:
    about = ctx.about(container)
    return any(_is_blocked(evidence, about) for evidence in about.evidence)


RULE = Rule(META, check)
