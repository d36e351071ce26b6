"""Where a setting was written, who else reads it from there, and what must stay when it goes."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.cst import Mapping, Path, node_at
from capslint.cst.paths import along, path_to
from capslint.formats import format_of
from capslint.model import Annotation, Container, Evidence, Misplaced, Setting, Via, Workload
from capslint.source import Span


def entry_span(setting: Setting[object]) -> Span:
    """Return the range of the whole entry, key and value, or of the list item."""
    place = setting.place
    return Span(place.key.start if place.key else place.node.start, place.node.end)


def users_of(setting: Setting[object], workload: Workload) -> tuple[Container, ...]:
    """Return the containers of ``workload`` that have a setting written at this very place, in their order."""
    return _places_of(workload).readers.get(_written_at(setting), ())


def share_capabilities(container: Container, workload: Workload) -> tuple[Container, ...]:
    """Return the containers that get what is added to the capabilities of ``container``.

    They share the list's place.
    """
    place = container.cap_add.place
    return tuple(
        one
        for one in workload.containers
        if one.cap_add.place.path == place.path and one.cap_add.place.document is place.document
    )


def built_on(path: Path, container: Container, workload: Workload) -> tuple[Container, ...]:
    """Return the containers that take any setting from the mapping at ``path`` of the container's document."""
    taking: set[int] | frozenset[int] = (
        _places_of(workload).below(len(path)).get((id(container.document), path), frozenset())
    )
    return tuple(one for one in workload.containers if one is container or id(one) in taking)


class _Places:
    """Which containers of a workload read what is written where: without it each question looks at all of them."""

    def __init__(self, workload: Workload) -> None:
        self.workload = workload
        self.readers: dict[int, tuple[Container, ...]] = {}
        self._below: dict[int, dict[tuple[int, Path], set[int]]] = {}
        for one in workload.containers:
            for key in {_written_at(setting) for field in one for setting in _settings_in(field)}:
                self.readers[key] = (*self.readers.get(key, ()), one)

    def below(self, steps: int) -> dict[tuple[int, Path], set[int]]:
        """Give, by document and path of so many steps, the containers with a setting that is written below that."""
        if steps not in self._below:
            found = self._below[steps] = {}
            for one in self.workload.containers:
                for field in one:
                    if isinstance(field, Setting) and not field.is_absent:
                        place = field.place
                        found.setdefault((id(place.document), place.path[:steps]), set()).add(id(one))
        return self._below[steps]


_last: list[_Places] = []  # rules ask about one workload, container after container


def _places_of(workload: Workload) -> _Places:
    if not _last or _last[0].workload is not workload:
        _last[:] = [_Places(workload)]
    return _last[0]


def _written_at(setting: Setting[object]) -> int:
    return id(setting.place.node)


def _settings_in(field: object) -> Iterator[Setting[object]]:
    if isinstance(field, Setting):
        if field.is_absent:
            return
        yield field
        field = field.value
    if isinstance(field, tuple):
        yield from (item for item in field if isinstance(item, Setting))


def home(container: Container, span: Span) -> Path:
    """Return the path of the mapping in which ``span`` stands: the container's own, one merged into it, or extended."""
    own = node_at(container.document.root, container.path)
    if own is None or own.start <= span.start < own.end:
        return container.path
    path = path_to(container.document, span.start)
    around = format_of(container).writer.container_around(path)
    if around is not None:
        return around
    nodes = list(along(container.document.root, path))
    anchored = [depth for depth, node in enumerate(nodes) if node.anchor and isinstance(node, Mapping)]
    return path[: anchored[-1]] if anchored else container.path


def commanded_by(evidence: Evidence, container: Container, workload: Workload) -> tuple[Container, ...]:
    """Return the containers whose command is written where ``evidence`` was seen in ``container``, in their order."""
    if evidence.path is not None:
        return (container,)
    return tuple(one for one in workload.containers if one is container or _runs(one, container, evidence.span))


def _runs(container: Container, other: Container, span: Span) -> bool:
    if container.document is not other.document:
        return False
    words = (word for line in container.commands if line.path is None for word in line.words)
    return any(span.start <= word.span.start < span.end for word in words)


def sharers(field: Misplaced, workload: Workload) -> tuple[Container, ...]:
    """Return the containers that the field stands misplaced for, in their order."""
    return tuple(
        container
        for container in workload.containers
        if any(other.place.node is field.place.node and other.name == field.name for other in container.misplaced)
    )


def is_about(annotation: Annotation, container: Container) -> bool:
    """Return whether a security annotation is about ``container``; that of all is not where it has its own word."""
    if annotation.kind is None:
        return False
    if annotation.container is not None:
        return annotation.container == container.name
    has_field = container.seccomp.via not in (Via.ABSENT, Via.ANNOTATION, Via.POD)
    return not has_field and not any(
        other.kind is annotation.kind and other.container == container.name for other in container.written_annotations
    )
