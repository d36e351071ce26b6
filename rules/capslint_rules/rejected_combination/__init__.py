"""Two settings of a pod that the API server does not take together."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api import Container, Context, Fact, Finding, Fixes, Group, Rule, RuleMeta, Severity, finding, say

META = RuleMeta(
    id="rejected-combination",
    summary="the API server refuses the pod, because two of its settings exclude each other",
    severity=Severity.ERROR,
    fixes=Fixes.NEVER,
    since="0.1.0",
    group=Group.REFUSED,
    facts=(Fact.VALIDATION,),
    fields=("exclusions",),
)


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report each pair; the finding points to the setting that gives more."""
    for setting, exclusion in container.exclusions:
        users = ctx.users_of(setting)
        affected = [user for user in users if any(exclusion == other for _, other in user.exclusions)] or [container]
        yield finding(
            META,
            affected,
            setting,
            f"{say.reader(affected[0])} will refuse {say.called(affected)}: {exclusion.pair}",
            exclusion.advice,
            why="the API server refuses pods with settings that exclude each other",
            stops=True,
        )


RULE = Rule(META, check)
