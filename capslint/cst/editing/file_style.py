"""The style of a file: how far it indents, and whether it writes lists in brackets."""

from __future__ import annotations

from collections import Counter

from capslint.cst.editing.locate import all_nodes
from capslint.cst.nodes import Document, Mapping, Node, Scalar, Sequence
from capslint.cst.written import begins_line, column, content_start
from capslint.startup.records import NamedTuple


class FileStyle(NamedTuple):
    """How a file is laid out.

    ``step``: columns from a key to the keys under it. ``offset``: from a key to the dashes under it (often 0 or 2).
    ``flow_lists``: lists of scalars are written ``[a, b]``. ``newline`` is the line end of new lines.
    """

    step: int = 2
    offset: int = 2
    flow_lists: bool = False
    newline: str = "\n"


def style_of(document: Document) -> FileStyle:
    """Return the style of most of ``document``; where it shows nothing, two columns and lists with dashes."""
    text = document.source.text
    steps: Counter[int] = Counter()
    offsets: Counter[int] = Counter()
    flow_lists = 0
    for node in all_nodes(document.root):
        if isinstance(node, Sequence) and node.items and all(isinstance(item, Scalar) for item in node.items):
            flow_lists += 1 if node.flow else -1
        if isinstance(node, Mapping) and not node.flow:
            for key, value in node.pairs:
                _measure(text, key, value, steps, offsets)
    return FileStyle(_majority(steps), _majority(offsets), flow_lists > 0, document.source.newline)


def _measure(text: str, key: Node, value: Node, steps: Counter[int], offsets: Counter[int]) -> None:
    if not isinstance(value, (Mapping, Sequence)) or value.flow:
        return
    start = content_start(text, value)
    if begins_line(text, start):
        deeper = column(text, start) - column(text, key.start)
        (steps if isinstance(value, Mapping) else offsets)[deeper] += 1


def _majority(counts: Counter[int]) -> int:
    return counts.most_common(1)[0][0] if counts else 2
