"""Kubernetes manifests: the pods that objects describe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capslint.cst import Document, Mapping, Path
from capslint.formats.format import Format, NotOurs
from capslint.formats.kubernetes import vocabulary
from capslint.formats.kubernetes.neighbours import KUSTOMIZATIONS
from capslint.formats.kubernetes.recognition import (
    is_manifest,
    is_profile,
    is_profile_name,
    is_profile_text,
    reason_by_kind,
)
from capslint.formats.reading.neighbour_files import Files
from capslint.formats.reading.view import View
from capslint.model import Container, Fact, PodSecurity, Role, Violation, Workload

if TYPE_CHECKING:
    from capslint.formats.writer import Writer


class KubernetesFormat(Format):
    """What there is to know of Kubernetes manifests."""

    name = vocabulary.NAME
    title = vocabulary.TITLE
    article = vocabulary.ARTICLE
    facts = frozenset(
        (Fact.NODE_PROFILES, Fact.ANNOTATIONS, Fact.ADMISSION, Fact.VALIDATION, Fact.BARE_CAPABILITY_NAMES)
    )
    words = vocabulary.WORDS
    example_suffix = vocabulary.EXAMPLE_SUFFIX
    asks_for_examples = True
    endings = ("Kustomization",)
    spelling = vocabulary.SPELLING

    @property
    def writer(self) -> Writer:
        """What writes into manifests."""
        from capslint.formats.kubernetes.writing import KubernetesWriter

        return KubernetesWriter()

    def noun(self, role: Role) -> str:
        """Return what the format calls a container of ``role``."""
        return role.value

    def rejected(self, container: Container, policy: PodSecurity) -> tuple[Violation, ...]:
        """Return what a Pod Security Standard rejects."""
        from capslint.formats.kubernetes.security.pod_security import violations

        return violations(container, policy)

    def mentions(self, text: str) -> bool:
        """Return whether ``text`` could hold a pod."""
        return "ontainers" in text

    def is_called_for(self, name: str, text: str) -> bool:
        """Return whether it is a kustomization, or a profile of kubectl debug, neither of which names a container."""
        return name in KUSTOMIZATIONS or (is_profile_text(text) and is_profile_name(name))

    def made_with(self, path: str, files: Files) -> str | None:
        """Return the text of the kustomizations that list a manifest, and of their patches."""
        from capslint.formats.kubernetes.kustomize.roles import texts_with

        return texts_with(path, files)

    def shows(self, text: str) -> bool | None:
        """Return whether ``text`` is a manifest by the keys at its top; None where they could be further inside."""
        return is_manifest(text)

    def why_not(self, text: str) -> str | None:
        """Return why a manifest with this text holds no pod, where its kind alone tells."""
        return reason_by_kind(text)

    def claims(self, root: Mapping) -> bool:
        """Return whether the document names its API version and kind, or is a part of a container."""
        return (root.get("apiVersion") is not None and root.get("kind") is not None) or is_profile(root)

    def read_built(self, document: Document, files: Files) -> tuple[Workload, ...] | NotOurs | None:
        """Return what kustomizations make of a document; see `capslint.formats.kubernetes.kustomize`."""
        from capslint.formats.kubernetes.kustomize.roles import role_of

        if role_of(document.source.path, files) is None:  # most have to do with no kustomization
            return None
        from capslint.formats.kubernetes.kustomize.built_workloads import read_built

        return read_built(document, files)

    def read(
        self, roots: tuple[View, ...], documents: tuple[Document, ...], files: Files, order: tuple[str, ...]
    ) -> tuple[Workload, ...] | NotOurs:
        """Return the workloads of one manifest; see `capslint.formats.kubernetes.objects.read_kubernetes`."""
        node = roots[0].node
        if isinstance(node, Mapping) and is_profile(node):
            from capslint.formats.kubernetes.debug_profile import read_profile

            return read_profile(roots[0], files)
        from capslint.formats.kubernetes.objects import read_kubernetes

        return read_kubernetes(roots[0], files)

    def annotated(self, document: Document, path: Path) -> tuple[Path, str | None] | None:
        """Return where the object has annotations, outside of a pod's template, and which container is at ``path``."""
        from capslint.formats.kubernetes.security.annotated_object import annotated

        return annotated(document, path)


FORMAT = KubernetesFormat()
