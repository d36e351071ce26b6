"""Taking out of block collections: whole lines, with the comments that belong to them."""

from __future__ import annotations

from capslint.cst.comments import NOTE
from capslint.cst.editing.block.block_put import ends_in_block_scalar
from capslint.cst.editing.entries import Collection, Slot, colon, own_slots
from capslint.cst.editing.file_style import FileStyle
from capslint.cst.editing.refused import RefusedError
from capslint.cst.nodes import Mapping, Node
from capslint.cst.written import (
    begins_line,
    column,
    comment_spans,
    line_end,
    line_start,
    next_line,
    property_spans,
)
from capslint.edits import TextEdit
from capslint.source import Span


def take(text: str, collection: Collection, index: int, style: FileStyle) -> list[TextEdit]:
    """Take out slot ``index`` of a block collection that has others."""
    every = own_slots(text, collection)
    slot = every[index]
    if not begins_line(text, slot.start):
        return _take_first_on_dash_line(text, slot, every[1], style)
    floor = every[index - 1] if index else None
    return [_whole_lines(text, slot, floor)]


def empty_out(text: str, collection: Collection, holder: Slot | None) -> list[TextEdit]:
    """Take out the only slot of a block collection and leave ``[]`` or ``{}``. ``holder`` is the slot it is in."""
    if holder is None:
        raise RefusedError("the only entry of the document is not removed")
    slot = own_slots(text, collection)[0]
    left = "{}" if isinstance(collection, Mapping) else "[]"
    if not begins_line(text, slot.start):
        return [TextEdit(Span(slot.start, line_end(text, slot.end)), left)]
    at = behind_properties(text, holder, collection)
    return [TextEdit(Span(at, at), " " + left), _whole_lines(text, slot, None)]


def behind_properties(text: str, holder: Slot, value: Node) -> int:
    """Return the offset at which the value of ``holder`` starts: behind its colon or dash, its tag and its anchor."""
    spans = property_spans(text, value)
    if spans:
        return spans[-1].end
    return colon(text, holder) if holder.key is not None else holder.start + 1


def comments_above(text: str, slot: Slot, floor: int, is_first: bool) -> int:
    """Return the start of the first of the comment lines directly above ``slot`` that go with it, not above ``floor``.

    Those in its column go, unless it ``is_first``: then they can be about all that follow. A comment that ignores a
    finding goes always, with all that is below it: it would ignore one of the next line.
    """
    top, indent = line_start(text, slot.start), column(text, slot.start)
    at, is_own = top, not is_first
    while at > floor:
        at = line_start(text, line_end(text, at - 1))
        line = text[at : line_end(text, at)]
        stripped = line.lstrip(" ")
        if at < floor or not stripped.startswith("#"):
            break
        is_own = is_own and len(line) - len(stripped) == indent
        if is_own or stripped.lstrip("# \t").startswith(NOTE):
            top = at
    return top


def _take_first_on_dash_line(text: str, slot: Slot, following: Slot, style: FileStyle) -> list[TextEdit]:
    # The next one moves up to the dash; comments above it go above the dash.
    edits = [TextEdit(Span(slot.start, following.start), "")]
    between = comment_spans(text, line_end(text, slot.end), following.start)
    if between:
        start = line_start(text, slot.start)
        dash = start + len(text[start:]) - len(text[start:].lstrip(" "))
        lines = [text[start:dash] + text[span.start : span.end] + style.newline for span in between]
        edits.insert(0, TextEdit(Span(start, start), "".join(lines)))
    return edits


def _whole_lines(text: str, slot: Slot, before: Slot | None) -> TextEdit:
    floor = next_line(text, before.end) if before else 0
    top = comments_above(text, slot, floor, is_first=before is None)
    bottom = next_line(text, slot.end)
    if bottom < len(text):
        return TextEdit(Span(top, behind_blank_lines(text, top, bottom, floor)), "")
    top = next(iter(_blank_lines_above(text, top, floor)[::-1]), top)
    if text[bottom - 1] not in "\r\n" and top > 0 and not (before and ends_in_block_scalar(before.value)):
        top = line_end(text, top - 1)
    return TextEdit(Span(top, bottom), "")


def behind_blank_lines(text: str, top: int, bottom: int, floor: int) -> int:
    """Return where lines that go from ``top`` must end, from ``bottom`` on, so that no blank lines pile up.

    As many go as stand above ``top``, where nothing above ``floor`` counts.
    """
    for _ in _blank_lines_above(text, top, floor):
        end = line_end(text, bottom)
        if text[bottom:end].strip(" \t") or end == len(text):
            break
        bottom = next_line(text, end)
    return bottom


def _blank_lines_above(text: str, top: int, floor: int) -> list[int]:
    found: list[int] = []
    while top > floor:
        above = line_start(text, line_end(text, top - 1))
        if above < floor or text[above : line_end(text, above)].strip(" \t"):
            break
        found.append(above)
        top = above
    return found
