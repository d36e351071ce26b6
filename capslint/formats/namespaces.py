"""What namespaces enforce, where the same input tells: the manifest's own file, or a kustomization that lists it.

Sources: Kubernetes documentation, "Enforce Pod Security Standards with Namespace Labels";
kubernetes-sigs/kustomize ``api/types/kustomization.go`` (resources, namespace).
"""

from __future__ import annotations

from collections.abc import Iterator

from capslint.formats.files import Files, joined
from capslint.formats.scalars import scalar_text
from capslint.formats.surroundings import ENFORCE
from capslint.formats.view import Tree, View
from capslint.model import PodSecurity
from capslint.source import Source

_VERSION = f"{ENFORCE}-version"
_OBJECT = frozenset(("kind", "metadata"))
_METADATA = frozenset(("labels", "name"))
_LABELS = frozenset((ENFORCE, _VERSION))
_KUSTOMIZATION = frozenset(("namespace", "resources"))


def read_policies(source: Source, kustomization: str | None, files: Files) -> tuple[dict[str, PodSecurity], str | None]:
    """Give what each namespace enforces, and the namespace that the kustomization puts everything into, if it does.

    ``kustomization`` is the text of the one in the folder; it counts only if it lists the file of ``source``.
    """
    found = dict(_policies(source))
    given = None
    name = source.path.replace("\\", "/").rpartition("/")[2]
    for root in _roots(Source("kustomization.yaml", kustomization or "")):
        entries = root.tree.select(root, _KUSTOMIZATION)
        resources = entries.get("resources")
        views = root.tree.items(resources) if resources is not None else []
        paths = [joined("", scalar_text(one) or "") for one in views]
        if name not in paths:
            continue
        given = scalar_text(entries.get("namespace"))
        for path in paths:
            text = files.read(path) if path and path != name and not path.startswith("..") else None
            found.update(_policies(Source(path or "", text or "")))
    return found, given


def _policies(source: Source) -> Iterator[tuple[str, PodSecurity]]:
    for root in _roots(source, ENFORCE):
        entries = root.tree.select(root, _OBJECT)
        metadata = entries.get("metadata")
        if scalar_text(entries.get("kind")) != "Namespace" or metadata is None:
            continue
        about = metadata.tree.select(metadata, _METADATA)
        name, labels = scalar_text(about.get("name")), about.get("labels")
        given = labels.tree.select(labels, _LABELS) if labels is not None else {}
        level = scalar_text(given.get(ENFORCE))
        if name and level:
            yield name, PodSecurity(level, scalar_text(given.get(_VERSION)), name)


def _roots(source: Source, word: str = "") -> Iterator[View]:
    """Give the roots of the documents with ``word`` in them. What is no YAML is reported when it is its turn."""
    from capslint.cst.parse import YamlError, parse_slice, slices

    for start, end in slices(source.text):
        if word not in source.text[start:end]:
            continue
        try:
            documents = parse_slice(source, start, end)
        except YamlError:
            continue
        yield from (root for root in (Tree(one).root() for one in documents) if root is not None)
