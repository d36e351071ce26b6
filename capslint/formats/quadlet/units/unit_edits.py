"""From changes by path to edits of a unit file: words and lines are put in, replaced and taken out, all else stays."""

from __future__ import annotations

import re
from collections.abc import Iterator

from capslint.cst.changes import Append, Change, Insert, Remove, Replace, Value
from capslint.cst.comments import NOTE
from capslint.cst.nodes import Path
from capslint.edits import TextEdit
from capslint.formats.quadlet.keys import SECURITY, Kind
from capslint.formats.quadlet.podman_args import Argument, Arguments
from capslint.formats.quadlet.units.unit_file import Assignment, UnitFile, read_unit
from capslint.formats.quadlet.units.unit_tree import Written, all_pieces, arguments_of, in_force, keys_of, kind_of
from capslint.source import Span
from capslint.startup.records import NamedTuple

_PLAIN = re.compile(r"[\w./:=@+,-]+")
_SWITCHED_OFF = re.compile(r"[#;][ \t]*[A-Z][A-Za-z]+[ \t]*=")


class CannotEditError(Exception):
    """No edit is made for a change: one sentence for a person."""


class _Wanted(NamedTuple):
    """What becomes of one key: words ``added``, and what is ``replaced`` and ``removed`` by the path below the key."""

    added: list[str]
    replaced: dict[Path, str]
    removed: set[Path]
    is_new: bool


def edits_for(text: str, changes: tuple[Change, ...]) -> tuple[TextEdit, ...]:
    """Return the edits of a unit file that make ``changes``. Raises CannotEditError where there are none."""
    editor = _Editor(text, read_unit(text))
    for (section, key), wanted in _by_key(changes).items():
        editor.change(section, key, wanted)
    return editor.finished()


def _by_key(changes: tuple[Change, ...]) -> dict[tuple[str, str], _Wanted]:
    found: dict[tuple[str, str], _Wanted] = {}
    for change in changes:
        section, key, below = str(change.path[0]), str(change.path[1]), change.path[2:]
        wanted = found.setdefault((section, key), _Wanted([], {}, set(), isinstance(change, Insert)))
        match change:
            case Append(item=item) if not below:
                wanted.added.append(_spelled(item))
            case Insert(value=value) if not below:
                wanted.added.extend(map(_spelled, value if isinstance(value, list) else [value]))
            case Replace(value=value):
                wanted.replaced[below] = _spelled(value)
            case Remove():
                wanted.removed.add(below)
            case _:
                raise CannotEditError("it takes a change that is not made in unit files")
    return found


def _spelled(value: Value) -> str:
    written = {True: "true", False: "false"}.get(value) if isinstance(value, bool) else str(value)
    if written is None or not _PLAIN.fullmatch(written):
        raise CannotEditError(f"the value {written!r} would have to be quoted")
    return written


class _Editor:
    """Gathers the edits of one text."""

    def __init__(self, text: str, unit: UnitFile) -> None:
        self.text = text
        self.unit = unit
        self.edits: list[TextEdit] = []

    def change(self, section: str, key: str, wanted: _Wanted) -> None:
        """Add the edits that make of a key what is ``wanted``."""
        assignments = keys_of(self.unit, section).get(key, [])
        written = in_force(assignments)
        why = next((piece.unsure for piece in all_pieces(written) if piece.unsure), None)
        if why is not None:
            raise CannotEditError(f"there are {why}")
        gone: set[int] = set()
        if () in wanted.removed:  # the whole key: nothing of it is to come back
            for assignment in assignments:
                self._take_lines(assignment)
        elif kind_of(key) is Kind.FLAGS:
            gone = self._change_flags(arguments_of(written), wanted)
            self._take_words(written, gone)
        else:
            gone = {int(path[0]) for path in wanted.removed}
            self._take_words(written, gone)
            spans = [piece.span for piece in all_pieces(written)]
            for path, word in wanted.replaced.items():
                self._replace(spans[int(path[0]) if path else 0], word)
        if wanted.added:
            self._add(section, key, written, gone, wanted)

    def _change_flags(self, arguments: Arguments, wanted: _Wanted) -> set[int]:
        """Add the edits inside of flags; return the numbers of the words that go whole."""
        gone: set[int] = set()
        for index, argument in enumerate(arguments.flags):
            ours = [path for path in wanted.removed if path[0] == index]
            if ours:
                gone |= self._take_flag(argument, {int(path[2]) for path in ours if len(path) > 2})
        for path, word in wanted.replaced.items():
            flag = arguments.flags[int(path[0])].values[int(path[2]) if len(path) > 2 else 0]
            stands_alone = self.text[flag.span.start] == "-"
            at = Span(flag.span.end, flag.span.end) if stands_alone else flag.span
            self.edits.append(TextEdit(at, f"={word}" if stands_alone else word))
        return gone

    def _take_flag(self, argument: Argument, values: set[int]) -> set[int]:
        """Take out a flag, or some of its ``values``; return the numbers of the words that go whole."""
        if argument.is_joined:
            raise CannotEditError("several flags are written in one word")
        if not 0 < len(values) < len(argument.values):
            return {*range(argument.first, argument.last + 1)}
        self.edits += [TextEdit(gap, "") for gap in _gaps([flag.span for flag in argument.values], values)]
        return set()

    def _take_words(self, written: tuple[Written, ...], every: set[int]) -> None:
        first = 0
        for there in written:
            spans = [piece.span for piece in there.pieces]
            gone = {index - first for index in every if first <= index < first + len(spans)}
            if gone and len(gone) == len(spans):
                self._take_lines(there.assignment)
            else:
                self.edits += [TextEdit(span, "") for span in _gaps(spans, gone)]
            first += len(spans)

    def _replace(self, span: Span, word: str) -> None:
        old = self.text[span.start : span.end]
        quote = old[0] if old[0] == old[-1] and old[0] in "'\"" and len(old) > 1 else ""
        self.edits.append(TextEdit(span, f"{quote}{word}{quote}"))

    def _add(self, section: str, key: str, written: tuple[Written, ...], gone: set[int], wanted: _Wanted) -> None:
        each_has_one = len(written) > 1 and all(len(there.pieces) == 1 for there in written)
        count = len(all_pieces(written))
        last = written[-1].pieces if written else ()
        stays = any(number not in gone for number in range(count - len(last), count))
        if stays and not each_has_one and not wanted.is_new:
            end = last[-1].span.end
            self.edits.append(TextEdit(Span(end, end), "".join(f" {word}" for word in wanted.added)))
            return
        lines = [[word] for word in wanted.added] if each_has_one else [wanted.added]
        self._add_lines(self._line_above(section, key), [f"{key}={' '.join(words)}" for words in lines])

    def _line_above(self, section: str, key: str) -> int:
        """Return the offset behind the line below which a new one for ``key`` fits best."""
        keys = keys_of(self.unit, section)
        for near in ((key,), SECURITY, tuple(keys)):
            ends = [assignment.lines.end for name in near for assignment in keys.get(name, ())]
            if ends:
                return max(ends)
        header = next((span for name, span in self.unit.sections if name == section), None)
        if header is None:
            raise CannotEditError(f"there is no section [{section}]")
        end = self.text.find("\n", header.end)
        return len(self.text) if end < 0 else end + 1

    def _add_lines(self, at: int, lines: list[str]) -> None:
        newline = "\r\n" if "\r\n" in self.text else "\n"
        is_open = at == len(self.text) and not self.text.endswith("\n")
        new = newline.join(lines)
        self.edits.append(TextEdit(Span(at, at), f"{newline}{new}" if is_open else f"{new}{newline}"))

    def _take_lines(self, assignment: Assignment) -> None:
        start, end = assignment.lines
        for line in self._comments_above(assignment):
            start = line.start
        self.edits.append(TextEdit(Span(start, end), ""))

    def finished(self) -> tuple[TextEdit, ...]:
        """Return the edits in their order, none of which touch each other."""
        return tuple(self._without_a_blank_line_too_many(edit) for edit in _joined(self.edits))

    def _without_a_blank_line_too_many(self, edit: TextEdit) -> TextEdit:
        start, end = edit.span
        if (
            edit.new
            or (start > 0 and self.text[start - 1] != "\n")
            or (self.text[end - 1] != "\n" and end < len(self.text))
        ):
            return edit
        if self._is_blank_before(start):
            end = self._blank_line_at(end)
        if end == len(self.text) and not self.text.endswith("\n") and start > 0:
            start -= 2 if self.text[start - 2 : start] == "\r\n" else 1
        return TextEdit(Span(start, end), "")

    def _comments_above(self, assignment: Assignment) -> Iterator[Span]:
        """Return the comment lines right above an assignment that are about it, from the last up.

        A setting that is switched off stays, with what is above it; so do comments below the section's header, which
        can be about all that follow, but not one that ignores a finding: it would ignore one of the next line.
        """
        lines: list[Span] = []
        at = assignment.lines.start
        while at > 0:
            start = self.text.rfind("\n", 0, at - 1) + 1
            line = self.text[start:at].strip()
            if not line.startswith(("#", ";")) or _SWITCHED_OFF.match(line):
                break
            lines.append(Span(start, at))
            at = start
        is_first = self.text[self.text.rfind("\n", 0, max(at - 1, 0)) + 1 : at].lstrip().startswith("[")
        if is_first:
            notes = [index for index, line in enumerate(lines) if NOTE in self.text[line.start : line.end]]
            lines = lines[: max(notes) + 1] if notes else []
        yield from lines

    def _is_blank_before(self, at: int) -> bool:
        before = self.text[:at].rstrip(" \t\r\n")
        return self.text[len(before) : at].count("\n") > 1 or self.text[:at].rpartition("\n")[0].endswith("]")

    def _blank_line_at(self, at: int) -> int:
        end = self.text.find("\n", at)
        return end + 1 if end >= 0 and not self.text[at:end].strip() else at


def _gaps(spans: list[Span], gone: set[int]) -> Iterator[Span]:
    """Return the ranges that take words out, each with the space that goes with it; some words stay."""
    index = 0
    while index < len(spans):
        first = index
        while index in gone:
            index += 1
        if first == index:
            index += 1
        elif index < len(spans):
            yield Span(spans[first].start, spans[index].start)
        else:
            yield Span(spans[first - 1].end, spans[-1].end)


def _joined(edits: list[TextEdit]) -> list[TextEdit]:
    """Return ``edits`` in their order, those that touch as one."""
    found: list[TextEdit] = []
    for edit in sorted(edits):
        if found and edit.span.start < found[-1].span.end:
            raise CannotEditError("its changes overlap")
        touches = bool(found) and edit.span.start == found[-1].span.end
        last = found.pop() if touches else TextEdit(Span(edit.span.start, edit.span.start), "")
        found.append(TextEdit(Span(last.span.start, edit.span.end), last.new + edit.new))
    return found
