"""The debugger wants the program at the same addresses every time, and the default filter refuses that."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api import (
    Answer,
    Container,
    Context,
    Evidence,
    Finding,
    Fixes,
    GateResult,
    Group,
    Outcome,
    Rule,
    RuleMeta,
    Seccomp,
    SeccompKind,
    Severity,
    Withheld,
    finding,
    operations,
    say,
    sharing,
)

META = RuleMeta(
    id="fixed-aslr",
    summary="a debugger cannot switch off the randomization of addresses",
    severity=Severity.ERROR,
    fixes=Fixes.NEVER,
    since="0.1.0",
    group=Group.FAILING,
    debuggers=True,
)


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report who fails by it, and, as information, who only warns; the default filter is looked at, no other."""
    seccomp = container.seccomp.value
    if not isinstance(seccomp, Seccomp) or seccomp.kind is SeccompKind.FILE:
        return
    for evidence in ctx.evidence:
        if evidence.is_run and not operations.is_silenced(evidence) and _refusal(evidence, ctx):
            yield _finding(container, ctx, evidence)


def _refusal(evidence: Evidence, ctx: Context) -> GateResult | None:
    verdict = ctx.judge(evidence)
    gates = verdict.warnings + (verdict.gates if verdict.answer is Answer.FAILS else ())
    blocked = (result for result in gates if result.outcome is Outcome.BLOCKS and result.gate == "seccomp")
    return next((result for result in blocked if "personality" in result.why), None)


def _finding(container: Container, ctx: Context, evidence: Evidence) -> Finding:
    fails = ctx.judge(evidence).answer is Answer.FAILS
    affected = sharing.commanded_by(evidence, container, ctx.workload)
    silence = operations.silence_of(evidence)
    without = f"Use `{silence}`, or" if silence else "Use"
    return finding(
        META,
        affected,
        evidence,
        f"{say.doing(evidence)} in {say.called(affected)} {'will fail' if fails else 'will warn and go on'}: it may "
        "not turn address randomization off",
        f"{without} a profile that allows personality(0x40000): `capslint profile {evidence.tool}` writes it.",
        why="the default seccomp profile forbids that to all programs, whatever their capabilities",
        cure=Withheld("it takes a profile, which is another file"),
        evidence=evidence,
        severity=META.severity if fails else Severity.INFO,
        fails=(evidence,) if fails else (),
    )


RULE = Rule(META, check)
