"""Every capability is added, mostly for a debugger that needs one of them or none."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api import (
    Container,
    Context,
    Finding,
    Fixes,
    Group,
    Remedy,
    Rule,
    RuleMeta,
    Severity,
    Withheld,
    broad_grants,
    capability_items,
    fixes,
    grants,
    say,
    what_if,
)

META = RuleMeta(
    id="all-capabilities",
    summary="a container is given every capability",
    severity=Severity.ERROR,
    fixes=Fixes.SOMETIMES,
    since="0.1.0",
    group=Group.BROAD,
    fields=("cap_add",),
)


def _remedy(container: Container, names: tuple[str, ...]) -> Remedy | Withheld:
    item = capability_items.item_named(container.cap_add, grants.EVERY)
    return fixes.replace_item(item, container, names) if item else Withheld(f"{grants.EVERY} is not in the list")


def _advice(narrow: broad_grants.Narrowing) -> str:
    if narrow.evidence and not narrow.works:
        return "Remove it, because it does not help, and fix what makes the debugger fail."
    if narrow.needed is None:
        return "Name the capabilities that it uses one by one."
    if narrow.needed:
        return f"Name {say.capabilities(narrow.needed)} instead."
    return "Remove it; nothing has to replace it."


BROAD = broad_grants.Broad(
    meta=META,
    grant=grants.grant_named(grants.EVERY),
    remedy=_remedy,
    says=("adds every capability", "add every capability"),
    enough=("{} needs none", "{} need none"),
    why="with them root in it can do nearly all that root on the host can",
    advise=_advice,
    title=f"remove {grants.EVERY}",
)


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report ALL among the added capabilities that the container gets; CAP_ALL is no name, and another rule's."""
    item = capability_items.single_item(container.cap_add, grants.EVERY)
    if item is not None and not item.has_prefix:
        yield from broad_grants.check_broad(container, ctx, BROAD, _gets_any)


def _gets_any(container: Container, _: Context) -> bool:
    """Return whether they are not dropped again (contradictory-capabilities), nor the pod refused."""
    if any(exclusion.turns_on is None for _, exclusion in container.exclusions):
        return False  # rejected-combination tells
    is_dropped = capability_items.item_named(container.cap_drop, grants.EVERY) is not None
    lists_count = container.privileged.value is not True
    return not (is_dropped and lists_count) or what_if.contradiction(container, grants.EVERY, all_added=True).is_kept


RULE = Rule(META, check)
