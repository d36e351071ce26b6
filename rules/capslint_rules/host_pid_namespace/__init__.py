"""The container sees every process of the host."""

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
    Safety,
    Severity,
    Withheld,
    broad_grants,
    fixes,
    grants,
    operations,
    say,
)

META = RuleMeta(
    id="host-pid-namespace",
    summary="a container sees every process of the host",
    severity=Severity.WARNING,
    fixes=Fixes.SOMETIMES,
    since="0.1.0",
    group=Group.BROAD,
    fields=("pid",),
)


def _doubt(_: Container, ctx: Context) -> Safety | Withheld:
    if any(operations.looks_outward(evidence) for evidence in ctx.evidence):
        return Withheld("nothing tells which process it looks into, or in which container that is")
    return Safety.SAFE


BROAD = broad_grants.Broad(
    meta=META,
    grant=grants.grant_named("pid=host"),
    remedy=broad_grants.revoking(lambda container: fixes.revoke(container.pid, container)),
    says=("shares the processes of the host", "share the processes of the host"),
    enough=("{} does not need that", "{} do not need that"),
    why="it sees all processes of the host, and as root it can end them",
    advise=lambda narrow: f"Remove it, or {say.spelling(narrow.without).see_processes}.",
    title="stop sharing the processes of the host",
    doubt=_doubt,
)


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report the PID namespace of the host."""
    if BROAD.grant.is_held(container):
        yield from broad_grants.check_broad(container, ctx, BROAD)


RULE = Rule(META, check)
