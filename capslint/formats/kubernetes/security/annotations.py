"""Annotations that stand for fields of a pod's security context: what they say, and the fields they became.

Sources: Kubernetes documentation, "Restrict a Container's Syscalls with seccomp" (annotations gone since 1.27) and
"Restrict a Container's Access to Resources with AppArmor"; kubernetes ``pkg/apis/core/annotation_key_constants.go``.
"""

from __future__ import annotations

from capslint.cst.changes import Insert, Move, Value
from capslint.edits import Withheld
from capslint.formats.kubernetes.write import KubernetesWriter
from capslint.model import Annotation, Container, Seccomp, SeccompKind, Via
from capslint.model.remedy import Remedy, join

SECCOMP_OF_POD = "seccomp.security.alpha.kubernetes.io/pod"
SECCOMP_OF_CONTAINER = "container.seccomp.security.alpha.kubernetes.io/"
APPARMOR_OF_CONTAINER = "container.apparmor.security.beta.kubernetes.io/"

_TYPES = {"runtime/default": "RuntimeDefault", "docker/default": "RuntimeDefault", "unconfined": "Unconfined"}


def is_about(annotation: Annotation, container: Container) -> bool:
    """Return whether a seccomp or AppArmor annotation is about ``container``.

    The pod's is not if it has its own word.
    """
    if annotation.name == SECCOMP_OF_POD:
        own = SECCOMP_OF_CONTAINER + container.name
        has_field = container.seccomp.via not in (Via.ABSENT, Via.ANNOTATION, Via.POD)
        return not has_field and not any(other.name == own for other in container.written_annotations)
    return annotation.name in (SECCOMP_OF_CONTAINER + container.name, APPARMOR_OF_CONTAINER + container.name)


def has_seccomp_field(container: Container) -> bool:
    """Return whether a field of the container or its pod gives its seccomp profile."""
    return container.seccomp.via not in (Via.ABSENT, Via.ANNOTATION)


def seccomp_field(annotation: Annotation, container: Container) -> Remedy | Withheld:
    """Write the field that the annotation became, in the place of the annotation."""
    value = _profile(annotation.value.value)
    if value is None:
        return Withheld(f"{annotation.value.value!r} is no seccomp profile")
    whose = container.path[:-2] if annotation.name == SECCOMP_OF_POD else container.path
    field = Insert((*whose, "securityContext", "seccompProfile"), value)
    return join(Remedy(container.document, (field,)), without(annotation, container))


def with_seccomp_field(annotation: Annotation, container: Container) -> Container:
    """Return ``container`` as it is once the field is written; nothing is known of a profile that lies on the node."""
    kind, _, path = annotation.value.value.partition("/")
    profile = Seccomp(SeccompKind.FILE, path) if kind == "localhost" else Seccomp(SeccompKind.DEFAULT)
    return container._replace(seccomp=container.seccomp._replace(value=profile))


def without(annotation: Annotation, container: Container) -> Remedy | Withheld:
    """Take the annotation out."""
    return KubernetesWriter().revoke(annotation.value, container)


def on_template(annotation: Annotation, container: Container) -> Remedy | Withheld:
    """Move the annotation from the object to the pods that it makes."""
    place = annotation.value.place
    template = container.path[:-3]  # what holds the pod's spec, above containers and the index
    if not template or place.document is not container.document:
        return Withheld("there is no template that it could stand on")
    return Remedy(place.document, (Move(place.path, (*template, "metadata", "annotations", annotation.name), 1),))


def _profile(written: str) -> Value:
    kind = _TYPES.get(written)
    if kind is not None:
        return {"type": kind}
    scheme, _, path = written.partition("/")
    return {"type": "Localhost", "localhostProfile": path} if scheme == "localhost" and path else None
