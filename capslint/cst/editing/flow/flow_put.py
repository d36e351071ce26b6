"""Adding to flow collections: behind the last one in the line, or on a line of its own where the others have one."""

from __future__ import annotations

from capslint.cst.changes import Value
from capslint.cst.editing.block.block_lines import Content, flow_content
from capslint.cst.editing.entries import Collection, Slot, own_slots, quote_of, slot_of_key
from capslint.cst.editing.file_style import FileStyle
from capslint.cst.editing.spelling import key_text
from capslint.cst.nodes import Mapping, Sequence
from capslint.cst.written import begins_line, content_start, indicator, line_end, line_start
from capslint.edits import TextEdit
from capslint.source import Span


def put_flow_item(text: str, sequence: Sequence, item: Value, style: FileStyle, quote: str = "") -> list[TextEdit]:
    """Add ``item`` as the last one of a flow sequence, in the quotes of its sibling, or ``quote`` for an empty one."""
    items = own_slots(text, sequence)
    last = items[-1] if items else None
    return _put(text, sequence, items, last, flow_content(item, quote_of(last.value) if last else quote), style)


def put_flow_entry(
    text: str, mapping: Mapping, after: str | None, key: str, value: Content, style: FileStyle, quote: str = ""
) -> list[TextEdit]:
    """Add ``key: value`` behind the sibling ``after``, or as the last entry of a flow mapping."""
    entries = own_slots(text, mapping)
    last = entries[-1] if entries else None
    behind = slot_of_key(entries, after) or last
    quote = quote_of(entries[0].key) if entries else quote
    return _put(text, mapping, entries, behind, _entry(text, entries, key, value, quote), style)


def _entry(text: str, entries: list[Slot], key: str, value: Content, quote: str) -> str:
    between = colon_of(text, entries[-1], quote) if entries else ": "
    return key_text(key, quote) + between + flow_content(value, quote)


def colon_of(text: str, slot: Slot, quote: str) -> str:
    """Return the colon with the spaces around it as ``slot`` has it, where a key in ``quote`` can have it so too."""
    written = text[slot.key.end : slot.value.start] if slot.key is not None else ""
    return written if written.strip(" ") == ":" and (quote == '"' or written.endswith(" ")) else ": "


def _put(
    text: str, collection: Collection, others: list[Slot], behind: Slot | None, new: str, style: FileStyle
) -> list[TextEdit]:
    close = collection.end - 1
    if behind is None:
        return [_fill(text, content_start(text, collection) + 1, close, new)]
    following = next((other.start for other in others if other.start > behind.start), close)
    comma = indicator(text, behind.end, following, ",")
    if begins_line(text, behind.start):
        return _put_line(text, behind, comma, close, new, style)
    at = behind.end if comma is None else comma + 1
    space = _gap(text, others)
    return [TextEdit(Span(at, at), f",{space}{new}" if comma is None else f"{space}{new},")]


def _put_line(text: str, behind: Slot, comma: int | None, close: int, new: str, style: FileStyle) -> list[TextEdit]:
    line = style.newline + text[line_start(text, behind.start) : behind.start] + new
    at = behind.end if comma is None else comma + 1
    end = line_end(text, at)
    # The rest of the line may hold the closing bracket or the next one: then the new line starts right here.
    rest = text[at:end].strip()
    if close < end or (rest and not rest.startswith("#")):
        end = at
    if comma is not None:
        return [TextEdit(Span(end, end), line + ",")]
    if end == at:
        return [TextEdit(Span(at, at), "," + line)]
    return [TextEdit(Span(at, at), ","), TextEdit(Span(end, end), line)]


def _fill(text: str, start: int, close: int, new: str) -> TextEdit:
    inside = text[start:close]
    if inside.strip(" "):  # a comment or a line end, which stays where it is
        return TextEdit(Span(start, start), new + " " if inside.startswith("#") else new)
    space = " " if close > start else ""
    return TextEdit(Span(start, close), f"{space}{new}{space}")


def _gap(text: str, others: list[Slot]) -> str:
    if len(others) < 2:
        return "" if others and others[0].key and colon_of(text, others[0], '"') == ":" else " "
    comma = indicator(text, others[-2].end, others[-1].start, ",")
    space = text[comma + 1 : others[-1].start] if comma is not None else " "
    return " " if space.strip(" ") else space
