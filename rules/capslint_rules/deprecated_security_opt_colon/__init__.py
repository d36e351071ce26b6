"""A security option with the separator that Docker has deprecated."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api import (
    Container,
    Context,
    Fact,
    Finding,
    Fixes,
    Group,
    Rule,
    RuleMeta,
    Safety,
    Severity,
    finding,
    fixes,
    say,
)

META = RuleMeta(
    id="deprecated-security-opt-colon",
    summary="a security option is written with the deprecated colon instead of =",
    severity=Severity.INFO,
    fixes=Fixes.ALWAYS,
    since="0.1.0",
    group=Group.INEFFECTIVE,
    opt_in=True,  # the engine still takes it, and most files have it
    facts=(Fact.SECURITY_OPTIONS,),
    fields=("old_options",),
)


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report each option once, for all who have it."""
    for setting, right in container.old_options:
        affected = ctx.users_of(setting)
        yield finding(
            META,
            affected,
            setting,
            f"{say.called(affected)} {say.verb(affected, 'writes', 'write')} the security option {setting.value!r} "
            "with a colon",
            f"Write {right}.",
            why="Docker has deprecated the colon, and later releases may refuse it",
            cure=fixes.fix(f"write {right}", fixes.set_value(setting, right), Safety.SAFE),
        )


RULE = Rule(META, check)
