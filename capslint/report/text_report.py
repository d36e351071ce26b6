"""The report that a person reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from capslint.findings import CheckResult, Error, Finding
from capslint.report.fix_edits import command_for
from capslint.report.frames.small_diff import Hunk, hunks_of, small_diff
from capslint.report.frames.snippet import snippet
from capslint.report.frames.wrapping import wrapped
from capslint.report.plain import plain, plain_line, plain_path
from capslint.report.terminal_style import BLUE, BOLD, FAINT, GREEN, OF_SEVERITY, PLAIN, RED, Style
from capslint.source import Source, Span
from capslint.startup.records import NamedTuple

_MOST_LINES, _NO_LIMIT = 10, 1000  # of a finding with one span, and with more; the change of its fix not counted
_INDENT = 4  # columns before all lines of a headline but the first
_NO_PAGES: Callable[[str], str | None] = lambda _: None  # noqa: E731 (a default, and no more)


class _Mark(NamedTuple):
    """A span that a frame shows, with the text that stands beside it."""

    source: Source
    span: Span
    sign: str
    colour: str
    note: str = ""


class FileReport:
    """Writes the findings of one file. What the one before said already, the next one does not say again.

    These are the line with the debugger, the reason, the advice and the page of the same rule. ``page_of`` returns the
    address of a rule's page.
    """

    def __init__(self, style: Style = PLAIN, page_of: Callable[[str], str | None] = _NO_PAGES) -> None:
        self._style = style
        self._page_of = page_of
        self._said: set[object] = set()

    def finding_text(self, finding: Finding) -> str:
        """Return one finding: its headline, the source lines with marks, why, and what can be done."""
        return "\n".join(self._lines(finding)) + "\n"

    def _lines(self, finding: Finding) -> Iterator[str]:
        head = list(_headline(finding, self._style))
        marks = self._marks(finding)
        hunks = hunks_of(finding.fix) if finding.fix else []
        numbers = [mark.source.position(mark.span.start).line for mark in marks]
        numbers += [hunk.number + max(len(hunk.old), len(hunk.new)) - 1 for hunk in hunks]
        gutter = len(str(max(numbers))) + 2
        frame = list(self._frame(marks, finding.document.source, gutter))
        room = (_MOST_LINES if len(marks) == 1 else _NO_LIMIT) - len(head) - len(frame)
        yield from (*head, *frame, *self._notes(finding, hunks, gutter, room))

    def _marks(self, finding: Finding) -> list[_Mark]:
        source = finding.document.source
        marks = [_Mark(source, finding.span, "^", OF_SEVERITY[finding.severity])]
        for related in finding.related:
            mark = _Mark(related.document.source, related.span, "-", BLUE, plain(related.message))
            if self._is_new((mark.source.path, mark.span, mark.note)):
                marks.append(mark)
        own = [mark for mark in marks if mark.source.path == source.path]
        others = [mark for mark in marks if mark.source.path != source.path]
        return sorted(own, key=lambda mark: mark.span.start) + others

    def _frame(self, marks: list[_Mark], source: Source, gutter: int) -> Iterator[str]:
        path, shown = source.path, ""
        for mark in marks:
            if mark.source.path != path:
                path, shown = mark.source.path, ""
                bar = self._style.paint("|", BOLD, BLUE)
                yield f"{' ' * gutter} {bar} {plain(path)}:"
            line, *under = snippet(mark.source, mark.span, self._style, mark.sign, mark.colour, gutter, mark.note)
            if line != shown:  # the marks of one line stand below each other, as long as the same part of it is shown
                yield line
            yield from under
            shown = line

    def _notes(self, finding: Finding, hunks: list[Hunk], gutter: int, room: int) -> Iterator[str]:
        why = self._new_note("why", finding.why, finding, gutter)
        page = self._new_note("docs", self._page_of(finding.rule), finding, gutter)
        yield from why
        if finding.fix is not None:
            command = command_for(finding.fix.safety)
            label, how = ("fix", f" ({command})") if command else ("by hand", "")
            yield from self._note(label, f"{finding.fix.title}{how}", gutter)
            yield from small_diff(hunks, self._style, gutter)
        else:
            advice = self._new_note("help", finding.advice, finding, gutter)
            withheld = self._new_note("no fix", finding.withheld, finding, gutter)
            yield from advice
            if not advice or len((*why, *advice, *withheld, *page)) <= room:  # what to do goes before why not by itself
                yield from withheld
        yield from page

    def _new_note(self, label: str, text: str | None, finding: Finding, gutter: int) -> list[str]:
        """Return a note, nothing if there is none or the file's report has it from the same rule."""
        is_new = bool(text) and self._is_new((finding.rule, text))
        return list(self._note(label, text, gutter)) if text and is_new else []

    def _note(self, label: str, text: str, gutter: int) -> Iterator[str]:
        indent = gutter + 3 + len(label) + 2
        first, *rest = wrapped(plain(text), indent, indent, self._style.width)
        yield f"{' ' * gutter} {self._style.paint('=', BOLD, BLUE)} {self._style.paint(f'{label}:', BOLD)} {first}"
        yield from map(plain_line, rest)

    def _is_new(self, said: object) -> bool:
        is_new = said not in self._said
        self._said.add(said)
        return is_new


def result_text(result: CheckResult, style: Style = PLAIN, page_of: Callable[[str], str | None] = _NO_PAGES) -> str:
    """Return the findings and errors of one file, in that order, each block with an empty line behind it.

    ``page_of`` returns the address of a rule's page.
    """
    report = FileReport(style, page_of)
    blocks = [report.finding_text(finding) + "\n" for finding in result.findings]
    blocks += [error_text(error, style) for error in result.errors]
    return "".join(blocks)


def finding_text(finding: Finding, style: Style = PLAIN) -> str:
    """Return the text of one finding alone."""
    return FileReport(style).finding_text(finding)


def error_text(error: Error, style: Style = PLAIN) -> str:
    """Return one error in one line."""
    place = plain_path(error.path) + (f":{error.line}:{error.column}" if error.line else "")
    return f"{style.paint(place, BOLD)}: {style.paint('error:', BOLD, RED)} {plain(error.message)}\n"


def fixed_text(finding: Finding, style: Style = PLAIN, dry: bool = False, accepts: bool = False) -> str:
    """Return one finding that was (``dry``: would be) fixed, in one line; its place is the one it had before.

    ``accepts``: that was accepted with a comment.
    """
    place = finding.document.source.position(finding.span.start)
    where = style.paint(f"{plain_path(finding.document.source.path)}:{place.line}:{place.column}", BOLD)
    title = finding.fix.title if finding.fix else finding.message
    verb = "ignore" if accepts else "fix"
    done = f"would {verb}" if dry else f"{verb.removesuffix('e')}ed"
    return f"{where}: {style.paint(f'{done}[{finding.rule}]', BOLD, GREEN)} {plain(title)}\n"


def skipped_text(path: str, reason: str, style: Style = PLAIN) -> str:
    """Return one file that was not judged, with the reason, in one line."""
    return f"{style.paint(plain_path(path), BOLD)}: {style.paint('skipped:', FAINT)} {plain(reason)}\n"


def _headline(finding: Finding, style: Style) -> Iterator[str]:
    source = finding.document.source
    place = source.position(finding.span.start)
    where = f"{plain_path(source.path)}:{place.line}:{place.column}:"
    label = f"{finding.severity.name.lower()}[{finding.rule}]"
    start = f"{style.paint(where, BOLD)} {style.paint(label, BOLD, OF_SEVERITY[finding.severity])}"
    used = len(where) + len(label) + 2
    first, *rest = wrapped(plain(finding.message), used, _INDENT, style.width)
    if used + len(first) > style.width:  # a long path: the message begins below it
        yield start
        first, *rest = wrapped(plain(finding.message), _INDENT, _INDENT, style.width)
        yield plain_line(" " * _INDENT + first)
    else:
        yield f"{start} {first}"
    yield from map(plain_line, rest)
