"""The machine a container runs on, as far as it decides over debuggers. Unknown is a value: None."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

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


class Host(NamedTuple):
    """Facts about the host; None is "not known", and a verdict that turns on it says so.

    ``kernel`` is (major, minor). ``ptrace_scope`` is kernel.yama.ptrace_scope (0-3; 0 where Yama is not built in).
    ``user_namespace_remap`` is the daemon's userns-remap or rootless mode.
    ``kubelet_seccomp_default`` is the kubelet's --seccomp-default.
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
