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
    say,
)

META = RuleMeta(
    id="unknown-security-value",
    summary="a setting of seccomp, AppArmor or /proc holds a word that the API server does not take",
    severity=Severity.ERROR,
    fixes=Fixes.SOMETIMES,
    since="0.1.0",
    facts=(Fact.VALIDATION,),
    fields=("refused",),
)

TITLES = {
    "seccomp=unconfined": "go back to the default seccomp filter",
    "apparmor=unconfined": "go back to the default AppArmor profile",
}
"""What the fix does where the word is taken back that means this grant."""


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report each word once, for all who have it. What a custom resource takes only its own definition tells."""
    if ctx.workload.is_custom:
        return
    for word in container.refused:
        affected = ctx.users_of(word)
        needless = any(_is_needless(word, user, ctx.about(user)) for user in affected)
        needing = fix_safety.who_need_option(ctx, affected, word.value.grant or "") if needless else ()
        yield finding(
            META,
            affected,
            word,
            f"{say.called(affected)} {say.verb(affected, 'is', 'are')} refused by the API server: "
            f"{word.value.field} takes "
            f"{_either(word.value.taken)}, not '{word.value.written}'",
            _advice(word.value, needless, needing),
            cure=_cure(word, affected, needless, needing),
        )


def _either(words: tuple[str, ...]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"


def _advice(word: Refused, needless: bool, needing: tuple[Container, ...]) -> str:
    from difflib import get_close_matches

    if needing:
        return f"Write {word.meant} for {say.called(needing)} alone: no other debugger there needs that."
    if needless:
        return "Go back to the default: no debugger there needs that."
    if word.advice is not None:
        return word.advice
    near = [word.meant] if word.meant else get_close_matches(word.written, word.taken, 1)
    return f"Did you mean {near[0]}?" if near else f"Write {_either(word.taken)}, or take it out."


def _cure(
    setting: Setting[Refused], affected: tuple[Container, ...], needless: bool, needing: tuple[Container, ...]
) -> Fix | Withheld:
    if needing:
        return fixes.DIFFERENT_NEEDS
    if needless:
        return fixes.agree(tuple(_without(setting, user) for user in affected))
    meant = setting.value.meant
    if meant is None:
        return Withheld("it is not certain what was meant")
    safety = Safety.SAFE if setting.value.grant is not None else Safety.UNSAFE
    return fixes.fix(f"write {meant}", fixes.set_value(setting, meant), safety)


def _is_needless(setting: Setting[Refused], container: Container, ctx: Context) -> bool:
    option = setting.value.grant
    if option == "apparmor=unconfined" and container.apparmor.place.path != setting.place.path[:-1]:
        return False  # an annotation goes before the pod's field
    return option is not None and fix_safety.do_without_option(ctx, container, option)


def _without(setting: Setting[Refused], container: Container) -> Fix | Withheld:
    """Go back to what comes without the word; what the API server refuses has not been in force."""
    title = TITLES.get(setting.value.grant or "", f"take {setting.value.field} out")
    return fixes.fix(title, fixes.take_back_refused(setting, container), Safety.SAFE)


RULE = Rule(META, check)
