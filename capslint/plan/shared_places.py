"""Which containers of a workload read what is written where: without it each question looks at all of them."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.cst import Alias, Mapping, Path, node_at
from capslint.model import Container, Setting


class SharedPlaces:
    """Finds the containers that share a place; what it goes by is gathered when it is first asked."""

    def __init__(self, containers: tuple[Container, ...]) -> None:
        self._containers = containers
        self._readers: dict[int, tuple[Container, ...]] | None = None
        self._below: dict[int, dict[tuple[int, Path], set[int]]] = {}

    def users_of(self, setting: Setting[object]) -> tuple[Container, ...]:
        """Return the containers that have a setting written at this very place, in their order."""
        if self._readers is None:
            self._readers = _readers(self._containers)
        return self._readers.get(_written_at(setting), ())

    def built_on(self, path: Path, container: Container) -> tuple[Container, ...]:
        """Return the containers that take any setting from the mapping at ``path`` of the container's document.

        One that names a value of it, by an anchor, takes no more than that.
        """
        steps = len(path)
        if steps not in self._below:
            self._below[steps] = _below(self._containers, steps)
        taking = self._below[steps].get((id(container.document), path), ())
        return tuple(other for other in self._containers if other is container or id(other) in taking)


def _readers(containers: tuple[Container, ...]) -> dict[int, tuple[Container, ...]]:
    readers: dict[int, tuple[Container, ...]] = {}
    for container in containers:
        for place in {_written_at(setting) for field in container for setting in _settings_in(field)}:
            readers[place] = (*readers.get(place, ()), container)
    return readers


def _below(containers: tuple[Container, ...], steps: int) -> dict[tuple[int, Path], set[int]]:
    """Return, by document and path of so many steps, the containers with a setting that is written below that."""
    found: dict[tuple[int, Path], set[int]] = {}
    for container in containers:
        for field in container:
            if isinstance(field, Setting) and not field.is_absent and not _is_named(field, container, steps):
                place = field.place
                found.setdefault((id(place.document), place.path[:steps]), set()).add(id(container))
    return found


def _is_named(field: Setting[object], container: Container, steps: int) -> bool:
    """Return whether ``container`` has the value, from so many steps on, by an alias under a key of its own."""
    place = field.place
    if len(place.path) <= steps or place.document is not container.document or place.path[:steps] == container.path:
        return False
    own = node_at(container.document.root, container.path)
    return isinstance(own, Mapping) and isinstance(own.get(str(place.path[steps])), Alias)


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
