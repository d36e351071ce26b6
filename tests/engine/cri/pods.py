"""The pods whose debuggers are tried, and what a kubelet asks of the runtime for them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tests.engine.cri.containerd import IMAGE
from tests.engine.grid import Cell
from tests.engine.probes import PROBES

APP, DEBUGGER = "app", "debugger"
_GRANTS: dict[str, dict[str, Any]] = {
    "default": {},
    "sys-ptrace": {"add": ["SYS_PTRACE"]},
    "prefixed": {"add": ["CAP_SYS_PTRACE"]},
    "perfmon": {"add": ["PERFMON"]},
    "sys-admin": {"add": ["SYS_ADMIN"]},
    "none": {"drop": ["ALL"]},
    "sys-ptrace-alone": {"add": ["SYS_PTRACE"], "drop": ["ALL"]},
    "added-and-dropped": {"add": ["SYS_PTRACE"], "drop": ["SYS_PTRACE"]},
}
_SECCOMP = {"unset": None, "default": "RuntimeDefault", "unconfined": "Unconfined"}
_USERS = (0, 1000)
_TRIED = {
    "strace-launch", "strace-attach", "strace-attach-by-file-capability", "setarch", "perf-stat", "proc-maps",
    "proc-exe",
}  # fmt: skip
"""Names of the quick probes, and of such as turn on capabilities and profiles."""
# pkg/securitycontext/util.go of Kubernetes, ConvertToRuntimeMaskedPaths and ConvertToRuntimeReadonlyPaths
_MASKED = (
    "/proc/acpi", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list", "/proc/timer_stats",
    "/proc/sched_debug", "/proc/scsi", "/sys/firmware",
)  # fmt: skip
_READONLY = ("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger")


class PodCell(NamedTuple):
    """One probe in one pod; the debugger runs in the container ``cell.service``."""

    pod: str
    cell: Cell

    def __str__(self) -> str:
        return f"{self.pod} {self.cell}"


def _pod(name: str, context: dict[str, Any], debugger: dict[str, Any] | None = None, **spec: Any) -> dict[str, Any]:
    container = {"image": IMAGE, "env": [{"name": "SECRET", "value": "the-environment-secret"}]}
    inside = {"containers": [{"name": APP, **container, "securityContext": context}], "hostNetwork": True, **spec}
    if debugger is not None:
        target = {"targetContainerName": APP, "securityContext": debugger}
        inside["ephemeralContainers"] = [{"name": DEBUGGER, **container, **target}]
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": inside}


def _context(user: int, grant: str, seccomp: str, **more: Any) -> dict[str, Any]:
    context: dict[str, Any] = {"runAsUser": user, "runAsGroup": user, **more}
    if _GRANTS[grant]:
        context["capabilities"] = _GRANTS[grant]
    if _SECCOMP[seccomp] is not None:
        context["seccompProfile"] = {"type": _SECCOMP[seccomp]}
    return context


def _pods() -> Iterator[dict[str, Any]]:
    for user, grant, seccomp in itertools.product(_USERS, _GRANTS, _SECCOMP):
        yield _pod(f"{grant}-{seccomp}-{user}", _context(user, grant, seccomp))
    for user in _USERS:
        yield _pod(f"privileged-{user}", _context(user, "default", "default", privileged=True))
        yield _pod(f"no-new-privileges-{user}", _context(user, "sys-ptrace", "default", allowPrivilegeEscalation=False))
    for (user, other), grant in itertools.product(
        ((0, 1000), (0, 0), (1000, 1000), (1000, 0)), ("default", "sys-ptrace")
    ):
        debugger = _context(user, grant, "default")
        yield _pod(f"attached-{grant}-{user}-to-{other}", _context(other, "default", "default"), debugger)


PODS = {pod["metadata"]["name"]: pod for pod in _pods()}


def text_of(name: str) -> str:
    """Return a pod as the manifest that capslint reads."""
    return yaml.safe_dump(PODS[name])


def pod_cells() -> tuple[PodCell, ...]:
    """Return every cell."""
    return tuple(
        PodCell(name, Cell(_tracer(pod), None, probe))
        for name, pod in PODS.items()
        for probe in PROBES
        if probe.name in _TRIED and (_tracer(pod) == APP or probe.looks_into_main)
    )


def _tracer(pod: dict[str, Any]) -> str:
    return DEBUGGER if "ephemeralContainers" in pod["spec"] else APP


def sandbox_config(words: Any, pod: dict[str, Any], name: str, logs: Path) -> Any:
    """Return the sandbox that a kubelet asks for (pkg/kubelet/kuberuntime/kuberuntime_sandbox.go)."""
    containers = pod["spec"]["containers"]
    options = words.NamespaceOption(network=words.NODE, pid=words.CONTAINER, ipc=words.POD)
    security = words.LinuxSandboxSecurityContext(
        namespace_options=options,
        privileged=any(entry["securityContext"].get("privileged", False) for entry in containers),
        seccomp=words.SecurityProfile(profile_type=words.SecurityProfile.RuntimeDefault),
    )
    return words.PodSandboxConfig(
        metadata=words.PodSandboxMetadata(name=name, uid=name, namespace="default"),
        log_directory=str(logs),
        linux=words.LinuxPodSandboxConfig(security_context=security),
    )


def container_config(words: Any, entry: dict[str, Any], command: tuple[str, ...], target: str | None) -> Any:
    """Return the container that a kubelet asks for (pkg/kubelet/kuberuntime/security_context.go).

    ``target`` is the container whose processes it sees. A kubelet without --seccomp-default takes an unset profile for
    Unconfined.
    """
    context = entry["securityContext"]
    lists = context.get("capabilities", {})
    profile = context.get("seccompProfile", {}).get("type", "Unconfined")
    pid = words.CONTAINER if target is None else words.TARGET
    is_privileged = context.get("privileged", False)
    security = words.LinuxContainerSecurityContext(
        capabilities=words.Capability(add_capabilities=lists.get("add", []), drop_capabilities=lists.get("drop", [])),
        privileged=is_privileged,
        namespace_options=words.NamespaceOption(network=words.NODE, pid=pid, ipc=words.POD, target_id=target or ""),
        run_as_user=words.Int64Value(value=context["runAsUser"]),
        run_as_group=words.Int64Value(value=context["runAsGroup"]),
        no_new_privs=not context.get("allowPrivilegeEscalation", True),
        masked_paths=() if is_privileged else _MASKED,
        readonly_paths=() if is_privileged else _READONLY,
        seccomp=words.SecurityProfile(profile_type=words.SecurityProfile.ProfileType.Value(profile)),
    )
    return words.ContainerConfig(
        metadata=words.ContainerMetadata(name=entry["name"]),
        image=words.ImageSpec(image=entry["image"]),
        command=command,
        envs=[words.KeyValue(key=variable["name"], value=variable["value"]) for variable in entry["env"]],
        log_path=f"{entry['name']}.log",
        linux=words.LinuxContainerConfig(security_context=security),
    )
