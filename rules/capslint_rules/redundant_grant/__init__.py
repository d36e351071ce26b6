"""A grant that gives nothing, because the container has it already."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api import (
    Container,
    Context,
    Finding,
    Fix,
    Fixes,
    Grant,
    Item,
    Rule,
    RuleMeta,
    Safety,
    Setting,
    Severity,
    Withheld,
    capability_items,
    finding,
    fix_safety,
    fixes,
    grants,
    say,
    what_if,
)

META = RuleMeta(
    id="redundant-grant",
    summary="a grant gives nothing that the container does not have already",
    severity=Severity.INFO,
    fixes=Fixes.SOMETIMES,
    since="0.1.0",
    fields=("cap_add", "privileged", "seccomp"),
)

Void = tuple[Setting[object], str, tuple[str, str]]
"""Where a void grant is written, what it is, and why it is void: of one container, and of several."""
TWICE = ("the list names it twice",) * 2
BESIDE_ALL = (f"{grants.EVERY} is in the list",) * 2
BY_DEFAULT = ("every container has it unless it is dropped",) * 2


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report what privileged, ALL, the engine's default set or the same name before it makes void."""
    for setting, name, why in _void(container, ctx):
        users = ctx.users_of(setting)
        if not all(_is_void(setting, user, ctx) for user in users):
            continue  # it gives something to others who read it there
        yield finding(
            META,
            users,
            setting,
            f"{name} gives {say.called(users)} nothing: {say.verb(users, *why)}",
            "Take it out.",
            cure=fixes.agree(tuple(_cure(user, ctx.about(user), setting, name) for user in users)),
        )


def _void(container: Container, ctx: Context) -> Iterator[Void]:
    if container.privileged.value is True:
        yield from _beside_privileged(container)
        return
    items = [item for item in capability_items.items_of(container.cap_add) if _is_read(container, item, ctx)]
    has_every = any(item.name == grants.EVERY for item in items)
    seen: set[str] = set()
    for item in items:
        why = TWICE if item.name in seen else _why_void(item, container, has_every)
        if why is not None:
            yield item.setting, item.written, why
        seen.add(item.name)


def _why_void(item: Item, container: Container, has_every: bool) -> tuple[str, str] | None:
    if has_every and item.name != grants.EVERY:
        return BESIDE_ALL
    if not capability_items.is_capability(item.name) or what_if.may_get_what_is_added_alone(container):
        return None
    return BY_DEFAULT if what_if.has_by_default(container, item.name) else None


def _is_void(setting: Setting[object], container: Container, ctx: Context) -> bool:
    return any(void.place.node is setting.place.node for void, _, _ in _void(container, ctx))


def _is_read(container: Container, item: Item, ctx: Context) -> bool:
    # With a prefix that the engine does not take it does not say what it seems to: prefixed-capability.
    return item.is_known and (not item.has_prefix or what_if.takes_prefix(container, ctx.host))


def _beside_privileged(container: Container) -> Iterator[Void]:
    why = ("it is privileged", "they are privileged")
    for item in capability_items.items_of(container.cap_add):
        if item.is_known:  # with another name the container does not start, privileged or not
            yield item.setting, item.written, why
    for grant in grants.FIELD_GRANTS:
        if not grant.beside_privileged and grant.is_held(container):
            yield grant.setting(container), grant.noun, why


def _broader(container: Container) -> Grant | None:
    """Return what makes a grant of ``container`` void and can be narrowed itself; of several ALL none is."""
    privileged, every = grants.grant_named("privileged"), grants.grant_named(grants.EVERY)
    if privileged.is_held(container):
        return privileged
    return every if len(every.settings(container)) == 1 else None


def _goes_first(grant: Grant, container: Container, ctx: Context) -> bool:
    """Return whether the rule about ``grant`` narrows it; what stands beside it can be what is needed then."""
    if not ctx.evidence or fix_safety.reason_for(ctx, [grant.name]):
        return False
    return ctx.least_capabilities(grant.taken_from(container)) is not None


def _cure(container: Container, ctx: Context, setting: Setting[object], name: str) -> Fix | Withheld:
    broader = _broader(container)
    if broader is not None and _goes_first(broader, container, ctx):
        return Withheld("what makes it void is too broad itself, and goes first")
    return fixes.fix(f"take {name} out", fixes.revoke(setting, container), Safety.SAFE)


RULE = Rule(META, check)
