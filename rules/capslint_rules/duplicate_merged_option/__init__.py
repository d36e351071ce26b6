"""The same security option twice in what Compose makes of all its files.

Source: compose-go ``override/uncity.go`` (security_opt is not among the lists whose items are made unique) and
compose-spec ``schema/compose-spec.json`` (``uniqueItems``).
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
    fixes,
    say,
)

META = RuleMeta(
    id="duplicate-merged-option",
    summary="a service has the same security option twice once its files are merged",
    severity=Severity.ERROR,
    fixes=Fixes.SOMETIMES,
    since="0.1.0",
    facts=(Fact.SECURITY_OPTIONS,),
    fields=("security_options",),
)


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report each repetition where it stands; the first one is in place."""
    for one in container.security_options:
        first = _first(one, container)
        if first is None:
            continue
        users = ctx.users_of(one)
        affected = [each for each in users if _first(one, each) is not None]
        yield finding(
            META,
            affected,
            one,
            f"{say.reader(container)} refuses {say.called(affected)}: "
            f"{say.verb(affected, 'it has', 'they have')} the security "
            f"option {str(one.value)!r} twice{_elsewhere(first, one)}, and merging does not make it one",
            "Keep it in one of the places; `!override` replaces what the other file gives.",
            cure=_cure(one, first, container, len(affected) == len(users)),
        )


def _first(one: Setting[object], container: Container) -> Setting[object] | None:
    """Return the earlier item with the same text; None if ``one`` is the first, or its text is not known."""
    for other in container.security_options:
        if other is one or (other.place.node is one.place.node and other.place.document is one.place.document):
            return None
        if isinstance(one.value, str) and other.value == one.value:
            return other
    return None


def _elsewhere(first: Setting[object], one: Setting[object]) -> str:
    if first.place.document is one.place.document:
        return ""
    return f", in {first.place.document.source.path} too"


def _cure(one: Setting[object], first: Setting[object], container: Container, is_everyones: bool) -> Fix | Withheld:
    if not is_everyones:
        return Withheld("others share what is written there, and have it once")
    # Of several options with one key the last counts: without this one it could be another.
    options: list[object] = [each.value for each in container.security_options]
    between = options[options.index(first.value) + 1 :]
    kind = _kind(one.value)
    if any(each != one.value and _kind(each) in (kind, None) for each in between):
        return Withheld("another option of the same kind stands between the two")
    return fixes.fix(f"take the second {one.value} out", fixes.revoke(one, container, is_repetition=True), Safety.SAFE)


def _kind(option: object) -> str | None:
    return option.replace("=", ":").partition(":")[0] if isinstance(option, str) else None


RULE = Rule(META, check)
