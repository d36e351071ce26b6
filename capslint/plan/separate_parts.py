"""A large workload cut into parts that have nothing to do with each other, so that what it costs is no square of it.

What a rule finds in a container depends on those it shares something with: a place where both are written, a name
that one gives for the other, a volume. Of all others it counts only whether there are none, one or several.
"""

from __future__ import annotations

from collections.abc import Iterator

from capslint.formats import format_of
from capslint.model import Container, Place, Role, Setting, Workload
from capslint.model.container import PidMode, PidNamespace, Starter
from capslint.startup.records import NamedTuple

MANY = 32
"""Containers of a workload that are judged together, whatever they have to do with each other."""

BESIDE = 2
"""So many of the others stand for all of them: the first is the one that is looked into if nothing tells which."""


class WorkloadPart(NamedTuple):
    """Containers that are judged together: those of ``own``, which have all they need to know of in ``among``."""

    own: tuple[Container, ...]
    among: Workload


def parts_of(workload: Workload, many: int = MANY) -> tuple[WorkloadPart, ...]:
    """Return the parts of ``workload``: one, unless there are ``many`` containers and it can be cut."""
    containers = workload.containers
    if len(containers) <= many or not all(map(_can_be_apart, containers)):
        return (WorkloadPart(containers, workload),)
    groups = _groups(containers)
    if len(groups) == 1:
        return (WorkloadPart(containers, workload),)
    beside = set(_standing_for_all(containers, groups))
    return tuple(_part(own, beside, workload) for own in _batches(groups, max(many // 2, len(beside))))


def _can_be_apart(container: Container) -> bool:
    """Return whether the container is told to see others by name only, or those of the host with all."""
    mode = container.pid.value
    is_told = isinstance(mode, PidMode) and mode.kind is not PidNamespace.SHARED
    return is_told and container.starter is Starter.ENGINE and container.role is Role.MAIN


def _groups(containers: tuple[Container, ...]) -> list[list[int]]:
    """Return the numbers of those that have something to do with each other, group by group."""
    parents = list(range(len(containers)))

    def top(number: int) -> int:
        while parents[number] != number:
            parents[number] = number = parents[parents[number]]
        return number

    first: dict[object, int] = {}
    for number, container in enumerate(containers):
        for key in _keys(container):
            ours, theirs = top(number), top(first.setdefault(key, number))
            parents[max(ours, theirs)] = min(ours, theirs)
    groups: dict[int, list[int]] = {}
    for number in range(len(containers)):
        groups.setdefault(top(number), []).append(number)
    return list(groups.values())


def _keys(container: Container) -> Iterator[object]:
    """Return all by which another container can have to do with this one: what both have, joins them."""
    yield container.name
    mode = container.pid.value
    if isinstance(mode, PidMode):
        yield mode.target or container.name
    yield from (("mount", mount.partition(":")[0] or container.name) for mount in container.mounts.value)
    for line in container.commands:
        yield from ((id(container.document), word.span.start) for word in line.words if line.path is None)
    yield from _keys_of_places(container)


def _keys_of_places(container: Container) -> Iterator[object]:
    around = format_of(container).writer.container_around
    for place in _places(container):
        yield id(place.node)
        inside = place.path[: len(container.path)]
        if place.document is not container.document or inside != container.path:
            yield id(place.document), around(place.path) or place.path[:1]


def _places(container: Container) -> Iterator[Place]:
    """Return where all is written that the container is given."""
    for field in container:
        yield from _places_in(field)
        if isinstance(field, Setting) and isinstance(field.value, tuple):
            yield from _places_in(field.value)


def _places_in(field: object) -> Iterator[Place]:
    if isinstance(field, Setting):
        if not field.is_absent:
            yield field.place
    elif isinstance(field, Place):
        yield field
    elif isinstance(field, tuple):
        for item in field:
            place = getattr(item, "place", item)
            if isinstance(place, Place):
                yield place


def _standing_for_all(containers: tuple[Container, ...], groups: list[list[int]]) -> Iterator[int]:
    """Return the numbers of the first containers, of the first that run no debugger, and of who belongs to these."""
    from capslint.debuggers import recognise

    wanted = set(range(BESIDE))
    plain = (number for number, container in enumerate(containers) if not recognise(container))
    wanted.update(number for number, _ in zip(plain, range(BESIDE), strict=False))
    for group in groups:
        if not wanted.isdisjoint(group):
            yield from group


def _batches(groups: list[list[int]], size: int) -> Iterator[list[int]]:
    """Return the groups joined until each has ``size`` members or more; the last may have fewer."""
    batch: list[int] = []
    for group in groups:
        batch += group
        if len(batch) >= size:
            yield batch
            batch = []
    if batch:
        yield batch


def _part(own: list[int], beside: set[int], workload: Workload) -> WorkloadPart:
    containers = workload.containers
    among = tuple(containers[number] for number in sorted(beside.union(own)))
    return WorkloadPart(tuple(containers[number] for number in sorted(own)), workload._replace(containers=among))
