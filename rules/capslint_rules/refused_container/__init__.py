"""A container never starts, because the engine, the kubelet or the kernel refuses what is written for it."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api import (
    Container,
    Context,
    Evidence,
    Finding,
    Fixes,
    Group,
    Rule,
    RuleMeta,
    Setting,
    Severity,
    finding,
    say,
    what_if,
)

META = RuleMeta(
    id="refused-container",
    summary="a container never starts, because what is written for it is refused",
    severity=Severity.ERROR,
    fixes=Fixes.NEVER,
    since="0.1.0",
    group=Group.REFUSED,
    fields=(
        *("apparmor", "cap_add", "cap_drop", "exclusions", "network", "pid", "privileged", "run_as_non_root"),
        *("seccomp", "sysctls"),
    ),
    after_others=True,
)


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report the first reason why no engine that can be asked starts the container, if no other rule tells it."""
    if not _is_untold(container, ctx):
        return
    first = what_if.why_never_started(container, ctx.host)[0]
    at = first.settings[0] if first.settings else container
    affected = _who_shares(at, container, ctx)
    running = [seen for user in affected for seen in _run_by(user, ctx)]
    hosts = what_if.never_started_on(container, ctx.host)
    where = f" on {say.listed(hosts)}" if hosts else ""
    stops = f"{say.called(affected)} will not start{where}{say.so_fails(running)}"
    yield finding(
        META,
        affected,
        at,
        f"{stops}: {say.inside_a_sentence(first.cause)}",
        _advice(affected, ctx),
        evidence=next(iter(running), None),
        fails=running,
        hosts=hosts,
    )


def _is_untold(container: Container, ctx: Context) -> bool:
    """Return whether it never starts, and nothing tells one of the reasons yet: once is enough for all who share it."""
    refusals = what_if.why_never_started(container, ctx.host)
    settings = (setting for refusal in refusals for setting in refusal.settings)
    return bool(refusals) and not any(_is_told(setting, ctx) for setting in settings)


def _who_shares(at: Setting[object] | Container, container: Container, ctx: Context) -> list[Container]:
    """Return the containers that never start and have what is refused from the same place."""
    users = ctx.users_of(at) if isinstance(at, Setting) else ()
    return [user for user in users if what_if.why_never_started(user, ctx.host)] or [container]


def _run_by(container: Container, ctx: Context) -> list[Evidence]:
    return [seen for seen in ctx.about(container).evidence if seen.is_run]


def _advice(affected: list[Container], ctx: Context) -> str:
    ways = (ctx.about(user).way_out(seen) for user in affected for seen in _run_by(user, ctx))
    way = next(ways, None)
    return say.way_out(way) if way is not None else "Remove what is refused, or write what is accepted."


def _is_told(setting: Setting[object], ctx: Context) -> bool:
    """Return whether a finding points into the entry, or at what stands around it."""
    node = setting.place.node
    return any(
        found.document is setting.place.document and found.span.start < node.end and node.start < found.span.end
        for found in ctx.told
        if found.stops or found.rule == META.id
    )


RULE = Rule(META, check)
