"""The nodes of a cluster, as the API describes them: groups of those that are the same to a debugger."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from capslint.host_facts.engine_answer import EngineMachine, why_elsewhere
from capslint.host_facts.json_values import at, flag_at, list_at, text_at
from capslint.host_facts.local_machine import GO_ARCHES, KERNEL_ALONE, LocalMachine, kernel_facts
from capslint.host_facts.read_host import ReadFact, ReadHost, fact_of, read_host, version_in
from capslint.model import Engine
from capslint.startup.records import NamedTuple

_ENGINES = frozenset(engine.value for engine in Engine)
_SHOWN = 3  # names of a group's nodes
_LONGEST_NAME = 40
_INFO = "status.nodeInfo"
ADVICE = (
    "what only its kernel knows, any container there can read: "
    "`cat /proc/sys/kernel/yama/ptrace_scope /proc/sys/kernel/perf_event_paranoid`"
)


class SeenNode(NamedTuple):
    """What makes nodes the same to a debugger. ``seccomp_default`` is the kubelet's, None if it was not read."""

    runtime: str
    release: str
    system: str
    arch: str
    in_user_namespace: bool | None
    seccomp_default: bool | None


class NodeGroup(NamedTuple):
    """Nodes that are the same: their names, and the boot ids of their kernels."""

    seen: SeenNode
    names: list[str]
    boots: set[str | None]


def nodes_in(document: Any) -> list[Any]:
    """Return the nodes in ``document``: a Node, or a list of the API's; of others none."""
    items = list_at(document, "items") if "List" in str(at(document, "kind")) else [document]
    return [item for item in items if at(item, "status", "nodeInfo") is not None]


def groups_of(nodes: Iterable[Any], seccomp_default: Mapping[str, bool | None]) -> list[NodeGroup]:
    """Return the groups of equal Linux ``nodes``, the largest first; ``seccomp_default`` is by name, where known."""
    groups: dict[SeenNode, NodeGroup] = {}
    for node in nodes:
        info, name = at(node, "status", "nodeInfo"), text_at(node, "metadata", "name") or "?"
        if (text_at(info, "operatingSystem") or "linux") != "linux":
            continue
        seen = SeenNode(
            text_at(info, "containerRuntimeVersion") or "",
            text_at(info, "kernelVersion") or "",
            text_at(info, "osImage") or "",
            text_at(info, "architecture") or "",
            flag_at(info, "runningInUserNamespace"),
            seccomp_default.get(name),
        )
        group = groups.setdefault(seen, NodeGroup(seen, [], set()))
        group.names.append(name)
        group.boots.add(text_at(info, "bootID"))
    return sorted(groups.values(), key=lambda group: -len(group.names))


def node_hosts(groups: Iterable[NodeGroup], source: str, here: LocalMachine) -> Iterator[ReadHost]:
    """Return the host that each group's nodes are."""
    taken: set[str] = set()
    for group in groups:
        slug = re.sub(r"[^a-z0-9.]+", "-", group.seen.system.casefold())[:_LONGEST_NAME].strip("-.")
        name = base = f"nodes-{slug}" if slug else "nodes"
        number = 1
        while name in taken:
            number += 1
            name = f"{base}-{number}"
        taken.add(name)
        facts = [*_facts(group.seen, source), *_kernel_facts(group, here)]
        is_here = any(fact.name == "ptrace-scope" and fact.value is not None for fact in facts)
        yield read_host(name, _about(group), facts, () if is_here else (ADVICE,))


def _about(group: NodeGroup) -> str:
    names = ", ".join(group.names[:_SHOWN])
    more = f" and {len(group.names) - _SHOWN} more" if len(group.names) > _SHOWN else ""
    system = f" ({group.seen.system})" if group.seen.system else ""
    return f"{'node' if len(group.names) == 1 else f'{len(group.names)} nodes:'} {names}{more}{system}"


def _facts(seen: SeenNode, source: str) -> Iterator[ReadFact]:
    engine, _, version = seen.runtime.partition("://")
    number = version_in(version)
    runtime = f"{source}: {_INFO}.containerRuntimeVersion"
    if engine in _ENGINES:
        yield fact_of("engine", f"{engine}@{number}" if number else engine, runtime)
    else:
        yield ReadFact("engine", None, f"{runtime} is {seen.runtime[:60]!r}, which is not known")
    yield fact_of("kernel", version_in(seen.release), f"{source}: {_INFO}.kernelVersion")
    yield fact_of("arch", GO_ARCHES.get(seen.arch, seen.arch) or None, f"{source}: {_INFO}.architecture")
    if seen.in_user_namespace is not None:
        yield fact_of("rootless", seen.in_user_namespace, f"{source}: {_INFO}.runningInUserNamespace")
    if seen.seccomp_default is None:
        yield ReadFact("kubelet-seccomp-default", None, "seccompDefault of the kubelet's configuration tells it")
    else:
        yield fact_of("kubelet-seccomp-default", seen.seccomp_default, "seccompDefault of /proxy/configz of each node")


def _kernel_facts(group: NodeGroup, here: LocalMachine) -> Iterator[ReadFact]:
    boot = next(iter(group.boots)) if len(group.boots) == 1 else None
    if boot is not None and why_elsewhere(EngineMachine(boot=boot), here, by_name=True) is None:
        yield from kernel_facts(here)  # the node is this machine, or a container on it
    for name in ("lsm", *KERNEL_ALONE):
        yield ReadFact(name, None, "the API of a cluster does not tell it")
