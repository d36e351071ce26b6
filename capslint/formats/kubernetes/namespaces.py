"""What namespaces enforce, where the same input tells.

That is the manifest's own file, a kustomization that lists it, or, without one, the files beside it, since
``kubectl apply -f`` takes a folder as a whole.
Sources: Kubernetes documentation, "Enforce Pod Security Standards with Namespace Labels"; kubernetes-sigs/kustomize
``api/types/kustomization.go`` (resources, namespace) and ``api/internal/konfig/builtinpluginconsts/namespace.go`` (the
namespace of a kustomization becomes the name of the Namespace in it).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from capslint.formats.kubernetes.fields import ENFORCE
from capslint.formats.reading.neighbour_files import Files, base_name, joined
from capslint.formats.reading.scalars import scalar_text
from capslint.formats.reading.view import Tree, View
from capslint.model import PodSecurity
from capslint.source import Source
from capslint.startup.records import NamedTuple

_VERSION = f"{ENFORCE}-version"
_OBJECT = frozenset(("kind", "metadata"))
_METADATA = frozenset(("labels", "name"))
_LABELS = frozenset((ENFORCE, _VERSION))
_KUSTOMIZATION = frozenset(("namespace", "resources"))
_ITEMS = frozenset(("items",))


def read_policies(source: Source, kustomization: str | None, files: Files) -> tuple[dict[str, PodSecurity], str | None]:
    """Return what each namespace enforces, and the namespace that the kustomization puts everything into, if it does.

    ``kustomization`` is the text of the one in the folder; it counts only if it lists the file of ``source``.
    """
    name = base_name(source.path)
    for listing in _listings(kustomization or ""):
        if name in listing.paths:
            return _put_into(_listed_policies(listing, source, files), listing.namespace)
    beside = () if kustomization is not None else files.mentioning(ENFORCE, besides=name)
    return {**_policies_beside(beside, files), **_policies(source.text)}, None


def _listed_policies(listing: _Listing, source: Source, files: Files) -> dict[str, PodSecurity]:
    found = dict(_policies(source.text))
    for path in listing.paths:
        if path and path != base_name(source.path) and not path.startswith(".."):
            found.update(_policies(files.read(path) or ""))
    return found


def _policies_beside(paths: tuple[str, ...], files: Files) -> dict[str, PodSecurity]:
    # Two files that do not say the same of a namespace are not applied together.
    found: dict[str, PodSecurity] = {}
    contested: set[str] = set()
    for path in paths:
        for namespace, policy in _policies(files.read(path) or "").items():
            if found.setdefault(namespace, policy) != policy:
                contested.add(namespace)
    return {namespace: policy for namespace, policy in found.items() if namespace not in contested}


class _Listing(NamedTuple):
    """What a kustomization says: the files it lists, relative to its folder, and the namespace it puts all into."""

    paths: tuple[str | None, ...]
    namespace: str | None


@lru_cache(maxsize=8)  # the files of one folder come one after the other, and ask the same
def _listings(kustomization: str) -> tuple[_Listing, ...]:
    found: list[_Listing] = []
    for root in _roots(kustomization):
        entries = root.tree.select(root, _KUSTOMIZATION)
        resources = entries.get("resources")
        views = root.tree.items(resources) if resources is not None else []
        paths = tuple(joined("", scalar_text(view) or "") for view in views)
        found.append(_Listing(paths, scalar_text(entries.get("namespace"))))
    return tuple(found)


def _put_into(found: dict[str, PodSecurity], namespace: str | None) -> tuple[dict[str, PodSecurity], str | None]:
    if not namespace:
        return found, None
    # All are given this one name; of several kustomize itself says that they are in conflict.
    renamed = [policy._replace(namespace=namespace) for policy in found.values()]
    return ({namespace: renamed[0]} if len(renamed) == 1 else {}), namespace


def _policies(text: str) -> Mapping[str, PodSecurity]:
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
