"""A comment to capslint that cannot be used."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api import Container, Context, Finding, Fixes, Group, Rule, RuleMeta, Severity

META = RuleMeta(
    id="malformed-ignore",
    summary="a comment to capslint cannot be used: no rule, an unknown one, a wrong day or place",
    severity=Severity.WARNING,
    fixes=Fixes.SOMETIMES,
    since="0.1.0",
    group=Group.COMMENTS,
    words=("capslint:", "capslint/ignore"),
)


def check(_container: Container, _ctx: Context) -> Iterator[Finding]:
    """Find nothing in a container: the engine reports the comments, if this rule runs, when all others are through."""
    return iter(())


RULE = Rule(META, check)
