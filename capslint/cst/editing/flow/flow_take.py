"""Taking out of flow collections: the element and one comma, or its whole line."""

from __future__ import annotations

from capslint.cst.editing.block.block_take import behind_blank_lines, comments_above
from capslint.cst.editing.entries import Collection, Slot, own_slots
from capslint.cst.editing.refused import RefusedError
from capslint.cst.written import begins_line, comment_spans, content_start, indicator, line_end, next_line
from capslint.edits import TextEdit
from capslint.source import Span

_COMMENT = "a comment stands between the elements in brackets, and it is not clear to which it belongs"


def take_flow(text: str, collection: Collection, index: int) -> list[TextEdit]:
    """Take out slot ``index`` of a flow collection that has others."""
    every = own_slots(text, collection)
    slot = every[index]
    following = every[index + 1].start if index + 1 < len(every) else collection.end - 1
    comma = indicator(text, slot.end, following, ",")
    end = slot.end if comma is None else comma + 1
    if begins_line(text, slot.start) and _rest_is_blank_or_comment(text, end, following):
        floor = next_line(text, every[index - 1].end) if index else content_start(text, collection) + 1
        top = comments_above(text, slot, floor, is_first=index == 0)
        bottom = behind_blank_lines(text, top, next_line(text, end), floor)
        edits = [TextEdit(Span(top, bottom), "")]
        return edits if comma is not None else [*_comma_before(text, every[index - 1], slot), *edits]
    if index + 1 < len(every):
        return [_between(text, slot.start, following, slot)]
    return [_between(text, every[index - 1].end, slot.end, slot)]


def empty_out_flow(text: str, collection: Collection) -> list[TextEdit]:
    """Take out the only slot of a flow collection and leave its brackets."""
    slot = own_slots(text, collection)[0]
    return [_between(text, content_start(text, collection) + 1, collection.end - 1, slot)]


def _rest_is_blank_or_comment(text: str, at: int, following: int) -> bool:
    end = line_end(text, at)
    rest = text[at:end].strip()
    return end <= following and (not rest or rest.startswith("#"))


def _comma_before(text: str, before: Slot, slot: Slot) -> list[TextEdit]:
    comma = indicator(text, before.end, slot.start, ",")
    if comma is None or begins_line(text, comma):
        raise RefusedError("a comma that starts a line in brackets is not edited")
    return [TextEdit(Span(comma, comma + 1), "")]


def _between(text: str, start: int, end: int, slot: Slot) -> TextEdit:
    if comment_spans(text, start, slot.start) or comment_spans(text, slot.end, end):
        raise RefusedError(_COMMENT)
    return TextEdit(Span(start, end), "")
