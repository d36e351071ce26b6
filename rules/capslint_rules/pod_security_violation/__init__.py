"""A grant that the admission of the pod's namespace does not let in."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api import (
    Container,
    Context,
    Fact,
    Finding,
    Fixes,
    Group,
    Role,
    Rule,
    RuleMeta,
    Severity,
    Violation,
    admission,
    finding,
    say,
)

META = RuleMeta(
    id="pod-security-violation",
    summary="the pod's namespace enforces a Pod Security Standard that rejects a permission",
    severity=Severity.ERROR,
    fixes=Fixes.NEVER,
    since="0.1.0",
    group=Group.REFUSED,
    facts=(Fact.ADMISSION,),
    fields=(
        "cap_add",
        "privileged",
        "pid",
        "ipc",
        "admission_fields",
        "seccomp",
        "apparmor",
        "unmasked_proc",
        "selinux",
        "no_new_privileges",
        "user",
        "written_annotations",
    ),
)


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report each rejected grant; nothing where it is not known what is enforced."""
    policy = admission.enforced(container, ctx.host)
    if policy is None:
        return
    for violation in admission.violations(container, policy):
        affected = ctx.users_of(violation.setting) or ctx.workload.containers
        yield finding(
            META,
            affected,
            violation.setting,
            f"{say.called(affected)} will be rejected: {admission.enforcing(policy)}, which forbids "
            f"{violation.what}{_what_comes_of_it(ctx)}",
            _advice(violation, container),
            why="pods of a namespace are held to the Pod Security Standard that its label names",
        )


def _what_comes_of_it(ctx: Context) -> str:
    # Admission enforces on pods alone: other objects are let in with a warning (admission.go, EvaluatePod).
    kind = ctx.workload.kind
    return "" if kind == "Pod" else f" (the {kind} is accepted, its pods are not)"


def _advice(violation: Violation, container: Container) -> str:
    if container.role is Role.EPHEMERAL:
        return "Use `kubectl debug --profile=baseline` or restricted there, and launch instead of attaching."
    if violation.what == "the capability SYS_PTRACE":
        return "Launch the program under the debugger, which needs no capability, or debug in a namespace of its own."
    return violation.advice or "Remove it, or debug in a namespace of its own with the level privileged."


RULE = Rule(META, check)
