"""Two settings of a pod that the API server does not take together.

Source: kubernetes ``pkg/apis/core/validation/validation.go`` (ValidateSecurityContext, validateHostUsers,
ValidatePodSpec).
"""

from __future__ import annotations

from collections.abc import Iterator

from capslint.model import Container, Exclusion, PidMode, PidNamespace, Seccomp, SeccompKind, Setting, Via
from capslint.model.capability_items import items_of

_Pair = tuple[Setting[object], Exclusion]


def with_exclusions(container: Container) -> Container:
    """Return ``container`` with what its settings exclude; each points to the setting that gives more."""
    found = tuple(_pairs(container))
    return container._replace(exclusions=(*container.exclusions, *found)) if found else container


def _pairs(container: Container) -> Iterator[_Pair]:
    if container.no_new_privileges.value is True:
        yield from _beside_no_escalation(container)
    yield from _processes(container)
    yield from _without_a_name(container)
    # Older API servers drop procMount silently: its feature was off, and the check came with it.
    if container.unmasked_proc.value is True and container.user_namespace.value is None:
        pair = "since 1.33 procMount: Unmasked is for pods with hostUsers: false only"
        advice = "Remove procMount, or set hostUsers: false on the pod."
        yield container.unmasked_proc, Exclusion(pair, advice, "the Kubernetes version")


def _beside_no_escalation(container: Container) -> Iterator[_Pair]:
    if container.privileged.value is True:
        pair = "privileged: true excludes allowPrivilegeEscalation: false"
        advice = "Remove privileged, and add the capabilities that it needs one by one."
        yield container.privileged, Exclusion(pair, advice)
    # The check knows this one spelling; SYS_ADMIN without the prefix passes it.
    for item in items_of(container.cap_add):
        if item.written == "CAP_SYS_ADMIN":
            pair = "CAP_SYS_ADMIN excludes allowPrivilegeEscalation: false"
            advice = "Remove CAP_SYS_ADMIN: with its prefix it is no capability for containerd anyway."
            yield item.setting, Exclusion(pair, advice)


def _processes(container: Container) -> Iterator[_Pair]:
    pid = container.pid.value
    if not isinstance(pid, PidMode) or pid.kind is not PidNamespace.HOST:
        return
    if container.shared_pid is not None and container.shared_pid.value:
        pair = "hostPID: true excludes shareProcessNamespace: true"
        advice = "Remove hostPID: the containers of the pod see each other's processes without it."
        yield container.pid, Exclusion(pair, advice)
    if container.user_namespace.value == "private":
        pair = "hostPID: true excludes hostUsers: false"
        advice = "Remove hostPID: to see the host's processes a pod must be in the host's user namespace."
        yield container.pid, Exclusion(pair, advice)


def _without_a_name(container: Container) -> Iterator[_Pair]:
    seccomp = container.seccomp.value
    if isinstance(seccomp, Seccomp) and seccomp.kind is SeccompKind.FILE and not seccomp.profile:
        pair = "seccompProfile.type: Localhost needs a localhostProfile beside it"
        advice = "Name the file, relative to the kubelet's folder for seccomp profiles."
        yield container.seccomp, Exclusion(pair, advice)
    if container.apparmor.value == "localhost/" and container.apparmor.via is not Via.ANNOTATION:
        pair = "appArmorProfile.type: Localhost needs a localhostProfile beside it"
        advice = "Write the name under which the profile is loaded on the nodes."
        yield container.apparmor, Exclusion(pair, advice)
