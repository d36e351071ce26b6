"""Where the characters of a scalar's value stand in the source: spans of single words inside of it."""

from __future__ import annotations

from capslint.cst import Scalar
from capslint.formats.reading.view import View
from capslint.model import Word
from capslint.source import Span


def content_start(node: Scalar, text: str) -> int | None:
    """Return the offset from which the value stands in ``text`` character by character.

    None if it does not: escapes, folded lines, block scalars.
    """
    end = node.end - (1 if node.style in ("'", '"') else 0)
    start = end - len(node.value)
    if node.style in ("|", ">") or start < node.start or text[start:end] != node.value:
        return None
    if node.style:
        return start if start > node.start and text[start - 1] == node.style else None
    # Of a plain scalar a tag or an anchor may stand before the value, nothing else.
    return start if start == node.start or node.tag or node.anchor else None


def word(view: View, value: str) -> Word:
    """Return a whole scalar as one word: its content, or the node if that is not the value character by character."""
    node = view.node
    start = content_start(node, view.tree.document.source.text) if isinstance(node, Scalar) else None
    return Word(value, node.span if start is None else Span(start, start + len(node.value)))  # type: ignore[attr-defined]
