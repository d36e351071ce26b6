"""A security field in a place where nobody reads it."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api import (
    Container,
    Context,
    Finding,
    Fix,
    Fixes,
    Misplaced,
    Rule,
    RuleMeta,
    Safety,
    Setting,
    Severity,
    Starter,
    Withheld,
    agree,
    as_read,
    called,
    deeds,
    finding,
    fix,
    is_checked_by_the_engine,
    is_needless,
    listed,
    noun,
    only_adds,
    put_right,
    revoke,
    sharers,
    verb,
    worsened,
)

META = RuleMeta(
    id="misplaced-security-field",
    summary="a security field stands where nobody reads it",
    severity=Severity.ERROR,
    fixes=Fixes.SOMETIMES,
    since="0.1.0",
    fields=("misplaced",),
)

ON_POD = frozenset(("hostPID", "hostIPC", "hostNetwork", "hostUsers", "shareProcessNamespace", "securityContext"))
"""Fields that stand straight in a pod's spec."""
IN_COMPOSE = {
    "capabilities": "cap_add and cap_drop",
    "securityContext": "cap_add, cap_drop, privileged, user and security_opt",
    "seccompProfile": "security_opt: [seccomp=FILE]",
    "appArmorProfile": "security_opt: [apparmor=NAME]",
    "allowPrivilegeEscalation": "security_opt: [no-new-privileges:true]",
    "hostPID": "pid: host",
    "shareProcessNamespace": 'pid: "service:NAME"',
}
"""What Compose has for fields of Kubernetes."""


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report each field once, for all who have it."""
    if not is_checked_by_the_engine(container, ctx.workload):
        return
    for one in container.misplaced:
        affected = sharers(one, ctx.workload)
        yield finding(
            META,
            affected,
            Setting(one.name, one.place),
            f"{called(affected)} {'gets' if len(affected) == 1 else 'get'} nothing from '{one.name}' "
            f"{_where(one, container)}: {_outcome(container)}",
            _advice(one, container),
            cure=agree(tuple(_cure(one, each, ctx.about(each)) for each in affected)),
        )


def _cure(one: Misplaced, container: Container, ctx: Context) -> Fix | Withheld:
    mine = next(other for other in container.misplaced if other.place.node is one.place.node)
    if is_needless(mine, container, ctx):
        done = deeds(ctx.evidence)
        title = f"take {one.name} out, as {listed(done)} {verb(done, 'does', 'do')} not need it"
        return fix(title, revoke(Setting(one.name, one.place), container), Safety.UNSAFE)
    read = as_read(mine, container)
    lost = deeds(worsened(ctx, read)) if read is not None else ()
    if lost:
        return Withheld(f"{listed(lost)} would not work with it as {verb(lost, 'it does', 'they do')} now")
    safety = Safety.SAFE if only_adds(mine) else Safety.UNSAFE
    return fix(f"move {one.name} to where it is read", put_right(mine, container), safety)


def _where(one: Misplaced, container: Container) -> str:
    path = one.place.path
    if container.starter is Starter.KUBELET and len(path) < len(container.path) - 1:
        beside = path[:-1] == container.path[: len(path) - 1] and container.path[len(path) - 1] == "spec"
        is_of_pod = beside and len(path) == len(container.path) - 2
        return "beside the pod's spec" if is_of_pod else "outside of the pod's template"
    if len(path) == 1:
        return "at the top of the file"
    if path[-2] == "securityContext":
        return (
            "in its securityContext"
            if path[: len(container.path)] == container.path
            else "in the pod's securityContext"
        )
    if path[-2] == "deploy":
        return "under deploy"
    if path[-2] == "spec":
        return "straight in the pod's spec"
    return f"straight on the {noun(container)}"


def _outcome(container: Container) -> str:
    if container.starter is Starter.ENGINE:
        return "Compose refuses a key that it does not know there"
    return "the API server drops or refuses a field that it does not know there"


def _advice(one: Misplaced, container: Container) -> str:
    if container.starter is Starter.ENGINE:
        if one.name in IN_COMPOSE:
            return f"What Compose has for it is {IN_COMPOSE[one.name]}, on the service."
        key = one.belongs[-1] if one.belongs else one.name
        return f"Write {key} on the service that needs it."
    if one.name == "securityContext" and one.belongs is None:
        return "Its fields belong in the securityContext of the pod or of the container, each where Kubernetes has it."
    if one.name in ON_POD:
        return "It belongs straight in the pod's spec."
    if one.name == "security_opt":
        return "Kubernetes has seccompProfile, appArmorProfile and seLinuxOptions, in the securityContext."
    if one.name in ("cap_add", "cap_drop"):
        return f"Kubernetes has capabilities: {one.name[4:]}, in the container's securityContext."
    whose = "the pod's or the container's" if one.place.path[-2] == "spec" and one.belongs else "the container's"
    return f"It belongs in {whose} securityContext."


RULE = Rule(META, check)
