"""A debugger attaches to a process that it does not see."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api import (
    Answer,
    Container,
    Context,
    Evidence,
    Finding,
    Fix,
    Fixes,
    PidMode,
    PidNamespace,
    Role,
    Rule,
    RuleMeta,
    Safety,
    Severity,
    Sureness,
    Unknown,
    Withheld,
    agree,
    blocked_by,
    called,
    commanded_by,
    deed,
    finding,
    fix,
    grant_capability,
    join,
    kept_out,
    listed,
    operation_of,
    share_processes,
)

META = RuleMeta(
    id="invisible-target",
    summary="a debugger attaches to a process in another PID namespace",
    severity=Severity.ERROR,
    fixes=Fixes.SOMETIMES,
    since="0.1.0",
    debuggers=True,
)


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report a container that runs nothing but a debugger which attaches, and that nobody else's processes join."""
    evidence = _blind(container, ctx)
    if evidence is None:
        return
    sharing = commanded_by(evidence, container, ctx.workload)
    blind = [(one, seen) for one in sharing if (seen := _blind(one, ctx.about(one))) is not None]
    affected = [one for one, _ in blind]
    if affected[0] is not container:
        return  # said once, where the first of them is looked at
    yield finding(
        META,
        affected,
        evidence,
        f"{deed(evidence)} in {called(affected)} fails: no process but the debugger is in its PID namespace",
        "Share the process namespace of the container that it looks into.",
        cure=agree(tuple(_cure(one, seen, ctx.about(one)) for one, seen in blind)),
        evidence=evidence,
    )


def _blind(container: Container, ctx: Context) -> Evidence | None:
    """Give the debugger that attaches and sees nothing, if there is one."""
    evidence = next((one for one in ctx.evidence if _attaches_as_main(one)), None)
    alone = evidence is not None and _is_alone(container, ctx) and _neighbours(container, ctx)
    return evidence if alone else None


def _attaches_as_main(evidence: Evidence) -> bool:
    return evidence.sureness is Sureness.COMMAND and evidence.is_main and operation_of(evidence).attaches


def _is_alone(container: Container, ctx: Context) -> bool:
    pid = container.pid.value
    if not isinstance(pid, PidMode) or pid.kind is not PidNamespace.PRIVATE or container.debug_target is not None:
        return False
    return not any(_joins(other, container) for other in ctx.workload.containers)


def _joins(other: Container, container: Container) -> bool:
    pid = other.pid.value
    return isinstance(pid, Unknown) or (pid.kind is PidNamespace.CONTAINER and pid.target == container.name)


def _neighbours(container: Container, ctx: Context) -> list[Container]:
    """Give the containers that it can be meant for: those that run at the same time and have no debugger."""
    return [
        one
        for one in ctx.workload.containers
        if one.path != container.path and one.role is not Role.INIT and not ctx.about(one).evidence
    ]


def _cure(container: Container, evidence: Evidence, ctx: Context) -> Fix | Withheld:
    others = _neighbours(container, ctx)
    if len(others) != 1:
        return Withheld("nothing tells which container it looks into")
    (other,) = others
    # Seen from the debugger, joining one container's processes is the same in a service and in a pod.
    joined = container._replace(pid=container.pid._replace(value=PidMode(PidNamespace.CONTAINER, other.name)))
    # What it lacks already is another rule's; what it comes to lack is not.
    names = () if ctx.judge(evidence).answer is Answer.FAILS else ctx.least_capabilities(joined)
    if names is None:
        return Withheld(f"it is not sure to work there: {blocked_by(ctx.judge(evidence, joined))}")
    shared, title = share_processes(container, other), f"share the processes of {other.name}"
    if names:
        granted = kept_out(container, names, ctx.host) or grant_capability(container, *names)
        shared, title = join(shared, granted), f"{title} and add {listed(names)}"
    # Other containers get new process numbers, and the command names one: a person has to look.
    return fix(title, shared, Safety.UNSAFE)


RULE = Rule(META, check)
