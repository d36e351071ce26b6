"""A mapping view of a document: aliases and merge keys (``<<``) are followed, and every value knows where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from capslint.cst import Alias, Document, Mapping, Node, Path, Problem, Scalar, Sequence
from capslint.model import Place, Setting, Unknown, Via
from capslint.source import Span
from capslint.startup.records import NamedTuple

T = TypeVar("T")

MAX_MERGE_DEPTH = 64
"""Longest chain of merge keys that is followed; real files stay below 5."""
MAX_MERGED_ENTRIES = 100_000
"""Most entries that merge keys may bring into one document: a chain of merges costs the square of its length."""


class View(NamedTuple):
    """A value as it counts. ``node`` is never an alias, save one that refers to nothing.

    ``path`` leads to where the value is really written, ``key`` is the key node there, ``via`` says how it came here.
    """

    tree: Tree
    node: Node
    path: Path
    key: Node | None = None
    via: Via = Via.LITERAL

    def place(self) -> Place:
        """Return where it is written."""
        tree, node, path, key, _ = self
        return Place._make((tree.document, path, node, key))

    def problem(self, message: str) -> None:
        """Add an oddity of this value to the problems of its document, once."""
        self.tree.report(message, self.node.span)


class Tree:
    """One document with what is needed to follow its aliases: where each anchored node stands.

    ``path`` is the file's, ``folder`` is what relative paths in it start from; both are relative to the folder of the
    file being checked. ``variables`` are those that are known when its values are read.
    """

    __slots__ = ("_anchored", "_budget", "_merged", "_reported", "document", "folder", "path", "variables")

    def __init__(
        self, document: Document, folder: str = "", variables: dict[str, str] | None = None, path: str = ""
    ) -> None:
        self.document = document
        self.path = path
        self.folder = folder
        self.variables = variables or {}
        self._anchored: dict[int, tuple[Path, Node | None]] | None = None
        self._merged: dict[tuple[int, int], dict[str, View]] = {}
        self._budget = MAX_MERGED_ENTRIES
        self._reported: set[Problem] = set()

    def root(self) -> View | None:
        """Return the view of the whole document, None for an empty one."""
        root = self.document.root
        return View(self, root, ()) if root is not None else None

    def report(self, message: str, span: Span) -> None:
        """Add a problem to the document, unless it is already there."""
        problem = Problem(message, span)
        if problem not in self._reported:
            self._reported.add(problem)
            self.document.problems.append(problem)

    def select(self, at: View, names: frozenset[str] | None, depth: int = 0) -> dict[str, View]:
        """Return the entries of the mapping ``at`` whose keys are in ``names`` (None: all), merge keys looked through.

        What is not a mapping has none. Of a key that is there twice the last counts.
        """
        found: dict[str, View] = {}
        merges: list[View] = []
        node = at.node
        if not isinstance(node, Mapping):
            return found
        for key, value in node.pairs:
            if type(key) is not Scalar:
                continue
            name = key.value
            if name == "<<" and not key.style:
                merges.append(self.child(at, name, key, value))
            elif names is None or name in names:
                found[name] = self.child(at, name, key, value)
        for merge in merges:
            self._merge_into(found, merge, names, depth)
        return found

    def items(self, at: View) -> list[View]:
        """Return the items of the sequence ``at``; what is not a sequence has none."""
        node = at.node
        if not isinstance(node, Sequence):
            return []
        return [self.child(at, index, None, item) for index, item in enumerate(node.items)]

    def child(self, at: View, step: str | int, key: Node | None, value: Node) -> View:
        """Return the view of ``value``, which stands at ``step`` of ``at``; an alias is followed."""
        if type(value) is Alias and value.target is not None:
            path, anchor_key = self._written(value.target)
            return View(self, value.target, path, anchor_key, Via.ALIAS if at.via is Via.LITERAL else at.via)
        return View._make((self, value, (*at.path, step), key, at.via))

    def _merge_into(self, found: dict[str, View], merge: View, names: frozenset[str] | None, depth: int) -> None:
        # YAML 1.1 merge key: the mapping's own keys win, then the earlier of several merged mappings.
        if depth >= MAX_MERGE_DEPTH:
            merge.problem(f"merge keys (<<) nested deeper than {MAX_MERGE_DEPTH} levels are not followed")
            return
        sources = self.items(merge) if isinstance(merge.node, Sequence) else [merge]
        for source in sources:
            if not isinstance(source.node, Mapping):
                if not isinstance(source.node, Alias):
                    source.problem("a merge key (<<) takes a mapping or a list of mappings")
                continue
            for name, view in self._merged_entries(source, names, depth + 1).items():
                found.setdefault(name, view)

    def _merged_entries(self, source: View, names: frozenset[str] | None, depth: int) -> dict[str, View]:
        # Remembered by node, so that merges of merges (an "alias bomb") cost each mapping once.
        memo = (id(source.node), id(names))
        entries = self._merged.get(memo)
        if entries is None:
            entries = self.select(source._replace(via=Via.MERGE), names, depth)
            self._merged[memo] = entries
        self._budget -= len(entries)
        if self._budget < 0:
            source.problem("merge keys (<<) bring in more entries than are followed")
            return {}
        return entries

    def _written(self, target: Node) -> tuple[Path, Node | None]:
        if self._anchored is None:
            self._anchored = {id(node): (path, key) for node, path, key in _anchors(self.document.root)}
        return self._anchored[id(target)]


def _anchors(root: Node | None) -> Iterator[tuple[Node, Path, Node | None]]:
    # Only called for documents with an alias in a place that matters.
    stack: list[tuple[Node, Path, Node | None]] = [(root, (), None)] if root is not None else []
    while stack:
        node, path, key = stack.pop()
        if node.anchor:
            yield node, path, key
        if isinstance(node, Mapping):
            for entry, value in node.pairs:
                step = entry.value if isinstance(entry, Scalar) else "?"
                stack.append((value, (*path, step), entry))
                if entry.anchor or isinstance(entry, (Mapping, Sequence)):
                    stack.append((entry, (*path, "?"), None))
        elif isinstance(node, Sequence):
            stack.extend((item, (*path, index), None) for index, item in enumerate(node.items))


def absent(view: View, key: str, value: T) -> Setting[T]:
    """Return the setting of a ``key`` that the mapping ``view`` does not have: ``value``, and where it would stand."""
    return Setting(value, Place(view.tree.document, (*view.path, key), view.node), Via.ABSENT)


def present(view: View, value: T) -> Setting[T]:
    """Return the setting that is written at ``view``."""
    return Setting(value, view.place(), view.via)


def unknown_alias(view: View) -> Unknown | None:
    """Return why the value is unknown if it is an alias that refers to nothing, else None."""
    return Unknown(f"the undefined alias *{view.node.name}") if isinstance(view.node, Alias) else None
