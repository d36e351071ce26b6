"""A service holds what only debugging needs, whenever the project is started."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api import (
    FIELD_GRANTS,
    Container,
    Context,
    Fact,
    Finding,
    Fixes,
    PidMode,
    PidNamespace,
    Rule,
    RuleMeta,
    Setting,
    Severity,
    Via,
    called,
    finding,
    items_of,
    listed,
    noun,
    reason_for,
    spelling,
    surest,
    users_of,
    verb,
)

META = RuleMeta(
    id="debug-grant-always-on",
    summary="a service holds what only debugging needs whenever the project is started",
    severity=Severity.INFO,
    fixes=Fixes.NEVER,
    since="0.1.0",
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
    """Report a service once, at the first of its grants; nothing for one that a profile switches on."""
    found = _found(container, ctx)
    if not found:
        return
    first = found[0][1]
    words = spelling(container)
    affected = [one for one in users_of(first, ctx.workload) if _found(one, ctx.about(one))]
    yield finding(
        META,
        affected,
        first,
        f"{called(affected)} {verb(affected, 'holds', 'hold')} {listed([name for name, _ in found])} whenever the "
        "project is started",
        f"Put it into an override file such as {words.override}, or into a {noun(container)} of its own with "
        f"`{words.optional}`.",
        evidence=surest(ctx),
    )


def _found(container: Container, ctx: Context) -> list[tuple[str, Setting[object]]]:
    if container.active_only_in:
        return []
    grants = [*_capabilities(container, ctx), *(_others(container) if ctx.evidence else ())]
    return [(name, setting) for name, setting in grants if not _is_apart(setting) and reason_for(ctx, [name]) is None]


def _is_apart(setting: Setting[object]) -> bool:
    name = setting.place.document.source.path.replace("\\", "/").rpartition("/")[2].lower()
    return setting.via is Via.OVERRIDE or any(word in name for word in NAMES)


def _capabilities(container: Container, ctx: Context) -> Iterator[tuple[str, Setting[object]]]:
    wanted = FOR_DEBUGGING | FOR_DEBUGGING_TOO if ctx.evidence else FOR_DEBUGGING
    for item in items_of(container.cap_add):
        if item.name in wanted:
            yield item.name, item.setting


def _others(container: Container) -> Iterator[tuple[str, Setting[object]]]:
    for grant in FIELD_GRANTS:
        if grant.is_held(container):
            yield grant.name, grant.setting(container)
    pid = container.pid.value
    if isinstance(pid, PidMode) and pid.kind is PidNamespace.CONTAINER:
        yield f"another {noun(container)}'s PID namespace", container.pid


RULE = Rule(META, check)
