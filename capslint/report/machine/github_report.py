"""Findings as workflow commands of GitHub Actions, which shows them beside the changed lines of a pull request.

What is escaped, and how: github.com/actions/toolkit, packages/core/src/command.ts (escapeData, escapeProperty), undone
by github.com/actions/runner, src/Runner.Common/ActionCommand.cs. What a command has for properties: docs.github.com,
"Workflow commands for GitHub Actions".
"""

from __future__ import annotations

import os

from capslint.findings import CheckResult, Error, Finding, Severity
from capslint.report.machine.code_places import CodeUnit, code_range, path_in_repository, working_root
from capslint.report.machine.offers import message_of
from capslint.report.plain import plain
from capslint.report.reporters import ReportSetup
from capslint.report.text_output import TextReporter

Properties = dict[str, str | int]

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


class GithubReporter(TextReporter):
    """Writes a command for each finding and each error, and the summary below them for who reads the log."""

    names_hosts = False

    def __init__(self, setup: ReportSetup) -> None:
        super().__init__(setup)
        self._root = working_root()

    def shown(self, result: CheckResult) -> str:
        """Return the commands of findings and errors."""
        lines = [finding_command(finding, self._root) for finding in result.findings]
        return "".join([*lines, *(error_command(error, self._root) for error in result.errors)])


def finding_command(finding: Finding, root: str) -> str:
    """Return the command that shows one finding; paths start from ``root``."""
    source = finding.document.source
    place = code_range(source, finding.span, CodeUnit.UTF_16)
    properties: Properties = {"file": path_in_repository(source.path, root)}
    properties |= {"line": place.line, "endLine": place.end_line}
    if place.line == place.end_line:  # of several lines GitHub shows no columns
        properties |= {"col": place.column, "endColumn": place.end_column}
    properties["title"] = f"capslint: {finding.rule}"
    return _command(_COMMANDS[finding.severity], properties, message_of(finding))


def error_command(error: Error, root: str) -> str:
    """Return the command that shows one error."""
    properties: Properties = {}
    if os.path.lexists(error.path):  # settings and plug-ins have errors too
        properties["file"] = path_in_repository(error.path, root)
    if error.line:
        properties["line"] = error.line
    return _command("error", {**properties, "title": "capslint"}, f"{error.path}: {error.message}")


def _command(name: str, properties: Properties, message: str) -> str:
    listed = ",".join(f"{key}={_property(plain(str(value)))}" for key, value in properties.items())
    return f"::{name} {listed}::{_data(plain(message))}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
