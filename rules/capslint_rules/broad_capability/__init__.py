"""SYS_ADMIN where the debugger needs less."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api import (
    Broad,
    Container,
    Context,
    Finding,
    Fixes,
    Narrowing,
    Remedy,
    Rule,
    RuleMeta,
    Setting,
    Severity,
    Withheld,
    capabilities,
    check_broad,
    item_named,
    narrowing,
    replace_item,
    without_items,
)

META = RuleMeta(
    id="broad-capability",
    summary="a container has SYS_ADMIN although its debugger needs less",
    severity=Severity.WARNING,
    fixes=Fixes.SOMETIMES,
    since="0.1.0",
)
# capabilities(7), "Notes to kernel developers": it is the new root, with more than 30 percent of all checks.
CAPABILITY = "SYS_ADMIN"


def _setting(container: Container) -> Setting[object]:
    item = item_named(container.cap_add, CAPABILITY)
    return item.setting if item else container.cap_add


def _remedy(container: Container, names: tuple[str, ...]) -> Remedy | Withheld:
    item = item_named(container.cap_add, CAPABILITY)
    return replace_item(item, container, names) if item else Withheld(f"{CAPABILITY} is not in the list")


def _advice(narrow: Narrowing) -> str:
    if narrow.needed:
        return f"Name {capabilities(narrow.needed)} instead."
    return "Take it out."


BROAD = Broad(
    meta=META,
    grant=CAPABILITY,
    setting=_setting,
    without=lambda one: without_items(one, _setting(one)),
    remedy=_remedy,
    says=(f"has {CAPABILITY}, which is nearly all of root", f"have {CAPABILITY}, which is nearly all of root"),
    so="so it can mount file systems and more",
    advise=_advice,
    title=f"take {CAPABILITY} out",
)


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report it where debuggers were recognised, they work, nothing else explains it, and less does."""
    if item_named(container.cap_add, CAPABILITY) is None or container.privileged.value is True:
        return
    narrow = narrowing(container, ctx, BROAD)
    if narrow.works and narrow.needed is not None and not narrow.is_blind:
        yield from check_broad(container, ctx, BROAD)


RULE = Rule(META, check)
