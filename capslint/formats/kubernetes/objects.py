"""A Kubernetes manifest as workloads: each pod that it describes is one."""

from __future__ import annotations

from capslint.formats.format import NotOurs
from capslint.formats.kubernetes.fields import METADATA
from capslint.formats.kubernetes.neighbours import Surroundings
from capslint.formats.kubernetes.pod_search import PodAt, find_pods
from capslint.formats.reading.neighbour_files import Files
from capslint.formats.reading.scalars import scalar_text
from capslint.formats.reading.view import View
from capslint.model import Workload

_OBJECT = frozenset(("apiVersion", "items", "kind", "metadata", "spec", "template"))

# Kinds and API groups whose pod specs are not run: they say which ones others may run, or what they look like.
_POLICY_KINDS = frozenset(("CustomResourceDefinition", "PodSecurityPolicy", "SecurityContextConstraints"))
_POLICY_GROUPS = (".kyverno.io", ".gatekeeper.sh", ".admissionregistration.k8s.io", ".apiextensions.k8s.io")
_PLAIN_KINDS = frozenset(("ConfigMap", "Secret"))

MAX_LIST_DEPTH = 8
"""How deep lists of lists are followed."""


def read_kubernetes(root: View, files: Files) -> tuple[Workload, ...] | NotOurs:
    """Return the workloads of the manifest with this root, one for each pod that it describes, or why it has none."""
    return read_with(root, Surroundings(root.tree.document, files))


def read_with(root: View, around: Surroundings) -> tuple[Workload, ...] | NotOurs:
    """Return the same of a manifest with other surroundings than those of its file."""
    found: list[Workload] = []
    reasons: list[str] = []
    _read_object(root, around, found, reasons, 0)
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
    workloads = _read_pods(kind, find_pods(kind, view, entries), entries.get("metadata"), around)
    for workload in workloads or (NotOurs(f"Kubernetes {kind}, no containers"),):
        if isinstance(workload, NotOurs):
            reasons.append(workload.reason)
        else:
            found.append(workload)


def _read_pods(kind: str, pods: list[PodAt], carrier: View | None, around: Surroundings) -> list[Workload | NotOurs]:
    if not pods:
        return []
    from capslint.formats.kubernetes.pod import read_pod

    name = _name(carrier)
    label = f"{kind}/{name}" if name else kind
    if around.overlay:
        label = f"{label} ({around.overlay})"
    return [read_pod(pod, carrier, label, around) for pod in pods]


def _why_not(kind: str, api_version: str) -> str | None:
    group = api_version.partition("/")[0]
    if kind in _POLICY_KINDS or f".{group}".endswith(_POLICY_GROUPS):
        return f"Kubernetes {kind}, which describes or restricts and runs nothing"
    return f"Kubernetes {kind}, no containers" if kind in _PLAIN_KINDS else None


def _name(metadata: View | None) -> str | None:
    if metadata is None:
        return None
    entries = metadata.tree.select(metadata, METADATA)
    return scalar_text(entries.get("name")) or scalar_text(entries.get("generateName"))
