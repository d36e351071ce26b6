"""Compose files as workloads: one for the project, its services as containers."""

from __future__ import annotations

from capslint.cst import Mapping
from capslint.formats.compose_reader import Service
from capslint.formats.compose_service import SERVICE_KEYS, container_name, read_service
from capslint.formats.detect import NotOurs
from capslint.formats.files import Files
from capslint.formats.interpolation import Environment, read_environment
from capslint.formats.layers import Layers, combine
from capslint.formats.scalars import is_null, mapping_expected
from capslint.formats.view import View
from capslint.model import Container, PidMode, PidNamespace, Platform, Workload
from capslint.source import Span

_TOP = frozenset(("services",))


def read_compose(root: View, files: Files) -> tuple[Workload, ...] | NotOurs:
    """Translate the Compose file with this root; its neighbours are read through ``files``."""
    services_layers = combine((root,), _TOP, "a Compose file").get("services", ())
    if not services_layers:
        return NotOurs("no services in this Compose file")
    environment = read_environment(files.read(".env") or "")
    services: list[Service] = []
    containers: list[Container] = []
    for name, given in combine(services_layers, None, "services").items():
        service = _service(name, given, services_layers, environment, files)
        if service is not None:
            services.append(service)
            containers.append(read_service(service, _header(name, given[-1], services_layers)))
    if not containers:
        return NotOurs("services is empty")
    named = {container_name(service): service.name for service in services}
    joined = tuple(_with_target(container, named) for container in containers)
    return (Workload("compose project", Platform.COMPOSE, joined),)


def _service(name: str, given: Layers, parents: Layers, environment: Environment, files: Files) -> Service | None:
    home = given[-1]
    if name.startswith("x-") or not (is_null(home) or mapping_expected(home, f"the service {name!r}")):
        return None
    entries = combine(given, SERVICE_KEYS, f"the service {name!r}")
    return Service(name, home, parents[-1].node, entries, environment, files)


def _header(name: str, home: View, parents: Layers) -> Span:
    # The name as the file uses it, also where the service itself is an alias.
    for parent in reversed(parents):
        pair = parent.node.pair(name) if isinstance(parent.node, Mapping) else None
        if pair is not None:
            return pair[0].span
    return (home.key or home.node).span


def _with_target(container: Container, named: dict[str | None, str]) -> Container:
    # `pid: container:NAME` joins the service whose container_name that is.
    mode = container.pid.value
    if isinstance(mode, PidMode) and mode.kind is PidNamespace.CONTAINER and mode.target in named:
        return container._replace(pid=container.pid._replace(value=mode._replace(target=named[mode.target])))
    return container
