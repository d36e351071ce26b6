"""Annotations that stand for security fields: whom they are about, and what becomes of them."""

from __future__ import annotations

from capslint.edits import Withheld
from capslint.formats import format_of
from capslint.model import Annotation, Container, Via
from capslint.model.remedy import Remedy


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


def has_seccomp_field(container: Container) -> bool:
    """Return whether a field, not an annotation, gives the container its seccomp profile."""
    return container.seccomp.via not in (Via.ABSENT, Via.ANNOTATION)


def with_field(annotation: Annotation, container: Container) -> Container:
    """Return ``container`` as it is once the field that a seccomp annotation stands for is written."""
    if annotation.becomes is None:
        return container
    return container._replace(seccomp=container.seccomp._replace(value=annotation.becomes))


def write_field(annotation: Annotation, container: Container) -> Remedy | Withheld:
    """Write the field that the annotation became, in the place of the annotation."""
    return format_of(container).writer.annotation_as_field(annotation, container)


def move_to_template(annotation: Annotation, container: Container) -> Remedy | Withheld:
    """Move the annotation from the object to the pods that it makes."""
    return format_of(container).writer.annotation_on_template(annotation, container)
