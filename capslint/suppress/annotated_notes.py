"""The annotation that does for a pod, or for one of its containers, what a comment does: JSON has no comments."""

from __future__ import annotations

from capslint.cst.changes import Remove, Replace
from capslint.edits import Safety
from capslint.findings import Finding, Fix, Ignored
from capslint.model import Annotation, Container
from capslint.source import Span
from capslint.suppress import ANNOTATION
from capslint.suppress.note_places import PlacedNote
from capslint.suppress.told_notes import Complaint, NoteRun, Use, complaint_finding, complaints_of, near_rule
from capslint.suppress.written_notes import Note, is_expired, matches, note_of_value, rest_of_value

_OF_CONTAINER = f"{ANNOTATION}."
_UNCLEAR = "an annotation is meant to accept it, and is not written so that it does: put that right first"
_METADATA = 2  # how many steps of a path lead from what the annotations belong to, to one of them


class AnnotatedNotes:
    """The annotations of the containers that were judged, and what they accept."""

    def __init__(self) -> None:
        self.ignored: list[Ignored] = []
        self._found: dict[tuple[int, int], tuple[PlacedNote, Annotation]] = {}
        self._used: set[Use] = set()

    def see(self, container: Container, names: frozenset[str]) -> None:
        """Take the annotations of a container, of a pod whose containers have these ``names``."""
        for annotation in container.written_annotations:
            if annotation.name.startswith(ANNOTATION):
                self._placed(annotation, names)

    def left_of(self, finding: Finding, container: Container, run: NoteRun) -> Finding | None:
        """Return ``finding``, said of ``container``, or None where an annotation accepts it.

        What was accepted until a day that is over, or what an annotation is meant to accept and does not, is not fixed.
        """
        left: Finding | None = finding
        for annotation in container.written_annotations:
            if annotation.name not in (ANNOTATION, _OF_CONTAINER + container.name):
                continue
            placed = self._placed(annotation)
            uses = {Use(placed, name) for name in placed.note.names if matches(name.text, finding.rule, run.known)}
            why = _why_not(placed.note, bool(uses), finding, run)
            if why is not None:
                left = left and left._replace(fix=None, withheld=why if left.fix is not None else left.withheld)
            elif uses:
                self._used |= uses
                path = finding.document.source.path
                self.ignored.append(Ignored(path, finding.rule, finding.span, (placed.note.span,)))
                left = None
        return left

    def told(self, run: NoteRun) -> list[Finding]:
        """Return what the rules about notes that ran have to say of the annotations."""
        return [
            _with_fix(
                complaint_finding(annotation.value.place.document, placed, complaint), placed, complaint, annotation
            )
            for placed, annotation in self._found.values()
            for complaint in complaints_of(placed, self._used, run)
        ]

    def _placed(self, annotation: Annotation, names: frozenset[str] = frozenset()) -> PlacedNote:
        place = annotation.value.place
        start = place.key.start if place.key is not None else place.node.start
        key = id(place.document), start
        if key not in self._found:
            span = Span(start, place.node.end)
            note = note_of_value(annotation.value.value, span)
            self._found[key] = (
                PlacedNote(_checked(note, annotation.name, names), span, 0, True, what="annotation"),
                annotation,
            )
        return self._found[key][0]


def _why_not(note: Note, is_named: bool, finding: Finding, run: NoteRun) -> str | None:
    """Return why ``note`` does not accept ``finding`` although it is meant to; None where it does, or is not."""
    near = (near_rule(name.text, run) for name in note.names)
    if is_named and is_expired(note, run.today):
        return f"an annotation accepted it until {note.until}: remove that first, or give it a new day"
    if is_named:
        return None if note.wrong is None else _UNCLEAR
    return _UNCLEAR if any(name and matches(name, finding.rule, run.known) for name in near) else None


def _checked(note: Note, name: str, names: frozenset[str]) -> Note:
    """Return ``note`` with what is wrong with the name of its annotation."""
    if name == ANNOTATION:
        return note
    if not name.startswith(_OF_CONTAINER):
        return note._replace(wrong=f"is not known to capslint: {ANNOTATION}, or {_OF_CONTAINER}CONTAINER")
    container = name.removeprefix(_OF_CONTAINER)
    return note if container in names else note._replace(wrong=f"is for a container {container!r}, which is not there")


def _with_fix(finding: Finding, placed: PlacedNote, complaint: Complaint, annotation: Annotation) -> Finding:
    gone, place = complaint.names, annotation.value.place
    if not gone:
        return finding
    if len(gone) == len(placed.note.names) and complaint.instead is None:
        change: Remove | Replace = Remove(place.path, len(place.path) - _METADATA)
        return finding._replace(fix=Fix("remove the annotation", place.document, (change,), Safety.UNSAFE))
    gone_names = {name.text for name in gone}
    instead = complaint.instead
    names = [instead if name.text in gone_names else name.text for name in placed.note.names]
    value = f"{', '.join(filter(None, names))}{rest_of_value(annotation.value.value)}"
    title = f"take {', '.join(name.text for name in gone)} out of the annotation"
    if instead is not None:
        title = f"write {instead} in the annotation"
    return finding._replace(fix=Fix(title, place.document, (Replace(place.path, value),), Safety.UNSAFE))
