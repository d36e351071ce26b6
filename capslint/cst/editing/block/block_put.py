"""Adding to block collections and filling what is empty: whole new lines, behind the line of the last leaf."""

from __future__ import annotations

from capslint.cst.changes import Value
from capslint.cst.editing.block.block_lines import (
    Content,
    child_lines,
    entry_lines,
    flow_content,
    item_lines,
    stands_below,
)
from capslint.cst.editing.entries import Slot, colon, own_slots, quote_of, slot_of_key
from capslint.cst.editing.file_style import FileStyle
from capslint.cst.editing.refused import RefusedError
from capslint.cst.nodes import Mapping, Node, Scalar, Sequence
from capslint.cst.written import begins_line, column, line_end, next_line
from capslint.edits import TextEdit
from capslint.source import Span


def put_item(text: str, sequence: Sequence, item: Value, style: FileStyle) -> list[TextEdit]:
    """Add ``item`` as the last one of a block sequence, its quotes and the gap behind its dash as its sibling has."""
    last = own_slots(text, sequence)[-1]
    quote = quote_of(last.value)
    gap = text[last.start + 1 : last.value.start]
    lines = item_lines(item, style, quote, gap if gap and not gap.strip(" ") else " ")
    return [below(text, last, lines, column(text, last.start), style)]


def put_entry(
    text: str, mapping: Mapping, after: str | None, key: str, value: Content, style: FileStyle
) -> list[TextEdit]:
    """Add ``key: value`` behind the sibling ``after``, or as the last entry of a block mapping."""
    entries = own_slots(text, mapping)
    behind = slot_of_key(entries, after) or entries[-1]
    lines = entry_lines(key, value, style, quote_of(entries[0].key))
    return [below(text, behind, lines, column(text, entries[0].start), style)]


def below(text: str, slot: Slot, lines: list[str], indent: int, style: FileStyle) -> TextEdit:
    """Insert ``lines`` behind the last line of ``slot`` and the comments below it that are deeper than ``indent``."""
    end = line_end(text, slot.end)
    if end == len(text) and ends_in_block_scalar(slot.value):
        raise RefusedError("a new line would become part of the block scalar that ends the file without a line end")
    start = next_line(text, end)
    while start > end and _is_deeper_comment(text, start, indent):
        end = line_end(text, start)
        start = next_line(text, end)
    return TextEdit(Span(end, end), as_lines(lines, indent, style))


def as_lines(lines: list[str], indent: int, style: FileStyle) -> str:
    """Join ``lines``, each on a line of its own that starts behind a line end."""
    return "".join(style.newline + (" " * indent + line if line else line) for line in lines)


def fill_entry(text: str, slot: Slot, value: Content, style: FileStyle) -> list[TextEdit]:
    """Put a value into an entry of a block mapping that has none: ``key:``, or an explicit ``null`` or ``~``."""
    null = slot.value
    if null.start != null.end:
        return [TextEdit(null.span, flow_content(value))]
    end = colon(text, slot)
    if not stands_below(value, style):
        return [TextEdit(Span(end, end), " " + flow_content(value))]
    at = line_end(text, end)
    return [TextEdit(Span(at, at), as_lines(child_lines(value, style), column(text, slot.start), style))]


def fill_item(null: Node, value: Content) -> list[TextEdit]:
    """Put a value into an item of a block sequence that has none."""
    space = " " if null.start == null.end else ""
    return [TextEdit(null.span, space + flow_content(value))]


def ends_in_block_scalar(node: Node) -> bool:
    """Return whether the last leaf of ``node`` is a block scalar, in which a final line end counts."""
    while isinstance(node, (Mapping, Sequence)) and not node.flow:
        node = node.pairs[-1][1] if isinstance(node, Mapping) else node.items[-1]
    return isinstance(node, Scalar) and node.style in ("|", ">")


def _is_deeper_comment(text: str, start: int, indent: int) -> bool:
    line = text[start : line_end(text, start)]
    stripped = line.lstrip(" ")
    return stripped.startswith("#") and len(line) - len(stripped) > indent and begins_line(text, start)
