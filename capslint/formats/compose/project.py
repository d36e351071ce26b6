"""Compose files as workloads: one for the project, its services as containers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from capslint.cst import Document, Mapping, Scalar
from capslint.formats.compose.fields import Service
from capslint.formats.compose.layering.layers import Layers, combine
from capslint.formats.compose.layering.merging import Given, Own, project_services
from capslint.formats.compose.layering.parsed_project import Project
from capslint.formats.compose.layering.project_paths import including_paths
from capslint.formats.compose.misplaced import misplaced
from capslint.formats.compose.service import SERVICE_KEYS, container_name, read_service
from capslint.formats.format import NotOurs
from capslint.formats.reading.neighbour_files import Files
from capslint.formats.reading.view import View
from capslint.model import Container, PidMode, PidNamespace, Place, Starter, Via, Workload
from capslint.startup.records import NamedTuple


def read_compose(
    documents: tuple[View, ...], files: Files, order: tuple[str, ...] = ()
) -> tuple[Workload, ...] | NotOurs:
    """Return the project of the Compose file whose documents have these roots, or why it has no service.

    The services are those of the whole project: what stands in other files says so in its place. ``files`` reads them.
    ``order`` names the project's files as ``-f`` does, relative to the folder of the one being checked.
    """
    project, roots, given = _whole(documents, files, order)
    services: list[Service] = []
    containers: list[Container] = []
    for name, definition in given.items():
        service = _service(name, definition, project)
        if service is not None:
            services.append(service)
            wrong = misplaced(service, definition.layers, roots, len(given) == 1)
            parts = tuple(layer.place() for layer in definition.layers)
            containers.append(read_service(service)._replace(misplaced=wrong, parts=parts))
    if not containers:
        return NotOurs("services is empty")
    named = {container_name(service): service.name for service in services}
    below = project.below()
    joined = _with_borrowed((_with_target(container, named) for container in containers), given, below)
    return (Workload("compose project", Starter.ENGINE, joined, below, project.missing()),)


class _Whole(NamedTuple):
    """A project, the roots of its files and the file being checked, and what all its files give for each service."""

    project: Project
    roots: list[View]
    given: dict[str, Given]


def _whole(documents: tuple[View, ...], files: Files, order: tuple[str, ...]) -> _Whole:
    project = Project(documents, files, order)
    including = including_paths(project.name, order, files) if project.paths == (project.name,) else ()
    if including:
        around = Project(documents, files, including=including)
        roots = around.roots()
        given = project_services(around, roots)
        if around.is_included:
            return _Whole(around, [*roots, *documents], given)
        project = Project(documents, files, order)
    roots = project.roots()
    return _Whole(project, roots, project_services(project, roots))


def _service(name: str, given: Given, project: Project) -> Service | None:
    entries = combine(given.layers, SERVICE_KEYS, f"the service {name!r}")
    own = _home(given, entries)
    if name.startswith("x-") or not isinstance(own.view.node, (Mapping, Scalar)):
        return None
    return Service(name, own.view, own.parent, own.header, entries, project.files, project.folder, given.unread)


def _home(given: Given, entries: dict[str, Layers]) -> Own:
    # New keys go to the file that says what runs, where it names the service itself; else to the first that does.
    # Which file is being checked makes no difference: a finding is the same from each of them.
    for key in ("command", "entrypoint", "build", "image"):
        for view in entries.get(key, ())[-1:]:
            for own in given.own:
                if own.view.tree.document is view.tree.document:
                    return own
    return given.own[0]


def _with_borrowed(
    containers: Iterable[Container], given: dict[str, Given], below: tuple[Document, ...]
) -> tuple[Container, ...]:
    """Return the containers, each with those of its parts that are not to be changed for it alone."""
    if all(len(definition.layers) < 2 for definition in given.values()):  # the common file
        return tuple(containers)
    users = Counter(id(layer.node) for definition in given.values() for layer in definition.layers)
    beneath = {id(document) for document in below}

    def is_borrowed(layer: View) -> bool:
        is_own = layer.via in (Via.LITERAL, Via.OVERRIDE) and users[id(layer.node)] == 1
        return not is_own or id(layer.tree.document) in beneath

    def borrowed(name: str) -> tuple[Place, ...]:
        return tuple(layer.place() for layer in given[name].layers if is_borrowed(layer))

    return tuple(container._replace(borrowed=borrowed(container.name)) for container in containers)


def _with_target(container: Container, named: dict[str | None, str]) -> Container:
    # `pid: container:NAME` joins the service whose container_name that is.
    mode = container.pid.value
    if isinstance(mode, PidMode) and mode.kind is PidNamespace.CONTAINER and mode.target in named:
        return container._replace(pid=container.pid._replace(value=mode._replace(target=named[mode.target])))
    return container
