"""Where something stands in a document by the names of what it stands in, not by numbers that move."""

from __future__ import annotations

from capslint.cst.nodes import Document, Mapping, Node, Scalar, Sequence
from capslint.source import Span

_NAMES = ("name", "image")
"""What tells an item of a list from the others, where it has it."""


def named_place(document: Document, span: Span) -> tuple[str, ...]:
    """Return the keys and the names of items that lead to what begins at ``span``, and the word there; () if unknown.

    The number of an item, the style and the order of keys do not count, nor does what else a longer text says.
    """
    root = document.root
    if root is None:
        return ()
    found = [_identity(root)]
    node: Node | None = root
    while node is not None:
        inner = _inner(node, span.start)
        if inner is None:
            break
        step, node = inner
        found.append(step)
    found.append(_word(document.source.text[span.start : span.end], node))
    return tuple(step for step in found if step)


def _inner(node: Node, offset: int) -> tuple[str, Node] | None:
    """Return what of ``node`` holds the offset, with what it is called there."""
    if isinstance(node, Mapping):
        for key, value in node.pairs:
            if key.start <= offset < max(value.end, key.end):
                return _text(key), value
    elif isinstance(node, Sequence):
        for item in node.items:
            if item.start <= offset < max(item.end, item.start + 1):
                return _identity(item), item
    return None


def _identity(node: Node) -> str:
    """Return what tells ``node`` from its neighbours: an object's kind and name, an item's name, a word itself."""
    if not isinstance(node, Mapping):
        return _text(node)
    kind, metadata = node.get("kind"), node.get("metadata")
    if kind is not None and isinstance(metadata, Mapping):
        return "/".join(_text(part) for part in (kind, metadata.get("namespace"), metadata.get("name")))
    return next((_text(named) for named in map(node.get, _NAMES) if named is not None), "")


def _word(written: str, node: Node | None) -> str:
    """Return the word that is pointed to: of a longer text, such as a command, nothing but that."""
    value = _text(node)
    if written and written in value:
        return written if len(written.split()) == 1 else ""
    return value if len(value.split()) == 1 else ""


def _text(node: Node | None) -> str:
    return node.value if isinstance(node, Scalar) else ""
