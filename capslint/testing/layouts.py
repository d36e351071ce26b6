"""Which layouts the fixed examples of a rule cover, by what the files hold and not by their names."""

from __future__ import annotations

from enum import Enum

from capslint.cst import Alias, Document, Mapping, Node, Sequence, node_at
from capslint.cst.changes import touched
from capslint.cst.comments import comments
from capslint.findings import Finding


class Layout(Enum):
    """A way to write the same thing that a fix must keep."""

    BLOCK = "block style where the fix is made"
    FLOW = "flow style where the fix is made"
    COMMENTS = "comments"
    CRLF = "CRLF line ends"
    NO_FINAL_NEWLINE = "no final newline"
    ANCHOR = "an anchor with its alias or merge key"


def layouts_of(findings: tuple[Finding, ...]) -> frozenset[Layout]:
    """Return the layouts in which the fixes of ``findings`` (of one file) are made."""
    found: set[Layout] = set()
    for finding in findings:
        if finding.fix is None:
            continue
        document = finding.fix.document
        found |= _of_document(document)
        if finding.fix.notes:  # nothing that has a style, or that an alias could stand for, is changed
            found |= {Layout.BLOCK, Layout.FLOW, Layout.ANCHOR}
        for change in finding.fix.changes:
            for path in touched(change):
                found.add(Layout.FLOW if _is_flow(document, path) else Layout.BLOCK)
    return frozenset(found)


def _of_document(document: Document) -> set[Layout]:
    text = document.source.text
    found = set()
    if comments(document):
        found.add(Layout.COMMENTS)
    if "\r\n" in text:
        found.add(Layout.CRLF)
    if not text.endswith(("\n", "\r")):
        found.add(Layout.NO_FINAL_NEWLINE)
    if _has_alias(document.root):
        found.add(Layout.ANCHOR)
    return found


def _is_flow(document: Document, path: tuple[str | int, ...]) -> bool:
    # The nearest collection that exists is where something is added; for what exists it is the one around it.
    around = path[:-1]
    while around:
        node = node_at(document.root, around)
        if isinstance(node, (Mapping, Sequence)):
            return node.flow
        around = around[:-1]
    return isinstance(document.root, (Mapping, Sequence)) and document.root.flow


def _has_alias(root: Node | None) -> bool:
    waiting = [root] if root is not None else []
    while waiting:
        node = waiting.pop()
        if isinstance(node, Alias):
            return True
        if isinstance(node, Sequence):
            waiting.extend(node.items)
        elif isinstance(node, Mapping):
            waiting.extend(value for _, value in node.pairs)
    return False
