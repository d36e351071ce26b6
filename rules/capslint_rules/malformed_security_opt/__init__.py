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
    Rule,
    RuleMeta,
    Safety,
    Setting,
    Severity,
    Withheld,
    finding,
    fix_safety,
    fixes,
    say,
)

META = RuleMeta(
    id="malformed-security-opt",
    summary="a security option is none that the engine takes",
    severity=Severity.ERROR,
    fixes=Fixes.SOMETIMES,
    since="0.1.0",
    facts=(Fact.SECURITY_OPTIONS,),
    fields=("security_options",),
)


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report each option once, for all who have it."""
    for setting in container.option_mistakes:
        why, advice, right = setting.value
        affected = ctx.users_of(setting)
        is_needless = right is not None and any(
            fix_safety.do_without_option(ctx.about(user), user, right) for user in affected
        )
        needing = fix_safety.who_need_option(ctx, affected, right) if right is not None and is_needless else ()
        if needing:
            advice = f"Write {right} for {say.called(needing)} alone: no other debugger there needs that."
        elif is_needless:
            advice = "Take it out: no debugger there needs what it was meant to allow."
        yield finding(
            META,
            affected,
            setting,
            f"{say.called(affected)} {say.verb(affected, 'does', 'do')} not start: {why}",
            advice,
            cure=fixes.DIFFERENT_NEEDS
            if needing
            else fixes.agree(tuple(_cure(setting, right, is_needless, user) for user in affected)),
        )


def _cure(setting: Setting[object], right: str | None, is_needless: bool, container: Container) -> Fix | Withheld:
    if right is None:
        return Withheld("it is not certain what was meant")
    if is_needless:  # nothing starts now that it could take something from
        return fixes.fix("take it out", fixes.revoke(setting, container), Safety.SAFE)
    # What the option takes away has not been taken away until now.
    safety = Safety.SAFE if right == "seccomp=unconfined" else Safety.UNSAFE
    return fixes.fix(f"write {right}", fixes.set_value(setting, right), safety)


RULE = Rule(META, check)
