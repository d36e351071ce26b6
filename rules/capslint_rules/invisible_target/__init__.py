"""A debugger attaches to a process that it does not see."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api import (
    Container,
    Context,
    Evidence,
    Finding,
    Fix,
    Fixes,
    Group,
    PidMode,
    PidNamespace,
    Role,
    Rule,
    RuleMeta,
    Safety,
    Severity,
    Sureness,
    Withheld,
    finding,
    fixes,
    operations,
    runs_beside,
    say,
    sharing,
)

META = RuleMeta(
    id="invisible-target",
    summary="a debugger attaches to a process in another PID namespace",
    severity=Severity.ERROR,
    fixes=Fixes.SOMETIMES,
    since="0.1.0",
    group=Group.FAILING,
    debuggers=True,
)

_APART = (
    "it sees only itself",
    "Share the process namespace of the container that it looks into.",
    "a container sees its own processes only, unless it shares those of another one",
)
_TOO_EARLY = (
    "the containers of the pod start only when it has ended",
    "Run it beside them, in a container or an ephemeral container.",
    "init containers run before the others, one after the other",
)


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report a container that runs nothing but a debugger which attaches, and that nobody else's processes join."""
    evidence = _blind(container, ctx)
    if evidence is None:
        return
    running = sharing.commanded_by(evidence, container, ctx.workload)
    blind = [(user, seen) for user in running if (seen := _blind(user, ctx.about(user))) is not None]
    affected = [user for user, _ in blind]
    if affected[0] is not container:
        return  # said once, where the first of them is looked at
    cause, advice, why = _TOO_EARLY if _is_too_early(container, ctx) else _APART
    yield finding(
        META,
        affected,
        evidence,
        f"{say.doing(evidence)} in {say.called(affected)} will fail: {cause}",
        advice,
        why=why,
        cure=fixes.agree(tuple(_cure(user, seen, ctx.about(user)) for user, seen in blind)),
        evidence=evidence,
        fails=(evidence,),
    )


def _blind(container: Container, ctx: Context) -> Evidence | None:
    """Return the debugger that is all its container runs and sees nothing to attach to, if there is one."""
    return next(
        (
            evidence
            for evidence in ctx.evidence
            if _is_command(evidence) and (not ctx.sees_target(evidence) or _is_alone(container, evidence, ctx))
        ),
        None,
    )


def _is_alone(container: Container, evidence: Evidence, ctx: Context) -> bool:
    """Return whether nothing else runs in its namespace or in the file: then the file does not say what it looks into.

    Where there are other containers the model knows it to be meant for them; what it sees is the same.
    """
    pid = container.pid.value
    is_private = isinstance(pid, PidMode) and pid.kind is PidNamespace.PRIVATE
    others = any(runs_beside(container, other) for other in ctx.workload.containers)
    return is_private and not others and operations.operation_of(evidence).attaches


def _is_command(evidence: Evidence) -> bool:
    return evidence.sureness is Sureness.COMMAND and evidence.is_main


def _is_too_early(container: Container, ctx: Context) -> bool:
    """Return whether it is an init container that has ended before any other container starts."""
    return container.role is Role.INIT and not any(runs_beside(container, other) for other in ctx.workload.containers)


def _cure(container: Container, evidence: Evidence, ctx: Context) -> Fix | Withheld:
    if _is_too_early(container, ctx):
        return Withheld("nothing that the container is given lets it run beside the others")
    other = ctx.only_neighbour
    if other is None:
        return Withheld("nothing tells which container it looks into")
    then = sharing.with_processes_of(other, container, ctx.workload)
    joined = next(each for each in then.containers if each.path == container.path)
    names = ctx.capabilities_for(evidence, joined, then, surely=True)
    if names is None:
        return Withheld(f"it fails there too: {say.blocked_by(ctx.judge(evidence, joined, then))}")
    hurt = ctx.hurt_by(then)
    if hurt:
        return sharing.why_hurt(hurt)
    shared, title = fixes.share_processes(container, other), f"share the processes of {other.name}"
    if names:
        end = sharing.with_processes_of(other, container, ctx.end)
        granted = fixes.adding(container, names, evidence, [container], ctx, end)
        shared, title = fixes.join(shared, granted), f"{title} and add {say.listed(names)}"
    # Other containers get new process numbers, and the command names one: a person has to look.
    return fixes.fix(title, shared, Safety.UNSAFE)


RULE = Rule(META, check)
