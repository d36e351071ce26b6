"""A comment that ignores nothing."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api import Container, Context, Finding, Fixes, Group, Rule, RuleMeta, Severity

META = RuleMeta(
    id="unused-ignore",
    summary="a comment tells capslint to ignore what it does not find",
    severity=Severity.INFO,
    fixes=Fixes.SOMETIMES,
    since="0.1.0",
    group=Group.COMMENTS,
    words=("capslint:", "capslint/ignore"),
)


def check(_container: Container, _ctx: Context) -> Iterator[Finding]:
    """Find nothing in a container: the engine reports the comments, if this rule runs, when all others are through."""
    return iter(())


RULE = Rule(META, check)
