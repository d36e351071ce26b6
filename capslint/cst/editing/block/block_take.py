"""Taking out of block collections: whole lines, with the comments that belong to them."""

from __future__ import annotations

from capslint.cst.editing.block.block_put import ends_in_block_scalar
from capslint.cst.editing.commented_settings import is_note_to_capslint, settings_inside, switched_off
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


def take(text: str, collection: Collection, index: int, style: FileStyle, moved: Span | None = None) -> list[TextEdit]:
    """Take out slot ``index`` of a block collection that has others.

    Settings that are switched off inside of it stay, but for those in the range ``moved``, which stand elsewhere now.
    """
    every = own_slots(text, collection)
    slot = every[index]
    if not begins_line(text, slot.start):
        return _take_first_on_dash_line(text, slot, every[1], style, moved)
    floor = every[index - 1] if index else None
    return _whole_lines(text, slot, floor, moved)


def empty_out(
    text: str, collection: Collection, holder: Slot | None, style: FileStyle, moved: Span | None = None
) -> list[TextEdit]:
    """Take out the only slot of a block collection and leave ``[]`` or ``{}``. ``holder`` is the slot it is in."""
    if holder is None:
        raise RefusedError("the only entry of the document is not removed")
    slot = own_slots(text, collection)[0]
    left = "{}" if isinstance(collection, Mapping) else "[]"
    if not begins_line(text, slot.start):
        kept = [text[line.start : line_end(text, line.start)] for line in settings_inside(text, slot, moved)]
        return [TextEdit(Span(slot.start, line_end(text, slot.end)), style.newline.join([left, *kept]))]
    at = behind_properties(text, holder, collection)
    return [TextEdit(Span(at, at), " " + left), *_whole_lines(text, slot, None, moved)]


def behind_properties(text: str, holder: Slot, value: Node) -> int:
    """Return the offset at which the value of ``holder`` starts: behind its colon or dash, its tag and its anchor."""
    spans = property_spans(text, value)
    if spans:
        return spans[-1].end
    return colon(text, holder) if holder.key is not None else holder.start + 1


def comments_above(text: str, slot: Slot, floor: int, is_first: bool) -> list[Span]:
    """Return the comment lines directly above ``slot`` that go with it, in the order of the file, none above ``floor``.

    Those in its column go, unless it ``is_first``: then they can be about all that follow. A setting that is switched
    off stays, with all that is above it. A comment that ignores a finding goes always, with the notes below it: it
    would ignore one of the next line.
    """
    lines = _comment_lines(text, line_start(text, slot.start), floor)
    written = [text[line.start : line_end(text, line.start)] for line in lines]
    indent, is_own = column(text, slot.start), not is_first
    going: list[Span] = []
    undecided: list[Span] = []
    for span, line, is_setting in reversed(list(zip(lines, written, switched_off(written), strict=True))):
        is_own = is_own and not is_setting and line.index("#") == indent
        if not is_setting:
            undecided.append(span)
        if is_own or is_note_to_capslint(line):
            going += undecided
            undecided = []
    return going[::-1]


def _comment_lines(text: str, top: int, floor: int) -> list[Span]:
    """Return the comment lines from ``top`` upwards that follow each other, in the order of the file."""
    found: list[Span] = []
    while top > floor:
        above = line_start(text, line_end(text, top - 1))
        if above < floor or not text[above : line_end(text, above)].lstrip(" ").startswith("#"):
            break
        found.append(Span(above, top))
        top = above
    return found[::-1]


def _take_first_on_dash_line(
    text: str, slot: Slot, following: Slot, style: FileStyle, moved: Span | None
) -> list[TextEdit]:
    # The next one moves up to the dash; comments above it go above the dash.
    edits = [TextEdit(Span(slot.start, following.start), "")]
    inside = [Span(text.index("#", line.start), line.end) for line in settings_inside(text, slot, moved)]
    between = [*inside, *comment_spans(text, line_end(text, slot.end), following.start)]
    if between:
        start = line_start(text, slot.start)
        dash = start + len(text[start:]) - len(text[start:].lstrip(" "))
        lines = [text[start:dash] + text[span.start : line_end(text, span.start)] + style.newline for span in between]
        edits.insert(0, TextEdit(Span(start, start), "".join(lines)))
    return edits


def _whole_lines(text: str, slot: Slot, before: Slot | None, moved: Span | None) -> list[TextEdit]:
    floor = next_line(text, before.end) if before else 0
    above = comments_above(text, slot, floor, is_first=before is None)
    kept = settings_inside(text, slot, moved)
    first = line_start(text, slot.start)
    parts = [*above, *without_lines(Span(first, next_line(text, slot.end)), kept)]
    return [TextEdit(part, "") for part in _with_blank_lines(text, joined(parts), floor, before)]


def without_lines(whole: Span, lines: list[Span]) -> list[Span]:
    """Return what is left of the range ``whole`` without ``lines``, which lie in it in their order."""
    starts = [whole.start, *(line.end for line in lines)]
    ends = [*(line.start for line in lines), whole.end]
    return [Span(start, end) for start, end in zip(starts, ends, strict=True) if start < end]


def joined(parts: list[Span]) -> list[Span]:
    """Return ``parts``, which are in their order, with those that touch each other as one."""
    found: list[Span] = []
    for part in parts:
        touches = bool(found) and found[-1].end == part.start
        found.append(Span(found.pop().start, part.end) if touches else part)
    return found


def _with_blank_lines(text: str, parts: list[Span], floor: int, before: Slot | None) -> list[Span]:
    """Return ``parts``, which are whole lines, the last of them with the blank lines that would pile up."""
    *others, last = parts
    top, bottom = last
    if bottom < len(text):
        return [*others, Span(top, behind_blank_lines(text, top, bottom, floor))]
    top = next(iter(_blank_lines_above(text, top, floor)[::-1]), top)
    if text[bottom - 1] not in "\r\n" and top > 0 and not (before and ends_in_block_scalar(before.value)):
        top = line_end(text, top - 1)
    return [*others, Span(top, bottom)]


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
