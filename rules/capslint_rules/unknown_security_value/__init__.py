"""A word in a security context that the API server does not take there."""

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
    Refused,
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
    sharing,
)

META = RuleMeta(
    id="unknown-security-value",
    summary="a setting of seccomp, AppArmor or /proc has an invalid value",
    severity=Severity.ERROR,
    fixes=Fixes.SOMETIMES,
    since="0.1.0",
    group=Group.REFUSED,
    facts=(Fact.VALIDATION,),
    fields=("refused",),
)

TITLES = {
    "seccomp=unconfined": "go back to the default seccomp profile",
    "apparmor=unconfined": "go back to the default AppArmor profile",
}
"""What the fix does where the word is taken back that means this grant."""


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report each word once, for all who have it. What a custom resource takes only its own definition tells."""
    if ctx.workload.is_custom:
        return
    for word in container.refused:
        affected = ctx.users_of(word)
        needing = fix_safety.who_need_option(ctx, affected, word.value.grant or "")
        needless = word.value.grant is not None and len(needing) < len(affected)
        yield finding(
            META,
            affected,
            word,
            f"{say.reader(affected[0])} will refuse {say.called(affected)}: '{word.value.written}' is not valid for "
            f"{word.value.field}",
            _advice(word.value, needless, needing),
            why=f"valid values are {say.listed(word.value.taken)}",
            cure=fixes.agree(tuple(_cure(word, user, ctx.about(user)) for user in affected)),
            stops=True,
        )


def _advice(word: Refused, needless: bool, needing: tuple[Container, ...]) -> str:
    from difflib import get_close_matches

    if needless and needing:
        return f"Write {word.meant} for {say.called(needing)} alone: no other debugger there needs that."
    if needless:
        otherwise = f", or write {word.meant} if the program needs that" if word.meant else ""
        return f"Go back to the default{otherwise}: nothing there is known to."
    if word.advice is not None:
        return word.advice
    near = [word.meant] if word.meant else get_close_matches(word.written, word.taken, 1)
    return f"Did you mean {near[0]}?" if near else f"Write {say.either(word.taken)}, or remove it."


def _cure(setting: Setting[Refused], container: Container, ctx: Context) -> Fix | Withheld:
    meant, grant = setting.value.meant, setting.value.grant
    # What the word confines has not been so until now; what it loosens has not been in effect.
    safety = Safety.UNSAFE if grant is None else fix_safety.safety_of_effect(ctx, container, grant)
    if safety is None and grant == "apparmor=unconfined" and container.apparmor.place.path != setting.place.path[:-1]:
        return Withheld("an annotation goes before it")
    if safety is None:
        without = grants.grant_named(str(grant)).taken_from(container)
        lost = say.doings(fix_safety.worsened(ctx, container, without))
        if lost:
            return Withheld(f"{say.listed(lost)} would need more than the default allows")
        return sharing.hurt_by(ctx, without) or _without(setting, container)
    if meant is None:
        return Withheld("it is not certain what was meant")
    return fixes.fix(f"write {meant}", fixes.set_value(setting, meant), safety)


def _without(setting: Setting[Refused], container: Container) -> Fix | Withheld:
    """Go back to what comes without the word; what the API server refuses has not been in force."""
    title = TITLES.get(setting.value.grant or "", f"remove {setting.value.field}")
    return fixes.fix(title, fixes.take_back_refused(setting, container), Safety.UNSAFE)


RULE = Rule(META, check)
