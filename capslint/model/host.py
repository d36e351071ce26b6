"""The machine a container runs on, as far as it decides over debuggers. Unknown is a value: None."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Any

from capslint.startup.records import NamedTuple

Version = tuple[int, ...]


class Engine(Enum):
    """What starts the container."""

    DOCKER = "docker"
    CONTAINERD = "containerd"
    CRIO = "cri-o"
    PODMAN = "podman"


class Lsm(Enum):
    """The security module that confines containers on the host."""

    APPARMOR = "apparmor"
    SELINUX = "selinux"
    NONE = "none"


class AppArmorProfile(NamedTuple):
    """A loaded AppArmor profile that is not an engine's own, as far as it decides over debuggers.

    ``ptrace`` are its ptrace rules as pairs of a permission (``trace``, ``read``, ``tracedby``, ``readby``) and the
    peer profile's name (None: any). ``proc_sys_write`` tells whether it lets files of /proc/sys be written.
    """

    name: str
    ptrace: tuple[tuple[str, str | None], ...] = ()
    proc_sys_write: bool = True


class PodSecurity(NamedTuple):
    """What admission enforces: a namespace's label ``pod-security.kubernetes.io/enforce``, or a setting.

    ``level`` is as written. ``version`` is the version of the policy as written (``v1.30``), None for the newest.
    ``namespace`` is None for a setting.
    """

    level: str
    version: str | None
    namespace: str | None


class AdmissionFieldKind(Enum):
    """What an `AdmissionField` is of, as Kubernetes calls it."""

    HOST_NETWORK = "hostNetwork"
    HOST_PATH = "hostPath"
    HOST_PORT = "hostPort"
    SYSCTL = "sysctl"
    SELINUX_USER = "seLinuxOptions.user"
    SELINUX_ROLE = "seLinuxOptions.role"


class AdmissionField(NamedTuple):
    """Something that no gate of a debugger asks for and admission does; ``name`` is which path, port or value."""

    kind: AdmissionFieldKind
    name: str


class Host(NamedTuple):
    """Facts about the host; None is "not known", and a verdict that turns on it says so.

    ``kernel`` is (major, minor). ``ptrace_scope`` is kernel.yama.ptrace_scope (0-3; 0 where Yama is not built in).
    ``user_namespace_remap`` is Docker's userns-remap: each container is in a user namespace of its own.
    ``rootless``: the engine itself runs in the user namespace of an ordinary user, and so do all of its containers.
    ``kubelet_seccomp_default`` is the kubelet's --seccomp-default.
    ``container_selinux`` is the version of the container-selinux policy; ``mmap_rnd_bits`` is vm.mmap_rnd_bits;
    ``pod_security`` is what the admission of a cluster enforces where the input does not tell.
    ``apparmor_profiles`` are loaded profiles that containers may name.
    ``debian_perf``: the kernel has the rule of Debian and Ubuntu for perf_event_paranoid of 3 and more.
    ``arch`` is Go's name of the architecture (amd64), on which rules of seccomp profiles can be conditioned.
    ``each`` are the hosts, by name, that this one stands for; () where it is one. What they differ in it does not know.
    """

    engine: Engine | None = None
    engine_version: Version | None = None
    kernel: Version | None = None
    ptrace_scope: int | None = None
    lsm: Lsm | None = None
    perf_event_paranoid: int | None = None
    unprivileged_bpf_disabled: int | None = None
    user_namespace_remap: bool | None = None
    kubelet_seccomp_default: bool | None = None
    container_selinux: Version | None = None
    mmap_rnd_bits: int | None = None
    apparmor_profiles: tuple[AppArmorProfile, ...] = ()
    pod_security: PodSecurity | None = None
    arch: str | None = None
    debian_perf: bool | None = None
    rootless: bool | None = None
    each: tuple[tuple[str, Host], ...] = ()

    @property
    def singles(self) -> tuple[Host, ...]:
        """The hosts that it stands for: itself, where it is one."""
        return tuple(host for _, host in self.each) or (self,)

    def with_facts(self, **facts: Any) -> Host:
        """Return the host, and each that it stands for, of which ``facts`` are known, by field."""
        return self._replace(each=tuple((name, host._replace(**facts)) for name, host in self.each), **facts)


def all_of_hosts(named: Sequence[tuple[str, Host]]) -> Host:
    """Return what stands for all hosts that are ``named``: what is said of it must hold on each of them."""
    hosts = [host for _, host in named]
    first = hosts[0]
    if all(host == first for host in hosts):
        return first
    values = zip(*hosts, strict=True)
    common = (mine[0] if len(set(mine)) == 1 else fallback for mine, fallback in zip(values, Host(), strict=True))
    return Host._make(common)._replace(each=tuple(named))
