"""Kubernetes manifests: where the pod specs are, whatever carries them."""

from __future__ import annotations

from capslint.cst import Mapping, Sequence
from capslint.formats.format import NotOurs
from capslint.formats.kubernetes.fields import METADATA
from capslint.formats.kubernetes.neighbours import Surroundings
from capslint.formats.reading.neighbour_files import Files
from capslint.formats.reading.scalars import scalar_text
from capslint.formats.reading.view import View
from capslint.model import Workload
from capslint.startup.records import NamedTuple

_OBJECT = frozenset(("apiVersion", "items", "kind", "metadata", "spec", "template"))
_METADATA_ONLY = frozenset(("metadata",))
_SPEC_ONLY = frozenset(("spec",))
_TEMPLATE_ONLY = frozenset(("template",))
_LISTS = frozenset(("containers", "ephemeralContainers", "initContainers"))

# Kinds and API groups whose pod specs are not run: they say which ones others may run, or what they look like.
_POLICY_KINDS = frozenset(("CustomResourceDefinition", "PodSecurityPolicy", "SecurityContextConstraints"))
_POLICY_GROUPS = ("kyverno.io", "gatekeeper.sh", "admissionregistration.k8s.io", "apiextensions.k8s.io")
# Those whose one pod template is spec.template (k8s.io/api apps, batch and core/v1 types.go) need not be searched.
_WORKLOADS = frozenset(("DaemonSet", "Deployment", "Job", "ReplicaSet", "ReplicationController", "StatefulSet"))
_WORKLOAD_GROUPS = frozenset(("apps", "batch", "extensions", "v1"))
_PLAIN_KINDS = frozenset(("ConfigMap", "Secret"))

MAX_SEARCH_DEPTH = 12
"""How deep a custom resource is searched for pod templates; those of known operators stay above 8."""
MAX_LIST_DEPTH = 8
"""How deep lists of lists are followed."""


class PodAt(NamedTuple):
    """A pod spec that was found, with the metadata the pod gets. ``around`` are the mappings it stands in."""

    spec: View
    metadata: View | None
    around: tuple[View, ...]


def read_kubernetes(root: View, files: Files) -> tuple[Workload, ...] | NotOurs:
    """Translate the manifest with this root: each pod it describes is one workload."""
    found: list[Workload] = []
    reasons: list[str] = []
    _read_object(root, Surroundings(root.tree.document, files), found, reasons, 0)
    if found:
        return tuple(found)
    return NotOurs(reasons[0] if reasons else "an empty Kubernetes list")


def _read_object(
    view: View, around: Surroundings, found: list[Workload], reasons: list[str], depth: int, of_list: str = ""
) -> None:
    entries = view.tree.select(view, _OBJECT)
    # The items of a PodList as the API server gives it have no kind of their own.
    kind = scalar_text(entries.get("kind")) or of_list.removesuffix("List") or "object"
    items = entries.get("items")
    if kind.endswith("List") and items is not None:
        if depth < MAX_LIST_DEPTH:
            for item in view.tree.items(items):
                _read_object(item, around, found, reasons, depth + 1, kind)
        return
    reason = _why_not(kind, scalar_text(entries.get("apiVersion")) or "")
    if reason is not None:
        reasons.append(reason)
        return
    pods = _pods(kind, view, entries)
    if not pods:
        reasons.append(f"Kubernetes {kind}, no containers")
        return
    from capslint.formats.kubernetes.pod import read_pod

    carrier = entries.get("metadata")
    name = _name(carrier)
    for pod in pods:
        workload = read_pod(pod, carrier, f"{kind}/{name}" if name else kind, around)
        if isinstance(workload, NotOurs):
            reasons.append(workload.reason)
        else:
            found.append(workload)


def _why_not(kind: str, api_version: str) -> str | None:
    group = api_version.partition("/")[0]
    if kind in _POLICY_KINDS or any(group == one or group.endswith("." + one) for one in _POLICY_GROUPS):
        return f"Kubernetes {kind}, which describes or restricts and runs nothing"
    return f"Kubernetes {kind}, no containers" if kind in _PLAIN_KINDS else None


def _pods(kind: str, view: View, entries: dict[str, View]) -> list[PodAt]:
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
    return any(isinstance(view.node, Sequence) for view in spec.tree.select(spec, _LISTS).values())


def _name(metadata: View | None) -> str | None:
    if metadata is None:
        return None
    entries = metadata.tree.select(metadata, METADATA)
    return scalar_text(entries.get("name")) or scalar_text(entries.get("generateName"))
