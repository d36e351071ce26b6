"""The debugger is started through sudo, or lives on file capabilities, and the container forbids to gain any."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api import (
    Container,
    Context,
    Evidence,
    Finding,
    Fixes,
    Group,
    Rule,
    RuleMeta,
    Severity,
    escalation,
    finding,
    say,
    sharing,
)

META = RuleMeta(
    id="blocked-by-no-new-privileges",
    summary="a debugger needs sudo or file capabilities, and the container may gain no privileges",
    severity=Severity.ERROR,
    fixes=Fixes.NEVER,
    since="0.1.0",
    group=Group.FAILING,
    debuggers=True,
)


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report the first debugger that fails with the flag and would not fail without it."""
    evidence = next((seen for seen in ctx.evidence if escalation.is_kept_from_gaining(seen, container, ctx)), None)
    if evidence is None:
        return
    words = say.spelling(container)
    affected = [user for user in sharing.commanded_by(evidence, container, ctx.workload) if _suffers(user, ctx)]
    yield finding(
        META,
        affected,
        evidence,
        f"{say.doing(evidence)} in {say.called(affected)} {_why(evidence)}, because of {words.no_new_privileges}",
        f"Run the debugger as root instead (`{words.as_root}`), or remove that setting from this container.",
        why="with it no program gets more permissions than the one that starts it",
        evidence=evidence,
        fails=(evidence,),
    )


def _suffers(container: Container, ctx: Context) -> bool:
    about = ctx.about(container)
    return any(escalation.is_kept_from_gaining(evidence, container, about) for evidence in about.evidence)


def _why(evidence: Evidence) -> str:
    if evidence.through_sudo:
        return "will not start: sudo refuses to run"
    return "will fail: the capabilities of its file do not count"


RULE = Rule(META, check)
