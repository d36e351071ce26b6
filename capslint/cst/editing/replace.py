"""Putting a value or an entry in the place of another."""

from __future__ import annotations

from capslint.cst.changes import Value
from capslint.cst.editing.block.block_lines import child_lines, entry_lines, item_lines, stands_below
from capslint.cst.editing.block.block_put import as_lines
from capslint.cst.editing.block.block_take import behind_properties
from capslint.cst.editing.entries import Collection, Slot, own_slots, position_in, quote_of
from capslint.cst.editing.file_style import FileStyle
from capslint.cst.editing.flow.flow_put import colon_of
from capslint.cst.editing.refused import RefusedError
from capslint.cst.editing.spelling import flow, key_text
from capslint.cst.nodes import Mapping, Node, Scalar, Sequence
from capslint.cst.written import begins_line, column, content_start, end_of, header_comment, line_end, line_start
from capslint.edits import TextEdit
from capslint.source import Span


def replace_in_flow(text: str, parent: Collection, node: Node, value: Value, style: FileStyle) -> list[TextEdit]:
    """Put ``value`` in the place of ``node``, which stands in brackets."""
    del style
    slot = own_slots(text, parent)[position_in(parent, node)]
    quote = quote_of(node) or quote_of(slot.key)
    start = content_start(text, node)
    if start < end_of(text, node):
        return [TextEdit(Span(start, end_of(text, node)), flow(value, quote))]
    start = behind_properties(text, slot, node)
    return [TextEdit(Span(start, start), " " + flow(value, quote))]


def replace_in_block(text: str, parent: Collection, node: Node, value: Value, style: FileStyle) -> list[TextEdit]:
    """Put ``value`` in the place of ``node``, an item or the value of an entry in block style."""
    slot = own_slots(text, parent)[position_in(parent, node)]
    if slot.key is None:
        return _replace_item(text, slot, value, style)
    if isinstance(node, (Mapping, Sequence)) and not node.flow:
        return _replace_below(text, slot, value, style)
    on_one_line = line_end(text, slot.start) == line_end(text, slot.end)
    if stands_below(value, style) and on_one_line:
        start, end = behind_properties(text, slot, node), line_end(text, slot.end)
        lines = as_lines(child_lines(value, style), column(text, slot.start), style)
        return [TextEdit(Span(start, slot.end), ""), TextEdit(Span(end, end), lines)]
    return _replace_inline(text, slot, value)


def replace_entry(text: str, parent: Mapping, node: Node, key: str, value: Value, style: FileStyle) -> list[TextEdit]:
    """Put ``key: value`` in the place of the entry whose value is ``node``; a comment on its line stays."""
    every = own_slots(text, parent)
    slot = every[position_in(parent, node)]
    if any(isinstance(other.key, Scalar) and other.key.value == key for other in every if other is not slot):
        raise RefusedError(f"the key {key!r} is already there")
    quote = quote_of(slot.key)
    if parent.flow:
        return [
            TextEdit(
                Span(slot.start, slot.end), key_text(key, quote) + colon_of(text, slot, quote) + flow(value, quote)
            )
        ]
    first, *rest = entry_lines(key, value, style, quote)
    below = as_lines(rest, column(text, slot.start), style)
    behind, end = behind_properties(text, slot, node), line_end(text, slot.end)
    if begins_line(text, content_start(text, node)) and slot.end > behind:  # the value stands below its key
        return [TextEdit(Span(slot.start, behind), first), TextEdit(Span(line_end(text, behind), end), below)]
    return [TextEdit(Span(slot.start, slot.end), first), TextEdit(Span(end, end), below)]


def _replace_inline(text: str, slot: Slot, value: Value) -> list[TextEdit]:
    node = slot.value
    start, end = content_start(text, node), end_of(text, node)
    new = flow(value, quote_of(node))
    if start == end:
        start = end = behind_properties(text, slot, node)
        return [TextEdit(Span(start, end), " " + new)]
    comment = header_comment(text, node) if isinstance(node, Scalar) else None
    if comment:
        new += " " + text[comment.start : comment.end]
    return [TextEdit(Span(start, end), new)]


def _replace_below(text: str, slot: Slot, value: Value, style: FileStyle) -> list[TextEdit]:
    at = behind_properties(text, slot, slot.value)
    lines = Span(line_end(text, at), line_end(text, slot.end))
    if stands_below(value, style):
        return [TextEdit(lines, as_lines(child_lines(value, style), column(text, slot.start), style))]
    return [TextEdit(Span(at, at), " " + flow(value)), TextEdit(lines, "")]


def _replace_item(text: str, slot: Slot, value: Value, style: FileStyle) -> list[TextEdit]:
    node = slot.value
    start = content_start(text, node)
    if not isinstance(value, dict) or not value or line_start(text, start) != line_start(text, slot.start):
        return _replace_inline(text, slot, value)
    gap = text[slot.start + 1 : start]
    if gap.strip(" ") or not gap:
        return _replace_inline(text, slot, value)
    first, *rest = item_lines(value, style, gap=gap)
    below, end = as_lines(rest, column(text, slot.start), style), line_end(text, slot.end)
    edits = [TextEdit(Span(start, slot.end), first[1 + len(gap) :])]
    return [*edits, TextEdit(Span(end, end), below)] if below else edits
