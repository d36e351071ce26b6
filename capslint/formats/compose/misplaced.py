"""Security fields in places of a Compose file where nobody reads them.

Compose refuses a key that it does not know (compose-spec ``schema/compose-spec.json``: additionalProperties false).
"""

from __future__ import annotations

from capslint.cst import Path
from capslint.formats.compose.fields import Service, boolean
from capslint.formats.compose.layering.expanded_text import text
from capslint.formats.compose.layering.layers import Layers, items
from capslint.formats.compose.vocabulary import TITLE
from capslint.formats.reading.misplaced_field import misplaced_field
from capslint.formats.reading.view import View
from capslint.model import Misplaced

KUBERNETES = {
    "capabilities": None,
    "runAsUser": "user",
    "securityContext": None,
    "seccompProfile": None,
    "appArmorProfile": None,
    "allowPrivilegeEscalation": None,
    "hostPID": None,
    "shareProcessNamespace": None,
    "capAdd": "cap_add",
    "capDrop": "cap_drop",
    "securityOpt": "security_opt",
}
"""Kubernetes' and misspelled names on a service, with the key that is meant where the value can stay as it is."""
INSTEAD = {
    "capabilities": "cap_add and cap_drop",
    "securityContext": "cap_add, cap_drop, privileged, user and security_opt",
    "seccompProfile": "security_opt: [seccomp=FILE]",
    "appArmorProfile": "security_opt: [apparmor=NAME]",
    "allowPrivilegeEscalation": "security_opt: [no-new-privileges:true]",
    "hostPID": "pid: host",
    "shareProcessNamespace": 'pid: "service:NAME"',
}
"""What Compose has for fields of Kubernetes."""
SERVICE_ONLY = frozenset(("cap_add", "cap_drop", "devices", "ipc", "pid", "privileged", "security_opt", "userns_mode"))
"""Keys of a service that do not exist at the top of a file."""

_LISTS = frozenset(("cap_add", "cap_drop", "devices", "security_opt"))
_ON_SERVICE = frozenset(KUBERNETES)
_IN_DEPLOY = frozenset(("deploy",))


def misplaced(service: Service, layers: Layers, roots: list[View], is_alone: bool) -> tuple[Misplaced, ...]:
    """Return what stands at the wrong place of a service, under its ``deploy``, and at the top of its files.

    ``is_alone``: there is no other service, so that a key at the top can only be meant for this one.
    """
    home = service.home.path
    found = []
    for layer in layers:
        for name, view in layer.tree.select(layer, _ON_SERVICE).items():
            meant = KUBERNETES[name]
            found.append(_field(name, view, (*layer.path, meant) if meant else None))
        deploy = layer.tree.select(layer, _IN_DEPLOY).get("deploy")
        if deploy is not None:
            for name, view in deploy.tree.select(deploy, SERVICE_ONLY).items():
                found.append(_field(name, view, (*layer.path, name)))
    for root in roots:
        for name, view in root.tree.select(root, SERVICE_ONLY).items():
            is_home = root.tree.document is service.home.tree.document
            found.append(_field(name, view, (*home, name) if is_alone and is_home else None))
    return tuple(found)


def _field(name: str, view: View, belongs: Path | None) -> Misplaced:
    where, advice = _where(view.place().path), _advice(name, belongs)
    return misplaced_field(name, view, belongs, where, advice, lambda moved: _read(str(belongs and belongs[-1]), moved))


def _read(key: str, view: View) -> None:
    """Read the value of a service's ``key``, which reports what Compose does not take there."""
    if key == "privileged":
        boolean(view, key)
    elif key in _LISTS:
        for item in items((view,), key) or ():
            if key != "devices":  # whose items can be mappings
                text(item, f"an item of {key}")
    else:
        text(view, key)


def _where(path: Path) -> str:
    if len(path) == 1:
        return "at the top of the file"
    return "under deploy" if path[-2] == "deploy" else "directly on the service"


def _advice(name: str, belongs: Path | None) -> str:
    if name in INSTEAD:
        return f"What {TITLE} has for it is {INSTEAD[name]}, on the service."
    return f"Write {belongs[-1] if belongs else name} on the service that needs it."
