"""What is left of the findings in one file where comments in it accept some of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from capslint.findings import Finding, Ignored
from capslint.source import Source
from capslint.startup.records import NamedTuple
from capslint.suppress.note_places import PlacedNote, placed_notes
from capslint.suppress.reach import Reach
from capslint.suppress.told_notes import NoteRun, Use, near_rule, told
from capslint.suppress.written_notes import is_expired, matches

_UNCLEAR = "a comment is meant to accept it, and is not written so that it does: put that right first"


class Suppressed(NamedTuple):
    """The findings that stay, new ones about comments that do not do what they are for, and what was accepted."""

    kept: list[Finding]
    told: list[Finding]
    ignored: list[Ignored]


def suppress(source: Source, findings: list[Finding], run: NoteRun) -> Suppressed:
    """Return ``findings`` without those in ``source`` that comments in it accept."""
    placed = placed_notes(source, (finding.document for finding in findings))
    if not placed:
        return Suppressed(findings, [], [])
    notes = _Notes(source, placed, run)
    kept: list[Finding] = []
    ignored: list[Ignored] = []
    for finding in findings:
        if finding.document.source is not source:
            kept.append(finding)
            continue
        uses = notes.uses(finding)
        if uses:
            comments = tuple(dict.fromkeys(use.placed.note.span for use in uses))
            ignored.append(Ignored(source.path, finding.rule, finding.span, comments, _target(source, uses)))
        else:
            kept.append(notes.held_back(finding))
    return Suppressed(kept, told(source, placed, notes.used, run), ignored)


def _target(source: Source, uses: list[Use]) -> int | None:
    """Return where the line begins that one of the comments is about; None if none of them is about a line."""
    lines = [use.placed.line for use in uses if use.placed.line]
    return source.line_starts()[lines[0] - 1] if lines else None


class _Table:
    """The names in notes by the line that they are about."""

    def __init__(self, groups: Mapping[str, str]) -> None:
        self._groups = groups
        self._by_line: dict[int, list[Use]] = {}
        self._names: set[str] = set()
        self._meant: dict[str, bool] = {}

    def add(self, placed: PlacedNote) -> None:
        """Take the names of a note."""
        self._by_line.setdefault(placed.line, []).extend(Use(placed, name) for name in placed.note.names)
        self._names.update(name.text for name in placed.note.names)

    def about(self, finding: Finding, reach: Reach) -> list[Use]:
        """Return the names that mean the rule of ``finding`` where they reach it."""
        rule = finding.rule
        if rule not in self._meant:
            self._meant[rule] = any(matches(name, rule, self._groups) for name in self._names)
        if not self._meant[rule]:
            return []
        lines = reach.lines(finding)
        return [
            use
            for line in (0, *sorted(lines.above))
            for use in self._by_line.get(line, ())
            if matches(use.name.text, rule, self._groups) and (use.placed.stands_alone or line in lines.within)
        ]


class _Notes:
    """The notes of a source. ``used`` are the names that accept a finding."""

    def __init__(self, source: Source, placed: Iterable[PlacedNote], run: NoteRun) -> None:
        self._reach = Reach(source)
        self._valid, self._expired, self._unclear = (_Table(run.known) for _ in range(3))
        self.used: set[Use] = set()
        for each in placed:
            if each.note.wrong is None:
                (self._expired if is_expired(each.note, run.today) else self._valid).add(each)
                meant = [(name, near_rule(name.text, run)) for name in each.note.names]
                names = tuple(name._replace(text=near) for name, near in meant if near is not None)
                self._unclear.add(each._replace(note=each.note._replace(names=names)))
            elif each.line:
                self._unclear.add(each)

    def uses(self, finding: Finding) -> list[Use]:
        """Return the names in comments that accept ``finding``, which are used so."""
        found = self._valid.about(finding, self._reach)
        self.used.update(found)
        return found

    def held_back(self, finding: Finding) -> Finding:
        """Return ``finding`` without its fix where a comment is meant to accept it, or has until a day that is over."""
        if finding.fix is None:
            return finding
        for use in self._expired.about(finding, self._reach):
            why = f"a comment accepted it until {use.placed.note.until}: remove that first, or give it a new day"
            return finding._replace(fix=None, withheld=why)
        if self._unclear.about(finding, self._reach):
            return finding._replace(fix=None, withheld=_UNCLEAR)
        return finding
