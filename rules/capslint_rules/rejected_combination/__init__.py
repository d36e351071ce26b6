"""Two settings of a pod that the API server does not take together.

Source: kubernetes ``pkg/apis/core/validation/validation.go`` (ValidateSecurityContext, validateHostUsers,
ValidatePodSpec).
"""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api import (
    Container,
    Context,
    Fact,
    Finding,
    Fixes,
    PidMode,
    PidNamespace,
    Rule,
    RuleMeta,
    Seccomp,
    SeccompKind,
    Setting,
    Severity,
    Via,
    called,
    finding,
    items_of,
    users_of,
    verb,
)

META = RuleMeta(
    id="rejected-combination",
    summary="the API server refuses the pod, because two of its settings exclude each other",
    severity=Severity.ERROR,
    fixes=Fixes.NEVER,
    since="0.1.0",
    facts=(Fact.VALIDATION,),
    fields=("exclusions",),
)


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report each pair; the finding points to the setting that gives more."""
    for setting, pair, advice in _pairs(container):
        affected = [one for one in users_of(setting, ctx.workload) if pair in [two for _, two, _ in _pairs(one)]]
        affected = affected or [container]
        yield finding(
            META,
            affected,
            setting,
            f"{called(affected)} {verb(affected, 'is', 'are')} refused by the API server: {pair}",
            advice,
        )


def _pairs(container: Container) -> list[tuple[Setting[object], str, str]]:
    found: list[tuple[Setting[object], str, str]] = []
    if container.no_new_privileges.value is True:
        found.extend(_beside_no_escalation(container))
    found.extend(_processes(container))
    found.extend(_without_a_name(container))
    # Older API servers drop procMount silently: its feature was off, and the check came with it.
    if container.unmasked_proc.value is True and container.user_namespace.value is None:
        found.append(
            (
                container.unmasked_proc,
                "since 1.33 procMount: Unmasked is for pods with hostUsers: false only",
                "Take procMount out, or set hostUsers: false on the pod.",
            )
        )
    return found


def _beside_no_escalation(container: Container) -> Iterator[tuple[Setting[object], str, str]]:
    if container.privileged.value is True:
        yield (
            container.privileged,
            "privileged: true excludes allowPrivilegeEscalation: false",
            "Take privileged out, and grant the capabilities that the debugger needs one by one.",
        )
    # The check knows this one spelling; SYS_ADMIN without the prefix passes it.
    for item in items_of(container.cap_add):
        if item.written == "CAP_SYS_ADMIN":
            yield (
                item.setting,
                "CAP_SYS_ADMIN excludes allowPrivilegeEscalation: false",
                "Take CAP_SYS_ADMIN out: with its prefix it is no capability for containerd anyway.",
            )


def _without_a_name(container: Container) -> Iterator[tuple[Setting[object], str, str]]:
    seccomp = container.seccomp.value
    if isinstance(seccomp, Seccomp) and seccomp.kind is SeccompKind.FILE and not seccomp.profile:
        yield (
            container.seccomp,
            "seccompProfile.type: Localhost wants a localhostProfile beside it",
            "Name the file, relative to the kubelet's folder for seccomp profiles.",
        )
    if container.apparmor.value == "localhost/" and container.apparmor.via is not Via.ANNOTATION:
        yield (
            container.apparmor,
            "appArmorProfile.type: Localhost wants a localhostProfile beside it",
            "Write the name under which the profile is loaded on the nodes.",
        )


def _processes(container: Container) -> Iterator[tuple[Setting[object], str, str]]:
    pid = container.pid.value
    if not isinstance(pid, PidMode) or pid.kind is not PidNamespace.HOST:
        return
    if container.shared_pid is not None and container.shared_pid.value:
        yield (
            container.pid,
            "hostPID: true excludes shareProcessNamespace: true",
            "Take hostPID out: the containers of the pod see each other's processes without it.",
        )
    if container.user_namespace.value == "private":
        yield (
            container.pid,
            "hostPID: true excludes hostUsers: false",
            "Take hostPID out: to see the host's processes a pod must be in the host's user namespace.",
        )


RULE = Rule(META, check)
