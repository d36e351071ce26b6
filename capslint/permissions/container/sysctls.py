"""Which settings of the kernel a container can have of its own: those that belong to one of its namespaces.

runc ``libcontainer/configs/validate/validator.go`` (sysctl); Podman ``pkg/util/utils.go`` (ValidateSysctls) and crun
refuse the same. The kubelet is asked before: ``component-helpers/node/util/sysctl/namespace.go`` (NamespacedBy),
``pkg/kubelet/sysctl/allowlist.go`` (validateSysctl) and ``safe_sysctls.go``; what is namespaced and not safe needs its
option --allowed-unsafe-sysctls, which takes nothing else. Reports: docker/compose issues 4498 and 5802.
"""

from __future__ import annotations

from enum import Enum

from capslint.model.container import Container, Starter
from capslint.model.host import Engine
from capslint.model.setting import Unknown
from capslint.permissions.certainty import Certain, Unsure, negated
from capslint.permissions.engines.releases import name_of


class Kept(Enum):
    """The namespace that keeps a setting of its own."""

    IPC = "IPC"
    NETWORK = "network"
    HOST_NAME = "UTS"


_IPC = frozenset(
    ("kernel.msgmax", "kernel.msgmnb", "kernel.msgmni", "kernel.sem", "kernel.shmall", "kernel.shmmax")
) | {"kernel.shmmni", "kernel.shm_rmid_forced"}
_SAFE = frozenset(  # safe_sysctls.go of Kubernetes 1.32
    ("kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range")
) | {
    *("net.ipv4.ip_unprivileged_port_start", "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time"),
    *("net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes"),
    *("net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem"),
}


def judged(name: str, container: Container, engine: Engine) -> tuple[Certain, str]:
    """Return whether ``container`` starts on ``engine`` although it sets ``name``, and why it does not."""
    of_kubelet = container.starter is Starter.KUBELET
    by = "The kubelet" if of_kubelet else name_of(engine)
    dotted = _dotted(name)
    kept = namespace_of(dotted)
    if kept is None or (of_kubelet and kept is Kept.HOST_NAME):
        return False, f"{by} refuses the sysctl {name}: it is none of those that a container may set for itself"
    own = negated(_is_hosts(container, kept))
    if own is not True:
        return own, f"{by} refuses the sysctl {name} in the host's {kept.value} namespace"
    if of_kubelet:
        why = f"The kubelet takes the sysctl {name} only where its option --allowed-unsafe-sysctls names it"
        return (True, "") if dotted in _SAFE else (Unsure("the kubelet's --allowed-unsafe-sysctls"), why)
    if dotted != name:
        fact = "the release of the OCI runtime"
        return Unsure(fact), f"Whether the sysctl {name} is read as {dotted} depends on {fact}"
    if kept is Kept.HOST_NAME and engine is Engine.PODMAN:
        return Unsure("the release of Podman"), f"Podman's list of sysctls does not name {name}"
    return True, ""


def namespace_of(dotted: str) -> Kept | None:
    """Return the namespace that a setting belongs to, None if it is the host's alone."""
    if dotted in _IPC or dotted.startswith("fs.mqueue."):
        return Kept.IPC
    if dotted.startswith("net."):
        return Kept.NETWORK
    return Kept.HOST_NAME if dotted == "kernel.domainname" else None


def _dotted(name: str) -> str:
    """Return a name with its parts set apart by dots: the separator that comes first counts (sysctl.d(5))."""
    slash, dot = name.find("/"), name.find(".")
    if slash < 0 or 0 <= dot < slash:
        return name
    return name.translate(str.maketrans("/.", "./"))


def _is_hosts(container: Container, kept: Kept) -> Certain:
    """Return whether the container is in the host's namespace of that kind."""
    setting = {Kept.IPC: container.ipc, Kept.NETWORK: container.network, Kept.HOST_NAME: None}[kept]
    value = setting.value if setting is not None else None
    return Unsure(value.why) if isinstance(value, Unknown) else value == "host"
