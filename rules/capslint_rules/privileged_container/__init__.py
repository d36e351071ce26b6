"""The container holds every privilege there is, mostly for a debugger that needs one capability or none."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api import (
    Container,
    Context,
    Finding,
    Fixes,
    Group,
    Rule,
    RuleMeta,
    Severity,
    broad_grants,
    capability_items,
    fixes,
    grants,
    say,
)

META = RuleMeta(
    id="privileged-container",
    summary="a container runs privileged",
    severity=Severity.ERROR,
    fixes=Fixes.SOMETIMES,
    since="0.1.0",
    group=Group.BROAD,
    fields=("privileged",),
)


def _advice(narrow: broad_grants.Narrowing) -> str:
    if narrow.evidence and not narrow.works:
        return "Remove it, because it does not help, and fix what makes the debugger fail."
    if narrow.needed is None and narrow.evidence and capability_items.items_of(narrow.without.cap_drop):
        return "Add the capabilities that it uses one by one, and drop none of those: privileged had hidden the list."
    if narrow.beyond is not None and "apparmor" in narrow.beyond.gates:
        return _without_apparmor(narrow.without, narrow.beyond.capabilities)
    if narrow.beyond is not None and "seccomp" in narrow.beyond.gates:
        return f"Name a seccomp profile instead: `capslint profile {narrow.evidence[0].tool}` writes what it needs."
    if narrow.needed is None:
        return "Add the capabilities, devices and mounts that it uses one by one instead."
    if narrow.needed:
        return f"Add {say.capabilities(narrow.needed)} instead."
    return "Remove it; nothing has to replace it."


def _without_apparmor(container: Container, names: tuple[str, ...]) -> str:
    what = f"{say.capabilities(names)} instead, and" if names else "instead"
    return f"Add {what} `{say.spelling(container).no_apparmor}` where the host has AppArmor."


BROAD = broad_grants.Broad(
    meta=META,
    grant=grants.grant_named("privileged"),
    remedy=fixes.replace_privileged_by,
    says=("is privileged", "are privileged"),
    enough=("{} needs no extra permission", "{} need no extra permission"),
    enough_beside=("{} does not need that", "{} do not need that"),
    why="privileged gives all capabilities and devices, and confines nothing",
    advise=_advice,
    title="remove privileged",
)


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report every privileged container, and narrow those whose command is a debugger."""
    if BROAD.grant.is_held(container):
        yield from broad_grants.check_broad(container, ctx, BROAD)


RULE = Rule(META, check)
