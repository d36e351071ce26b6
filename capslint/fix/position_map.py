"""Where something stood before the passes that have changed the text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable

from capslint.cst import Document
from capslint.edits import TextEdit, apply_edits
from capslint.findings import Error, Finding, Related
from capslint.source import Source, Span
from capslint.startup.records import NamedTuple


class Trail(NamedTuple):
    """The text of a file as it was, and the edits of each pass over it."""

    original: Source
    passes: list[tuple[TextEdit, ...]]


Trails = Callable[[str], Trail | None]
"""Gives the trail of the file with a path; None for a file that was left alone."""


def finding_before(finding: Finding, trails: Trails) -> Finding:
    """Return ``finding``, made in the text that all passes have left, with its places in the original."""
    document, span = _before(finding.document, finding.span, trails)
    related = tuple(Related(*_before(place.document, place.span, trails), place.message) for place in finding.related)
    return finding._replace(document=document, span=span, related=related)


def error_before(error: Error, trails: Trails) -> Error:
    """Return ``error``, made in the text that all passes have left, with its place in the original."""
    trail = trails(error.path)
    if trail is None or not error.line:
        return error
    text = trail.original.text
    for edits in trail.passes:
        text = apply_edits(text, edits)
    offset = trail.original.with_text(text).line_starts()[error.line - 1] + error.column - 1
    place = trail.original.position(_span_before(Span(offset, offset + 1), trail).start)
    return error._replace(line=place.line, column=place.column)


def lines_before(trail: Trail) -> list[int]:
    r"""Return for each line of the text as it is now (cut at ``\n``) which one it was, from 0; -1 for an edited one."""
    text = trail.original.text
    lines = list(range(text.count("\n") + 1))
    for edits in trail.passes:
        starts = [0, *(feed.end() for feed in re.finditer("\n", text))]
        found: list[int] = []
        at = 0
        for edit in sorted(edits):
            first, last = (bisect_right(starts, offset) - 1 for offset in edit.span)
            if first < at:  # its line is one that the edit before has touched: they share it
                found.pop()
            found += lines[at:first]
            found += [-1] * (edit.new.count("\n") + 1)
            at = last + 1
        lines = found + lines[at:]
        text = apply_edits(text, edits)
    return lines


def offset_before(offset: int, edits: tuple[TextEdit, ...]) -> int:
    """Return the offset of a character before ``edits`` were made; of an inserted one, where it was inserted."""
    grown = 0
    for edit in sorted(edits):
        start = edit.span.start + grown
        if offset < start:
            break
        if offset < start + len(edit.new):
            return edit.span.start
        grown += len(edit.new) - (edit.span.end - edit.span.start)
    return offset - grown


def _before(document: Document, span: Span, trails: Trails) -> tuple[Document, Span]:
    trail = trails(document.source.path)
    if trail is None:
        return document, span
    bare = Document(trail.original, document.index, document.start, document.end, None)
    return bare, _span_before(span, trail)


def _span_before(span: Span, trail: Trail) -> Span:
    for edits in reversed(trail.passes):
        start = offset_before(span.start, edits)
        last = offset_before(span.end - 1, edits) if span.end > span.start else start - 1
        span = Span(start, max(start, last + 1))
    return span
