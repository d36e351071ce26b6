"""Taking out of flow collections: the element and one comma, or its whole line."""

from __future__ import annotations

from capslint.cst.editing.block.block_take import behind_blank_lines, comments_above, joined, without_lines
from capslint.cst.editing.commented_settings import settings_inside
from capslint.cst.editing.entries import Collection, Slot, own_slots
from capslint.cst.editing.refused import RefusedError
from capslint.cst.written import begins_line, comment_spans, content_start, indicator, line_end, line_start, next_line
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
        lines = without_lines(Span(line_start(text, slot.start), next_line(text, end)), settings_inside(text, slot))
        *parts, last = joined([*comments_above(text, slot, floor, is_first=index == 0), *lines])
        parts.append(Span(last.start, behind_blank_lines(text, last.start, last.end, floor)))
        edits = [TextEdit(part, "") for part in parts]
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
    if comment_spans(text, start, slot.start) or comment_spans(text, slot.end, end) or settings_inside(text, slot):
        raise RefusedError(_COMMENT)
    return TextEdit(Span(start, end), "")
