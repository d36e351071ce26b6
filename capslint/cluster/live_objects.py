"""The pods and workloads of a cluster, as texts that are read as any manifest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import yaml

from capslint.cluster.connection import Cluster, ClusterError
from capslint.cluster.kinds import POD, WORKLOADS, ObjectKind
from capslint.host_facts.json_values import at, flag_at, list_at, text_at
from capslint.startup.records import NamedTuple

_Id = tuple[str, str, str]
"""Namespace, kind and name."""


class LiveObject(NamedTuple):
    """An object as the API server has it. ``nodes`` are those that its pods are on, () where none is known.

    ``only_ephemeral``: the rest of it is told of at its workload.
    """

    kind: ObjectKind
    namespace: str
    name: str
    value: Any
    nodes: tuple[str, ...] = ()
    only_ephemeral: bool = False

    @property
    def path(self) -> str:
        """What it is called in reports: ``deployment/shop/web``."""
        return f"{self.kind.name}/{self.namespace}/{self.name}"


class Unread(NamedTuple):
    """A kind of objects that could not be read, in part or at all, and why."""

    what: str
    why: str


def as_text(live: LiveObject) -> str:
    """Return the object in YAML, as ``kubectl get -o yaml`` prints it: the lines are the same."""
    value = {"apiVersion": live.kind.version, "kind": live.kind.kind, **live.value}
    metadata = value.get("metadata")
    if isinstance(metadata, dict):
        value["metadata"] = {key: part for key, part in metadata.items() if key != "managedFields"}
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    return str(yaml.dump(value, Dumper=dumper, allow_unicode=False, width=10**6))


def all_objects(cluster: Cluster, namespace: str | None) -> Iterator[LiveObject | Unread]:
    """Return all pods and workloads, of one ``namespace`` or of all; the pods of a workload are told of there."""
    placed = _Placement()
    yield from _pods(cluster, namespace, placed)
    for kind in WORKLOADS:
        try:
            for value in _listed(cluster, kind, namespace):
                live = _live(kind, value)
                owner = _owner(live)
                if owner is not None and owner[1] in _MAKERS:
                    placed.hand_on((live.namespace, kind.kind, live.name), owner)
                else:
                    yield live._replace(nodes=placed.take((live.namespace, kind.kind, live.name)))
        except ClusterError as error:
            yield Unread(f"{kind.name}s", str(error))
    yield from placed.left()


_MAKERS = frozenset(kind.kind for kind in WORKLOADS)


class _Placement:
    """On which nodes the pods of each workload are, and one of these pods, should nobody read the workload."""

    def __init__(self) -> None:
        self._nodes: dict[_Id, set[str]] = {}
        self._pods: dict[_Id, LiveObject] = {}

    def add(self, owner: _Id, pod: LiveObject) -> None:
        """Take a pod of the workload ``owner``."""
        self._nodes.setdefault(owner, set()).update(pod.nodes)
        self._pods.setdefault(owner, pod)

    def hand_on(self, owned: _Id, owner: _Id) -> None:
        """Say that ``owner`` made ``owned``, which is not told of itself."""
        self._nodes.setdefault(owner, set()).update(self._nodes.pop(owned, ()))
        pod = self._pods.pop(owned, None)
        if pod is not None:
            self._pods.setdefault(owner, pod)

    def take(self, owner: _Id) -> tuple[str, ...]:
        """Return the nodes of a workload that was read."""
        self._pods.pop(owner, None)
        return tuple(sorted(self._nodes.pop(owner, ())))

    def left(self) -> Iterator[LiveObject]:
        """Return a pod for each workload that was not read, such as one of a kind that somebody added."""
        for owner, pod in self._pods.items():
            # What debuggers it was given is told of already.
            spec = {key: value for key, value in pod.value["spec"].items() if key != "ephemeralContainers"}
            nodes = tuple(sorted(self._nodes.get(owner, ())))
            yield pod._replace(value={**pod.value, "spec": spec}, nodes=nodes)


def _pods(cluster: Cluster, namespace: str | None, placed: _Placement) -> Iterator[LiveObject | Unread]:
    try:
        for value in _listed(cluster, POD, namespace):
            live = _pod(value)
            owner = _owner(live)
            if owner is None:
                yield live
                continue
            if isinstance(at(value, "spec"), dict):
                placed.add(owner, live)
            if list_at(value, "spec", "ephemeralContainers"):
                yield live._replace(only_ephemeral=True)
    except ClusterError as error:
        yield Unread("pods", str(error))


def _pod(value: Any) -> LiveObject:
    node = text_at(value, "spec", "nodeName")
    return _live(POD, value)._replace(nodes=(node,) if node else ())


def _live(kind: ObjectKind, value: Any) -> LiveObject:
    metadata = at(value, "metadata")
    value = value if isinstance(value, dict) else {}
    return LiveObject(kind, text_at(metadata, "namespace") or "default", text_at(metadata, "name") or "?", value)


def _owner(live: LiveObject) -> _Id | None:
    """Return who made an object, if anybody did; a node makes its static pods, which nobody else tells of."""
    for reference in list_at(live.value, "metadata", "ownerReferences"):
        kind, name = text_at(reference, "kind"), text_at(reference, "name")
        if flag_at(reference, "controller") and kind and name and kind != "Node":
            return live.namespace, kind, name
    return None


def _listed(cluster: Cluster, kind: ObjectKind, namespace: str | None, **parameters: Any) -> Iterator[Any]:
    if namespace is None:
        yield from cluster.listed(kind.api, f"list_{kind.word}_for_all_namespaces", **parameters)
    else:
        yield from cluster.listed(kind.api, f"list_namespaced_{kind.word}", namespace, **parameters)


def one_object(cluster: Cluster, kind: ObjectKind, namespace: str, name: str) -> LiveObject:
    """Return one pod or workload, with the nodes of its pods. Raises ClusterError."""
    value = cluster.get(kind.api, f"read_namespaced_{kind.word}", name, namespace)
    if kind is POD:
        return _pod(value)
    live = _live(kind, value)
    selector = at(value, "spec", "selector", "matchLabels")
    if not isinstance(selector, dict) or not selector:
        return live
    labels = ",".join(f"{key}={label}" for key, label in selector.items())
    return live._replace(nodes=tuple(sorted(_nodes_of(_listed(cluster, POD, namespace, label_selector=labels)))))


def _nodes_of(pods: Iterable[Any]) -> set[str]:
    try:
        return {node for pod in pods if (node := text_at(pod, "spec", "nodeName"))}
    except ClusterError:  # then all nodes may be meant
        return set()
