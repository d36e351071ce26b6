"""A comment that does not say why something is accepted."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api import Container, Context, Finding, Fixes, Group, Rule, RuleMeta, Severity

META = RuleMeta(
    id="reasonless-ignore",
    summary="a comment tells capslint to ignore something and does not say why",
    severity=Severity.WARNING,
    fixes=Fixes.NEVER,
    since="0.1.0",
    opt_in=True,
    group=Group.COMMENTS,
    words=("capslint:", "capslint/ignore"),
)


def check(_container: Container, _ctx: Context) -> Iterator[Finding]:
    """Find nothing in a container: the engine reports the comments, if this rule runs, when all others are through."""
    return iter(())


RULE = Rule(META, check)
