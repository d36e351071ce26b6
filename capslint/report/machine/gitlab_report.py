"""Findings as a Code Quality report of GitLab (docs.gitlab.com, "Code Quality", "Code Quality report format")."""

from __future__ import annotations

from typing import Any

from capslint.findings import CheckResult, Error, Finding, Severity
from capslint.fingerprints import error_fingerprint, fingerprints
from capslint.report.machine.code_places import path_in_repository, readable_path, working_root
from capslint.report.machine.json_document import json_document
from capslint.report.machine.offers import message_of
from capslint.report.reporters import Reporter, ReportSetup
from capslint.report.terminal import write

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}
_OF_ERRORS = "critical"


class GitlabReporter(Reporter):
    """Writes one list, at the end."""

    is_document = True

    def __init__(self, setup: ReportSetup) -> None:
        super().__init__(setup)
        self._root = working_root()
        self._issues: list[dict[str, Any]] = []

    def add(self, path: str, named: bool, result: CheckResult, draft: str = "") -> None:
        """Gather one file's findings and errors."""
        super().add(path, named, result)
        marks = fingerprints(result.findings, self._root)
        self._issues += map(self._finding, result.findings, marks)
        self._issues += map(self._error, result.errors)

    def finish(self) -> None:
        """Write the list."""
        write(json_document(self._issues), self.setup.stream)

    def _finding(self, finding: Finding, mark: str) -> dict[str, Any]:
        source = finding.document.source
        first, last = (source.position(offset).line for offset in finding.span)
        return {
            "description": message_of(finding),
            "check_name": finding.rule,
            "fingerprint": mark,
            "severity": _SEVERITIES[finding.severity],
            "location": {"path": self._path(source.path), "lines": {"begin": first, "end": last}},
        }

    def _error(self, error: Error) -> dict[str, Any]:
        return {
            "description": error.message,
            "check_name": "error",
            "fingerprint": error_fingerprint(error, self._root),
            "severity": _OF_ERRORS,
            "location": {"path": self._path(error.path), "lines": {"begin": error.line or 1}},
        }

    def _path(self, path: str) -> str:
        return readable_path(path_in_repository(path, self._root))
