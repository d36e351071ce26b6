"""Where a setting was written, who else reads it from there, and who is hurt by a change of it."""

from __future__ import annotations

from collections.abc import Sequence

from capslint.api.rule import Context
from capslint.api.say import called, doing
from capslint.cst import Mapping, Path, node_at
from capslint.cst.paths import along, path_to
from capslint.edits import Withheld
from capslint.formats import format_of
from capslint.model import Annotation, Container, Evidence, Misplaced, Setting, Via, Workload
from capslint.model.container import is_same
from capslint.plan.first_state import with_processes_of
from capslint.source import Span

__all__ = [
    "commanded_by",
    "entry_span",
    "home",
    "hurt_by",
    "is_about",
    "share_capabilities",
    "sharers",
    "why_hurt",
    "with_processes_of",
]


def entry_span(setting: Setting[object]) -> Span:
    """Return the range of the whole entry, key and value, or of the list item."""
    place = setting.place
    return Span(place.key.start if place.key else place.node.start, place.node.end)


def share_capabilities(container: Container, workload: Workload) -> tuple[Container, ...]:
    """Return the containers that get what is added to the capabilities of ``container``.

    They share the list's place.
    """
    place = container.cap_add.place
    return tuple(
        other
        for other in workload.containers
        if other.cap_add.place.path == place.path and other.cap_add.place.document is place.document
    )


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
    return tuple(other for other in workload.containers if other is container or _runs(other, container, evidence.span))


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


def hurt_by(context: Context, changed: Container) -> Withheld | None:
    """Return why a container must not become ``changed``: for the sake of a debugger that looks into it."""
    containers = tuple(changed if is_same(each, changed) else each for each in context.workload.containers)
    hurt = context.hurt_by(context.workload._replace(containers=containers))
    return why_hurt(hurt) if hurt else None


def why_hurt(hurt: Sequence[tuple[Container, Evidence]]) -> Withheld:
    """Return that a fix is withheld for the sake of the first of those that it would ``hurt``."""
    other, evidence = hurt[0]
    return Withheld(f"{doing(evidence)} in {called([other])} would then not work as surely as it does now")
