"""Formats translate files into one vocabulary; they never judge."""

from __future__ import annotations

from capslint.cst import Document, Mapping
from capslint.formats.detect import NotOurs, is_relevant, is_rendered, looks_like_compose, template_reason
from capslint.formats.files import Files, NoFiles
from capslint.formats.view import Tree
from capslint.model import Workload

__all__ = ["Files", "NoFiles", "NotOurs", "is_relevant", "read", "template_reason"]


def read(document: Document, files: Files) -> tuple[Workload, ...] | NotOurs:
    """Translate one document: a Compose file's services, or the pods of a Kubernetes manifest.

    Raises nothing on odd input: what is odd is added to ``document.problems``. ``files`` reads the neighbours
    (``.env``, a Dockerfile, a seccomp profile).
    """
    root = Tree(document).root()
    if root is None:
        return NotOurs("empty document")
    node = root.node
    if not isinstance(node, Mapping):
        return NotOurs("no mapping at the top, so neither Compose nor Kubernetes")
    if node.get("apiVersion") is not None and node.get("kind") is not None:
        from capslint.formats.kubernetes import read_kubernetes

        found: tuple[Workload, ...] | NotOurs = read_kubernetes(root)
    else:
        verdict = looks_like_compose(document, node)
        if isinstance(verdict, NotOurs):
            return verdict
        from capslint.formats.compose import read_compose

        found = read_compose(root, files)
    if isinstance(found, tuple) and not is_rendered(document):
        return NotOurs("Helm template, render it first")
    return found
