"""A line of source with a mark under the exact span."""

from __future__ import annotations

from capslint.report.plain import plain
from capslint.report.terminal_style import BLUE, BOLD, Style
from capslint.source import Source, Span

TAB = "    "
_NARROWEST = 16  # columns of a line that are shown, however narrow the terminal


def snippet(source: Source, span: Span, style: Style, mark: str, colour: str, gutter: int, note: str = "") -> list[str]:
    """Return the first line of ``span`` behind its number, ``gutter`` columns wide, and ``mark``s under the span.

    ``note`` stands behind the marks, or before them where it would jut out there. A span that goes on for more lines
    is marked to the end of its first one. Of a line that is too long for the style's width a part is shown.
    """
    start, end = source.position(span.start), source.position(span.end)
    line = source.line(start.line)
    first = start.column - 1
    last = min(end.column - 1 if end.line == start.line else len(line), len(line))
    room = max(style.width - gutter - 3, _NARROWEST)
    line, first, last = _cropped(line, first, last, room, style.dots)
    before, marked, after = (_shown(part) for part in (line[:first], line[first:last], line[last:]))
    bar = style.paint("|", BOLD, BLUE)
    number = style.paint(str(start.line).rjust(gutter), BOLD, BLUE)
    indent, marks = columns_of(before), mark * max(1, columns_of(marked))
    return [
        f"{number} {bar} {before}{marked}{after}".rstrip(),
        *(
            f"{' ' * gutter} {bar} {' ' * spaces}{style.paint(text, BOLD, colour)}"
            for spaces, text in _placed(indent, marks, note, room)
        ),
    ]


def _placed(indent: int, marks: str, note: str, room: int) -> list[tuple[int, str]]:
    """Return the marks with their note, each line with how many spaces stand before: the note behind them if it fits.

    Where it does not the marks are cut short for it, since they tell where the span begins; where it fits neither
    behind nor before them it has a line of its own.
    """
    if not note:
        return [(indent, marks)]
    most = room - indent - len(note) - 1
    if most >= 1:
        return [(indent, f"{marks[:most]} {note}")]
    before = indent - len(note) - 1
    if before >= 0:
        return [(before, f"{note} {marks}")]
    return [(indent, marks), (max(0, room - len(note)), note)]


def _cropped(line: str, first: int, last: int, room: int, dots: str) -> tuple[str, int, int]:
    if columns_of(_shown(line)) <= room:
        return line, first, last
    room -= 2 * len(dots)
    before = room // 3
    cut = max(0, min(first - before, len(line) - room)) if first > before else 0
    end = min(len(line), cut + room)
    while columns_of(_shown(line[cut:end])) > room and end > first + 1:
        end -= 1
    left, right = dots if cut else "", dots if end < len(line) else ""
    shift = len(left) - cut
    return f"{left}{line[cut:end]}{right}", first + shift, min(last, end) + shift


def _shown(text: str) -> str:
    return plain(text.replace("\t", TAB))


def columns_of(text: str) -> int:
    """Return how many columns of a terminal ``text`` takes."""
    if text.isascii():
        return len(text)
    return sum(map(_columns_of, text))


def _columns_of(character: str) -> int:
    from unicodedata import category, east_asian_width

    if category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(character) in ("W", "F") else 1
