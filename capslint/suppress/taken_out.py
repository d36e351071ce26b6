"""Comments to capslint taken out of a text, and nothing else with them."""

from __future__ import annotations

from collections.abc import Collection

from capslint.cst.written import begins_line, line_end, line_start, next_line
from capslint.edits import TextEdit
from capslint.source import Source, Span
from capslint.suppress.note_places import PlacedNote
from capslint.suppress.written_notes import Name, Note

_BLANKS = " \t"
_MARKS = ("#", "//", "/*", ";")


def without_names(source: Source, note: Note, gone: Collection[Name]) -> TextEdit:
    """Return the edit that takes some of the names out of a note, with a comma each; others stay as they are."""
    text = source.text
    first, last = note.names[0].span.start, note.names[-1].span.end
    left: list[str] = []
    for index, name in enumerate(note.names):
        if name in gone:
            continue
        before = note.names[index - 1].span.end if index else first
        left += [text[before : name.span.start] if left else "", name.text]
    return TextEdit(Span(first, last), "".join(left))


def without_note(source: Source, placed: PlacedNote) -> TextEdit:
    """Return the edit that takes a note out: with its comment and the line, where these hold nothing else."""
    text, note, comment = source.text, placed.note.span, placed.comment
    mark = next(mark for mark in _MARKS if text.startswith(mark, comment.start))
    inside = comment.start + len(mark)
    is_last = text[note.end : comment.end].strip() in ("", "*/")
    if text[inside : max(note.start, inside)].strip() or not is_last:
        return TextEdit(_widened(text, note, comment, is_last=is_last), "")
    if begins_line(text, comment.start) and not text[comment.end : line_end(text, comment.end)].strip():
        return TextEdit(_whole_lines(text, comment), "")
    start = comment.start
    while start and text[start - 1] in _BLANKS:
        start -= 1
    return TextEdit(Span(start, comment.end), "")


def _whole_lines(text: str, comment: Span) -> Span:
    """Return the lines of ``comment``; without a line end behind them, the one before goes with them."""
    start, end = line_start(text, comment.start), next_line(text, comment.end)
    if end == len(text) and end == line_end(text, comment.end):
        start = len(text[:start].removesuffix("\n").removesuffix("\r"))
    return Span(start, end)


def _widened(text: str, note: Span, comment: Span, *, is_last: bool) -> Span:
    """Return the range of ``note`` with the blanks on the side on which nothing else stands in the comment."""
    start, end = note
    if is_last:
        while start > comment.start and text[start - 1] in _BLANKS:
            start -= 1
        return Span(start, end)
    if text.startswith("/*", start):  # what begins the whole of it stays
        return Span(start + 2, end)
    while end < comment.end and text[end] in _BLANKS:
        end += 1
    return Span(start, end)
