"""What a finding says and offers, for formats that have one text and one change for it."""

from __future__ import annotations

from capslint.edits import Safety, TextEdit, Withheld
from capslint.findings import Finding
from capslint.report.fix_edits import edits_of
from capslint.source import Span


def message_of(finding: Finding) -> str:
    """Return what is wrong and what to do, one sentence each."""
    said = finding.message.rstrip(".")
    return f"{said}. {finding.advice}" if finding.advice else f"{said}."


def offered_edits(finding: Finding) -> tuple[TextEdit, ...]:
    """Return the edits of a fix that `capslint fix` would make; of one that is only shown nothing is offered."""
    if finding.fix is None or finding.fix.safety is Safety.SHOW:
        return ()
    edits = edits_of(finding)
    return () if edits is None or isinstance(edits, Withheld) else tuple(sorted(edits))


def joined_edit(text: str, edits: tuple[TextEdit, ...]) -> TextEdit:
    """Return one edit of ``text`` that does what all the sorted ``edits`` do, with what stands between them."""
    start, at = edits[0].span.start, edits[0].span.start
    new = ""
    for edit in edits:
        new += text[at : edit.span.start] + edit.new
        at = edit.span.end
    return TextEdit(Span(start, at), new)
