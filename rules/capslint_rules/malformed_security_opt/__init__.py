"""A security option that Compose or the engine does not take.

Sources: moby ``daemon/daemon_unix.go`` (parseSecurityOpt); Docker Compose ``pkg/compose/create.go`` (systempaths);
compose-spec ``schema/compose-spec.json`` (a list of strings); podman-run(1), ``--security-opt``.
"""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api import (
    Container,
    Context,
    Fact,
    Finding,
    Fix,
    Fixes,
    Group,
    Rule,
    RuleMeta,
    Safety,
    Setting,
    Severity,
    Withheld,
    finding,
    fix_safety,
    fixes,
    grants,
    say,
)

META = RuleMeta(
    id="malformed-security-opt",
    summary="a security option is not valid",
    severity=Severity.ERROR,
    fixes=Fixes.SOMETIMES,
    since="0.1.0",
    group=Group.REFUSED,
    facts=(Fact.SECURITY_OPTIONS,),
    fields=("option_mistakes",),
)


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report each option once, for all who have it."""
    for setting in container.option_mistakes:
        why, advice, right = setting.value
        affected = ctx.users_of(setting)
        needing, others = _who_need(right, affected, ctx)
        if others and needing:
            advice = f"Write {right} for {say.called(needing)} alone: no other debugger there needs that."
        elif others:
            advice = f"Remove it, or write {right} if the program needs that: nothing there is known to."
        yield finding(
            META,
            affected,
            setting,
            f"{say.called(affected)} will not start: {why}",
            advice,
            why="the engine refuses security options that it cannot read",
            cure=fixes.agree(tuple(_cure(setting, right, user, ctx.about(user)) for user in affected)),
            stops=True,
        )


def _who_need(
    right: str | None, affected: tuple[Container, ...], ctx: Context
) -> tuple[tuple[Container, ...], tuple[Container, ...]]:
    """Return who needs what the ``right`` option would loosen, and who does not; nobody where it loosens nothing."""
    if right is None or grants.find_grant(right) is None:
        return (), ()
    needing = fix_safety.who_need_option(ctx, affected, right)
    return needing, tuple(user for user in affected if user not in needing)


def _cure(setting: Setting[object], right: str | None, container: Container, ctx: Context) -> Fix | Withheld:
    if right is None:
        return Withheld("it is not certain what was meant")
    # What an option takes away has not been taken away until now; what it grants has not been in effect.
    safety: Safety | Withheld | None = Safety.UNSAFE
    if grants.find_grant(right) is not None:
        safety = fix_safety.safety_of_effect(ctx, container, right)
    if safety is None:
        return fixes.fix("remove it", fixes.revoke(setting, container), Safety.UNSAFE)
    return fixes.fix(f"write {right}", fixes.set_value(setting, right), safety)


RULE = Rule(META, check)
