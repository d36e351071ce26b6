"""Security fields of Kubernetes in places where nobody reads them. Kubernetes drops or refuses what it does not know.

Source of where they are read: k8s.io/api ``core/v1/types.go``.
"""

from __future__ import annotations

from capslint.cst import Path
from capslint.formats import kubernetes_fields as fields
from capslint.formats.view import View
from capslint.model import Misplaced

_CONTEXT = "securityContext"
_CONTAINER_ONLY = fields.CONTAINER_SECURITY - fields.POD_SECURITY
_CAPABILITIES: dict[str, Path] = {"cap_add": ("capabilities", "add"), "cap_drop": ("capabilities", "drop")}

IN_CONTAINER: dict[str, Path] = {**{name: (name,) for name in fields.CONTAINER_SECURITY}, **_CAPABILITIES}
"""What does not exist straight on a container, with its path in the container's securityContext."""
IN_POD: dict[str, Path] = {name: (name,) for name in fields.POD_SECURITY}
"""What does not exist straight in a pod's spec, with its path in the pod's securityContext."""

_IN_CONTAINER = frozenset(IN_CONTAINER) | {"security_opt"}
_IN_POD = frozenset(IN_POD) | _CONTAINER_ONLY
_IN_OWN_CONTEXT = frozenset(_CAPABILITIES) | {"hostPID", "hostIPC", "shareProcessNamespace", "hostUsers"}


def misplaced_in_pod(spec: View, context: View | None) -> list[tuple[str, View, Path | None]]:
    """Give what stands at the wrong place of a pod; its container's path is to be added where it belongs to one."""
    found: list[tuple[str, View, Path | None]] = []
    for name, view in spec.tree.select(spec, _IN_POD).items():
        belongs = IN_POD.get(name)
        found.append((name, view, (*spec.path, _CONTEXT, *belongs) if belongs else None))
    if context is not None:
        found.extend((name, view, None) for name, view in context.tree.select(context, _CONTAINER_ONLY).items())
    return found


def misplaced(
    container: View, context: View | None, in_pod: list[tuple[str, View, Path | None]], is_alone: bool
) -> tuple[Misplaced, ...]:
    """Give what stands at the wrong place of a container and of its pod.

    ``is_alone``: the pod has no other container, so that a field of the pod's can only be meant for this one.
    """
    found = []
    for name, view in container.tree.select(container, _IN_CONTAINER).items():
        steps = IN_CONTAINER.get(name)
        found.append(Misplaced(name, view.place(), (*container.path, _CONTEXT, *steps) if steps else None))
    if context is not None:
        for name, view in context.tree.select(context, _IN_OWN_CONTEXT).items():
            steps = _CAPABILITIES.get(name)
            found.append(Misplaced(name, view.place(), (*context.path, *steps) if steps else None))
    own = (*container.path, _CONTEXT) if is_alone else None
    for name, view, belongs in in_pod:
        found.append(Misplaced(name, view.place(), belongs or (own and (*own, name))))
    return tuple(found)
