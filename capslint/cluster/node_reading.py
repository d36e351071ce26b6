"""The nodes of a cluster as hosts, and what its namespaces enforce."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from capslint.cluster.connection import Cluster, ClusterError
from capslint.host_facts.json_values import at, flag_at, text_at
from capslint.host_facts.local_machine import LocalMachine, this_machine
from capslint.host_facts.node_hosts import NodeGroup, groups_of, node_hosts
from capslint.host_facts.read_host import ReadHost
from capslint.model import PodSecurity
from capslint.startup.records import NamedTuple

ENFORCE = "pod-security.kubernetes.io/enforce"
_MOST_ASKED = 100
"""Nodes whose kubelet is asked: each is a question of its own."""
_MOST_FAILURES = 3


class Nodes(NamedTuple):
    """The hosts of a cluster: each with its nodes' names; ``remarks`` are what could not be read."""

    hosts: tuple[ReadHost, ...] = ()
    host_of_node: Mapping[str, str] = {}
    remarks: tuple[str, ...] = ()


class Namespaces(NamedTuple):
    """What each namespace enforces, by name."""

    enforced: Mapping[str, PodSecurity] = {}
    remarks: tuple[str, ...] = ()


def read_nodes(cluster: Cluster, machine: LocalMachine | None = None) -> Nodes:
    """Return the nodes in groups of equal ones, with what can be read of their kubelets."""
    remarks: list[str] = []
    nodes: list[object] = []
    try:
        for node in cluster.listed("CoreV1Api", "list_node"):
            nodes.append({"metadata": {"name": text_at(node, "metadata", "name")}, "status": {"nodeInfo": _info(node)}})
    except ClusterError as error:
        remarks.append(f"nodes cannot be read: {error}")
    defaults: dict[str, bool | None] = {}
    names = [name for node in nodes if (name := text_at(node, "metadata", "name"))]
    remarks += _ask_kubelets(cluster, names, defaults)
    groups = groups_of(nodes, defaults)
    hosts = tuple(node_hosts(groups, f"nodes of {cluster.context}", machine or this_machine()))
    return Nodes(hosts, dict(_by_node(groups, hosts)), tuple(remarks))


def _info(node: object) -> object:
    found = at(node, "status", "nodeInfo")
    return found if isinstance(found, dict) else {}


def _by_node(groups: list[NodeGroup], hosts: tuple[ReadHost, ...]) -> Iterator[tuple[str, str]]:
    for group, host in zip(groups, hosts, strict=True):
        yield from ((name, host.name) for name in group.names)


def _ask_kubelets(cluster: Cluster, names: list[str], defaults: dict[str, bool | None]) -> Iterator[str]:
    """Put into ``defaults`` what kubelets say of seccompDefault; return what could not be read."""
    if len(names) > _MOST_ASKED:
        yield f"seccompDefault is not read: there are {len(names)} nodes, and each kubelet is a question of its own"
        return
    failures = 0
    for name in names:
        try:
            answer = cluster.get("CoreV1Api", "connect_get_node_proxy_with_path", name, "configz")
        except ClusterError as error:
            failures += 1
            if error.status in (401, 403) or failures >= _MOST_FAILURES:
                yield f"seccompDefault of kubelets cannot be read (nodes/proxy, configz): {error}"
                return
            continue
        # Without a value it is false (kubelet.config.k8s.io/v1beta1, KubeletConfiguration, seccompDefault).
        config = at(answer, "kubeletconfig")
        defaults[name] = flag_at(config, "seccompDefault") or False if isinstance(config, dict) else None


def read_namespaces(cluster: Cluster, only: str | None) -> Namespaces:
    """Return what the namespaces' labels enforce: of ``only`` that one, if it is given."""
    try:
        if only is not None:
            found = iter([cluster.get("CoreV1Api", "read_namespace", only)])
        else:
            found = cluster.listed("CoreV1Api", "list_namespace")
        return Namespaces({name: level for namespace in found for name, level in _enforced(namespace)})
    except ClusterError as error:
        return Namespaces(remarks=(f"labels of namespaces cannot be read: {error}",))


def _enforced(namespace: object) -> Iterator[tuple[str, PodSecurity]]:
    name = text_at(namespace, "metadata", "name")
    labels = at(namespace, "metadata", "labels")
    level = labels.get(ENFORCE) if isinstance(labels, dict) else None
    if name and isinstance(level, str):
        version = labels.get(f"{ENFORCE}-version")
        yield name, PodSecurity(level, version if isinstance(version, str) else None, name)
