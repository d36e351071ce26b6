"""SYS_PTRACE where the only debugger starts the program itself, or does not trace at all."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api import (
    Answer,
    Container,
    Context,
    Evidence,
    Finding,
    Fixes,
    Group,
    Outcome,
    Rule,
    RuleMeta,
    Severity,
    Verdict,
    as_root,
    broad_grants,
    capability_items,
    escalation,
    fixes,
    grants,
    what_if,
)

META = RuleMeta(
    id="unneeded-sys-ptrace",
    summary="a container has SYS_PTRACE although its debugger works without",
    severity=Severity.WARNING,
    fixes=Fixes.SOMETIMES,
    since="0.1.0",
    group=Group.BROAD,
    fields=("cap_add",),
)
CAPABILITY = "SYS_PTRACE"


GRANT = grants.grant_named(CAPABILITY)

BROAD = broad_grants.Broad(
    meta=META,
    grant=GRANT,
    remedy=broad_grants.revoking(lambda container: fixes.revoke(GRANT.setting(container), container)),
    says=(f"adds {CAPABILITY}", f"add {CAPABILITY}"),
    enough=("{} does not need it", "{} do not need it"),
    why=f"{CAPABILITY} opens all processes that it sees; only attaching needs it",
    advise=lambda _: "Remove it; only a debugger that attaches to what it did not start needs it.",
    title=f"remove {CAPABILITY}",
)


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report it where debuggers that work do so without, and it would not help those that fail."""
    item = capability_items.single_item(container.cap_add, CAPABILITY)
    if item is not None and what_if.is_read(item, container, ctx.host):
        yield from broad_grants.check_broad(container, ctx, BROAD, _is_idle)


def _is_idle(container: Container, ctx: Context) -> bool:
    narrow = broad_grants.narrowing(container, ctx, GRANT)
    if narrow.needed != () or narrow.is_guess or not narrow.works:
        return False
    return not any(_could_help(evidence, narrow, ctx) for evidence in ctx.evidence)


def _could_help(evidence: Evidence, narrow: broad_grants.Narrowing, ctx: Context) -> bool:
    """Return whether a debugger that fails would have one thing less in its way, as it is or once it runs as root.

    It is asked where what is broader has gone, and with that what the capability changes nothing beside.
    """
    if ctx.judge(evidence).answer is not Answer.FAILS:
        return False
    without, then = narrow.without, narrow.among
    return any(
        _in_the_way(ctx.judge(run, GRANT.given_to(holder), then)) != _in_the_way(ctx.judge(run, holder, then))
        for run, holder in ((evidence, without), (escalation.run_by_itself(evidence), as_root(without)))
    )


def _in_the_way(verdict: Verdict) -> set[str]:
    return {result.gate for result in verdict.gates if result.outcome is not Outcome.PASSES}


RULE = Rule(META, check)
