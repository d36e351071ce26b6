"""Keys of a security context that the API does not have there: whatever they are called, they do nothing.

Source of the fields: k8s.io/api ``core/v1/types.go``. Names are compared exactly (k8s.io/apimachinery
``pkg/runtime/serializer/json``: case-sensitive). What patches tell by keys that begin with ``$`` is no field
(k8s.io/apimachinery ``pkg/util/strategicpatch``).
"""

from __future__ import annotations

from collections.abc import Iterator

from capslint.formats.kubernetes import fields
from capslint.formats.reading.view import View

NESTED = {
    "appArmorProfile": fields.APPARMOR_PROFILE,
    "capabilities": fields.CAPABILITIES,
    "seLinuxOptions": fields.EVERY_SELINUX_OPTION,
    "seccompProfile": fields.SECCOMP_PROFILE,
}
"""Fields of a security context with fields of their own."""

OF_POLICIES = {
    "allowHostIPC": "hostIPC in the pod's spec",
    "allowHostPID": "hostPID in the pod's spec",
    "allowPrivilegedContainer": "privileged in the container's securityContext",
    "allowedCapabilities": "capabilities: add in the container's securityContext",
    "allowedProcMountTypes": "procMount in the container's securityContext",
    "allowedUnsafeSysctls": "sysctls in the pod's securityContext",
    "defaultAddCapabilities": "capabilities: add in the container's securityContext",
    "defaultAllowPrivilegeEscalation": "allowPrivilegeEscalation in the container's securityContext",
    "forbiddenSysctls": "sysctls in the pod's securityContext",
    "requiredDropCapabilities": "capabilities: drop in the container's securityContext",
    "seLinux": "seLinuxOptions in a securityContext",
    "seLinuxContext": "seLinuxOptions in a securityContext",
    "seccompProfiles": "seccompProfile in a securityContext",
}
"""Fields of SecurityContextConstraints (openshift/api ``security/v1/types.go``) and PodSecurityPolicy (k8s.io/api
``policy/v1beta1/types.go`` before 1.25), which say what pods may ask for, and with what a pod asks for it."""

_OF_COMPOSE = {"capAdd": "capabilities: add", "capDrop": "capabilities: drop", "securityOpt": "seccompProfile"}
_NOT_OURS = frozenset(("hostNetwork",))
_NEAR = 0.7  # of two names that are held for the same, difflib's measure


def unknown_keys(context: View, known: frozenset[str], told: frozenset[str]) -> Iterator[tuple[str, View]]:
    """Return the keys of a security context that are not ``known``, not ``told`` otherwise; its fields' too."""
    entries = context.tree.select(context, None)
    for name, view in entries.items():
        if name not in known and name not in told and _is_a_name(name):
            yield name, view
    for field, names in NESTED.items():
        inner = entries.get(field)
        if inner is not None and field in known:
            for name, view in inner.tree.select(inner, None).items():
                if name not in names and _is_a_name(name):
                    yield name, view


def advice(name: str, field: str) -> str:
    """Return what to do about a key ``name`` that ``field``, a security context or one of its fields, has not."""
    if field in NESTED:
        return _near(name, NESTED[field], field)
    if name in OF_POLICIES:
        return f"It says what a policy lets pods ask for; a pod asks for it with {OF_POLICIES[name]}."
    if name in _OF_COMPOSE:
        return f"Kubernetes has {_OF_COMPOSE[name]}, in the container's securityContext."
    if name in fields.EVERY_POD_SECURITY:
        return "It belongs in the pod's securityContext."
    if name in fields.EVERY_CONTAINER_SECURITY:
        return "It belongs in the container's securityContext."
    return _near(name, fields.EVERY_POD_SECURITY | fields.EVERY_CONTAINER_SECURITY, "a securityContext")


def _near(name: str, names: frozenset[str], field: str) -> str:
    from difflib import get_close_matches

    by_letters = {known.lower(): known for known in sorted(names)}
    near = get_close_matches(name.lower(), by_letters, 1, _NEAR)
    return f"Did you mean {by_letters[near[0]]}?" if near else f"Remove it: there is no such field in {field}."


def _is_a_name(name: str) -> bool:
    return not name.startswith("$") and "{{" not in name and name not in _NOT_OURS
