"""Checks and explanations of what runs in a cluster, on the nodes where it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

import yaml

from capslint.check import check_source
from capslint.cluster.connection import Cluster, ClusterError
from capslint.cluster.field_path import field_at
from capslint.cluster.kinds import POD, kind_named
from capslint.cluster.kubectl_client import kubectl_release
from capslint.cluster.kubectl_lines import line_for
from capslint.cluster.live_objects import LiveObject, Unread, all_objects, as_text, one_object
from capslint.cluster.node_reading import Namespaces, Nodes, read_namespaces, read_nodes
from capslint.config import ConfigError
from capslint.edits import apply_edits
from capslint.explain.explain_file import Explanation, Wanted, explain_source
from capslint.findings import CheckResult, Error, Finding
from capslint.formats.reading.neighbour_files import NoFiles
from capslint.host_facts.json_values import list_at, text_at
from capslint.model import Host, Version
from capslint.report.reporters import Reporter
from capslint.run.inputs import guarded
from capslint.run.merge_results import light
from capslint.run.settings import Settings
from capslint.source import Source
from capslint.startup.records import NamedTuple

_NOT_CHANGED = "capslint changes nothing in a cluster"
_PODS_STAY = "a pod that runs cannot be changed: change what it is made from"


class LivePlace(NamedTuple):
    """Where to look: a cluster, one namespace or all (None), and what is known of its nodes."""

    cluster: Cluster
    namespace: str | None
    nodes: Nodes
    namespaces: Namespaces


def live_place(cluster: Cluster, namespace: str | None, tell: Callable[[str], None]) -> LivePlace:
    """Return the place with its nodes; ``tell`` hears what could not be read of them."""
    place = LivePlace(cluster, namespace, read_nodes(cluster), read_namespaces(cluster, namespace))
    for remark in (*place.nodes.remarks, *place.namespaces.remarks):
        tell(f"{cluster.context}: {remark}")
    return place


def objects_of(place: LivePlace, names: Iterable[str]) -> Iterator[LiveObject | Unread]:
    """Return the objects that are named (``pod/NAME``), or all of the place. Raises ConfigError for a wrong name."""
    asked = [_parsed(name) for name in names]
    if not asked:
        yield from all_objects(place.cluster, place.namespace)
    for word, kind, name in asked:
        try:
            yield one_object(place.cluster, kind, place.namespace or place.cluster.namespace, name)
        except ClusterError as error:
            yield Unread(word, str(error))


def _parsed(text: str) -> tuple[str, Any, str]:
    word, slash, name = text.partition("/")
    kind = kind_named(word) if slash else None
    if kind is None or not name or "/" in name:
        raise ConfigError(f"{text!r} is no object of a cluster: with --context paths are KIND/NAME, such as pod/web-0")
    return text, kind, name


def check_live(settings: Settings, place: LivePlace, reporter: Reporter) -> None:
    """Check what runs in a place, and add the result of each object to ``reporter``."""
    release = _Release()
    for live in objects_of(place, settings.paths):
        if isinstance(live, Unread):
            path = f"{place.cluster.context}: {live.what}"
            reporter.add(path, True, CheckResult(errors=(Error(path, 0, 0, f"cannot be read: {live.why}"),)))
            continue
        result = guarded(live.path, partial(_checked, settings, place, live, release), lambda result: result)
        told = settings.policy.told(light(result))
        reporter.add(live.path, True, told, reporter.draft(told))


def _checked(settings: Settings, place: LivePlace, live: LiveObject, release: _Release) -> CheckResult:
    source = Source(live.path, as_text(live))
    options = settings.check_options._replace(host=live_host(settings, place, live))
    result = check_source(source, options, NoFiles())
    findings = tuple(_of_live(finding, live, source, release) for finding in result.findings)
    if live.only_ephemeral:
        names = {text_at(entry, "name") for entry in list_at(live.value, "spec", "ephemeralContainers")}
        findings = tuple(
            finding for finding in findings if any(label.rpartition(" ")[2] in names for label in finding.subjects)
        )
    return result._replace(findings=findings)


class _Release:
    """The release of the person's kubectl, asked once, and only where it decides."""

    def __init__(self) -> None:
        self._known: list[Version | None] = []

    def __call__(self) -> Version | None:
        if not self._known:
            self._known.append(kubectl_release())
        return self._known[0]


def _of_live(finding: Finding, live: LiveObject, source: Source, release: _Release) -> Finding:
    """Return a finding that names its field, and whose fix has become a line to type."""
    if finding.document.source is source:
        finding = finding._replace(message=f"{finding.message} ({field_at(source.text, finding.span.start)})")
    if finding.fix is None:
        return finding
    line = None
    if finding.fix.edits is not None and finding.fix.document.source is source:
        before, after = (
            yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 (it is the safe one)
            for text in (source.text, apply_edits(source.text, finding.fix.edits))
        )
        line = line_for(live, before, after, release() if live.kind is POD else None)
    advice = f"{finding.fix.title}: `{line}`" if line else finding.advice
    return finding._replace(fix=None, advice=advice, withheld=_PODS_STAY if live.kind is POD else _NOT_CHANGED)


def live_host(settings: Settings, place: LivePlace, live: LiveObject) -> Host:
    """Return the host that an object is for: the nodes of its pods, all nodes where it has none, its namespace."""
    named, of_node = settings.hosts, place.nodes.host_of_node
    names, told = named.by_file
    known = {host.name: _with(Host(**told), host.host) for host in place.nodes.hosts}
    if known:
        names = tuple(dict.fromkeys(of_node[node] for node in live.nodes if node in of_node)) or tuple(known)
    enforced = place.namespaces.enforced.get(live.namespace)
    facts = {**({} if known else told), **({"pod_security": enforced} if enforced is not None else {})}
    return named._replace(by_file=(names, facts), known={**named.known, **known}).host()


def _with(told: Host, read: Host) -> Host:
    """Return what was ``read`` of a node, and what the settings file told besides."""
    facts = {field: value for field, value in read._asdict().items() if value not in (None, ())}
    return told._replace(**facts)


def explain_live(settings: Settings, place: LivePlace, wanted: Wanted) -> list[tuple[str, Explanation]]:
    """Return the explanation of each object of a place, by what it is called."""
    explained: list[tuple[str, Explanation]] = []
    for live in objects_of(place, settings.paths):
        if isinstance(live, Unread):
            path = f"{place.cluster.context}: {live.what}"
            explained.append((path, Explanation(errors=(Error(path, 0, 0, f"cannot be read: {live.why}"),))))
        else:
            explained.append((live.path, _explained(settings, place, live, wanted)))
    return explained


def _explained(settings: Settings, place: LivePlace, live: LiveObject, wanted: Wanted) -> Explanation:
    source = Source(live.path, as_text(live))
    found = guarded(
        live.path,
        lambda: explain_source(source, live_host(settings, place, live), NoFiles(), wanted),
        lambda result: Explanation(errors=result.errors, skipped=result.skipped),
    )
    if not live.only_ephemeral:
        return found
    names = {text_at(entry, "name") for entry in list_at(live.value, "spec", "ephemeralContainers")}
    return found._replace(containers=tuple(report for report in found.containers if report.container.name in names))
