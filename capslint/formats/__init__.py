"""Formats translate files into one vocabulary; they never judge."""

from __future__ import annotations

from capslint.cst import Document, Mapping, resolve
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
from capslint.formats.reading.neighbour_files import Files, NoFiles
from capslint.formats.reading.view import Tree
from capslint.model import Workload

__all__ = [
    "Files",
    "NoFiles",
    "NotOurs",
    "is_escaped",
    "is_layer",
    "is_manifest",
    "is_relevant",
    "names_ours",
    "read",
    "reason_by_kind",
    "template_reason",
]


def is_layer(document: Document) -> bool:
    """Return whether ``document`` is one of Compose if its file is.

    Compose makes one project of all that a file has.
    """
    root = document.root
    if not isinstance(root, Mapping) or _is_kubernetes(root):
        return False
    return isinstance(resolve(root.get("services")), Mapping) or root.get("include") is not None


def _is_kubernetes(root: Mapping) -> bool:
    return root.get("apiVersion") is not None and root.get("kind") is not None


def read(
    document: Document, files: Files, order: tuple[str, ...] = (), others: tuple[Document, ...] = ()
) -> tuple[Workload, ...] | NotOurs:
    """Translate one document: a Compose file's services, or the pods of a Kubernetes manifest.

    Raises nothing on odd input: what is odd is added to ``document.problems``. ``files`` reads the neighbours
    (``.env``, overrides, a Dockerfile, a seccomp profile). ``order`` names the files of a Compose project as ``-f``
    does, relative to the folder of this one; without it Compose's own names are looked for. ``others`` are the
    documents of the file that are laid over a Compose file's first one, in their order.

    A Compose service is what all its files make of it. What stands in another file has that file's document in its
    place, and so have the containers that this file does not name: they are for reading, not for reporting.
    """
    root = Tree(document).root()
    if root is None:
        return NotOurs("empty document")
    node = root.node
    if not isinstance(node, Mapping):
        return NotOurs("no mapping at the top, so neither Compose nor Kubernetes")
    if _is_kubernetes(node):
        from capslint.formats.kubernetes.objects import read_kubernetes

        found: tuple[Workload, ...] | NotOurs = read_kubernetes(root, files)
    else:
        verdict = _why_no_compose((document, *others), order)
        if verdict is not None:
            return verdict
        from capslint.formats.compose.project import read_compose

        found = read_compose((root, *filter(None, (Tree(one).root() for one in others))), files, order)
    if isinstance(found, tuple) and not all(map(is_rendered, (document, *others))):
        return NotOurs("Helm template, render it first")
    return found


def _why_no_compose(documents: tuple[Document, ...], order: tuple[str, ...]) -> NotOurs | None:
    """Return why a file with these documents is none of Compose; None if one of them looks like it."""
    roots = [(one, one.root) for one in documents if isinstance(one.root, Mapping)]
    verdicts = [looks_like_compose(one, root, order) for one, root in roots]
    reasons = [verdict for verdict in verdicts if isinstance(verdict, NotOurs)]
    if len(reasons) < len(verdicts):
        return None
    # `services: {{ .Values.services }}` is YAML, and has no services yet.
    is_template = any(root.get("services") is not None and not is_rendered(one) for one, root in roots)
    return NotOurs("Helm template, render it first") if is_template else reasons[0]
