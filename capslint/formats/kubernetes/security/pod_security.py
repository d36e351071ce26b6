"""Kubernetes' Pod Security Standards, as far as they are about what a debugger is granted.

Source: k8s.io/pod-security-admission ``policy/check_*.go``; every check visits init, normal and ephemeral containers.
Each check has the version of the policy since which it is as it is here.
"""

from __future__ import annotations

from typing import Any

from capslint.formats.kubernetes.security.annotations import APPARMOR_OF_CONTAINER, SECCOMP_OF_CONTAINER, SECCOMP_OF_POD
from capslint.model import (
    AdmissionFieldKind,
    Container,
    PidMode,
    PidNamespace,
    PodSecurity,
    Seccomp,
    SeccompKind,
    User,
    Version,
    Via,
    Violation,
)
from capslint.model.capability_items import items_of

LEVELS = ("baseline", "restricted")
NEWEST: Version = (9999,)

_BASELINE_CAPABILITIES = frozenset(
    ("AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP")
) | {"SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"}  # check_capabilities_baseline.go
_RESTRICTED_CAPABILITIES = frozenset(("NET_BIND_SERVICE",))  # check_capabilities_restricted.go
_SELINUX_TYPES = frozenset(("container_t", "container_init_t", "container_kvm_t"))  # check_seLinuxOptions.go
_SYSCTLS: dict[Version, tuple[str, ...]] = {  # check_sysctls.go
    (1, 0): (
        *("kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.tcp_syncookies"),
        *("net.ipv4.ping_group_range", "net.ipv4.ip_unprivileged_port_start"),
    ),
    (1, 27): ("net.ipv4.ip_local_reserved_ports",),
    (1, 29): (
        *("net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout"),
        *("net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes"),
    ),
    (1, 32): ("net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem"),
    (1, 37): ("net.ipv4.tcp_slow_start_after_idle", "net.ipv4.tcp_notsent_lowat"),
}
_ADVICE = {AdmissionFieldKind.HOST_PORT: "Remove it and reach the port with `kubectl port-forward`."}
_BY_ANNOTATION = ("", "runtime/default")  # check_appArmorProfile.go


def violations(container: Container, policy: PodSecurity) -> tuple[Violation, ...]:
    """Return what ``policy`` rejects of the grants that are written for ``container``, and for its pod."""
    if policy.level not in LEVELS:
        return ()
    version = _version(policy.version)
    restricted = policy.level == "restricted"
    found = [*_capabilities(container, restricted and version >= (1, 22)), *_host(container)]
    found += [*_of_grants(container, version), *_annotations(container, version)]
    found += _inherited(container, version, restricted)
    if container.overridden:  # the pod's own words are looked at, even if no container takes them
        own: dict[str, Any] = dict(container.overridden)
        pod = container._replace(**own)
        theirs = [id(setting) for _, setting in container.overridden]
        of_pod = _inherited(pod, version, restricted)
        found += [violation for violation in of_pod if id(violation.setting) in theirs]
    return tuple(found)


def _inherited(container: Container, version: Version, restricted: bool) -> list[Violation]:
    found = _confinement(container, version, restricted)
    return [*found, *_restricted(container, version)] if restricted else found


def _version(written: str | None) -> Version:
    try:
        return tuple(int(part) for part in written.removeprefix("v").split(".")) if written else NEWEST
    except ValueError:  # "latest"
        return NEWEST


def _capabilities(container: Container, restricted: bool) -> list[Violation]:
    # Compared as written: "CAP_CHOWN" and "chown" are none of them.
    allowed = _RESTRICTED_CAPABILITIES if restricted else _BASELINE_CAPABILITIES
    return [
        Violation(item.setting, f"the capability {item.written}")
        for item in items_of(container.cap_add)
        if item.written not in allowed
    ]


def _host(container: Container) -> list[Violation]:
    # check_privileged.go, check_hostNamespaces.go
    found = []
    if container.privileged.value is True:
        found.append(Violation(container.privileged, "privileged: true"))
    pid = container.pid.value
    if isinstance(pid, PidMode) and pid.kind is PidNamespace.HOST:
        found.append(Violation(container.pid, "hostPID: true"))
    if container.ipc.value == "host":
        found.append(Violation(container.ipc, "hostIPC: true"))
    return found


def _of_grants(container: Container, version: Version) -> list[Violation]:
    # check_hostNamespaces.go, check_hostPathVolumes.go, check_hostPorts.go, check_sysctls.go, check_seLinuxOptions.go
    sysctls = {name for since, names in _SYSCTLS.items() if version >= since for name in names}
    found = []
    for setting in container.admission_fields:
        kind, name = setting.value.kind, setting.value.name
        if kind is not AdmissionFieldKind.SYSCTL or name not in sysctls:
            found.append(Violation(setting, f"{kind.value}: {name}", _ADVICE.get(kind)))
    return found


def _annotations(container: Container, version: Version) -> list[Violation]:
    """Return what annotations of the pod say about this container, or in AppArmor's case about none at all."""
    found = []
    seccomp = (SECCOMP_OF_POD, f"{SECCOMP_OF_CONTAINER}{container.name}") if version < (1, 19) else ()
    for annotation in container.written_annotations:
        name, value = annotation.name, annotation.value.value
        if not annotation.reaches_pod or value.startswith("localhost/") or value in _BY_ANNOTATION:
            continue
        if name.startswith(APPARMOR_OF_CONTAINER) or (name in seccomp and value != "docker/default"):
            found.append(Violation(annotation.value, f"the annotation {name}: {value}"))
    return found


def _confinement(container: Container, version: Version, restricted: bool) -> list[Violation]:
    # check_seccompProfile_baseline.go (the field since 1.19), check_appArmorProfile.go, check_procMount_baseline.go,
    # check_procMount_restricted.go
    found = []
    seccomp = container.seccomp.value
    if isinstance(seccomp, Seccomp) and seccomp.kind is SeccompKind.UNCONFINED and version >= (1, 19):
        found.append(Violation(container.seccomp, "seccompProfile: Unconfined"))
    if container.apparmor.value == "unconfined" and container.apparmor.via is not Via.ANNOTATION:
        found.append(Violation(container.apparmor, "AppArmor: Unconfined"))
    is_let_in = version >= (1, 35) and not restricted and _has_own_users(container)
    if container.unmasked_proc.value is True and not is_let_in:
        found.append(Violation(container.unmasked_proc, "procMount: Unmasked"))
    return found + _selinux_type(container, version)


def _selinux_type(container: Container, version: Version) -> list[Violation]:
    # check_seLinuxOptions.go
    label = container.selinux.value
    types = _SELINUX_TYPES | {"container_engine_t"} if version >= (1, 31) else _SELINUX_TYPES
    if isinstance(label, str) and label.startswith("type:") and label[5:] not in types:
        return [Violation(container.selinux, f"the SELinux type {label[5:]}")]
    return []


def _restricted(container: Container, version: Version) -> list[Violation]:
    # check_allowPrivilegeEscalation.go, check_runAsUser.go, check_runAsNonRoot.go
    found = []
    escalation = container.no_new_privileges
    if escalation.value is False and not escalation.is_absent and version >= (1, 8):
        found.append(Violation(escalation, "allowPrivilegeEscalation: true"))
    if version >= (1, 35) and _has_own_users(container):
        return found
    user = container.user.value
    if isinstance(user, User) and user.uid == 0 and version >= (1, 23):
        found.append(Violation(container.user, "runAsUser: 0"))
    if container.run_as_non_root.value is False and not container.run_as_non_root.is_absent:
        found.append(Violation(container.run_as_non_root, "runAsNonRoot: false"))
    return found


def _has_own_users(container: Container) -> bool:
    return container.user_namespace.value == "private"
