"""A word in a security context that the API server does not take there."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api import (
    Container,
    Context,
    Finding,
    Fix,
    Fixes,
    Platform,
    Refused,
    Rule,
    RuleMeta,
    Safety,
    Setting,
    Severity,
    Withheld,
    called,
    finding,
    fix,
    is_checked_by_the_engine,
    set_value,
    users_of,
    verb,
)

META = RuleMeta(
    id="unknown-security-value",
    summary="a seccomp, AppArmor or procMount setting holds a word that the API server does not take",
    severity=Severity.ERROR,
    fixes=Fixes.SOMETIMES,
    since="0.1.0",
    platforms=(Platform.KUBERNETES,),
    words=("seccompProfile", "ppArmorProfile", "procMount"),
)

LOOSEST = frozenset(("Unconfined", "Unmasked"))
"""Words with which nothing is taken away that nobody has had taken away until now."""
OF_ANNOTATIONS = {"dockerdefault": "RuntimeDefault"}
"""What annotations called it, without signs between the letters."""


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report each word once, for all who have it. What a custom resource takes only its own definition tells."""
    if not is_checked_by_the_engine(container, ctx.workload):
        return
    for one in container.refused:
        affected = users_of(one, ctx.workload)
        yield finding(
            META,
            affected,
            one,
            f"{called(affected)} {verb(affected, 'is', 'are')} refused by the API server: {one.value.field} takes "
            f"{_either(one.value.taken)}, not '{one.value.written}'",
            _advice(one.value),
            cure=_cure(one),
        )


def _either(words: tuple[str, ...]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"


def _bare(word: str) -> str:
    return "".join(letter for letter in word.lower() if letter.isalpha())


def _meant(one: Refused) -> str | None:
    """Give the word that differs from the written one only in case and in signs between the letters."""
    bare = _bare(one.written)
    if bare in OF_ANNOTATIONS and OF_ANNOTATIONS[bare] in one.taken:
        return OF_ANNOTATIONS[bare]
    return next((word for word in one.taken if _bare(word) == bare), None)


def _advice(one: Refused) -> str:
    from difflib import get_close_matches

    meant = _meant(one)
    profile = one.written.partition("localhost/")[2]
    if profile and "Localhost" in one.taken:
        return f"Write Localhost as the type, and localhostProfile: {profile} beside it."
    near = [meant] if meant else get_close_matches(one.written, one.taken, 1)
    return f"Did you mean {near[0]}?" if near else f"Write {_either(one.taken)}, or take it out."


def _cure(setting: Setting[Refused]) -> Fix | Withheld:
    meant = _meant(setting.value)
    if meant is None:
        return Withheld("it is not certain what was meant")
    safety = Safety.SAFE if meant in LOOSEST else Safety.UNSAFE
    return fix(f"write {meant}", set_value(setting, meant), safety)


RULE = Rule(META, check)
