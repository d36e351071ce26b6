"""A hook or a build that is privileged, though nobody looks for that beside the container's own settings."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api import Container, Context, Fact, Finding, Fixes, Group, Rule, RuleMeta, Severity, finding, say

META = RuleMeta(
    id="privileged-step",
    summary="a hook or a build is privileged",
    severity=Severity.WARNING,
    fixes=Fixes.NEVER,
    since="0.1.0",
    group=Group.BROAD,
    facts=(Fact.PRIVILEGED_STEPS,),
    fields=("privileged_steps",),
)


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report each where it is made privileged, once for all who have it."""
    for setting in container.privileged_steps:
        step = setting.value
        affected = ctx.users_of(setting)
        yield finding(
            META,
            affected,
            setting,
            f"{step.what} in {say.called(affected)}",
            step.advice,
            why=step.so,
        )


RULE = Rule(META, check)
