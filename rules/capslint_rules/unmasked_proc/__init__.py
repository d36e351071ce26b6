"""The files of /proc and /sys that engines hide are open."""

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
    fixes,
    grants,
)

META = RuleMeta(
    id="unmasked-proc",
    summary="a container sees the parts of /proc that engines hide",
    severity=Severity.WARNING,
    fixes=Fixes.SOMETIMES,
    since="0.1.0",
    group=Group.BROAD,
    fields=("unmasked_proc",),
)
BROAD = broad_grants.Broad(
    meta=META,
    grant=grants.grant_named("systempaths=unconfined"),
    remedy=broad_grants.revoking(lambda container: fixes.revoke(container.unmasked_proc, container)),
    says=("opens all of /proc and /sys", "open all of /proc and /sys"),
    enough=("{} does not need that", "{} do not need that"),
    why="engines hide the files there that hold keys and switches of the kernel",
    advise=lambda _: "Remove it; a debugger finds its target in the part of /proc that is never hidden.",
    title="hide those parts of /proc again",
)


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report systempaths=unconfined and procMount: Unmasked.

    In a pod with ``hostUsers: false`` that is no grant worth a word unless it is given for a debugger: root in it is an
    ordinary user of the host, so what is opened stays the host's (KEP-4265; the Baseline standard allows it there).
    """
    if BROAD.grant.is_held(container):
        yield from broad_grants.check_broad(container, ctx, BROAD, _is_worth_a_word)


def _is_worth_a_word(container: Container, ctx: Context) -> bool:
    return bool(ctx.evidence) or container.user_namespace.value != "private"


RULE = Rule(META, check)
