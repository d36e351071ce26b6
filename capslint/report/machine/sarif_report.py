"""Findings as SARIF 2.1.0 (docs.oasis-open.org, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0").

The numbers of sections in this module are of that document, with errata 01.
"""

from __future__ import annotations

import os
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from capslint import HOME, __version__
from capslint.findings import CheckResult, Error, Finding
from capslint.fingerprints import fingerprints
from capslint.report.fix_edits import how_to_apply
from capslint.report.machine.code_places import CodeUnit, code_range, is_outside, working_root
from capslint.report.machine.json_document import json_document
from capslint.report.machine.offers import message_of, offered_edits
from capslint.report.machine.sarif_rules import LEVELS, message, rule_descriptor
from capslint.report.reporters import Reporter, ReportSetup
from capslint.report.terminal import write
from capslint.source import Source, Span

Json = dict[str, Any]

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_BASE = "%SRCROOT%"
_FINGERPRINT = "capslint/v1"


class SarifReporter(Reporter):
    """Writes one document, at the end. What `capslint fix` has fixed is no result any more."""

    is_document = True

    def __init__(self, setup: ReportSetup) -> None:
        super().__init__(setup)
        self._places = SourcePlaces(working_root())
        self._rules = {rule.meta.id: index for index, rule in enumerate(setup.rules)}
        self._results: list[Json] = []
        self._notifications: list[Json] = []

    def add(self, path: str, named: bool, result: CheckResult, draft: str = "") -> None:
        """Gather one file's findings and errors."""
        super().add(path, named, result)
        marks = fingerprints(result.findings, self._places.root)
        self._results += map(self._result, result.findings, marks)
        self._notifications += map(self._notification, result.errors)

    def finish(self) -> None:
        """Write the document."""
        write(json_document({"$schema": _SCHEMA, "version": "2.1.0", "runs": [self._run()]}), self.setup.stream)

    def _run(self) -> Json:
        invocation = {"executionSuccessful": not self.tally.errors, "toolExecutionNotifications": self._notifications}
        return {
            "tool": {
                "driver": {
                    "name": "capslint",
                    "version": __version__,
                    "informationUri": HOME,
                    "rules": [rule_descriptor(rule) for rule in self.setup.rules],
                }
            },
            "columnKind": "utf16CodeUnits",
            "newlineSequences": ["\r\n", "\n", "\r"],
            "originalUriBaseIds": {_BASE: {"uri": self._places.base}},
            "invocations": [invocation],
            "results": self._results,
        }

    def _result(self, finding: Finding, mark: str) -> Json:
        physical = self._places.physical(finding.document.source, finding.span)
        logical = [{"fullyQualifiedName": subject} for subject in finding.subjects]
        result: Json = {"ruleId": finding.rule}
        if finding.rule in self._rules:
            result["ruleIndex"] = self._rules[finding.rule]
        return {
            **result,
            "level": LEVELS[finding.severity],
            "message": message(message_of(finding)),
            "locations": [{"physicalLocation": physical, **({"logicalLocations": logical} if logical else {})}],
            "relatedLocations": [
                {
                    "id": number,
                    "message": message(related.message),
                    "physicalLocation": self._places.physical(related.document.source, related.span),
                }
                for number, related in enumerate(finding.related, 1)
            ],
            "partialFingerprints": {_FINGERPRINT: mark},
            "fixes": self._fixes(finding),
        }

    def _fixes(self, finding: Finding) -> list[Json]:
        edits = offered_edits(finding)
        if finding.fix is None or not edits:
            return []
        source = finding.fix.document.source
        replacements = [
            {"deletedRegion": _region(source, edit.span), "insertedContent": {"text": edit.new}} for edit in edits
        ]
        change = {"artifactLocation": self._places.artifact(source.path), "replacements": replacements}
        title = f"{finding.fix.title} ({how_to_apply(finding.fix.safety)})"
        return [{"description": message(title), "artifactChanges": [change]}]

    def _notification(self, error: Error) -> Json:
        notification: Json = {"level": "error", "message": message(f"{error.path}: {error.message}")}
        if error.line or os.path.lexists(error.path):
            place: Json = {"artifactLocation": self._places.artifact(error.path)}
            if error.line:  # what the column counts is not known without the text
                place["region"] = {"startLine": error.line}
            notification["locations"] = [{"physicalLocation": place}]
        return notification


class SourcePlaces:
    """Says where something is: URIs are relative to the folder ``root`` where they can be."""

    def __init__(self, root: str) -> None:
        self.root = root

    @property
    def base(self) -> str:
        """The URI of the folder; that it ends with a slash makes others relative to it (3.14.14)."""
        uri = PurePath(self.root).as_uri()
        return uri if uri.endswith("/") else f"{uri}/"

    def artifact(self, path: str) -> Json:
        """Return the location of a file (3.4), as a URI with every other character escaped."""
        relative = os.path.relpath(path, self.root)
        if is_outside(relative):
            return {"uri": f"file://{quote(os.fsencode(os.path.abspath(path)))}"}
        return {"uri": quote(os.fsencode(relative.replace(os.sep, "/"))), "uriBaseId": _BASE}

    def physical(self, source: Source, span: Span) -> Json:
        """Return the location of ``span`` (3.29)."""
        return {"artifactLocation": self.artifact(source.path), "region": _region(source, span)}


def _region(source: Source, span: Span) -> Json:
    """Return the region of ``span`` (3.30): the last column is the one behind it."""
    place = code_range(source, span, CodeUnit.UTF_16)
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }
