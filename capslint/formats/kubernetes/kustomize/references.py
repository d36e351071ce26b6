"""Which kustomization of a repository lists which file or folder."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from capslint.formats.kubernetes.kustomize.kustomization import Kustomization, parsed_kustomization
from capslint.formats.kubernetes.neighbours import KUSTOMIZATIONS
from capslint.formats.reading.neighbour_files import Files, joined
from capslint.startup.records import NamedTuple

MOST_OVERLAYS = 32
"""How many overlays of one base are looked at; real ones have up to ten."""

_KEY = "kustomizations"


class References(NamedTuple):
    """What lists what, all paths relative to ``root``, the top of what is looked at.

    ``folder`` is that of the file being checked, ``paths`` the kustomization of each folder that has one. ``parents``
    are, by folder, the folders that build on it; ``listed`` and ``patching`` the folders that name a file as a
    resource or as a patch. ``is_complete``: no kustomization can have been missed.
    """

    folder: str
    paths: dict[str, str]
    parents: dict[str, tuple[str, ...]]
    listed: dict[str, tuple[str, ...]]
    patching: dict[str, tuple[str, ...]]
    is_complete: bool

    def overlays(self, folders: Iterable[str]) -> tuple[str, ...]:
        """Return the folders that nothing else builds on and that build on one of ``folders``, or are one of them."""
        above = self._above(folders)
        return tuple(folder for folder in above if not self.parents.get(folder))[:MOST_OVERLAYS]

    def between(self, folders: Iterable[str]) -> frozenset[str]:
        """Return ``folders`` and all that build on them."""
        return frozenset(self._above(folders))

    def _above(self, folders: Iterable[str]) -> dict[str, None]:
        found: dict[str, None] = {}
        waiting = [*folders]
        while waiting:
            folder = waiting.pop(0)
            if folder not in found:
                found[folder] = None
                waiting += self.parents.get(folder, ())
        return found


def references(files: Files) -> References:
    """Return what the kustomizations list that are in the repository of the file being checked.

    Only one in the folder of a file, or around it, can list it: kustomize opens no file outside of the folder of the
    kustomization that names it (``api/internal/loader/loadrestrictions.go``).
    """
    listing = files.listed(frozenset(KUSTOMIZATIONS))
    graph = files.remembered((_KEY, listing.root), lambda: _graph(files, listing.folder, listing.paths))
    assert isinstance(graph, _Graph)
    return References(listing.folder, graph.paths, graph.parents, graph.listed, graph.patching, listing.is_complete)


def relative(path: str, folder: str) -> str:
    """Return ``path`` relative to ``folder``; both are relative to the root."""
    steps, own = path.split("/"), folder.split("/") if folder else []
    shared = 0
    while shared < min(len(steps) - 1, len(own)) and steps[shared] == own[shared]:
        shared += 1
    return "/".join([*[".."] * (len(own) - shared), *steps[shared:]])


class _Graph(NamedTuple):
    paths: dict[str, str]
    parents: dict[str, tuple[str, ...]]
    listed: dict[str, tuple[str, ...]]
    patching: dict[str, tuple[str, ...]]


def _graph(files: Files, folder: str, paths: tuple[str, ...]) -> _Graph:
    by_folder: dict[str, str] = {}
    for path in paths:
        by_folder.setdefault(posixpath.dirname(path), path)
    graph = _Graph(by_folder, {}, {}, {})
    for at, path in by_folder.items():
        text = files.read(relative(path, folder))
        kustomization = parsed_kustomization(path, text) if text is not None else None
        if kustomization is not None:
            _add(graph, at, kustomization)
    return graph


def _add(graph: _Graph, at: str, kustomization: Kustomization) -> None:
    for path in _inside(at, (*kustomization.resources, *kustomization.components)):
        if path in graph.paths:
            graph.parents[path] = (*graph.parents.get(path, ()), at)
        else:
            graph.listed[path] = (*graph.listed.get(path, ()), at)
    for path in _inside(at, kustomization.files):
        graph.patching[path] = (*graph.patching.get(path, ()), at)


def _inside(at: str, paths: Iterable[str]) -> Iterator[str]:
    for written in dict.fromkeys(paths):
        path = joined(at, written)
        if path is not None and not path.startswith(".."):
            yield path
