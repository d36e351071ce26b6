"""The files and texts that a build reads, each parsed once, so that a value has one place in all overlays."""

from __future__ import annotations

import posixpath

from capslint.cst import Document
from capslint.formats.kubernetes.kustomize.kustomization import (
    Kustomization,
    Patch,
    parsed_kustomization,
    read_kustomization,
)
from capslint.formats.kubernetes.kustomize.patch_text import inline_documents
from capslint.formats.kubernetes.kustomize.references import References, relative
from capslint.formats.reading.neighbour_files import Files, joined
from capslint.formats.reading.view import Tree, View
from capslint.source import Source

MOST_FILES = 2_000
"""How many files are opened for one that is checked."""


class TooManyFilesError(Exception):
    """A build opens more files than are read."""


class ReadDocuments:
    """Reads files below the root for a check of ``checked``, the file at ``own`` (both paths from the root)."""

    def __init__(self, checked: Document, files: Files, known: References, own: str) -> None:
        self.known = known
        self.own = own
        self._checked = checked
        self.files = files
        self._roots: dict[str, tuple[View, ...] | None] = {}
        self._inline: dict[int, tuple[View, ...] | None] = {}
        self._kustomizations: dict[str, Kustomization | None] = {}

    def text(self, path: str) -> str | None:
        """Return the text of a file."""
        if path == self.own:
            return self._checked.source.text
        return self.files.read(relative(path, self.known.folder))

    def kustomization(self, folder: str) -> Kustomization | None:
        """Return what the kustomization in ``folder`` says; None if it cannot be read."""
        if folder not in self._kustomizations:
            self._kustomizations[folder] = self._read_kustomization(self.known.paths.get(folder))
        return self._kustomizations[folder]

    def _read_kustomization(self, path: str | None) -> Kustomization | None:
        if path is None:
            return None
        if path == self.own:
            return read_kustomization(self._checked)
        text = self.text(path)
        return parsed_kustomization(self._shown(path), text) if text is not None else None

    def patch(self, patch: Patch, folder: str) -> tuple[View, ...] | None:
        """Return the tops of a patch's documents; None if it cannot be read."""
        return self._inline_roots(patch.inline) if patch.inline is not None else self._file(folder, patch.path or "")

    def _inline_roots(self, inline: View) -> tuple[View, ...] | None:
        key = id(inline.node)
        if key not in self._inline:
            self._inline[key] = _tops(inline_documents(inline))
        return self._inline[key]

    def _file(self, folder: str, written: str) -> tuple[View, ...] | None:
        path = joined(folder, written)
        return self.roots(path) if path and not path.startswith("..") else None

    def roots(self, path: str) -> tuple[View, ...] | None:
        """Return the tops of a file's documents; None if it cannot be read."""
        if path not in self._roots:
            if len(self._roots) >= MOST_FILES:
                raise TooManyFilesError
            self._roots[path] = _tops(self._documents(path))
        return self._roots[path]

    def path_of(self, document: Document) -> str:
        """Return the path of the file that ``document`` was read from."""
        paths = (path for path, roots in self._roots.items() for root in roots or () if root.tree.document is document)
        return next(paths, self.own)

    def seal_shared(self, overlays: tuple[str, ...]) -> None:
        """Let nothing be fixed in files that others than ``overlays`` build on: their own check knows of all."""
        known = self.known
        for path, roots in self._roots.items():
            folders = (*known.listed.get(path, ()), *known.patching.get(path, ()))
            other = next((folder for folder in known.overlays(folders) if folder not in overlays), None)
            if other is None or path == self.own:
                continue
            for document in (root.tree.document for root in roots or ()):
                own = document.source.path
                why = f"{other or 'another kustomization'} builds on it too: fix the file itself, {own}"
                document.sealed = document.sealed or why

    def _documents(self, path: str) -> tuple[Document, ...] | None:
        from capslint.cst.parse import YamlError, parse

        checked = self._checked
        if path == self.own and path in self.known.listed:
            return (checked,)  # the others of the file have their own turn
        text = self.text(path)
        if text is None:
            return None
        source = checked.source if path == self.own else Source(self._shown(path), text)
        try:
            documents = parse(source)
        except YamlError:
            # What is not YAML is told where the file itself is checked.
            return (checked,) if path == self.own else None
        if path != self.own:
            return tuple(documents)
        return tuple(checked if document.start == checked.start else document for document in documents)

    def _shown(self, path: str) -> str:
        base = self._checked.source.path.replace("\\", "/").rpartition("/")[0]
        near = relative(path, self.known.folder)
        return posixpath.normpath(f"{base}/{near}") if base else near


def _tops(documents: tuple[Document, ...] | None) -> tuple[View, ...] | None:
    if documents is None:
        return None
    return tuple(root for root in (Tree(document).root() for document in documents) if root is not None)
