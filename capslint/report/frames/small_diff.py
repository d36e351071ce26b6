"""What a fix changes, as a few lines: those that go, and those that come."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.edits import TextEdit
from capslint.findings import Fix
from capslint.report.frames.snippet import TAB, columns_of
from capslint.report.plain import plain
from capslint.report.terminal_style import BLUE, BOLD, GREEN, RED, Style
from capslint.source import Source
from capslint.startup.records import NamedTuple

_MOST = 8  # lines that are shown


class Hunk(NamedTuple):
    """Neighbouring lines: those that go, the first with its number, and those that come."""

    number: int
    old: list[str]
    new: list[str]


def hunks_of(fix: Fix) -> list[Hunk]:
    """Return what ``fix`` changes; nothing where it is not known what the text becomes."""
    return list(_hunks(fix.document.source, sorted(fix.edits))) if fix.edits else []


def small_diff(hunks: list[Hunk], style: Style, gutter: int) -> list[str]:
    """Return the lines that go (``-``) and come (``+``) behind their numbers, without context.

    Numbers of lines that come tell where they stand.
    """
    lines = [line for hunk in hunks for line in _shown(hunk, style, gutter)]
    more = len(lines) - _MOST
    if more > 1:
        lines[_MOST:] = [f"{' ' * gutter} {style.dots} {more} more lines: `capslint fix --diff` shows them"]
    return lines


def _hunks(source: Source, edits: list[TextEdit]) -> Iterator[Hunk]:
    group: list[TextEdit] = []
    for edit in edits:
        if group and _first(source, edit) > _last(source, group[-1]):
            yield from _hunk(source, group)
            group = []
        group.append(edit)
    if group:
        yield from _hunk(source, group)


def _first(source: Source, edit: TextEdit) -> int:
    return source.position(edit.span.start).line


def _last(source: Source, edit: TextEdit) -> int:
    return source.position(edit.span.end).line


def _hunk(source: Source, group: list[TextEdit]) -> Iterator[Hunk]:
    """Return the lines that ``group`` changes, without those at both ends that stay as they are."""
    starts, text = source.line_starts(), source.text
    first, last = _first(source, group[0]), max(_last(source, edit) for edit in group)
    begin = starts[first - 1]
    end = starts[last] if last < len(starts) else len(text)
    new = text[begin:end]
    for edit in reversed(group):
        new = new[: edit.span.start - begin] + edit.new + new[edit.span.end - begin :]
    before, after = text[begin:end].splitlines(), new.splitlines()
    while before and after and before[-1] == after[-1]:
        before.pop()
        after.pop()
    skipped = 0
    while skipped < min(len(before), len(after)) and before[skipped] == after[skipped]:
        skipped += 1
    if before[skipped:] or after[skipped:]:
        yield Hunk(first + skipped, before[skipped:], after[skipped:])


def _shown(hunk: Hunk, style: Style, gutter: int) -> Iterator[str]:
    room = style.width - gutter - 3
    for sign, colour, lines in (("-", RED, hunk.old), ("+", GREEN, hunk.new)):
        for index, line in enumerate(lines):
            number = style.paint(str(hunk.number + index).rjust(gutter), BOLD, BLUE)
            yield f"{number} {style.paint(f'{sign} {_cut(line, lines, hunk, room, style.dots)}'.rstrip(), colour)}"


def _cut(line: str, lines: list[str], hunk: Hunk, room: int, dots: str) -> str:
    """Return ``line`` as it is shown: of a long one the part around what differs from the line that it replaces."""
    text = plain(line.replace("\t", TAB))
    if columns_of(text) <= room:
        return text
    other = next(iter(hunk.old if lines is hunk.new else hunk.new), "")
    same = next((at for at, pair in enumerate(zip(line, other, strict=False)) if pair[0] != pair[1]), 0)
    before, room = room // 3, room - 2 * len(dots)
    begin = max(0, min(same - before, len(text) - room))
    part = text[begin : begin + room]
    while columns_of(part) > room:
        part = part[:-1]
    return f"{dots if begin else ''}{part}{dots if begin + len(part) < len(text) else ''}"
