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
    Group,
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
    group=Group.REFUSED,
    facts=(Fact.SECURITY_OPTIONS,),
    fields=("security_options",),
)


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report each repetition where it stands; the first one is in place."""
    for option in container.security_options:
        first = _first(option, container)
        if first is None:
            continue
        users = ctx.users_of(option)
        affected = [user for user in users if _first(option, user) is not None]
        yield finding(
            META,
            affected,
            option,
            f"{say.reader(container)} refuses to start {say.called(affected)}: {str(option.value)!r} is "
            f"written twice{_elsewhere(first, option)}",
            "Keep it in one of the places; `!override` replaces what the other file gives.",
            why="where files are merged, their lists are joined, and this list must not hold an item twice",
            cure=_cure(option, first, container, len(affected) == len(users)),
            stops=True,
        )


def _first(option: Setting[object], container: Container) -> Setting[object] | None:
    """Return the earlier item with the same text; None if ``option`` is the first, or its text is not known."""
    for other in container.security_options:
        if other is option or (other.place.node is option.place.node and other.place.document is option.place.document):
            return None
        if isinstance(option.value, str) and other.value == option.value:
            return other
    return None


def _elsewhere(first: Setting[object], option: Setting[object]) -> str:
    if first.place.document is option.place.document:
        return ""
    return f", here and in {first.place.document.source.path}"


def _cure(option: Setting[object], first: Setting[object], container: Container, is_everyones: bool) -> Fix | Withheld:
    if not is_everyones:
        return Withheld("others share this line, and have it once")
    # Of several options with one key the last counts: without this one it could be another.
    options: list[object] = [other.value for other in container.security_options]
    between = options[options.index(first.value) + 1 :]
    kind = _kind(option.value)
    if any(other != option.value and _kind(other) in (kind, None) for other in between):
        return Withheld("another option of the same kind stands between the two")
    return fixes.fix(
        f"remove the second {option.value}", fixes.revoke(option, container, is_repetition=True), Safety.SAFE
    )


def _kind(option: object) -> str | None:
    return option.replace("=", ":").partition(":")[0] if isinstance(option, str) else None


RULE = Rule(META, check)
