"""A service holds what only debugging needs, whenever the project is started."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api import (
    Container,
    Context,
    Evidence,
    Fact,
    Finding,
    Fixes,
    Group,
    PidMode,
    PidNamespace,
    Rule,
    RuleMeta,
    Setting,
    Severity,
    Via,
    capability_items,
    finding,
    fix_safety,
    grants,
    say,
)

META = RuleMeta(
    id="debug-grant-always-on",
    summary="a service holds what only debugging needs whenever the project is started",
    severity=Severity.INFO,
    fixes=Fixes.NEVER,
    since="0.1.0",
    group=Group.BROAD,
    opt_in=True,
    facts=(Fact.OPTIONAL_CONTAINERS,),
)

FOR_DEBUGGING = frozenset(("SYS_PTRACE", "PERFMON", "BPF", "CHECKPOINT_RESTORE"))
"""Capabilities that look into other programs: who holds one debugs, traces or takes snapshots."""
FOR_DEBUGGING_TOO = frozenset(("SYS_ADMIN", "ALL"))
"""Capabilities that count where a debugger was recognised: they are for much else."""
NAMES = ("debug", "dev", "override", "profiling", "trace")
"""Words in the name of a file that is not for production."""


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report a service once, at the first of its held; nothing for one that a profile switches on."""
    found = _found(container, ctx)
    if not found:
        return
    first = found[0][1]
    words = say.spelling(container)
    affected = [user for user in ctx.users_of(first) if _found(user, ctx.about(user))]
    yield finding(
        META,
        affected,
        first,
        f"{say.called(affected)} {say.verb(affected, 'has', 'have')} "
        f"{say.listed([name for name, _ in found])} whenever the project is started",
        f"Put it into an override file such as {words.override}, or into a {say.noun(container)} of its own with "
        f"`{words.optional}`.",
        why="only debugging needs it, and it is in force in production too",
        evidence=_seen(ctx),
    )


def _found(container: Container, ctx: Context) -> list[tuple[str, Setting[object]]]:
    if container.active_only_in:
        return []
    is_seen = _seen(ctx) is not None
    held = [*_capabilities(container, is_seen), *(_others(container) if is_seen else ())]
    return [
        (name, setting)
        for name, setting in held
        if not _is_apart(setting) and fix_safety.reason_for(ctx, [name]) is None
    ]


def _is_apart(setting: Setting[object]) -> bool:
    name = setting.place.document.source.path.replace("\\", "/").rpartition("/")[2].lower()
    return setting.via is Via.OVERRIDE or any(word in name for word in NAMES)


def _seen(ctx: Context) -> Evidence | None:
    """Return the surest debugger, unless no more than the grants themselves imply one."""
    surest = fix_safety.surest(ctx)
    return None if surest is None or surest.is_implied else surest


def _capabilities(container: Container, is_seen: bool) -> Iterator[tuple[str, Setting[object]]]:
    wanted = FOR_DEBUGGING | FOR_DEBUGGING_TOO if is_seen else FOR_DEBUGGING
    for item in capability_items.items_of(container.cap_add):
        if item.name in wanted:
            yield item.name, item.setting


def _others(container: Container) -> Iterator[tuple[str, Setting[object]]]:
    for grant in grants.FIELD_GRANTS:
        if grant.is_held(container):
            yield grant.name, grant.setting(container)
    pid = container.pid.value
    if isinstance(pid, PidMode) and pid.kind is PidNamespace.CONTAINER:
        yield f"another {say.noun(container)}'s PID namespace", container.pid


RULE = Rule(META, check)
