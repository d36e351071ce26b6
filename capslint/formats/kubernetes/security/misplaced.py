"""Security fields of Kubernetes in places where nobody reads them. Kubernetes drops or refuses what it does not know.

Source of where they are read: k8s.io/api ``core/v1/types.go``.
"""

from __future__ import annotations

from collections.abc import Iterator

from capslint.cst import Path
from capslint.formats.kubernetes import fields
from capslint.formats.kubernetes.security.unknown_keys import NESTED, unknown_keys
from capslint.formats.kubernetes.security.unknown_keys import advice as unknown_advice
from capslint.formats.kubernetes.security.value_kinds import read_value
from capslint.formats.reading.misplaced_field import misplaced_field
from capslint.formats.reading.view import View
from capslint.model import Misplaced

_CONTEXT = "securityContext"
_CONTAINER_ONLY = fields.CONTAINER_SECURITY - fields.POD_SECURITY
_CAPABILITIES: dict[str, Path] = {"cap_add": ("capabilities", "add"), "cap_drop": ("capabilities", "drop")}

IN_CONTAINER: dict[str, Path] = {**{name: (name,) for name in fields.CONTAINER_SECURITY}, **_CAPABILITIES}
"""What does not exist straight on a container, with its path in the container's securityContext."""
IN_POD: dict[str, Path] = {name: (name,) for name in fields.POD_SECURITY}
"""What does not exist straight in a pod's spec, with its path in the pod's securityContext."""

_IN_POD = frozenset(IN_POD) | _CONTAINER_ONLY
ON_POD = frozenset(("hostIPC", "hostPID", "hostUsers", "shareProcessNamespace"))
"""What exists straight in a pod's spec only, without hostNetwork: networks are nobody's business here."""
_IN_POD_CONTEXT = _CONTAINER_ONLY | ON_POD
_IN_OWN_CONTEXT = frozenset(_CAPABILITIES) | ON_POD
_IN_CONTAINER = frozenset(IN_CONTAINER) | ON_POD | {"security_opt"}
AROUND_POD = _IN_POD | ON_POD | {_CONTEXT}
"""What does not exist on the objects and templates that a pod's spec stands in."""


def misplaced_in_pod(spec: View, context: View | None) -> list[tuple[str, View, Path | None]]:
    """Return what stands at the wrong place of a pod; its container's path is to be added where it belongs to one."""
    found: list[tuple[str, View, Path | None]] = []
    for name, view in spec.tree.select(spec, _IN_POD).items():
        belongs = IN_POD.get(name)
        found.append((name, view, (*spec.path, _CONTEXT, *belongs) if belongs else None))
    if context is not None:
        for name, view in context.tree.select(context, _IN_POD_CONTEXT).items():
            found.append((name, view, (*spec.path, name) if name in ON_POD else None))
        unknown = unknown_keys(context, fields.EVERY_POD_SECURITY, _IN_POD_CONTEXT)
        found += [(name, view, None) for name, view in unknown]
    return found


def misplaced_around_pod(spec: View, around: tuple[View, ...]) -> list[tuple[str, View, Path | None]]:
    """Return what stands beside a pod's spec or its template, in any of the mappings ``around`` it."""
    found: list[tuple[str, View, Path | None]] = []
    for outer in around:
        for name, view in outer.tree.select(outer, AROUND_POD).items():
            found.append((name, view, _inside(name, view, spec)))
    return found


def _inside(name: str, view: View, spec: View) -> Path | None:
    if name == _CONTEXT:  # moved whole, if the pod has all that is in it
        has_others = bool(view.tree.select(view, _IN_POD_CONTEXT))
        return None if has_others else (*spec.path, _CONTEXT)
    if name in ON_POD:
        return (*spec.path, name)
    belongs = IN_POD.get(name)
    return (*spec.path, _CONTEXT, *belongs) if belongs else None


def misplaced(
    container: View, noun: str, context: View | None, in_pod: list[tuple[str, View, Path | None]], alone_in: View | None
) -> tuple[Misplaced, ...]:
    """Return what stands at the wrong place of a container (which is called ``noun``) and of its pod.

    ``alone_in`` is the pod's spec if it has no other container: then a field of the pod's can only be meant for this
    one, and one of its own for the pod.
    """
    found: list[tuple[str, View, Path | None]] = []
    for name, view in container.tree.select(container, _IN_CONTAINER).items():
        steps = IN_CONTAINER.get(name)
        path = (*container.path, _CONTEXT, *steps) if steps else _on_pod(name, alone_in)
        found.append((name, view, path))
    found += _in_own_context(context, alone_in) if context is not None else ()
    own = (*container.path, _CONTEXT) if alone_in is not None else None
    for name, view, belongs in in_pod:
        in_own = (*own, name) if own and name in _CONTAINER_ONLY else None
        found.append((name, view, belongs or in_own))
    return tuple(_field(name, view, belongs, container.path, noun) for name, view, belongs in found)


def _in_own_context(context: View, alone_in: View | None) -> Iterator[tuple[str, View, Path | None]]:
    for name, view in context.tree.select(context, _IN_OWN_CONTEXT).items():
        steps = _CAPABILITIES.get(name)
        yield name, view, (*context.path, *steps) if steps else _on_pod(name, alone_in)
    for name, view in unknown_keys(context, fields.EVERY_CONTAINER_SECURITY, _IN_OWN_CONTEXT):
        yield name, view, None


def _field(name: str, view: View, belongs: Path | None, container: Path, noun: str) -> Misplaced:
    path = view.place().path
    where, advice = _where(path, container, noun), _advice(name, path, belongs)
    return misplaced_field(name, view, belongs, where, advice, lambda moved: read_value(name, moved))


def _where(path: Path, container: Path, noun: str) -> str:
    if len(path) < len(container) - 1:
        beside = path[:-1] == container[: len(path) - 1] and container[len(path) - 1] == "spec"
        return (
            "beside the pod's spec" if beside and len(path) == len(container) - 2 else "outside of the pod's template"
        )
    whose = "its" if path[: len(container)] == container else "the pod's"
    match path[:-1]:
        case (*_, "securityContext", str(field)) if field in NESTED:
            return f"in {whose} {field}"
        case (*_, "securityContext"):
            return f"in {whose} {_CONTEXT}"
        case (*_, "spec"):
            return "directly in the pod's spec"
    return f"directly on the {noun}"


def _advice(name: str, path: Path, belongs: Path | None) -> str:
    if name == _CONTEXT and belongs is None:
        return "Its fields belong in the securityContext of the pod or of the container, each where Kubernetes has it."
    if name in ON_POD or name == _CONTEXT:
        return "It belongs directly in the pod's spec."
    holder = str(path[-2]) if len(path) > 1 else ""
    return unknown_advice(name, holder) if _is_unknown(name, holder) else _advice_for_own(name, holder, belongs)


def _advice_for_own(name: str, holder: str, belongs: Path | None) -> str:
    if name == "security_opt":
        return "Kubernetes has seccompProfile, appArmorProfile and seLinuxOptions, in the securityContext."
    if name in _CAPABILITIES:
        return f"Kubernetes has capabilities: {_CAPABILITIES[name][-1]}, in the container's securityContext."
    whose = "the pod's or the container's" if holder == "spec" and belongs else "the container's"
    return f"It belongs in {whose} securityContext."


def _is_unknown(name: str, holder: str) -> bool:
    return holder in NESTED or (holder == _CONTEXT and name not in _CONTAINER_ONLY and name not in _CAPABILITIES)


def _on_pod(name: str, spec: View | None) -> Path | None:
    return (*spec.path, name) if spec is not None and name in ON_POD else None
