"""Annotations that stand for fields of a pod's security context: whom they are about, and the fields they became.

Sources: Kubernetes documentation, "Restrict a Container's Syscalls with seccomp" (annotations gone since 1.27) and
"Restrict a Container's Access to Resources with AppArmor"; kubernetes ``pkg/apis/core/annotation_key_constants.go``.
"""

from __future__ import annotations

from capslint.cst import Path
from capslint.cst.changes import Value
from capslint.model import Annotation, AnnotationKind, Seccomp, SeccompKind, Setting

SECCOMP_OF_POD = "seccomp.security.alpha.kubernetes.io/pod"
SECCOMP_OF_CONTAINER = "container.seccomp.security.alpha.kubernetes.io/"
APPARMOR_OF_CONTAINER = "container.apparmor.security.beta.kubernetes.io/"

_TYPES = {"runtime/default": "RuntimeDefault", "docker/default": "RuntimeDefault", "unconfined": "Unconfined"}


def read_annotation(name: str, value: Setting[str], reaches_pod: bool) -> Annotation:
    """Return the annotation with the security field that it stands for, if it does for one."""
    if name == SECCOMP_OF_POD:
        return Annotation(name, value, reaches_pod, AnnotationKind.SECCOMP, None, _becomes(value.value))
    for prefix, kind in (
        (SECCOMP_OF_CONTAINER, AnnotationKind.SECCOMP),
        (APPARMOR_OF_CONTAINER, AnnotationKind.APPARMOR),
    ):
        if name.startswith(prefix):
            becomes = _becomes(value.value) if kind is AnnotationKind.SECCOMP else None
            return Annotation(name, value, reaches_pod, kind, name.removeprefix(prefix), becomes)
    return Annotation(name, value, reaches_pod)


def profile_field(written: str) -> Value:
    """Return the value of the field that a seccomp annotation with this value became; None if it is no profile."""
    kind = _TYPES.get(written)
    if kind is not None:
        return {"type": kind}
    scheme, _, path = written.partition("/")
    return {"type": "Localhost", "localhostProfile": path} if scheme == "localhost" and path else None


def template_path(pod_container: Path) -> Path:
    """Return the path of what holds the spec of the pod, above its containers and their index; () if nothing does."""
    return pod_container[:-3]


def _becomes(written: str) -> Seccomp:
    # Nothing is known of a profile that lies on the node.
    kind, _, path = written.partition("/")
    return Seccomp(SeccompKind.FILE, path) if kind == "localhost" else Seccomp(SeccompKind.DEFAULT)
