"""Kubernetes' Pod Security Standards, as far as they are about what a debugger is granted.

Source: k8s.io/pod-security-admission ``policy/check_*.go``; every check visits init, normal and ephemeral containers.
Each check has the version of the policy since which it is as it is here.
"""

from __future__ import annotations

from capslint.model import Container, PidMode, PidNamespace, PodSecurity, Seccomp, SeccompKind, Setting, User, Version
from capslint.record import NamedTuple
from capslint.rulekit.capability import items_of

LEVELS = ("baseline", "restricted")
NEWEST: Version = (9999,)

_BASELINE_CAPABILITIES = frozenset(
    ("AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP")
) | {"SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"}  # check_capabilities_baseline.go
_RESTRICTED_CAPABILITIES = frozenset(("NET_BIND_SERVICE",))  # check_capabilities_restricted.go
_SELINUX_TYPES = frozenset(("container_t", "container_init_t", "container_kvm_t"))  # check_seLinuxOptions.go


class Violation(NamedTuple):
    """A grant that a level does not let in: where it is written, and what it is in words."""

    setting: Setting[object]
    what: str


def violations(container: Container, policy: PodSecurity) -> tuple[Violation, ...]:
    """Give what ``policy`` rejects of the grants that are written for ``container``."""
    if policy.level not in LEVELS:
        return ()
    version = _version(policy.version)
    restricted = policy.level == "restricted"
    found = [*_capabilities(container, restricted and version >= (1, 22)), *_host(container)]
    found += _confinement(container, version)
    if restricted:
        found += _restricted(container, version)
    return tuple(found)


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


def _confinement(container: Container, version: Version) -> list[Violation]:
    # check_seccompProfile_baseline.go (the field since 1.19), check_appArmorProfile.go, check_procMount.go
    found = []
    seccomp = container.seccomp.value
    if isinstance(seccomp, Seccomp) and seccomp.kind is SeccompKind.UNCONFINED and version >= (1, 19):
        found.append(Violation(container.seccomp, "seccompProfile: Unconfined"))
    if container.apparmor.value == "unconfined":
        found.append(Violation(container.apparmor, "AppArmor: Unconfined"))
    if container.unmasked_proc.value is True and not (version >= (1, 35) and _has_own_users(container)):
        found.append(Violation(container.unmasked_proc, "procMount: Unmasked"))
    label = container.selinux.value
    types = _SELINUX_TYPES | {"container_engine_t"} if version >= (1, 31) else _SELINUX_TYPES
    if isinstance(label, str) and label.startswith("type:") and label[5:] not in types:
        found.append(Violation(container.selinux, f"the SELinux type {label[5:]}"))
    return found


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
