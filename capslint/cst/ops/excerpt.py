"""The entry of a document that changes are inside of, as a document of its own, so that no step reads all the rest.

A block of YAML reads alike wherever it stands, once aliases, anchors and flow style are out of the way: its lines are
taken as they are, columns too. What stands around it is not edited, and is not read again for each of many changes.
"""

from __future__ import annotations

from itertools import pairwise

from capslint.cst.changes import Change, Move, Remove
from capslint.cst.nodes import Document, Mapping, Node, Path, Scalar, Sequence
from capslint.cst.ops.refusal import RefusedError
from capslint.cst.parse import YamlError, parse_slice
from capslint.cst.written import content_start, end_of, indicator, line_start
from capslint.edits import TextEdit
from capslint.record import NamedTuple
from capslint.source import Span

_FAR_REACHING = ("&", "*", "\n---", "\n...")
"""Anchors and aliases speak of other places, and markers end a document."""


_MORE = "#"
"""A line of its own for what follows: at the end of a text blank lines are closed otherwise than above something."""


class Excerpt(NamedTuple):
    """One entry or item as a ``document``; its text is that of the whole from ``start`` on.

    ``changes`` have paths in it: the first step leads to the entry, the only one there is. ``size`` is how much of its
    text is the whole's.
    """

    document: Document
    changes: tuple[Change, ...]
    start: int
    size: int

    def in_whole(self, edits: tuple[TextEdit, ...]) -> tuple[TextEdit, ...]:
        """Give ``edits`` of the excerpt as edits of the whole text. Raises RefusedError for one that leaves it."""
        if any(one.span.end > self.size for one in edits):
            raise RefusedError("the change reaches into what stands behind it")
        return tuple(TextEdit(Span(self.start + one.span.start, self.start + one.span.end), one.new) for one in edits)


class _Entry(NamedTuple):
    """An entry or item on the way: ``start`` is that of its key or dash, ``end`` that of the line of what follows."""

    start: int
    end: int


def excerpt(document: Document, changes: tuple[Change, ...]) -> Excerpt | None:
    """Give the smallest part of ``document`` that ``changes`` stay within, None if there is none that stands alone."""
    source = document.source
    depth, entry = _innermost(document, changes)
    if entry is None:
        return None
    start = line_start(source.text, entry.start)
    text = source.text[start : entry.end]
    if entry.end < len(source.text):
        text += _MORE
    if source.text[start : entry.start].strip(" ") or any(mark in text for mark in _FAR_REACHING):
        return None
    try:
        (part,) = parse_slice(source.with_text(text), 0, len(text), document.index)
    except (YamlError, ValueError):
        return None
    root = part.root
    entries = root.pairs if isinstance(root, Mapping) else root.items if isinstance(root, Sequence) else []
    if len(entries) != 1:
        return None
    return Excerpt(part, tuple(_inside(one, depth - 1) for one in changes), start, entry.end - start)


def _innermost(document: Document, changes: tuple[Change, ...]) -> tuple[int, _Entry | None]:
    """Give the deepest entry in block style that holds all that changes, and at how many steps from the root it is."""
    text, node = document.source.text, document.root
    found: tuple[int, _Entry | None] = (0, None)
    end = document.end
    for depth, step in enumerate(_common(changes), 1):
        if not isinstance(node, (Mapping, Sequence)) or node.flow:
            break
        index = _index(node, step)
        if index is None:
            break
        start, following = _bounds(text, node, index)
        if start is None:
            break
        end = end if following is None else line_start(text, following)
        if start >= end:  # the next entry begins in the same line
            break
        found = depth, _Entry(start, end)
        node = node.items[index] if isinstance(node, Sequence) else node.pairs[index][1]
    return found


def _common(changes: tuple[Change, ...]) -> Path:
    """Give the steps that all changes have in common, without those that a change can do away with."""
    ways = [way for one in changes for way in _ways(one)]
    shared = min(map(len, ways), default=0)
    while any(one[:shared] != other[:shared] for one, other in pairwise(ways)):
        shared -= 1
    return ways[0][:shared] if ways else ()


def _ways(change: Change) -> tuple[Path, ...]:
    if isinstance(change, Remove):
        return (change.path[: min(change.keep, len(change.path) - 1)],)
    if isinstance(change, Move):
        return change.path[: min(change.keep, len(change.path) - 1)], change.to[:-1]
    return (change.path[:-1],)


def _index(node: Mapping | Sequence, step: str | int) -> int | None:
    if isinstance(node, Sequence):
        return step if isinstance(step, int) and 0 <= step < len(node.items) else None
    there = [index for index, (key, _) in enumerate(node.pairs) if isinstance(key, Scalar) and key.value == step]
    return there[0] if len(there) == 1 else None


def _bounds(text: str, node: Mapping | Sequence, index: int) -> tuple[int | None, int | None]:
    """Give where an entry starts and where the next one does, None for what there is not."""
    if isinstance(node, Mapping):
        following = node.pairs[index + 1][0].start if index + 1 < len(node.pairs) else None
        return node.pairs[index][0].start, following
    items: list[Node] = node.items
    before = end_of(text, items[index - 1]) if index else content_start(text, node)
    start = indicator(text, before, items[index].start, "-")
    if index + 1 == len(items):
        return start, None
    following = indicator(text, end_of(text, items[index]), items[index + 1].start, "-")
    return (None if following is None else start), following


def _inside(change: Change, cut: int) -> Change:
    """Give ``change`` with its paths in the excerpt, whose root stands for the first ``cut`` steps."""
    path = _cut(change.path, cut)
    if isinstance(change, Remove):
        return Remove(path, change.keep - cut)
    if isinstance(change, Move):
        return Move(path, _cut(change.to, cut), change.keep - cut)
    return change._replace(path=path)


def _cut(path: Path, cut: int) -> Path:
    first = path[cut]
    return (0 if isinstance(first, int) else first, *path[cut + 1 :])
