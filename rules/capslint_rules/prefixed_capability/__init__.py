"""A capability with the prefix that Kubernetes does not take."""

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
    Item,
    Rule,
    RuleMeta,
    Safety,
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
    id="prefixed-capability",
    summary="a capability is written with CAP_, which is no part of the name",
    severity=Severity.ERROR,
    fixes=Fixes.ALWAYS,
    since="0.1.0",
    group=Group.INEFFECTIVE,
    facts=(Fact.BARE_CAPABILITY_NAMES,),
    fields=("cap_add", "cap_drop"),
)


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report each known name with the prefix; an unknown one is another rule's."""
    if what_if.takes_prefix(container, ctx.host):
        return
    for listed, adds in ((container.cap_add, True), (container.cap_drop, False)):
        items = capability_items.items_of(listed)
        bare = {item.name for item in items if not item.has_prefix}
        for item in items:
            if item.has_prefix and capability_items.is_capability(item.name):
                yield _finding(container, ctx, item, adds, bare)


def _finding(container: Container, ctx: Context, item: Item, adds: bool, bare: set[str]) -> Finding:
    affected = ctx.users_of(item.setting)
    if bare & {item.name, grants.EVERY}:
        title = f"remove {item.written}, as {item.name} is there"
        cure = fixes.fix(title, fixes.revoke(item.setting, container), Safety.SAFE if adds else Safety.UNSAFE)
    else:
        cure = fixes.agree(tuple(_cure(user, ctx.about(user), item, adds) for user in affected))
    waiting = fix_safety.waiting_for(ctx, container, item.name) if adds else ()
    read = f"containerd reads '{item.written}' as CAP_{item.written.upper()}, {_effect(affected, item.name, adds)}"
    return finding(
        META,
        affected,
        item.setting,
        f"{read}{say.so_fails(waiting, read)}",
        f"{say.reader(container)} names capabilities without the prefix CAP_.",
        why=f"{say.reader(container)} names capabilities without the prefix, and containerd puts it before each name",
        cure=cure,
        fails=waiting,
    )


def _cure(container: Container, ctx: Context, item: Item, adds: bool) -> Fix | Withheld:
    """Return the fix: what grants nothing now comes into effect only where a debugger needs just that."""
    if not adds:
        safety: Safety | Withheld | None = Safety.UNSAFE
    else:
        bare = grants.grant_named("privileged").taken_from(container)  # it goes first, and is not to leave anything
        has_it = what_if.has_on_containerd(bare, item.name)
        safety = Safety.SAFE if has_it else fix_safety.safety_of_effect(ctx, bare, item.name)
    if safety is None:
        title = f"remove {item.written}, as nothing here is known to need {item.name}"
        return fixes.fix(title, fixes.revoke(item.setting, container), Safety.UNSAFE)
    return fixes.fix(f"write {item.name}", fixes.set_value(item.setting, item.name), safety)


def _effect(affected: tuple[Container, ...], name: str, adds: bool) -> str:
    # Other items, the default set or privileged may have decided already whether the container has it.
    having = [what_if.has_on_containerd(user, name) for user in affected]
    if any(having) if adds else not all(having):
        return f"which {'adds' if adds else 'drops'} nothing"
    does = say.verb(affected, "lacks", "lack") if adds else say.verb(affected, "keeps", "keep")
    return f"so {say.called(affected)} {does} {name}"


RULE = Rule(META, check)
