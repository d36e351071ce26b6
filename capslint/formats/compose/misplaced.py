"""Security fields in places of a Compose file where nobody reads them.

Compose refuses a key that it does not know (compose-spec ``schema/compose-spec.json``: additionalProperties false).
"""

from __future__ import annotations

from capslint.formats.compose.fields import Service
from capslint.formats.compose.layering.layers import Layers
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
SERVICE_ONLY = frozenset(("cap_add", "cap_drop", "devices", "ipc", "pid", "privileged", "security_opt", "userns_mode"))
"""Keys of a service that do not exist at the top of a file."""

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
            found.append(Misplaced(name, view.place(), (*layer.path, meant) if meant else None))
        deploy = layer.tree.select(layer, _IN_DEPLOY).get("deploy")
        if deploy is not None:
            for name, view in deploy.tree.select(deploy, SERVICE_ONLY).items():
                found.append(Misplaced(name, view.place(), (*layer.path, name)))
    for root in roots:
        for name, view in root.tree.select(root, SERVICE_ONLY).items():
            is_home = root.tree.document is service.home.tree.document
            found.append(Misplaced(name, view.place(), (*home, name) if is_alone and is_home else None))
    return tuple(found)
