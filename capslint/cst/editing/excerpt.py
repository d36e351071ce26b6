"""The entry of a document that changes are inside of, as a document of its own: no step reads all the rest.

A block of YAML reads alike wherever it stands, once aliases, anchors and flow style are out of the way: its lines are
taken as they are, columns too. What stands around it is not edited, and is not read again for each of many changes.
"""

from __future__ import annotations

from itertools import pairwise

from capslint.cst.changes import Change, Move, Remove
from capslint.cst.editing.refused import RefusedError
from capslint.cst.nodes import Document, Mapping, Node, Path, Scalar, Sequence
from capslint.cst.parse import YamlError, parse_slice
from capslint.cst.written import begins_line, content_start, end_of, indicator, line_start
from capslint.edits import TextEdit
from capslint.source import Source, Span
from capslint.startup.records import NamedTuple

_FAR_REACHING = ("&", "*", "\n---", "\n...")
"""Anchors and aliases refer to other places, and markers end a document."""


_MORE = "#"
"""A line of its own for what follows: at the end of a text blank lines are closed otherwise than above something."""


class Excerpt(NamedTuple):
    """One place as ``text``, which is that of the whole from ``start`` on, spaces for what does not belong.

    ``changes`` have their paths in it. ``is_flow``: it is a collection in brackets. ``size`` is how much of its text is
    the whole's.
    """

    text: str
    is_flow: bool
    changes: tuple[Change, ...]
    start: int
    size: int

    def in_whole(self, edits: tuple[TextEdit, ...]) -> tuple[TextEdit, ...]:
        """Return ``edits`` of the excerpt as edits of the whole text. Raises RefusedError for one that leaves it."""
        if any(edit.span.end > self.size for edit in edits):
            raise RefusedError("the change reaches into what stands behind it")
        return tuple(self._edit_in_whole(edit) for edit in edits)

    def _edit_in_whole(self, edit: TextEdit) -> TextEdit:
        return TextEdit(Span(self.start + edit.span.start, self.start + edit.span.end), edit.new)


class _Place(NamedTuple):
    """A range of the text, and how many steps from the root of the document lead to the root of its excerpt.

    In block style it is an entry or item, from its key or dash to the line of what follows: the excerpt's root stands
    for the collection around it. A collection in brackets is an excerpt by itself.
    """

    start: int
    end: int
    steps: int


def excerpt(document: Document, changes: tuple[Change, ...]) -> Excerpt | None:
    """Return the smallest part of ``document`` that ``changes`` stay within; None if no part can be taken alone."""
    whole = document.source.text
    place = _innermost(document, changes)
    if place is None:
        return None
    before = line_start(whole, place.start)
    text = whole[place.start : place.end]
    is_flow = text.startswith(("{", "["))
    if any(mark in text for mark in _FAR_REACHING) or not (is_flow or begins_line(whole, place.start)):
        return None
    text = " " * (place.start - before) + text
    more = "" if is_flow or place.end == len(whole) else _MORE
    inner = tuple(_inside(change, place.steps, is_flow) for change in changes)
    return Excerpt(text + more, is_flow, inner, before, len(text))


def read_excerpt(text: str, is_flow: bool) -> Document:
    """Return the text of an excerpt as a document. Raises RefusedError where it is none by itself."""
    try:
        (part,) = parse_slice(Source("", text), 0, len(text))
    except (YamlError, ValueError):
        raise RefusedError("a part of the document is no document by itself") from None
    if not isinstance(part.root, (Mapping, Sequence)) or part.root.flow != is_flow:
        raise RefusedError("a part of the document means something else by itself")
    return part


def _innermost(document: Document, changes: tuple[Change, ...]) -> _Place | None:
    """Return the deepest place that holds all that changes."""
    text, node = document.source.text, document.root
    found: _Place | None = None
    end = document.end
    for depth, step in enumerate(_common(document, changes)):
        if not isinstance(node, (Mapping, Sequence)):
            break
        index = _index(node, step)
        if index is None:
            break
        child = _children(node)[index]
        if isinstance(child, (Mapping, Sequence)) and child.flow:
            # An empty one takes the style of the quotes from around it.
            if _children(child) and text.startswith(("{", "["), child.start):
                found = _Place(child.start, child.end, depth + 1)
        elif not node.flow:
            start, following = _bounds(text, node, index)
            end = end if following is None else line_start(text, following)
            if start is None or start >= end:  # the next entry begins in the same line
                break
            found = _Place(start, end, depth)
        node = child
    return found


def _common(document: Document, changes: tuple[Change, ...]) -> Path:
    """Return the steps that all changes have in common, without those that a change can do away with."""
    leaving = sum(isinstance(change, (Remove, Move)) for change in changes)
    ways = [way for change in changes for way in _ways(document, change, leaving)]
    shared = min(map(len, ways), default=0)
    while any(way[:shared] != other[:shared] for way, other in pairwise(ways)):
        shared -= 1
    return ways[0][:shared] if ways else ()


def _ways(document: Document, change: Change, leaving: int) -> tuple[Path, ...]:
    if isinstance(change, Remove):
        return (_stays(document, change, leaving),)
    if isinstance(change, Move):
        return _stays(document, change, leaving), change.to[:-1]
    return (change.path[:-1],)


def _stays(document: Document, change: Remove | Move, leaving: int) -> Path:
    """Return the way to the innermost collection that is there afterwards, since more is in it than ``leaving``."""
    node, depth = document.root, min(change.keep, len(change.path) - 1)
    for at, step in enumerate(change.path):
        if not isinstance(node, (Mapping, Sequence)):
            break
        if len(_children(node)) > leaving:
            depth = max(depth, at)
        index = _index(node, step)
        node = None if index is None else _children(node)[index]
    return change.path[:depth]


def _children(node: Mapping | Sequence) -> list[Node]:
    return node.items if isinstance(node, Sequence) else [value for _, value in node.pairs]


def _index(node: Mapping | Sequence, step: str | int) -> int | None:
    if isinstance(node, Sequence):
        return step if isinstance(step, int) and 0 <= step < len(node.items) else None
    there = [index for index, (key, _) in enumerate(node.pairs) if isinstance(key, Scalar) and key.value == step]
    return there[0] if len(there) == 1 else None


def _bounds(text: str, node: Mapping | Sequence, index: int) -> tuple[int | None, int | None]:
    """Return where an entry starts and where the next one does, None for what there is not."""
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


def _inside(change: Change, steps: int, is_flow: bool) -> Change:
    """Return ``change`` with its paths as those of an excerpt, whose root is ``steps`` below that of the document."""

    def cut(path: Path) -> Path:
        first, *rest = path[steps:]
        # The only item of a block excerpt is its first.
        return (first if is_flow or isinstance(first, str) else 0, *rest)

    if isinstance(change, Remove):
        return Remove(cut(change.path), change.keep - steps)
    if isinstance(change, Move):
        return Move(cut(change.path), cut(change.to), change.keep - steps)
    return change._replace(path=cut(change.path))
