"""Results written for a person, as they come in."""

from __future__ import annotations

import time

from capslint.findings import CheckResult, Finding
from capslint.report.reporters import Reporter, ReportSetup
from capslint.report.terminal import style_for, write
from capslint.report.terminal_style import FAINT


class TextReporter(Reporter):
    """Writes for a person."""

    shows_progress = True
    names_hosts = True
    """Whether the summary says for which hosts files are judged."""

    def __init__(self, setup: ReportSetup) -> None:
        super().__init__(setup)
        self.style = style_for(setup.options.colour_mode, setup.stream)
        self._started = time.monotonic()

    def draft(self, result: CheckResult) -> str:
        """Return findings and errors."""
        if self.setup.options.statistics:
            result = result._replace(findings=())
        return self.shown(result) if result.findings or result.errors else ""

    def shown(self, result: CheckResult) -> str:
        """Return the text of all findings and errors of ``result``."""
        from capslint.report.text_report import result_text

        return result_text(result, self.style, self._page_of)

    def _page_of(self, rule_id: str) -> str | None:
        from capslint.report.rule_pages import rule_url

        return next((rule_url(rule) for rule in self.setup.rules if rule.meta.id == rule_id), None)

    def add(self, path: str, named: bool, result: CheckResult, draft: str = "") -> None:
        """Write findings and errors."""
        super().add(path, named, result)
        if text := draft or self.draft(result):
            write(text, self.setup.stream)

    def add_fixed(self, findings: tuple[Finding, ...]) -> None:
        """Write one line for each fix."""
        from capslint.report.text_report import fixed_text

        super().add_fixed(findings)
        for finding in findings:
            write(fixed_text(finding, self.style, self.setup.dry, self.setup.accepts), self.setup.stream)

    def finish(self) -> None:
        """Write the summary."""
        from capslint.report.tally import statistics_text, summary_text

        if self.setup.options.statistics:
            write(statistics_text(self.tally, self.style), self.setup.stream)
        write(summary_text(self.tally, self.style), self.setup.stream)
        if self.names_hosts and self.tally.findings and self.setup.judged_for:
            write(f"{self.style.paint(self.setup.judged_for, FAINT)}\n", self.setup.stream)
        if self.setup.options.verbose:
            write(f"Took {time.monotonic() - self._started:.2f} s.\n", self.setup.stream)
