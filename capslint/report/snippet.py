"""A line of source with a mark under the exact span."""

from __future__ import annotations

from capslint.report.plain import plain
from capslint.report.terminal_style import BLUE, BOLD, Style
from capslint.source import Source, Span

TAB = "    "
_WIDEST = 160  # characters of a line that are shown; a minified JSON file is one line
_BEFORE = 40  # of them, characters before the mark


def snippet(source: Source, span: Span, style: Style, mark: str, colour: str, gutter: int, note: str = "") -> list[str]:
    """Return the first line of ``span`` behind its number, ``gutter`` columns wide, and ``mark``s under the span.

    ``note`` stands behind the marks. A span that goes on for more lines is marked to the end of its first one.
    """
    start, end = source.position(span.start), source.position(span.end)
    line = source.line(start.line)
    first = start.column - 1
    last = min(end.column - 1 if end.line == start.line else len(line), len(line))
    line, first, last = _cropped(line, first, last)
    before, marked, after = (_shown(part) for part in (line[:first], line[first:last], line[last:]))
    bar = style.paint("|", BOLD, BLUE)
    number = style.paint(str(start.line).rjust(gutter), BOLD, BLUE)
    marks = style.paint(mark * max(1, _width(marked)) + (f" {note}" if note else ""), BOLD, colour)
    return [f"{number} {bar} {before}{marked}{after}".rstrip(), f"{' ' * gutter} {bar} {' ' * _width(before)}{marks}"]


def _cropped(line: str, first: int, last: int) -> tuple[str, int, int]:
    if len(line) <= _WIDEST:
        return line, first, last
    cut = max(0, first - _BEFORE)
    end = min(len(line), cut + _WIDEST)
    left, right = "…" if cut else "", "…" if end < len(line) else ""
    shift = len(left) - cut
    return f"{left}{line[cut:end]}{right}", first + shift, min(last, end) + shift


def _shown(text: str) -> str:
    return plain(text.replace("\t", TAB))


def _width(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(map(_columns_of, text))


def _columns_of(character: str) -> int:
    from unicodedata import category, east_asian_width

    if category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(character) in ("W", "F") else 1
