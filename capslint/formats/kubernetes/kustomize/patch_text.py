"""The text of a patch as documents: of a file, or of a scalar inside of a kustomization.

Of a block scalar, or a flow scalar without escapes, the text is read where it stands, so that all in it has its own
place. Of any other the whole scalar is the place of everything.
"""

from __future__ import annotations

import textwrap

from capslint.cst import Document, Mapping, Node, Scalar, Sequence
from capslint.cst.nodes import IN_A_SCALAR
from capslint.formats.reading.view import View
from capslint.source import Source

INLINE = "it stands in a patch that is text to the file around it"


def inline_documents(patch: View) -> tuple[Document, ...] | None:
    """Return the documents of the text at ``patch``; None if it is no YAML."""
    node = patch.node
    if not isinstance(node, Scalar):
        return None
    source = patch.tree.document.source
    found = _in_place(source, node)
    if found is None:
        found = _opaque(source, node)
    for document in found or ():
        document.index = IN_A_SCALAR
        if node.style != "|":
            document.sealed = INLINE
    return tuple(found) if found is not None else None


def _opaque(source: Source, node: Scalar) -> list[Document] | None:
    """Return the documents of a text whose parts have no places of their own: each is at the whole scalar's."""
    parsed = _parsed(Source(source.path, node.value))
    found = []
    for document in parsed or ():
        _put_at(document.root, node)
        found.append(Document(source, 0, node.start, node.end, document.root))
        found[-1].sealed = INLINE
    return found if parsed is not None else None


def _in_place(source: Source, node: Scalar) -> list[Document] | None:
    from capslint.cst.parse import YamlError, parse_slice

    start, end = node.start + 1, node.end - 1
    if node.style in ("|", ">"):
        start, end = source.text.find("\n", node.start) + 1, node.end
        text = textwrap.dedent(source.text[start:end])
        if not start or text.strip() != node.value.strip():
            return None
    elif not node.style or source.text[start:end] != node.value:
        return None
    try:
        return parse_slice(source, start, end)
    except YamlError:
        return None


def _parsed(source: Source) -> list[Document] | None:
    from capslint.cst.parse import YamlError, parse

    try:
        return parse(source)
    except YamlError:
        return None


def _put_at(root: Node | None, at: Node) -> None:
    """Give every node the place of ``at``."""
    stack = [root] if root is not None else []
    while stack:
        node = stack.pop()
        node.start, node.end = at.start, at.end
        if isinstance(node, Mapping):
            for key, value in node.pairs:
                stack += (key, value)
        elif isinstance(node, Sequence):
            stack += node.items
