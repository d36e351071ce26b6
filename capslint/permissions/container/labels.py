"""Which security label a container's processes carry.

AppArmor: moby daemon/container_linux.go (saveAppArmorConfig); containerd and CRI-O apply their default to containers
that are not privileged. A rootless engine applies none (docs.docker.com engine/security/rootless, "Known limitations";
containers/common pkg/apparmor, CheckProfileAndLoadDefault). An explicit profile counts beside privileged on Podman
(podman pkg/specgen/generate/security_linux.go, setupApparmor; measured on 5.4.2), and not on Docker (measured on
20.10.24). SELinux: moby daemon/create.go (generateSecurityOpt): the label is disabled for privileged, pid: host and
ipc: host, and copied for pid: container.
"""

from __future__ import annotations

from capslint.model.container import Container, PidNamespace, Starter
from capslint.model.host import Engine, Host
from capslint.model.setting import Unknown
from capslint.permissions.certainty import Certain, Unsure, any_of
from capslint.permissions.container.user_namespaces import is_rootless
from capslint.startup.records import NamedTuple

UNCONFINED = "unconfined"

DEFAULT_APPARMOR = {
    Engine.DOCKER: "docker-default",
    Engine.CONTAINERD: "cri-containerd.apparmor.d",
    Engine.CRIO: "crio-default",
    Engine.PODMAN: "containers-default-VERSION",
}
_PODMANS_PREFIX = "containers-default-"
"""Behind it stands the version of containers/common, as in containers-default-0.62.2: what is called so is loaded as
the default profile (containers/common pkg/apparmor, ProfilePrefix and CheckProfileAndLoadDefault)."""

Label = str | Unsure


class Labels(NamedTuple):
    """The AppArmor profile's name, and the SELinux domain with its categories (``unconfined``: no confinement)."""

    apparmor: Label
    selinux: Label


def labels_of(container: Container, host: Host, engine: Engine, privileged: Certain, group: str) -> Labels:
    """Return the labels of ``container``; containers of one ``group`` share their SELinux categories."""
    return Labels(_apparmor(container, host, engine, privileged), _selinux(container, engine, privileged, group))


def _apparmor(container: Container, host: Host, engine: Engine, privileged: Certain) -> Label:
    chosen = container.apparmor.value
    default = DEFAULT_APPARMOR[engine]
    if isinstance(chosen, Unknown):
        return Unsure(chosen.why)
    if chosen in (None, "default"):
        is_free = any_of(privileged, is_rootless(host))
        if isinstance(is_free, Unsure):
            return is_free
        return UNCONFINED if is_free else default
    assert chosen is not None
    name = _canonical(chosen.removeprefix("localhost/"))
    if name == UNCONFINED:
        return name
    return _named(name, container, host, engine, privileged)


def _named(name: str, container: Container, host: Host, engine: Engine, privileged: Certain) -> Label:
    """Return the label of a container that asks for profile ``name``."""
    rootless = is_rootless(host)
    if rootless is not False:
        return Unsure("what a rootless engine makes of an AppArmor profile") if rootless is True else rootless
    if privileged is False or container.starter is Starter.KUBELET or engine is Engine.PODMAN:
        return name
    if engine is Engine.DOCKER:
        return UNCONFINED if privileged is True else privileged
    return Unsure("what the engine makes of an AppArmor profile beside privileged")


def _canonical(name: str) -> str:
    """Return the name that the model has for a profile: all versions of Podman's default one have one name."""
    return DEFAULT_APPARMOR[Engine.PODMAN] if name.startswith(_PODMANS_PREFIX) else name


def _selinux(container: Container, engine: Engine, privileged: Certain, group: str) -> Label:
    chosen = container.selinux.value
    if isinstance(chosen, Unknown):
        return Unsure(chosen.why)
    if chosen is not None:
        return UNCONFINED if chosen in ("disable", "type:spc_t") else f"{chosen} {group}"
    shares_host = any_of(_host_pid(container), container.ipc.value == "host")
    if container.starter is Starter.KUBELET and shares_host is True and privileged is not True:
        return Unsure("the SELinux label of containers that share the host's namespaces")
    disabled = any_of(privileged, shares_host)
    if isinstance(disabled, Unsure):
        return disabled
    return UNCONFINED if disabled else f"container_t {group}"


def _host_pid(container: Container) -> Certain:
    pid = container.pid.value
    return Unsure(pid.why) if isinstance(pid, Unknown) else pid.kind is PidNamespace.HOST
