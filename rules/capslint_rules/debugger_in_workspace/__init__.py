"""A debugger is installed where somebody works, and what it is likely to be asked for fails there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

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
    Safety,
    Severity,
    Sureness,
    Unknown,
    Withheld,
    admission,
    finding,
    fixes,
    operations,
    say,
    what_if,
)

META = RuleMeta(
    id="debugger-in-workspace",
    summary="a debugger that is installed where somebody works fails there",
    severity=Severity.INFO,
    fixes=Fixes.SOMETIMES,
    since="0.1.0",
    group=Group.FAILING,
    debuggers=True,
)


_NO_INSTALLATION = ("editor's extension", "environment variable", "port")
"""What shows that a debugger is to be used, not that it is there."""


class Failure(NamedTuple):
    """Operations that fail alike, why, and the capabilities with which they would not; None if none help."""

    operations: list[Evidence]
    why: str
    lacking: tuple[str, ...] | None


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report what fails of installed debuggers in a place to work in, all in one finding."""
    if ctx.workspace is None or what_if.why_never_started(container, ctx.host):
        return
    failures = _failures(ctx)
    if not failures:
        return
    failing = [seen for failure in failures for seen in failure.operations]
    tools = list(dict.fromkeys(say.tool_name(seen.tool) for seen in failing))
    yield finding(
        META,
        [container],
        container,
        f"{say.listed(tools)} {say.verb(tools, 'is', 'are')} {_are_there(failing)} in {say.called([container])}, and "
        f"{'; '.join(_what_fails(ctx, failure) for failure in failures)}",
        _advice(container, ctx, failures),
        why=_why(ctx, failures),
        cure=_cure(container, ctx, failures),
        evidence=failing[0],
        also=failing[1:],
        fails=failing,
    )


def _are_there(failing: list[Evidence]) -> str:
    """Return that debuggers are installed; an extension or a variable tells no more than that one is meant."""
    is_meant = any(seen.seen_in.startswith(_NO_INSTALLATION) for seen in failing)
    return "meant to be used" if is_meant else "installed"


def _why(ctx: Context, failures: list[Failure]) -> str:
    """Return that somebody works there, by what shows it, and what stands behind the first failure."""
    behind = say.background(ctx.judge(failures[0].operations[0]), ctx.host, ctx.told_host)
    return f"somebody works here ({ctx.workspace}){f'; {behind}' if behind else ''}"


def _failures(ctx: Context) -> list[Failure]:
    groups: dict[tuple[str, tuple[str, ...] | None], list[Evidence]] = {}
    for evidence in _likely(ctx):
        if ctx.judge(evidence).answer is Answer.FAILS:
            key = say.because(ctx.judge(evidence), evidence, ctx.host), ctx.capabilities_for(evidence)
            groups.setdefault(key, []).append(evidence)
    return [Failure(failing, *key) for key, failing in groups.items()]


def _likely(ctx: Context) -> Iterator[Evidence]:
    """Return what a debugger that is only there is likely to be asked for: to attach, or what else it is for; to start.

    What it can do besides needs more, and who asks for that knows.
    """
    likely = {(seen.tool, seen.operation) for seen in ctx.evidence}
    for seen in ctx.purposes:
        is_there = seen.sureness is Sureness.INSTALLED
        if is_there and ((seen.tool, seen.operation) in likely or seen.operation == "launch"):
            yield seen


def _what_fails(ctx: Context, failure: Failure) -> str:
    """Return a sentence: ``starting programs works, attaching to a running one fails: …``, or what else fails."""
    failing = failure.operations
    if not all(operations.operation_of(seen).attaches for seen in failing):
        return f"{say.listed(say.doings(failing))} will fail: {failure.why}"
    tools = {seen.tool for seen in failing}
    starting = [seen for seen in _likely(ctx) if seen.tool in tools and seen.operation == "launch"]
    if starting and all(ctx.judge(seen).answer is Answer.WORKS for seen in starting):
        return f"{_without(failure.why)}; starting programs works"
    return _without(failure.why)


def _without(why: str) -> str:
    return why if why.startswith("attaching") else f"attaching to a running program will fail: {why}"


def _advice(container: Container, ctx: Context, failures: list[Failure]) -> str:
    return " ".join(_way_out(container, ctx, failure) for failure in failures)


def _way_out(container: Container, ctx: Context, failure: Failure) -> str:
    wanted = say.listed(say.doings(failure.operations))
    lacking = failure.lacking
    if lacking and admission.kept_out(container, lacking, ctx.host) is None:
        return f"For {wanted} add {say.listed(lacking)}."
    return say.way_out(ctx.way_out(failure.operations[0]), f"For {wanted}")


def _cure(container: Container, ctx: Context, failures: list[Failure]) -> Fix | Withheld:
    if isinstance(container.cap_add.value, Unknown):
        return Withheld("the list of added capabilities is not known")
    for failure in failures:
        if not failure.lacking:
            return Withheld(f"no added capability lets {say.doing(failure.operations[0])} work")
    names = tuple(sorted({name for failure in failures for name in failure.lacking or ()}))
    return fixes.fix(
        f"add {say.listed(names)}",
        admission.kept_out(container, names, ctx.host) or fixes.grant_capability(container, *names),
        Safety.UNSAFE,
    )


RULE = Rule(META, check)
