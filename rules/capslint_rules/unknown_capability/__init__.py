"""A name in a list of capabilities that Linux does not know."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api import (
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
    Unknown,
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
    id="unknown-capability",
    summary="a list of capabilities holds a name that Linux does not know",
    severity=Severity.ERROR,
    fixes=Fixes.SOMETIMES,
    since="0.1.0",
    group=Group.REFUSED,
    fields=("cap_add", "cap_drop"),
)


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report each name that is no capability, in the added and in the dropped ones."""
    for names in (container.cap_add, container.cap_drop):
        items = capability_items.items_of(names)
        for item in items:
            if not item.is_known:
                yield _finding(container, ctx, item, {other.name for other in items})


def _finding(container: Container, ctx: Context, item: Item, others: set[str]) -> Finding:
    affected = ctx.users_of(item.setting)
    if what_if.refuses_unknown(container):
        consequence = f", so {say.called(affected)} will not start"
    else:
        consequence = f", and containerd ignores it silently in {say.called(affected)}"
    meant = _meant(item)
    adds = isinstance(container.cap_add.value, tuple) and item.setting in container.cap_add.value
    waiting = fix_safety.waiting_for(ctx, _starting(container), meant[0]) if adds and meant else ()
    return finding(
        META,
        affected,
        item.setting,
        f"'{item.written}' is not a capability{consequence}{say.so_fails(waiting, consequence)}",
        _advice(item),
        why="Linux knows capabilities, the parts of root's power, by fixed names",
        cure=_cure(container, ctx, item, others),
        fails=waiting,
        stops=what_if.refuses_unknown(container),
    )


def _starting(container: Container) -> Container:
    """Return ``container`` without the unknown names: with one of them nothing is known to start."""
    items = (*capability_items.items_of(container.cap_add), *capability_items.items_of(container.cap_drop))
    return what_if.without_items(container, *(item.setting for item in items if not item.is_known))


def _meant(item: Item) -> tuple[str, int] | None:
    return (grants.EVERY, 2) if item.name == grants.EVERY else capability_items.meant_by(item.name)


def _advice(item: Item) -> str:
    meant = _meant(item)
    return f"Did you mean {meant[0]}?" if meant else "`man 7 capabilities` lists all names."


def _cure(container: Container, ctx: Context, item: Item, others: set[str]) -> Fix | Withheld:
    meant = _meant(item)
    if meant is None:
        return Withheld("no single capability has a name like it")
    name, distance = meant
    is_near = distance == 1 and name != grants.EVERY
    if name in others - {item.name}:
        title = f"remove {item.written}, as {name} is there"
        return fixes.fix(title, fixes.revoke(item.setting, container), Safety.SAFE if is_near else Safety.UNSAFE)
    safety = _safety_of_writing(container, ctx, item, name)
    if safety is None:
        title = f"remove {item.written}, as nothing here is known to need {name}"
        return fixes.fix(title, fixes.revoke(item.setting, container), Safety.UNSAFE)
    if isinstance(safety, Safety) and not is_near:
        safety = max(safety, Safety.UNSAFE)
    written = name if name == grants.EVERY else fixes.spelled_as(item, name, container)
    return fixes.fix(f"write {written}", fixes.set_value(item.setting, written), safety)


def _safety_of_writing(container: Container, ctx: Context, item: Item, name: str) -> Safety | Withheld | None:
    """Return who may write ``name``, which is not in effect now; None where no debugger needs just that."""
    added = container.cap_add.value
    if isinstance(added, Unknown) or not any(setting is item.setting for setting in added):
        return Safety.SAFE if what_if.refuses_unknown(container) else Safety.UNSAFE  # what is dropped
    without = _starting(container)
    if name != grants.EVERY and what_if.has_by_default(without, name):
        return Safety.SAFE
    return fix_safety.safety_of_effect(ctx, without, name)


RULE = Rule(META, check)
