"""What namespaces enforce, where the same input tells.

That is the manifest's own file, or, where no kustomization is in its folder, the files beside it too, since
``kubectl apply -f`` takes a folder as a whole. Of a manifest that a kustomization lists, `kustomize` tells.
Source: Kubernetes documentation, "Enforce Pod Security Standards with Namespace Labels".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from capslint.formats.kubernetes.fields import ENFORCE
from capslint.formats.reading.neighbour_files import Files, base_name
from capslint.formats.reading.scalars import scalar_text
from capslint.formats.reading.view import Tree, View
from capslint.model import PodSecurity
from capslint.source import Source

_VERSION = f"{ENFORCE}-version"
_OBJECT = frozenset(("kind", "metadata"))
_METADATA = frozenset(("labels", "name"))
_LABELS = frozenset((ENFORCE, _VERSION))
_ITEMS = frozenset(("items",))


def read_policies(source: Source, is_alone: bool, files: Files) -> dict[str, PodSecurity]:
    """Return what each namespace enforces; where the file ``is_alone``, by what stands in it."""
    beside = () if is_alone else files.mentioning(ENFORCE, besides=base_name(source.path))
    return {**_policies_beside(beside, files), **policies_in(source.text)}


def _policies_beside(paths: tuple[str, ...], files: Files) -> dict[str, PodSecurity]:
    # Two files that do not say the same of a namespace are not applied together.
    found: dict[str, PodSecurity] = {}
    contested: set[str] = set()
    for path in paths:
        for namespace, policy in policies_in(files.read(path) or "").items():
            if found.setdefault(namespace, policy) != policy:
                contested.add(namespace)
    return {namespace: policy for namespace, policy in found.items() if namespace not in contested}


def policies_in(text: str) -> Mapping[str, PodSecurity]:
    """Return what the namespaces enforce that stand in ``text``, by name."""
    return _read_policies(text) if ENFORCE in text else {}


@lru_cache(maxsize=32)
def _read_policies(text: str) -> Mapping[str, PodSecurity]:
    found: dict[str, PodSecurity] = {}
    for root in _roots(text, ENFORCE):
        for view in (root, *_listed(root)):
            policy = _policy(view)
            if policy is not None and policy.namespace:
                found[policy.namespace] = policy
    return found


def _listed(root: View) -> list[View]:
    items = root.tree.select(root, _ITEMS).get("items")
    return root.tree.items(items) if items is not None else []


def _policy(view: View) -> PodSecurity | None:
    entries = view.tree.select(view, _OBJECT)
    metadata = entries.get("metadata")
    if scalar_text(entries.get("kind")) != "Namespace" or metadata is None:
        return None
    about = metadata.tree.select(metadata, _METADATA)
    name, labels = scalar_text(about.get("name")), about.get("labels")
    given = labels.tree.select(labels, _LABELS) if labels is not None else {}
    level = scalar_text(given.get(ENFORCE))
    return PodSecurity(level, scalar_text(given.get(_VERSION)), name) if name and level else None


def _roots(text: str, word: str = "") -> Iterator[View]:
    """Return the roots of the documents with ``word`` in them. What is no YAML is reported when it is its turn."""
    from capslint.cst.parse import YamlError, parse_slice, slices

    source = Source("", text)
    for start, end in slices(text):
        if word not in text[start:end]:
            continue
        try:
            documents = parse_slice(source, start, end)
        except YamlError:
            continue
        roots = (Tree(document).root() for document in documents)
        yield from (root for root in roots if root is not None)
