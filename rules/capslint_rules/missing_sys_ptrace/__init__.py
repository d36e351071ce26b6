"""A debugger attaches to another process, and the container lacks the one capability that lets it."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from capslint.api import (
    Answer,
    Container,
    Context,
    Evidence,
    Finding,
    Fix,
    Fixes,
    Group,
    Rule,
    RuleMeta,
    Severity,
    Unknown,
    Withheld,
    admission,
    as_root,
    capability_items,
    escalation,
    finding,
    fixes,
    grants,
    say,
    sharing,
    what_if,
)

META = RuleMeta(
    id="missing-sys-ptrace",
    summary="a debugger fails because the container lacks the capability SYS_PTRACE",
    severity=Severity.ERROR,
    fixes=Fixes.SOMETIMES,
    since="0.1.0",
    group=Group.FAILING,
    debuggers=True,
)
CAPABILITY = "SYS_PTRACE"
_ELSEWHERE = "Start the program with the debugger, or debug in another namespace."


class Lack(Enum):
    """What adding the capability would do."""

    HELPS = "helps"
    INERT = "inert"  # it is lacking, but a user other than root would not get it


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report the debuggers that fail now and would not with the capability; one finding for all of them."""
    lacks = _lacks(container, ctx)
    if not lacks:
        return
    evidence, lack = lacks[0]
    running = sharing.commanded_by(evidence, container, ctx.workload)
    if next(other for other in running if _lacks(other, ctx.about(other))) is not container:
        return  # said once, where the first of them is looked at
    affected = [other for other in running if _lacks(other, ctx.about(other))]
    verdict = ctx.judge(evidence)
    named = say.surest_of(seen for seen, _ in lacks)
    yield finding(
        META,
        affected,
        evidence,
        f"{say.will_fail(named, affected, verdict)}: {say.because(verdict, evidence, ctx.host)}",
        _advice(evidence, lack) if admission.kept_out(container, (CAPABILITY,), ctx.host) is None else _ELSEWHERE,
        why=say.background(verdict, ctx.host, ctx.told_host),
        cure=fixes.agree(tuple(_cure(user, ctx.about(user), affected) for user in affected)),
        evidence=evidence,
        fails=named,
    )


def _lacks(container: Container, ctx: Context) -> list[tuple[Evidence, Lack]]:
    granted = {item.name for item in capability_items.items_of(container.cap_add)}
    if isinstance(container.cap_add.value, Unknown) or granted & {CAPABILITY, grants.EVERY}:
        return []
    found = ((evidence, _lack(container, ctx, evidence)) for evidence in ctx.evidence if evidence.is_run)
    return [(evidence, lack) for evidence, lack in found if lack is not None]


def _lack(container: Container, ctx: Context, evidence: Evidence) -> Lack | None:
    if ctx.judge(evidence).answer is not Answer.FAILS or escalation.is_kept_from_gaining(evidence, container, ctx):
        return None
    granted = what_if.with_capabilities(container, CAPABILITY)
    if ctx.judge(evidence, granted).answer is not Answer.FAILS:
        return Lack.HELPS
    plain = escalation.run_by_itself(evidence)
    root_alone = ctx.judge(plain, as_root(container)).answer
    if root_alone is Answer.FAILS and ctx.judge(plain, as_root(granted)).answer is not Answer.FAILS:
        return Lack.INERT
    return None


def _cure(container: Container, ctx: Context, affected: list[Container]) -> Fix | Withheld:
    evidence, lack = _lacks(container, ctx)[0]
    if lack is Lack.INERT:
        switch, limit = escalation.switch_from_root(evidence), evidence.limited_by
        if switch is None and limit is not None:
            return Withheld(f"{limit.by} takes capabilities away, and may take an added one too")
        who = f"{switch.by} runs it as {switch.user}" if switch else "it does not run as root"
        return Withheld(f"{who}, and only root gets capabilities")
    return fixes.add_capabilities(f"add {CAPABILITY}", container, (CAPABILITY,), evidence, affected, ctx)


def _advice(evidence: Evidence, lack: Lack) -> str:
    if lack is Lack.INERT:
        switch = escalation.switch_from_root(evidence) or evidence.limited_by
        root = f"root, without {switch.by}" if switch else "root"
        return f"Add {CAPABILITY} and run it as {root}, or let it start the program."
    return f"Add {CAPABILITY}; nothing broader is needed."


RULE = Rule(META, check)
