"""The default seccomp profiles of containerd, Podman and CRI-O, as differences from a Docker release.

containerd: contrib/seccomp/seccomp_default.go, a port of Docker's that followed it late. Podman and CRI-O: containers/
common pkg/seccomp/seccomp.json, without a test of the kernel; CRI-O takes clone, clone3 and unshare out again unless
CAP_SYS_ADMIN is there (internal/config/seccomp/seccomp.go). ``personality`` has the same five values everywhere.
Where a version's rules were not found in a source, both possibilities are given.
"""

from __future__ import annotations

from capslint.model.host import Engine, Version
from capslint.permissions.capabilities import mask
from capslint.permissions.seccomp.docker import DEFAULT as DOCKER_ACTION
from capslint.permissions.seccomp.docker import ranges, rules
from capslint.permissions.seccomp.rules import Action, Condition, Rule
from capslint.startup.records import NamedTuple

_ALLOW = Action("ALLOW")
FREE = (Rule(_ALLOW),)


def _with(*alternatives: str) -> tuple[Rule, ...]:
    return tuple(Rule(_ALLOW, needs=mask(names.split("+"))) for names in alternatives)


_NEW_KERNEL = (Rule(_ALLOW, kernel=(4, 8)), *_with("SYS_PTRACE"))
_PTRACE_CALLS = {"kcmp": _with("SYS_PTRACE"), "process_madvise": _with("SYS_PTRACE")}
_NAMESPACE_CALLS = dict.fromkeys(
    [
        "clone",
        "clone3",
        "unshare",
        "setns",
        "mount",
        "umount",
        "umount2",
        "move_mount",
        "open_tree",
        "fsopen",
        "fsconfig",
        "fsmount",
        "fspick",
    ],
    FREE,
)
_NEW_NAMESPACES = Condition(0, "MASKED_EQ", 0x7E02_0000)
"""None of the flags of clone(2) that ask for a namespace."""
_ADMIN_ONLY = {
    **dict.fromkeys(("clone3", "unshare"), _with("SYS_ADMIN")),
    "clone": (Rule(_ALLOW, (_NEW_NAMESPACES,)), *_with("SYS_ADMIN")),
}


class Epoch(NamedTuple):
    """What holds from version ``since`` on: the calls that differ from the Docker release ``like``.

    ``either`` gives a second possibility for calls whose rules are not known for certain.
    """

    since: Version
    like: Version
    calls: dict[str, tuple[Rule, ...]]
    either: dict[str, tuple[Rule, ...]] = {}  # noqa: RUF012 (never changed)


_CONTAINERD_OLD = {
    **_PTRACE_CALLS,
    "ptrace": _with("SYS_PTRACE"),
    "process_vm_readv": _with("SYS_PTRACE"),
    "process_vm_writev": _with("SYS_PTRACE"),
    "pidfd_getfd": _with("SYS_PTRACE"),
    "perf_event_open": _with("SYS_ADMIN"),
    "bpf": _with("SYS_ADMIN"),
}
_CONTAINERD_1_6_7 = {**_CONTAINERD_OLD, "ptrace": _NEW_KERNEL}
_CONTAINERD_1_6_9 = {
    **_CONTAINERD_1_6_7,
    "perf_event_open": _with("SYS_ADMIN", "PERFMON"),
    "bpf": _with("SYS_ADMIN", "BPF"),
}
_CONTAINERD_1_7 = {**_CONTAINERD_1_6_9, "process_vm_readv": _NEW_KERNEL, "process_vm_writev": _NEW_KERNEL}

_COMMON_OLD = {
    **_PTRACE_CALLS,
    **_NAMESPACE_CALLS,
    "ptrace": _with("SYS_PTRACE"),
    "process_vm_readv": _with("SYS_PTRACE"),
    "process_vm_writev": _with("SYS_PTRACE"),
    "pidfd_getfd": FREE,
    "perf_event_open": _with("SYS_ADMIN"),
    "bpf": _with("SYS_ADMIN"),
}
_COMMON_0_48 = {**_COMMON_OLD, "ptrace": FREE, "process_vm_readv": FREE, "process_vm_writev": FREE}
_COMMON_0_60 = {**_COMMON_0_48, "perf_event_open": _with("PERFMON+SYS_ADMIN"), "bpf": _with("SYS_ADMIN", "BPF")}
_FIXED_PERF = {"perf_event_open": _with("SYS_ADMIN", "PERFMON")}

_EPOCHS: dict[Engine, tuple[Epoch, ...]] = {
    Engine.CONTAINERD: (
        Epoch((0,), (20, 10, 18), _CONTAINERD_OLD),
        Epoch((1, 6, 7), (20, 10, 18), _CONTAINERD_1_6_7),
        Epoch((1, 6, 9), (20, 10, 18), _CONTAINERD_1_6_9),
        Epoch((1, 7, 0), (23, 0, 0), _CONTAINERD_1_7),
    ),
    # containers/common 0.48 is in Podman 4.1, 0.60 to 0.64 in 5.2 to 5.6; 5.8 has the repair (container-libs 424).
    Engine.PODMAN: (
        Epoch((0,), (20, 10, 18), _COMMON_OLD),
        Epoch((4, 1, 0), (23, 0, 0), _COMMON_0_48),
        Epoch((5, 2, 0), (23, 0, 0), _COMMON_0_60),
        Epoch((5, 7, 0), (23, 0, 0), _COMMON_0_60, either=_FIXED_PERF),
        Epoch((5, 8, 0), (23, 0, 0), {**_COMMON_0_60, **_FIXED_PERF}),
    ),
    # Which CRI-O releases have 0.60 to 0.64 was not found: from 1.31 (mid-2024) on either can be.
    Engine.CRIO: (
        Epoch((0,), (20, 10, 18), {**_COMMON_OLD, **_ADMIN_ONLY}),
        Epoch((1, 25, 0), (23, 0, 0), {**_COMMON_0_48, **_ADMIN_ONLY}),
        Epoch((1, 31, 0), (23, 0, 0), {**_COMMON_0_60, **_ADMIN_ONLY}, either=_FIXED_PERF),
    ),
}


def default_action(engine: Engine) -> Action:
    """Return what the default profile does with a call that no rule allows: EPERM, or ENOSYS in containers/common."""
    return Action("ERRNO", 38) if engine in (Engine.PODMAN, Engine.CRIO) else DOCKER_ACTION


def default_rules(engine: Engine, version: Version | None, syscall: str) -> tuple[tuple[Rule, ...], ...]:
    """Return the rules that ``engine``'s default profile can have for ``syscall``.

    Several where that is not certain.
    """
    if engine is Engine.DOCKER:
        found = ranges(version)
        if not found:
            return (FREE,)
        return tuple(dict.fromkeys(rules(syscall, release) for release in found))
    possible: dict[tuple[Rule, ...], None] = {}
    for epoch in _epochs(_EPOCHS[engine], version):
        own = epoch.calls.get(syscall)
        possible[own if own is not None else rules(syscall, ranges(epoch.like)[0])] = None
        if syscall in epoch.either:
            possible[epoch.either[syscall]] = None
    return tuple(possible)


def _epochs(epochs: tuple[Epoch, ...], version: Version | None) -> tuple[Epoch, ...]:
    if version is None:
        return epochs
    low = (*version, 0, 0, 0)[:3]
    high = version[:3] if len(version) >= 3 else (*version, 10**6, 10**6)[:3]
    first = max(index for index, epoch in enumerate(epochs) if epoch.since <= low)
    return tuple(epoch for index, epoch in enumerate(epochs) if index >= first and epoch.since <= high)
