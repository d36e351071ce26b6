"""Adding by path: the right cell for what stands there, missing parents made on the way."""

from __future__ import annotations

from capslint.cst.changes import Append, Insert
from capslint.cst.editing.block.block_lines import Content, flow_content
from capslint.cst.editing.block.block_put import fill_entry, fill_item, put_entry, put_item
from capslint.cst.editing.entries import Collection, colon, own_slots, position_in, quote_of
from capslint.cst.editing.file_style import FileStyle
from capslint.cst.editing.flow.flow_put import put_flow_entry, put_flow_item
from capslint.cst.editing.locate import Spot, locate
from capslint.cst.editing.refused import RefusedError, spelled
from capslint.cst.nodes import Document, Mapping, Path, Scalar, Sequence
from capslint.edits import TextEdit
from capslint.source import Span


def append(document: Document, change: Append, style: FileStyle) -> list[TextEdit]:
    """Plan an Append."""
    spot = locate(document, change.path)
    node, text = spot.node, document.source.text
    if spot.missing or (isinstance(node, Scalar) and node.is_null):
        return put(spot, [change.item], None, style)
    if not isinstance(node, Sequence):
        raise RefusedError(f"{spelled(change.path)} is written as something else than a list")
    if node.flow:
        return put_flow_item(text, node, change.item, style, _quote_around(spot))
    return put_item(text, node, change.item, style)


def insert(document: Document, change: Insert, style: FileStyle) -> list[TextEdit]:
    """Plan an Insert."""
    return put(locate(document, change.path), change.value, change.after, style)


def put(spot: Spot, value: Content, after: str | None, style: FileStyle) -> list[TextEdit]:
    """Write ``value`` where ``spot`` leads to nothing yet, or to a null."""
    node, text = spot.node, spot.document.source.text
    if any(isinstance(step, int) for step in spot.missing):
        raise RefusedError(f"there is no {spelled(spot.path)}")
    if isinstance(node, Scalar) and node.is_null and node.anchor is None:
        return _fill(spot, node, _nested(spot.missing, value), style)
    if not isinstance(node, Mapping) or not spot.missing:
        raise RefusedError(f"{spelled(spot.path)} is already there")
    key, content = str(spot.missing[0]), _nested(spot.missing[1:], value)
    behind = after if len(spot.missing) == 1 else None
    if node.flow:
        return put_flow_entry(text, node, behind, key, content, style, _quote_around(spot))
    return put_entry(text, node, behind, key, content, style)


def _fill(spot: Spot, null: Scalar, value: Content, style: FileStyle) -> list[TextEdit]:
    parent, text = spot.parent, spot.document.source.text
    if not isinstance(parent, (Mapping, Sequence)):
        raise RefusedError("the document is empty")
    slot = own_slots(text, parent)[position_in(parent, null)]
    if not parent.flow:
        return fill_item(null, value) if slot.key is None else fill_entry(text, slot, value, style)
    new = flow_content(value, quote_of(slot.key))
    if null.start != null.end:
        return [TextEdit(null.span, new)]
    at = colon(text, slot) if slot.key is not None else null.start
    return [TextEdit(Span(at, at), " " + new)]


def _nested(steps: Path, value: Content) -> Content:
    for step in reversed(steps):
        value = {str(step): value}
    return value


def _quote_around(spot: Spot) -> str:
    """Return the quotes of the key that leads to the collection: an empty one has no other sibling to go by."""
    parent: Collection | None = spot.parent if isinstance(spot.parent, (Mapping, Sequence)) else None
    if not isinstance(parent, Mapping):
        return ""
    return quote_of(parent.pairs[position_in(parent, spot.node)][0])
