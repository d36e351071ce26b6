"""Every comment of a document, found from the spans of nodes: a ``#`` inside a scalar is never taken for one."""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter

from capslint.cst.nodes import Alias, Document, Mapping, Node, Scalar
from capslint.cst.written import comment_spans, content_start, header_comment, line_end, property_spans
from capslint.source import Source, Span
from capslint.startup.records import NamedTuple

NOTE = "capslint:"
"""How a comment to capslint begins behind its ``#``; it is about the line below it."""
_COMMENTS = ("#", "//", ";")


class Comment(NamedTuple):
    """A comment from its ``#`` to the end of its line; ``text`` is what stands there."""

    span: Span
    text: str


def line_below(source: Source, offset: int) -> int:
    """Return the line that a comment at ``offset`` is about: its own, or the next one that is not a comment alone."""
    line, text = source.position(offset).line, source.text
    starts = source.line_starts()
    while True:
        written = source.line(line).lstrip()
        if written.startswith("/*"):  # it can go on over lines, and something can stand behind it
            end = text.find("*/", starts[line - 1])
            last = source.position(end).line if end >= 0 else len(starts)
            if end >= 0 and text[end + 2 : line_end(text, end)].strip():
                return last
            line = last + 1
        elif written.startswith(_COMMENTS):
            line += 1
        else:
            return line


def comments(document: Document) -> list[Comment]:
    """Return the comments of ``document`` in the order of the file, those around its ``---`` included."""
    text = document.source.text
    found: list[Comment] = []
    at = document.start
    if document.index == 0 and _holds_no_document(text[:at]):
        at = 0
    for start, end, comment in sorted(_opaque(text, document.root), key=itemgetter(0, 1)):
        found += _between(text, at, start)
        if comment:
            found.append(Comment(comment, text[comment.start : comment.end].rstrip(" \t")))
        at = max(at, end)
    return found + _between(text, at, document.end)


def comments_inside(text: str, nodes: list[Node], start: int, end: int) -> list[Span]:
    """Return the comments of the range, which holds ``nodes`` and nothing else, in the order of the file."""
    found: list[Span] = []
    at = start
    opaque = (part for node in nodes for part in _opaque(text, node))
    for begin, stop, _ in sorted(opaque, key=itemgetter(0, 1)):
        found += comment_spans(text, at, begin)
        at = max(at, stop)
    return found + comment_spans(text, at, end)


def may_hold_comment(document: Document, node: Node) -> bool:
    """Return whether what can begin a comment stands from ``node`` on to the end of its last line, even in a string."""
    text = document.source.text
    last = len(text[: node.end].rstrip())
    end = text.find("\n", last)
    return any(mark in text[node.start : end if end >= 0 else len(text)] for mark in _COMMENTS)


def _holds_no_document(text: str) -> bool:
    # Comments alone before the first "---" are no document of their own.
    return all(line.startswith(("#", "%")) or not line.strip() for line in text.splitlines())


def _opaque(text: str, root: Node | None) -> Iterator[tuple[int, int, Span | None]]:
    """Return the ranges in which a ``#`` is no comment, and the comment in a block scalar's header."""
    stack = [root] if root is not None else []
    while stack:
        node = stack.pop()
        for span in property_spans(text, node):
            yield span.start, span.end, None
        if isinstance(node, Scalar):
            yield content_start(text, node), node.end, header_comment(text, node)
        elif isinstance(node, Alias):
            yield node.start, node.end, None
        elif isinstance(node, Mapping):
            stack += [part for pair in node.pairs for part in pair]
        else:
            stack += getattr(node, "items", [])


def _between(text: str, start: int, end: int) -> list[Comment]:
    # Directives lie here too; libyaml allows no "#" in them but a comment's.
    return [Comment(span, text[span.start : span.end].rstrip(" \t")) for span in comment_spans(text, start, end)]
