"""A text with blanks for the tabs that only separate, for a reader that refuses those."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.cst import Alias, Document, Mapping, Node, Scalar
from capslint.cst.comments import comments
from capslint.cst.editing.expected_tree import tree_of
from capslint.cst.parse import YamlError, parse_slice
from capslint.cst.written import content_start, line_end, property_spans
from capslint.source import Source, Span


def without_tabs(text: str, documents: list[Document], start: int) -> str:
    """Return ``text``, which holds ``documents`` and stands at ``start`` of their source, with blanks for such tabs.

    A tab may stand wherever a blank separates (YAML 1.2.2, 6.2: s-separate-in-line is made of s-white, which is
    either), and libyaml allows it there; ruamel.yaml does not. What is in scalars and comments stays. The text is given
    back as it is where our own reader would not read the same.
    """
    if "\t" not in text:
        return text
    parts: list[str] = []
    at = 0
    for span in sorted(span for document in documents for span in _words(document)):
        begin, end = max(at, span.start - start), max(at, span.end - start)
        parts += text[at:begin].replace("\t", " "), text[begin:end]
        at = end
    spaced = "".join(parts) + text[at:].replace("\t", " ")
    return spaced if _reads_the_same(spaced, documents) else text


def _words(document: Document) -> Iterator[Span]:
    """Return the ranges in which a tab is more than a separator."""
    yield from (comment.span for comment in comments(document))
    text = document.source.text
    stack = [document.root] if document.root is not None else []
    while stack:
        node = stack.pop()
        yield from property_spans(text, node)
        if isinstance(node, Mapping):
            stack += [part for pair in node.pairs for part in pair]
        elif isinstance(node, (Scalar, Alias)):
            yield Span(_content(text, node), node.end)
        else:
            stack += getattr(node, "items", [])


def _content(text: str, node: Node) -> int:
    start = content_start(text, node)
    # The header of a block scalar ("|", ">") is no content.
    return min(line_end(text, start), node.end) if isinstance(node, Scalar) and node.style in ("|", ">") else start


def _reads_the_same(text: str, documents: list[Document]) -> bool:
    try:
        again = parse_slice(Source("", text), 0, len(text))
    except YamlError:
        return False
    return [tree_of(document.root) for document in again] == [tree_of(document.root) for document in documents]
