"""The report that a program reads. Lines and columns count from 1, offsets from 0, all in characters."""

from __future__ import annotations

from typing import Any

from capslint import __version__
from capslint.api.rule import Rule
from capslint.edits import TextEdit, Withheld
from capslint.findings import CheckResult, Error, Finding, Fix, Related
from capslint.fingerprints import fingerprints
from capslint.report.fix_edits import edits_of, how_to_apply
from capslint.report.machine.code_places import readable_path, working_root
from capslint.report.machine.json_document import json_document
from capslint.report.reporters import Reporter, ReportSetup
from capslint.report.rule_pages import rule_url
from capslint.report.tally import Tally
from capslint.report.terminal import write
from capslint.source import Source

Json = dict[str, Any]

SCHEMA_VERSION = 1
"""Counts up where a field changes its meaning or goes; fields that are added change nothing."""


class JsonReporter(Reporter):
    """Writes one document, at the end."""

    is_document = True

    def __init__(self, setup: ReportSetup) -> None:
        super().__init__(setup)
        self._report = JsonReport(setup.rules, working_root())

    def add(self, path: str, named: bool, result: CheckResult, draft: str = "") -> None:
        """Gather one file's result."""
        super().add(path, named, result)
        self._report.add(path, result)

    def add_fixed(self, findings: tuple[Finding, ...]) -> None:
        """Gather what was fixed."""
        super().add_fixed(findings)
        self._report.add_fixed(findings)

    def finish(self) -> None:
        """Write the document."""
        write(self._report.text(self.tally), self.setup.stream)


class JsonReport:
    """Gathers results as plain values, so that the documents they came from can go.

    ``rules`` are those that run. Fingerprints are made with paths from the folder ``root``.
    """

    def __init__(self, rules: tuple[Rule, ...], root: str) -> None:
        self._urls = {rule.meta.id: rule_url(rule) for rule in rules}
        self._root = root
        self.findings: list[Json] = []
        self.errors: list[Json] = []
        self.skipped: list[Json] = []
        self.fixed: list[Json] | None = None

    def add(self, path: str, result: CheckResult) -> None:
        """Add the result of one file."""
        self.findings += self._listed(result.findings)
        self.errors += map(error_json, result.errors)
        if result.skipped is not None:
            self.skipped.append({"path": readable_path(path), "reason": result.skipped})

    def add_fixed(self, findings: tuple[Finding, ...]) -> None:
        """Add findings that were fixed, without their edits: some were made in a text that others had changed."""
        fixed = self._listed(findings)
        for record in fixed:
            record["fix"].pop("edits")
        self.fixed = (self.fixed or []) + fixed

    def text(self, tally: Tally) -> str:
        """Return the whole document, one line end behind it."""
        document: Json = {"schema_version": SCHEMA_VERSION, "version": __version__}
        document |= {"findings": self.findings, "errors": self.errors, "skipped": self.skipped}
        if self.fixed is not None:
            document["fixed"] = self.fixed
        document["summary"] = tally.numbers()
        return json_document(document)

    def _listed(self, findings: tuple[Finding, ...]) -> list[Json]:
        marks = fingerprints(findings, self._root)
        return [
            {**_finding_json(finding), "fingerprint": mark, "url": self._urls.get(finding.rule)}
            for finding, mark in zip(findings, marks, strict=True)
        ]


def _finding_json(finding: Finding) -> Json:
    """Return the fields of one finding. ``fix`` is null where there is none, or where the layout does not allow it."""
    source = finding.document.source
    edits = edits_of(finding)
    return {
        "rule": finding.rule,
        "severity": finding.severity.name.lower(),
        "level": finding.level.name.lower(),
        "message": finding.message,
        "why": finding.why,
        "path": readable_path(source.path),
        **_range(source, *finding.span),
        "container": finding.subjects[0] if finding.subjects else None,
        "subjects": list(finding.subjects),
        "hosts": list(finding.hosts),
        "tool": finding.tool,
        "advice": finding.advice,
        "fix": _fix_json(finding.fix, edits) if finding.fix and edits and not isinstance(edits, Withheld) else None,
        "withheld": edits.reason if isinstance(edits, Withheld) else None,
        "related": [_related_json(related) for related in finding.related],
    }


def _related_json(related: Related) -> Json:
    source = related.document.source
    return {"message": related.message, "path": readable_path(source.path), **_range(source, *related.span)}


def error_json(error: Error) -> Json:
    """Return the fields of one error; ``line`` and ``column`` are null where it concerns the whole file."""
    place = (error.line, error.column) if error.line else (None, None)
    return {"path": readable_path(error.path), "line": place[0], "column": place[1], "message": error.message}


def _fix_json(fix: Fix, edits: tuple[TextEdit, ...]) -> Json:
    source = fix.document.source
    return {
        "title": fix.title,
        "safety": fix.safety.value,
        "how": how_to_apply(fix.safety),
        "path": readable_path(source.path),
        "edits": [
            {**_range(source, *edit.span), "start": edit.span.start, "end": edit.span.end, "new": edit.new}
            for edit in sorted(edits)
        ],
    }


def _range(source: Source, start: int, end: int) -> Json:
    first, last = source.position(start), source.position(end)
    return {"line": first.line, "column": first.column, "end_line": last.line, "end_column": last.column}
