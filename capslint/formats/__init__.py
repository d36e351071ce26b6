"""Formats translate files into one vocabulary; they never judge."""

from __future__ import annotations

from capslint.cst import Document, Mapping
from capslint.formats.detect import (
    NotOurs,
    is_escaped,
    is_manifest,
    is_relevant,
    is_rendered,
    looks_like_compose,
    names_ours,
    reason_by_kind,
    template_reason,
)
from capslint.formats.files import Files, NoFiles
from capslint.formats.view import Tree
from capslint.model import Workload

__all__ = [
    "Files",
    "NoFiles",
    "NotOurs",
    "is_escaped",
    "is_manifest",
    "is_relevant",
    "names_ours",
    "read",
    "reason_by_kind",
    "template_reason",
]


def read(document: Document, files: Files, order: tuple[str, ...] = ()) -> tuple[Workload, ...] | NotOurs:
    """Translate one document: a Compose file's services, or the pods of a Kubernetes manifest.

    Raises nothing on odd input: what is odd is added to ``document.problems``. ``files`` reads the neighbours
    (``.env``, overrides, a Dockerfile, a seccomp profile). ``order`` names the files of a Compose project as ``-f``
    does, relative to the folder of this one; without it Compose's own names are looked for.

    A Compose service is what all its files make of it. What stands in another file has that file's document in its
    place, and so have the containers that this file does not name: they are for reading, not for reporting.
    """
    root = Tree(document).root()
    if root is None:
        return NotOurs("empty document")
    node = root.node
    if not isinstance(node, Mapping):
        return NotOurs("no mapping at the top, so neither Compose nor Kubernetes")
    if node.get("apiVersion") is not None and node.get("kind") is not None:
        from capslint.formats.kubernetes import read_kubernetes

        found: tuple[Workload, ...] | NotOurs = read_kubernetes(root, files)
    else:
        verdict = looks_like_compose(document, node, order)
        if isinstance(verdict, NotOurs):
            # `services: {{ .Values.services }}` is YAML, and has no services yet.
            is_template = node.get("services") is not None and not is_rendered(document)
            return NotOurs("Helm template, render it first") if is_template else verdict
        from capslint.formats.compose import read_compose

        found = read_compose(root, files, order)
    if isinstance(found, tuple) and not is_rendered(document):
        return NotOurs("Helm template, render it first")
    return found
