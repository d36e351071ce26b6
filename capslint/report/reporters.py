"""Results as they come in, written as text at once or gathered for JSON."""

from __future__ import annotations

import sys
from typing import Protocol

from capslint.check.templates import is_template
from capslint.findings import CheckResult, Finding
from capslint.report.tally import Tally
from capslint.report.terminal import style_for, write


class Reporter(Protocol):
    """Takes the result of each file in turn."""

    tally: Tally

    def draft(self, result: CheckResult) -> str:
        """Return what can be written already of one file's result, by any process; `add` takes it."""

    def add(self, path: str, named: bool, result: CheckResult, draft: str = "") -> None:
        """Take one file's result; ``named`` tells that its path was given itself."""

    def add_fixed(self, findings: tuple[Finding, ...]) -> None:
        """Take what was fixed in the file whose result comes next."""

    def finish(self) -> None:
        """Write what is still to be written."""


class TextReporter:
    """Writes for a person, to ``stream``."""

    def __init__(self, colour: str, verbose: bool, to_stderr: bool = False) -> None:
        self.tally = Tally()
        self._stream = sys.stderr if to_stderr else sys.stdout
        self._style = style_for(colour, self._stream)
        self._verbose = verbose

    def draft(self, result: CheckResult) -> str:
        """Return findings and errors."""
        if not (result.findings or result.errors):
            return ""
        from capslint.report.text_report import result_text

        return result_text(result, self._style)

    def add(self, path: str, named: bool, result: CheckResult, draft: str = "") -> None:
        """Write findings and errors; a skipped file if it was named, is a template, or all are asked for."""
        self.tally.add(result)
        if text := draft or self.draft(result):
            write(text, self._stream)
        if result.skipped is not None and (named or self._verbose or is_template(result.skipped)):
            from capslint.report.text_report import skipped_text

            write(skipped_text(path, result.skipped, self._style), self._stream)

    def add_fixed(self, findings: tuple[Finding, ...]) -> None:
        """Write one line for each fix."""
        from capslint.report.text_report import fixed_text

        self.tally.add_fixed(len(findings))
        for finding in findings:
            write(fixed_text(finding, self._style, self.tally.dry), self._stream)

    def finish(self) -> None:
        """Write the summary."""
        from capslint.report.tally import summary_text

        write(summary_text(self.tally, self._style), self._stream)


class JsonReporter:
    """Writes one JSON document to standard output, at the end."""

    def __init__(self) -> None:
        from capslint.report.json_report import JsonReport

        self.tally = Tally()
        self._report = JsonReport()

    def draft(self, result: CheckResult) -> str:
        """Return nothing: all is one document."""
        return ""

    def add(self, path: str, named: bool, result: CheckResult, draft: str = "") -> None:
        """Gather one file's result."""
        self.tally.add(result)
        self._report.add(path, result)

    def add_fixed(self, findings: tuple[Finding, ...]) -> None:
        """Gather what was fixed."""
        self.tally.add_fixed(len(findings))
        self._report.add_fixed(findings)

    def finish(self) -> None:
        """Write the document."""
        write(self._report.text(self.tally))


def reporter_for(form: str, colour: str, verbose: bool, to_stderr: bool = False) -> Reporter:
    """Return the reporter for the value of ``--format``."""
    return JsonReporter() if form == "json" else TextReporter(colour, verbose, to_stderr)
