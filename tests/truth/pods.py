"""Containers as a kubelet asks for them through the CRI: ``pod`` and ``securityContext`` in Kubernetes' words."""

from __future__ import annotations

from typing import Any

from capslint.model import Container, PidMode, PidNamespace, Role, Seccomp, SeccompKind, Starter, User
from tests.truth.containers import container, custom_profile

_APPARMOR = {"RuntimeDefault": "default", "Unconfined": "unconfined"}
_SECCOMP = {"RuntimeDefault": SeccompKind.DEFAULT, "Unconfined": SeccompKind.UNCONFINED}
_OF_POD = {"shareProcessNamespace", "privilegedSandbox", "hostPID"}
_OF_CONTAINER = {
    "allowPrivilegeEscalation",
    "appArmorProfile",
    "capabilities",
    "privileged",
    "procMount",
    "runAsGroup",
    "runAsUser",
    "seccompProfile",
}


def from_pod(flags: dict[str, Any], name: str = "app") -> Container:
    """Return the container that ``flags`` ask for; with a ``target`` it is an ephemeral one that looks into that."""
    pod, context = flags["pod"], flags["securityContext"]
    unknown = (set(pod) - _OF_POD) | (set(context) - _OF_CONTAINER)
    if unknown:
        raise ValueError(f"unknown fields {sorted(unknown)}")
    capabilities = context.get("capabilities") or {}
    target = flags.get("target")
    user = context.get("runAsUser")
    return container(
        name,
        format="kubernetes",
        starter=Starter.KUBELET,
        role=Role.MAIN if target is None else Role.EPHEMERAL,
        debug_target=target,
        cap_add=tuple(capabilities.get("add") or ()),
        cap_drop=tuple(capabilities.get("drop") or ()),
        privileged=bool(context.get("privileged")),
        no_new_privileges=context.get("allowPrivilegeEscalation") is False,
        unmasked_proc=context.get("procMount") == "Unmasked",
        seccomp=_seccomp(context.get("seccompProfile")),
        apparmor=_apparmor(context.get("appArmorProfile")),
        user=User(0, 0) if user is None else User(int(user), int(context.get("runAsGroup", 0))),
        pid=_pid(pod),
    )


def _pid(pod: dict[str, Any]) -> PidMode:
    if pod.get("hostPID"):
        return PidMode(PidNamespace.HOST)
    return PidMode(PidNamespace.SHARED if pod.get("shareProcessNamespace") else PidNamespace.PRIVATE)


def _seccomp(profile: dict[str, str] | None) -> Seccomp:
    if profile is None:
        return Seccomp(SeccompKind.UNSET)
    if profile["type"] == "Localhost":
        return custom_profile(profile["localhostProfile"])
    return Seccomp(_SECCOMP[profile["type"]])


def _apparmor(profile: dict[str, str] | None) -> str | None:
    if profile is None:
        return None
    if profile["type"] == "Localhost":
        return f"localhost/{profile['localhostProfile']}"
    return _APPARMOR[profile["type"]]
