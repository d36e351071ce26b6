"""Findings for reviewdog, in its Diagnostic Format (github.com/reviewdog/reviewdog, proto/rdf/reviewdog.proto)."""

from __future__ import annotations

from typing import Any

from capslint import HOME
from capslint.findings import CheckResult, Error, Finding
from capslint.report.machine.code_places import CodeUnit, code_range, readable_path
from capslint.report.machine.json_document import json_document
from capslint.report.machine.offers import joined_edit, message_of, offered_edits
from capslint.report.reporters import Reporter, ReportSetup
from capslint.report.rule_pages import rule_url
from capslint.report.terminal import write
from capslint.source import Source, Span


class RdjsonReporter(Reporter):
    """Writes one document, at the end."""

    is_document = True

    def __init__(self, setup: ReportSetup) -> None:
        super().__init__(setup)
        self._urls = {rule.meta.id: url for rule in setup.rules if (url := rule_url(rule))}
        self._diagnostics: list[dict[str, Any]] = []

    def add(self, path: str, named: bool, result: CheckResult, draft: str = "") -> None:
        """Gather one file's findings and errors."""
        super().add(path, named, result)
        self._diagnostics += map(self._finding, result.findings)
        self._diagnostics += map(_error, result.errors)

    def finish(self) -> None:
        """Write the document."""
        document = {"source": {"name": "capslint", "url": HOME}, "diagnostics": self._diagnostics}
        write(json_document(document), self.setup.stream)

    def _finding(self, finding: Finding) -> dict[str, Any]:
        source = finding.document.source
        code = {"value": finding.rule}
        if finding.rule in self._urls:
            code["url"] = self._urls[finding.rule]
        return {
            "message": message_of(finding),
            "location": {"path": readable_path(source.path), "range": _range(source, finding.span)},
            "severity": finding.severity.name,
            "code": code,
            "suggestions": _suggestions(finding),
        }


def _error(error: Error) -> dict[str, Any]:
    location: dict[str, Any] = {"path": readable_path(error.path)}
    if error.line:
        location["range"] = {"start": {"line": error.line}}
    return {"message": error.message, "location": location, "severity": "ERROR"}


def _suggestions(finding: Finding) -> list[dict[str, Any]]:
    """Return the fix as one suggestion, as each is taken by itself; none where another file is to be changed."""
    edits = offered_edits(finding)
    if finding.fix is None or not edits or finding.fix.document.source.path != finding.document.source.path:
        return []
    source = finding.fix.document.source
    edit = joined_edit(source.text, edits)
    return [{"range": _range(source, edit.span), "text": edit.new}]


def _range(source: Source, span: Span) -> dict[str, Any]:
    place = code_range(source, span, CodeUnit.UTF_8)
    return {
        "start": {"line": place.line, "column": place.column},
        "end": {"line": place.end_line, "column": place.end_column},
    }
