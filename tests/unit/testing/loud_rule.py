"""A rule to test the harness with."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api import (
    Container,
    Context,
    Finding,
    Fix,
    Fixes,
    Remedy,
    Rule,
    RuleMeta,
    Safety,
    Severity,
    Withheld,
    finding,
    fixes,
    say,
)

META = RuleMeta("loud-flag", "a flag is set", Severity.WARNING, Fixes.ALWAYS, "0.1.0")


def rule(meta: RuleMeta = META, cure: str = "revoke", safety: Safety = Safety.SAFE) -> Rule:
    """A rule about `privileged`; ``cure`` says what its fix does."""

    def check(container: Container, ctx: Context) -> Iterator[Finding]:
        flag = container.privileged
        if flag.value is not True:
            return
        users = ctx.users_of(flag)
        yield finding(meta, users, flag, f"{say.called(users)} is loud", "Be quiet.", cure=_cure(container))

    def _cure(container: Container) -> Fix | Withheld | None:
        remedies: dict[str, Remedy | Withheld] = {
            "revoke": fixes.revoke(container.privileged, container),
            "restate": fixes.set_value(container.privileged, True),
            "withhold": Withheld("no way"),
        }
        return fixes.fix("be quiet", remedies[cure], safety) if cure in remedies else None

    return Rule(meta, check)
