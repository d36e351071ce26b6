"""A word in a security context that the API server does not take there."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api import (
    APPARMOR_OF_CONTAINER,
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
    agree,
    called,
    do_without_option,
    finding,
    fix,
    is_checked_by_the_engine,
    join,
    revoke,
    set_value,
    users_of,
    verb,
    who_need_option,
    without,
)

META = RuleMeta(
    id="unknown-security-value",
    summary="a seccomp, AppArmor or procMount setting holds a word that the API server does not take",
    severity=Severity.ERROR,
    fixes=Fixes.SOMETIMES,
    since="0.1.0",
    facts=(Fact.VALIDATION,),
    fields=("refused",),
)

LOOSEST = {
    ("seccompProfile.type", "Unconfined"): "seccomp=unconfined",
    ("appArmorProfile.type", "Unconfined"): "apparmor=unconfined",
    ("procMount", "Unmasked"): "systempaths=unconfined",
}
"""Words with which nothing is taken away that nobody has had taken away until now, and what Compose calls them."""
OF_ANNOTATIONS = {"dockerdefault": "RuntimeDefault"}
"""What annotations called it, without signs between the letters."""


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report each word once, for all who have it. What a custom resource takes only its own definition tells."""
    if not is_checked_by_the_engine(container, ctx.workload):
        return
    for one in container.refused:
        affected = users_of(one, ctx.workload)
        needless = any(_is_needless(one, each, ctx.about(each)) for each in affected)
        needing = who_need_option(ctx, affected, _option(one.value) or "") if needless else ()
        yield finding(
            META,
            affected,
            one,
            f"{called(affected)} {verb(affected, 'is', 'are')} refused by the API server: {one.value.field} takes "
            f"{_either(one.value.taken)}, not '{one.value.written}'",
            _advice(one.value, needless, needing),
            cure=_cure(one, affected, needless, needing),
        )


def _either(words: tuple[str, ...]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"


def _bare(word: str) -> str:
    return "".join(letter for letter in word.lower() if letter.isalpha())


def _meant(one: Refused) -> str | None:
    """Return the word that differs from the written one only in case and in signs between the letters."""
    bare = _bare(one.written)
    if bare in OF_ANNOTATIONS and OF_ANNOTATIONS[bare] in one.taken:
        return OF_ANNOTATIONS[bare]
    return next((word for word in one.taken if _bare(word) == bare), None)


def _option(one: Refused) -> str | None:
    return LOOSEST.get((one.field, _meant(one) or ""))


def _advice(one: Refused, needless: bool, needing: tuple[Container, ...]) -> str:
    from difflib import get_close_matches

    meant = _meant(one)
    if needing:
        return f"Write {meant} for {called(needing)} alone: no other debugger there needs that."
    if needless:
        return "Go back to the default: no debugger there needs that."
    profile = one.written.partition("localhost/")[2]
    if profile and "Localhost" in one.taken:
        return f"Write Localhost as the type, and localhostProfile: {profile} beside it."
    near = [meant] if meant else get_close_matches(one.written, one.taken, 1)
    return f"Did you mean {near[0]}?" if near else f"Write {_either(one.taken)}, or take it out."


def _cure(
    setting: Setting[Refused], affected: tuple[Container, ...], needless: bool, needing: tuple[Container, ...]
) -> Fix | Withheld:
    if needing:
        return Withheld("those who share what is written there need different things")
    if needless:
        return agree(tuple(_without(setting, each) for each in affected))
    meant = _meant(setting.value)
    if meant is None:
        return Withheld("it is not certain what was meant")
    safety = Safety.SAFE if (setting.value.field, meant) in LOOSEST else Safety.UNSAFE
    return fix(f"write {meant}", set_value(setting, meant), safety)


def _is_needless(setting: Setting[Refused], container: Container, ctx: Context) -> bool:
    option = _option(setting.value)
    if option == "apparmor=unconfined" and container.apparmor.place.path != setting.place.path[:-1]:
        return False  # an annotation goes before the pod's field
    return option is not None and do_without_option(ctx, container, option)


def _without(setting: Setting[Refused], container: Container) -> Fix | Withheld:
    """Go back to what comes without the word; what the API server refuses has not been in force."""
    if setting.value.field == "seccompProfile.type":
        return fix("go back to the default seccomp filter", set_value(setting, "RuntimeDefault"), Safety.SAFE)
    if setting.value.field == "appArmorProfile.type":
        # The annotation, which the field goes before, would count then.
        name = APPARMOR_OF_CONTAINER + container.name
        hidden = [one for one in container.written_annotations if one.reaches_pod and one.name == name]
        taken = join(revoke(container.apparmor, container), *(without(one, container) for one in hidden))
        return fix("go back to the default AppArmor profile", taken, Safety.SAFE)
    return fix("take procMount out", revoke(setting, container), Safety.SAFE)


RULE = Rule(META, check)
