"""A grant that gives nothing, because the container has it already."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from capslint.api import (
    Container,
    Context,
    Finding,
    Fix,
    Fixes,
    Grant,
    Group,
    Item,
    Level,
    Rule,
    RuleMeta,
    Safety,
    Setting,
    Severity,
    Via,
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
    summary="a permission has no effect, because the container has it already",
    severity=Severity.INFO,
    fixes=Fixes.SOMETIMES,
    since="0.1.0",
    group=Group.INEFFECTIVE,
    fields=("cap_add", "privileged", "seccomp"),
)


class Void(NamedTuple):
    """A void grant: where it is written, what it is, why it is void (of one container, and of several).

    ``beside`` is the broader grant that makes it void, if one does. ``safety`` is that of taking it out.
    """

    setting: Setting[object]
    name: str
    why: tuple[str, str]
    beside: Grant | None = None
    safety: Safety = Safety.SAFE


TWICE = ("the list names it twice",) * 2
BESIDE_ALL = (f"{grants.EVERY} is in the list",) * 2
PRIVILEGED, EVERY = grants.grant_named("privileged"), grants.grant_named(grants.EVERY)
BY_DEFAULT = ("every container has it unless it is dropped",) * 2


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report what privileged, ALL, the engine's default set or the same name before it makes void."""
    for void in _void(container, ctx):
        if void.setting.via is Via.BROUGHT:
            continue  # nobody wrote it here
        users = ctx.users_of(void.setting)
        if not all(_is_void(void.setting, user, ctx) for user in users):
            continue  # it gives something to others who read it there
        if void.beside is not None and any(_goes_first(void.beside, ctx.about(user)) for user in users):
            continue  # it can be what comes in the place of the broader grant
        yield finding(
            META,
            users,
            void.setting,
            f"{void.name} has no effect in {say.called(users)}: {say.verb(users, *void.why)}",
            _advice(void, ctx),
            why="the line changes nothing, and makes readers look for its reason",
            cure=fixes.agree(tuple(_cure(void, user, ctx.about(user)) for user in users)),
            level=min(_level(void, ctx.about(user)) for user in users),
        )


def _void(container: Container, ctx: Context) -> Iterator[Void]:
    for repeated in container.repeated:
        what, by, is_certain = repeated.value
        safety = Safety.SAFE if is_certain else Safety.UNSAFE
        yield Void(repeated, what, (f"{by} brings it",) * 2, safety=safety)
    if container.privileged.value is True:
        yield from _beside_privileged(container, ctx)
        return
    items = [item for item in capability_items.items_of(container.cap_add) if _is_read(container, item, ctx)]
    has_every = any(item.name == grants.EVERY for item in items)
    seen: set[str] = set()
    for item in items:
        why = TWICE if item.name in seen else _why_void(item, container, ctx, has_every)
        if why is not None and _changes_nothing(item, container, ctx):
            yield Void(item.setting, item.written, why, EVERY if why is BESIDE_ALL else None)
        seen.add(item.name)


def _why_void(item: Item, container: Container, ctx: Context, has_every: bool) -> tuple[str, str] | None:
    if has_every and item.name != grants.EVERY:
        return BESIDE_ALL
    if not capability_items.is_capability(item.name) or what_if.may_get_what_is_added_alone(container, ctx.host):
        return None
    return BY_DEFAULT if what_if.has_by_default(container, item.name) else None


def _changes_nothing(item: Item, container: Container, ctx: Context) -> bool:
    """Return whether the container has the same without ``item``: what is broader can be dropped itself."""
    return what_if.holds_alike(container, what_if.without_items(container, item.setting), ctx.host)


def _is_void(setting: Setting[object], container: Container, ctx: Context) -> bool:
    return any(void.setting.place.node is setting.place.node for void in _void(container, ctx))


def _is_read(container: Container, item: Item, ctx: Context) -> bool:
    # With a prefix that the engine does not take it does not say what it seems to: prefixed-capability.
    return item.is_known and what_if.is_read(item, container, ctx.host)


def _beside_privileged(container: Container, ctx: Context) -> Iterator[Void]:
    why = ("it is privileged", "they are privileged")
    if not what_if.gets_what_is_added_beside_privileged(container, ctx.host):
        for item in capability_items.items_of(container.cap_add):
            if item.is_known:  # with another name the container does not start, privileged or not
                yield Void(item.setting, item.written, why, PRIVILEGED)
    for grant in grants.FIELD_GRANTS:
        if not grant.beside_privileged and grant.is_held(container):
            yield Void(grant.setting(container), grant.noun, why, PRIVILEGED)


def _goes_first(broader: Grant, ctx: Context) -> bool:
    """Return whether a rule about ``broader`` narrows it; what stands beside it can be what is needed then."""
    return bool(ctx.evidence) and fix_safety.reason_for(ctx, [broader.name]) is None


def _advice(void: Void, ctx: Context) -> str:
    if void.beside is None or fix_safety.reason_for(ctx, [void.beside.name]) is not None:
        return "Remove it."
    return f"If this is all that it needs, remove {void.beside.noun} instead."


def _level(void: Void, ctx: Context) -> Level:
    """Return who wants to hear of it: few do of what says again what holds anyway, be that as it may be."""
    if void.beside is None:
        return Level.PEDANTIC if void.why is BY_DEFAULT else Level.REGULAR
    return Level.REGULAR if fix_safety.reason_for(ctx, [void.beside.name]) is None else Level.PEDANTIC


def _cure(void: Void, container: Container, ctx: Context) -> Fix | Withheld:
    if void.beside is None:
        is_doubtful = void.why is BY_DEFAULT and what_if.is_for_who_runs_podman(container, ctx.told_host)
        safety = Safety.UNSAFE if is_doubtful else void.safety
        return fixes.fix(f"remove {void.name}", fixes.revoke(void.setting, container), safety)
    if fix_safety.reason_for(ctx, [void.beside.name]) is None:
        return Withheld(f"remove {void.beside.noun} first")
    return fixes.fix(f"remove {void.name}", fixes.revoke(void.setting, container), Safety.UNSAFE)


RULE = Rule(META, check)
