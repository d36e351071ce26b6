"""SYS_ADMIN where the debugger needs less."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api import (
    Container,
    Context,
    Finding,
    Fixes,
    Group,
    Level,
    Remedy,
    Rule,
    RuleMeta,
    Safety,
    Severity,
    Withheld,
    broad_grants,
    capability_items,
    finding,
    fix_safety,
    fixes,
    grants,
    say,
    what_if,
)

META = RuleMeta(
    id="broad-capability",
    summary="a container has SYS_ADMIN, which is more than its debugger needs, or no debugger that needs it",
    severity=Severity.WARNING,
    fixes=Fixes.SOMETIMES,
    since="0.1.0",
    group=Group.BROAD,
    fields=("cap_add",),
)
# capabilities(7), "Notes to kernel developers": it is the new root, with more than 30 percent of all checks.
CAPABILITY = "SYS_ADMIN"


def _remedy(container: Container, names: tuple[str, ...]) -> Remedy | Withheld:
    item = capability_items.item_named(container.cap_add, CAPABILITY)
    return fixes.replace_item(item, container, names) if item else Withheld(f"{CAPABILITY} is not in the list")


def _advice(narrow: broad_grants.Narrowing) -> str:
    if narrow.is_blind:
        return "Name the lesser capabilities that it uses instead, if those do."
    if narrow.needed:
        return f"Name {say.capabilities(narrow.needed)} instead."
    return "Remove it."


BROAD = broad_grants.Broad(
    meta=META,
    grant=grants.grant_named(CAPABILITY),
    remedy=_remedy,
    says=(f"adds {CAPABILITY}", f"add {CAPABILITY}"),
    enough=("{} does not need it", "{} do not need it"),
    why=f"{CAPABILITY} allows mounting and much else, nearly all that root may do",
    advise=_advice,
    title=f"remove {CAPABILITY}",
    unseen=Level.PEDANTIC,
)


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report it where debuggers were recognised, they work and less does, and where nothing tells what it is for."""
    item = capability_items.single_item(container.cap_add, CAPABILITY)
    if item is None or not what_if.is_read(item, container, ctx.host):
        return
    yield from broad_grants.check_broad(container, ctx, BROAD, _is_too_much)
    narrow = broad_grants.narrowing(container, ctx, BROAD.grant)
    if _is_for_debuggers(container, narrow) and not _is_less_enough(narrow):
        yield from _on_some_hosts(container, ctx, narrow)


def _is_too_much(container: Container, ctx: Context) -> bool:
    narrow = broad_grants.narrowing(container, ctx, BROAD.grant)
    if narrow.is_blind:
        return capability_items.item_named(container.cap_add, grants.EVERY) is None
    return _is_for_debuggers(container, narrow) and _is_less_enough(narrow)


def _is_for_debuggers(container: Container, narrow: broad_grants.Narrowing) -> bool:
    """Return whether debuggers work, and no capabilities beside it are for something else, as it could be, too."""
    if narrow.is_blind or not narrow.works:
        return False
    items = capability_items.items_of(container.cap_add)
    return not narrow.is_guess or all(item.name in grants.BY_POWER for item in items)


def _is_less_enough(narrow: broad_grants.Narrowing) -> bool:
    return narrow.needed is not None and CAPABILITY not in narrow.needed


def _on_some_hosts(container: Container, ctx: Context, narrow: broad_grants.Narrowing) -> Iterator[Finding]:
    """Report that less is enough on hosts with a certain setting, which only a person can know."""
    enough = [ctx.capabilities_for(evidence, narrow.without, narrow.among) for evidence in ctx.purposes]
    names = tuple(sorted({name for some in enough for name in some or ()}))
    facts = _facts(ctx, narrow, names)
    if None in enough or CAPABILITY in names or not facts:
        return
    setting = BROAD.grant.setting(container)
    affected = ctx.users_of(setting)
    debuggers = say.listed(say.doings(narrow.evidence))
    question, advice, title = f"{debuggers} works without it", "remove it", BROAD.title
    if names:
        question, advice = (
            f"{say.listed(names)} {say.verb(names, 'is', 'are')} enough for {debuggers}",
            "name the lesser ones",
        )
        title = f"write {say.listed(names)}"
    yield finding(
        META,
        affected,
        setting,
        f"{say.called(affected)} {say.verb(affected, *BROAD.says)}; whether {question} depends on {say.listed(facts)}",
        f"Look at the hosts that it runs on, and {advice} if they allow it.",
        why=BROAD.why,
        cure=fixes.fix(title, _remedy(container, names), Safety.SHOW),
        evidence=fix_safety.surest(ctx),
        severity=Severity.INFO,
    )


def _facts(ctx: Context, narrow: broad_grants.Narrowing, names: tuple[str, ...]) -> list[str]:
    """Return what decides whether the debuggers work with the capabilities ``names`` in the place of the broad one."""
    less = what_if.with_capabilities(narrow.without, *names)
    return list(
        dict.fromkeys(
            fact for evidence in narrow.evidence for fact in ctx.judge(evidence, less, narrow.among).depends_on
        )
    )


RULE = Rule(META, check)
