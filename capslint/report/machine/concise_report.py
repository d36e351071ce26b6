"""One line for each finding: for editors, for ``grep``, and for a quick look."""

from __future__ import annotations

from capslint.findings import CheckResult, Finding
from capslint.report.plain import plain, plain_path
from capslint.report.terminal_style import BOLD, OF_SEVERITY, PLAIN, Style
from capslint.report.text_output import TextReporter
from capslint.report.text_report import error_text


class ConciseReporter(TextReporter):
    """Writes ``path:line:column: severity[rule] message``, and below all of them the summary."""

    names_hosts = False

    def shown(self, result: CheckResult) -> str:
        """Return the lines of findings and errors."""
        lines = [concise_line(finding, self.style) for finding in result.findings]
        return "".join([*lines, *(error_text(error, self.style) for error in result.errors)])


def concise_line(finding: Finding, style: Style = PLAIN) -> str:
    """Return one finding as a line."""
    source = finding.document.source
    place = source.position(finding.span.start)
    where = style.paint(f"{plain_path(source.path)}:{place.line}:{place.column}:", BOLD)
    label = style.paint(f"{finding.severity.name.lower()}[{finding.rule}]", BOLD, OF_SEVERITY[finding.severity])
    return f"{where} {label} {plain(finding.message)}\n"
