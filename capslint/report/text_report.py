"""The report that a person reads."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.findings import CheckResult, Error, Finding, Related
from capslint.report.fix_edits import how_to_apply
from capslint.report.plain import plain, plain_path
from capslint.report.snippet import snippet
from capslint.report.terminal_style import BLUE, BOLD, FAINT, GREEN, OF_SEVERITY, PLAIN, RED, Style


def result_text(result: CheckResult, style: Style = PLAIN) -> str:
    """Return the findings and errors of one file, in that order, each block with an empty line behind it."""
    blocks = [finding_text(finding, style) + "\n" for finding in result.findings]
    blocks += [error_text(error, style) for error in result.errors]
    return "".join(blocks)


def finding_text(finding: Finding, style: Style = PLAIN) -> str:
    """Return the text of one finding: its place and message, the source line with a mark, and what can be done."""
    return "\n".join(_finding_lines(finding, style)) + "\n"


def error_text(error: Error, style: Style = PLAIN) -> str:
    """Return one error in one line."""
    place = plain_path(error.path) + (f":{error.line}:{error.column}" if error.line else "")
    return f"{style.paint(place, BOLD)}: {style.paint('error:', BOLD, RED)} {plain(error.message)}\n"


def fixed_text(finding: Finding, style: Style = PLAIN, dry: bool = False) -> str:
    """Return one finding that was (``dry``: would be) fixed, in one line; its place is the one it had before."""
    place = finding.document.source.position(finding.span.start)
    where = style.paint(f"{plain_path(finding.document.source.path)}:{place.line}:{place.column}", BOLD)
    title = finding.fix.title if finding.fix else finding.message
    done = "would fix" if dry else "fixed"
    return f"{where}: {style.paint(f'{done}[{finding.rule}]', BOLD, GREEN)} {plain(title)}\n"


def skipped_text(path: str, reason: str, style: Style = PLAIN) -> str:
    """Return one file that was not judged, with the reason, in one line."""
    return f"{style.paint(plain_path(path), BOLD)}: {style.paint('skipped:', FAINT)} {plain(reason)}\n"


def _finding_lines(finding: Finding, style: Style) -> Iterator[str]:
    source = finding.document.source
    place = source.position(finding.span.start)
    colour = OF_SEVERITY[finding.severity]
    label = style.paint(f"{finding.severity.name.lower()}[{finding.rule}]", BOLD, colour)
    where = style.paint(f"{plain_path(source.path)}:{place.line}:{place.column}:", BOLD)
    yield f"{where} {label} {plain(finding.message)}"
    lines = [place.line, *(_line(related) for related in finding.related)]
    gutter = len(str(max(lines))) + 2
    bar = style.paint("|", BOLD, BLUE)
    yield f"{' ' * gutter} {bar}"
    yield from snippet(source, finding.span, style, "^", colour, gutter)
    for related in finding.related:
        other = related.document.source
        if other.path != source.path:
            yield f"{' ' * gutter} {bar} {plain(other.path)}:"
        yield from snippet(other, related.span, style, "-", BLUE, gutter, plain(related.message))
    for name, text in _notes(finding):
        yield f"{' ' * gutter} {style.paint('=', BOLD, BLUE)} {style.paint(f'{name}:', BOLD)} {plain(text)}"


def _line(related: Related) -> int:
    return related.document.source.position(related.span.start).line


def _notes(finding: Finding) -> Iterator[tuple[str, str]]:
    if finding.subjects:
        yield "container" if len(finding.subjects) == 1 else "containers", ", ".join(finding.subjects)
    if finding.tool:
        yield "debugger", finding.tool
    if finding.advice:
        yield "help", finding.advice
    if finding.fix is not None:
        yield "fix", f"{finding.fix.title} ({how_to_apply(finding.fix.safety)})"
    elif finding.withheld:
        yield "no fix", finding.withheld
