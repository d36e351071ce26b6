"""A capability that is added and dropped at once."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api import (
    Answer,
    Container,
    Context,
    Finding,
    Fix,
    Fixes,
    Group,
    Item,
    Rule,
    RuleMeta,
    Safety,
    Severity,
    Withheld,
    capability_items,
    finding,
    fixes,
    grants,
    say,
    sharing,
    what_if,
)

META = RuleMeta(
    id="contradictory-capabilities",
    summary="a capability is added and dropped at once",
    severity=Severity.ERROR,
    fixes=Fixes.SOMETIMES,
    since="0.1.0",
    group=Group.INEFFECTIVE,
    fields=("cap_add", "cap_drop"),
)


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report each name that is in both lists; dropping all and adding one is how it is done, and no contradiction."""
    if container.privileged.value is True:
        return  # neither list is looked at: redundant-grant
    added, dropped = capability_items.items_of(container.cap_add), capability_items.items_of(container.cap_drop)
    all_added = any(item.name == grants.EVERY for item in added)
    for drop in dropped:
        twin = next((item for item in added if item.name == drop.name), None)
        if twin is not None:
            yield _finding(container, ctx, twin, drop, all_added)


def _finding(container: Container, ctx: Context, added: Item, dropped: Item, all_added: bool) -> Finding:
    comes_of_it = what_if.contradiction(container, dropped.name, all_added=all_added)
    idle = dropped if comes_of_it.is_kept else added
    affected = [user for user in ctx.users_of(idle.setting) if user.privileged.value is not True]
    what = "every capability" if added.name == grants.EVERY else added.name
    return finding(
        META,
        affected,
        idle.setting,
        f"{say.called(affected)} {say.verb(affected, 'adds', 'add')} and {say.verb(affected, 'drops', 'drop')} {what}: "
        f"{comes_of_it.outcome}",
        "Keep the one that is meant.",
        why="of the two only one is in effect, or the engine refuses both",
        cure=_cure(container, ctx, idle, dropped, all(_is_contradicted(user, added.name) for user in affected)),
    )


def _is_contradicted(container: Container, name: str) -> bool:
    return all(
        capability_items.item_named(listed, name) is not None for listed in (container.cap_add, container.cap_drop)
    )


def _cure(container: Container, ctx: Context, idle: Item, dropped: Item, for_all: bool) -> Fix | Withheld:
    missed = _missed(container, ctx, dropped)
    if missed and dropped.name == grants.EVERY:
        return _narrowed(container, ctx, missed)
    if missed:
        hurt = sharing.hurt_by(ctx, what_if.without_items(container, dropped.setting))
        title = f"remove {dropped.written} from what is dropped"
        return hurt or fixes.fix(title, fixes.revoke(dropped.setting, container), Safety.UNSAFE)
    # What goes is what had no effect, so nothing changes for those who have both.
    without = what_if.without_items(container, idle.setting)
    safety = Safety.SAFE if for_all and what_if.holds_alike(container, without, ctx.host) else Safety.UNSAFE
    if idle is dropped and idle.name == grants.EVERY:
        safety = Safety.SHOW  # where an engine refuses both, the container would start with every capability
    return fixes.fix(f"remove {idle.written} where it has no effect", fixes.revoke(idle.setting, container), safety)


def _narrowed(container: Container, ctx: Context, missed: tuple[str, ...]) -> Fix | Withheld:
    """Return how to add what is missed by its name: without the dropped ALL the default set would come too."""
    added = capability_items.item_named(container.cap_add, grants.EVERY)
    if added is None or len(ctx.users_of(added.setting)) > 1:
        return Withheld("others share the list of added ones")
    if grants.EVERY in missed:
        return Withheld("nothing tells which of them would do")
    title = f"add {say.listed(missed)} instead of {added.written}"
    return fixes.fix(title, fixes.replace_item(added, container, missed), Safety.UNSAFE)


def _missed(container: Container, ctx: Context, dropped: Item) -> tuple[str, ...]:
    """Return the least capabilities with which what fails for want of the ``dropped`` one does not.

    What only a grant implies misses nothing: the grant can go, and nothing inert comes into effect for it.
    """
    with_it = what_if.without_items(container, dropped.setting)
    failing = [
        evidence
        for evidence in ctx.evidence
        if not evidence.is_implied
        and ctx.judge(evidence).answer is Answer.FAILS
        and ctx.judge(evidence, with_it).answer is not Answer.FAILS
    ]
    shares = [ctx.share_of_least(evidence) or () for evidence in failing]
    return tuple(dict.fromkeys(name for names in shares for name in names)) or (dropped.name,) * bool(failing)


RULE = Rule(META, check)
