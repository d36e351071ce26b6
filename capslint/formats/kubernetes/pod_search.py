"""Where the pod specs of a Kubernetes object are, whatever carries them."""

from __future__ import annotations

from capslint.cst import Mapping, Sequence
from capslint.formats.reading.scalars import scalar_text
from capslint.formats.reading.view import View
from capslint.startup.records import NamedTuple

_METADATA_ONLY = frozenset(("metadata",))
_SPEC_ONLY = frozenset(("spec",))
_TEMPLATE_ONLY = frozenset(("template",))
LISTS = frozenset(("containers", "ephemeralContainers", "initContainers"))

# Those whose one pod template is spec.template (k8s.io/api apps, batch and core/v1 types.go) need not be searched.
_WORKLOADS = frozenset(("DaemonSet", "Deployment", "Job", "ReplicaSet", "ReplicationController", "StatefulSet"))
_WORKLOAD_GROUPS = frozenset(("apps", "batch", "extensions", "v1"))

MAX_SEARCH_DEPTH = 12
"""How deep a custom resource is searched for pod templates; those of known operators stay above 8."""


class PodAt(NamedTuple):
    """A pod spec that was found, with the metadata the pod gets. ``around`` are the mappings it stands in."""

    spec: View
    metadata: View | None
    around: tuple[View, ...]


def find_pods(kind: str, view: View, entries: dict[str, View]) -> list[PodAt]:
    """Return the pod specs of an object of ``kind``, of whose mapping ``entries`` are the fields."""
    spec = entries.get("spec")
    if kind == "Pod":
        return [PodAt(spec, entries.get("metadata"), (view,))] if spec is not None and _has_containers(spec) else []
    if kind == "PodTemplate":
        return _templates(view, ())
    if spec is None:
        return []
    if kind in _WORKLOADS and (scalar_text(entries.get("apiVersion")) or "").partition("/")[0] in _WORKLOAD_GROUPS:
        template = spec.tree.select(spec, _TEMPLATE_ONLY).get("template")
        pod = _template("template", template, (view, spec)) if template is not None else None
        if pod is not None:
            return [pod]
    return _templates(spec, (view,))


def _templates(start: View, above: tuple[View, ...]) -> list[PodAt]:
    # A pod template is a mapping with `spec.containers` under a key that ends in "template" (spec.template of a
    # Deployment, spec.jobTemplate.spec.template of a CronJob, and what custom resources make of it).
    found: list[PodAt] = []
    stack: list[tuple[View, tuple[View, ...]]] = [(start, above)]
    seen: set[int] = set()
    while stack:
        view, above_it = stack.pop()
        node = view.node
        around = (*above_it, view)
        if len(around) - len(above) - 1 > MAX_SEARCH_DEPTH or id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Sequence):
            stack.extend((item, around) for item in reversed(view.tree.items(view)))
        elif isinstance(node, Mapping):
            for name, child in reversed(view.tree.select(view, None).items()):
                pod = _template(name, child, around)
                if pod is not None:
                    found.append(pod)
                elif isinstance(child.node, (Mapping, Sequence)):
                    stack.append((child, around))
    return found


def _template(name: str, view: View, around: tuple[View, ...]) -> PodAt | None:
    if not name.lower().endswith(("template", "templatespec")):
        return None
    spec = view.tree.select(view, _SPEC_ONLY).get("spec")
    if spec is None or not _has_containers(spec):
        return None
    return PodAt(spec, view.tree.select(view, _METADATA_ONLY).get("metadata"), (*around, view))


def _has_containers(spec: View) -> bool:
    return any(isinstance(view.node, Sequence) for view in spec.tree.select(spec, LISTS).values())
