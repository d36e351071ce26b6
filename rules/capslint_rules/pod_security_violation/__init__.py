"""A grant that the admission of the pod's namespace does not let in."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api import (
    Container,
    Context,
    Finding,
    Fixes,
    Platform,
    PodSecurity,
    Role,
    Rule,
    RuleMeta,
    Severity,
    Violation,
    called,
    finding,
    users_of,
    violations,
)

META = RuleMeta(
    id="pod-security-violation",
    summary="the pod's namespace enforces a Pod Security Standard that rejects a grant",
    severity=Severity.ERROR,
    fixes=Fixes.NEVER,
    since="0.1.0",
    platforms=(Platform.KUBERNETES,),
    words=(
        "apabilities",
        "rivileged",
        "hostPID",
        "hostIPC",
        "hostNetwork",
        "hostPath",
        "hostPort",
        "sysctls",
        "seccomp",
        "pparmor",
        "ppArmor",
        "procMount",
        "seLinux",
        "allowPrivilege",
        "runAs",
    ),
)


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report each rejected grant; nothing where it is not known what is enforced."""
    policy = _policy(container, ctx)
    if policy is None or container.platform is not Platform.KUBERNETES:
        return
    for one in violations(container, policy):
        affected = users_of(one.setting, ctx.workload) or ctx.workload.containers
        yield finding(
            META,
            affected,
            one.setting,
            f"{_whose(policy)} enforces {policy.level}{_version(policy)}, which rejects {one.what} of "
            f"{called(affected)}{_what_comes_of_it(ctx)}",
            _advice(one, container),
        )


def _policy(container: Container, ctx: Context) -> PodSecurity | None:
    return container.pod_security or ctx.host.pod_security


def _whose(policy: PodSecurity) -> str:
    return f"the namespace '{policy.namespace}'" if policy.namespace else "the cluster"


def _version(policy: PodSecurity) -> str:
    return f" ({policy.version})" if policy.version else ""


def _what_comes_of_it(ctx: Context) -> str:
    # Admission enforces on pods alone: other objects are let in with a warning (admission.go, EvaluatePod).
    kind = ctx.workload.label.partition("/")[0]
    return "" if kind == "Pod" else f": the {kind} is let in, and its pods are not"


def _advice(one: Violation, container: Container) -> str:
    if container.role is Role.EPHEMERAL:
        return "Use `kubectl debug --profile=baseline` or restricted there, and launch instead of attaching."
    if one.what == "the capability SYS_PTRACE":
        return "Launch the program under the debugger, which needs no capability, or debug in a namespace of its own."
    if one.what.startswith("hostPort"):
        return "Take it out and reach the port with `kubectl port-forward`."
    return "Take it out, or debug in a namespace of its own with the level privileged."


RULE = Rule(META, check)
