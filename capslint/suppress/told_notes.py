"""What is wrong with comments and annotations to capslint: unused, expired, without a reason, not to be understood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from capslint.cst import Document
from capslint.edits import Safety, TextEdit
from capslint.findings import Finding, Fix, Severity
from capslint.source import Source, Span
from capslint.startup.records import NamedTuple
from capslint.suppress import EXPIRED, MALFORMED, OF_NOTES, REASONLESS, UNUSED
from capslint.suppress.note_places import PlacedNote
from capslint.suppress.taken_out import without_names, without_note
from capslint.suppress.written_notes import NO_RULE, Name, Note, is_expired, matches

_ANNOTATION = "annotation"
_WHY = "Say behind the names why it is accepted."
_OVER = "Remove it and fix what it is about, or give it a new day."
_IDS = "Write the id that the report shows in brackets; `capslint rules` names them all."
_SEVERITIES = {
    UNUSED: Severity.INFO,
    EXPIRED: Severity.WARNING,
    MALFORMED: Severity.WARNING,
    REASONLESS: Severity.WARNING,
}


class NoteRun(NamedTuple):
    """What is known of the run: ``rules`` are the ids of those that ran.

    ``known`` are those of all there are, with the name of the group of each (none: nobody knows).
    ``today`` is the date, YYYY-MM-DD. ``is_whole`` tells that all of the file could be read and judged: else nobody
    knows what is unused.
    """

    rules: frozenset[str]
    known: Mapping[str, str] = {}
    today: str = ""
    is_whole: bool = True


class Use(NamedTuple):
    """One name in a note."""

    placed: PlacedNote
    name: Name


class Complaint(NamedTuple):
    """What is wrong with a note, by the ``rule`` about it. ``names`` are those that are of no use; all: the note is.

    ``instead`` is what is meant by the one of them, if it is near enough.
    """

    rule: str
    message: str
    advice: str
    names: tuple[Name, ...]
    instead: str | None = None


def told(source: Source, placed: list[PlacedNote], used: set[Use], run: NoteRun) -> list[Finding]:
    """Return what the rules about notes that ran have to say of those in ``source``, of which ``used`` are."""
    for_file = [each.note for each in placed if not each.line and each.note.wrong is None]
    document = Document(source, 0, 0, len(source.text), None)
    found: list[Finding] = []
    for each in placed:
        for complaint in complaints_of(each, used, run):
            if not any(_names(note, complaint.rule, run) for note in for_file):
                finding = complaint_finding(document, each, complaint)
                is_fixed = each.is_sure and complaint.names
                found.append(finding._replace(fix=_fix(document, each, complaint)) if is_fixed else finding)
    return found


def complaints_of(placed: PlacedNote, used: set[Use], run: NoteRun) -> list[Complaint]:
    """Return what the rules that ran have against a note; what it accepts of them itself is not among it."""
    found = [complaint for complaint in _complaints(placed, used, run) if complaint.rule in run.rules]
    return [complaint for complaint in found if not _names(placed.note, complaint.rule, run)]


def _names(note: Note, rule: str, run: NoteRun) -> bool:
    return any(matches(name.text, rule, run.known) for name in note.names)


def complaint_finding(document: Document, placed: PlacedNote, complaint: Complaint) -> Finding:
    """Return ``complaint`` as a finding in ``document``."""
    only = complaint.names[0].span if len(complaint.names) == 1 < len(placed.note.names) else placed.note.span
    return Finding(complaint.rule, _SEVERITIES[complaint.rule], document, only, complaint.message, complaint.advice, ())


def _complaints(placed: PlacedNote, used: set[Use], run: NoteRun) -> Iterator[Complaint]:
    note = placed.note
    if note.wrong is not None:
        yield Complaint(MALFORMED, f"this {placed.what} {note.wrong}", _advice_for(note), note.names)
        return
    for name in note.names:
        if is_unknown(name.text, run):
            near = near_rule(name.text, run)
            advice = f"{f'Is {near} meant? ' if near else ''}{_IDS}"
            yield Complaint(MALFORMED, f"there is no rule {name.text!r} to ignore", advice, (name,), near)
    if not note.reason:
        yield Complaint(REASONLESS, f"this {placed.what} does not say why", _WHY, ())
    if is_expired(note, run.today):
        message = f"this {placed.what} was to hold until {note.until}, and does no longer"
        yield Complaint(EXPIRED, message, _OVER, note.names)
    elif run.is_whole:
        yield from _unused(placed, used, run)


def _unused(placed: PlacedNote, used: set[Use], run: NoteRun) -> Iterator[Complaint]:
    idle = tuple(name for name in placed.note.names if Use(placed, name) not in used and _is_told(name.text, run))
    if idle:
        named = ", ".join(name.text for name in idle)
        where = f"on line {placed.line}" if placed.line else "here" if placed.what == _ANNOTATION else "in this file"
        yield Complaint(UNUSED, f"there is nothing {where} for {named} to ignore", _where_to(placed), idle)


def _advice_for(note: Note) -> str:
    if note.wrong == NO_RULE:
        form = f"{note.mark} capslint: ignore[rule-id] reason" if note.mark else "rule-id reason"
        return f"Write `{form}`."
    if note.until is None and not note.for_file:
        return "Take it out, or give it the name that is meant."
    return "Put it above the first key of the file." if note.for_file else "Write a day as until=2027-01-31."


def _where_to(placed: PlacedNote) -> str:
    if not placed.line:
        return "Take it out."
    return "Take it out, or put it in the line of the finding, above that, or above the mapping that holds it."


def is_unknown(name: str, run: NoteRun) -> bool:
    """Return whether it is known that no rule is called, or matches, ``name``."""
    return bool(run.known) and not any(matches(name, rule, run.known) for rule in run.known)


def near_rule(name: str, run: NoteRun) -> str | None:
    """Return the rule, or the group, that is meant by ``name``, which is none itself; None if none is near."""
    if not is_unknown(name, run):
        return None
    from difflib import get_close_matches

    near = get_close_matches(name.lower(), sorted({*run.known, *run.known.values()}), 1, 0.8)
    return near[0] if near else None


def _is_told(name: str, run: NoteRun) -> bool:
    """Return whether it is known that nothing was found for ``name``: all rules that it means did run."""
    if is_unknown(name, run):
        return False
    meant = {rule for rule in run.known or run.rules if matches(name, rule, run.known)}
    return bool(meant) and meant <= run.rules and meant.isdisjoint(OF_NOTES)


def _fix(document: Document, placed: PlacedNote, complaint: Complaint) -> Fix:
    note = placed.note
    if complaint.instead is not None:
        edit = TextEdit(complaint.names[0].span, complaint.instead)
        title = f"write {complaint.instead} in the comment"
    elif len(complaint.names) < len(note.names):
        edit = without_names(document.source, note, complaint.names)
        title = f"remove {', '.join(name.text for name in complaint.names)} from the comment"
    else:
        edit, title = without_note(document.source, placed), "remove the comment"
    return Fix(title, document, (), Safety.UNSAFE, (edit,), (_change(document.source.text, placed.comment, edit),))


def _change(text: str, comment: Span, edit: TextEdit) -> tuple[str, str]:
    """Return the comment as it is, and as it is after ``edit``, which can take it out with what is around it."""
    start, end = max(comment.start, edit.span.start), min(comment.end, edit.span.end)
    was = text[comment.start : comment.end]
    left = text[comment.start : start] + edit.new + text[end : comment.end]
    return was.strip(), left.strip()
