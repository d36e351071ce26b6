"""Where something stood before the passes that have changed the text."""

from __future__ import annotations

from capslint.cst import Document
from capslint.edits import TextEdit
from capslint.findings import Finding
from capslint.source import Source, Span


def as_before(finding: Finding, original: Source, passes: list[tuple[TextEdit, ...]]) -> Finding:
    """Give ``finding``, made in the text that ``passes`` have left, with its place in the ``original``.

    A finding of another file is given back as it is.
    """
    document = finding.document
    if document.source.path != original.path or not passes:
        return finding
    span = finding.span
    for edits in reversed(passes):
        span = _span_before(span, edits)
    return finding._replace(span=span, document=Document(original, document.index, document.start, document.end, None))


def _span_before(span: Span, edits: tuple[TextEdit, ...]) -> Span:
    start = _offset_before(span.start, edits)
    last = _offset_before(span.end - 1, edits) if span.end > span.start else start - 1
    return Span(start, max(start, last + 1))


def _offset_before(offset: int, edits: tuple[TextEdit, ...]) -> int:
    """Give the offset of a character before ``edits`` were made; of an inserted one, where it was inserted."""
    grown = 0
    for edit in sorted(edits):
        start = edit.span.start + grown
        if offset < start:
            break
        if offset < start + len(edit.new):
            return edit.span.start
        grown += len(edit.new) - (edit.span.end - edit.span.start)
    return offset - grown
