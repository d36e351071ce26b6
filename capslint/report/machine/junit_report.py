"""Findings as failed tests, in the XML of JUnit that build services read.

There is no one definition; what Jenkins and GitLab read is in the files of github.com/testmoapp/junitxml.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

from capslint.findings import CheckResult, Error, Finding, Severity
from capslint.report.machine.concise_report import concise_line
from capslint.report.machine.offers import message_of
from capslint.report.plain import plain
from capslint.report.reporters import Reporter, ReportSetup
from capslint.report.terminal import write
from capslint.report.text_report import error_text

_HEAD = '<?xml version="1.0" encoding="us-ascii"?>\n'
_COMMAND = re.compile(r"##\[|^\s*::", re.MULTILINE)
_COUNTS = ("tests", "failures", "errors", "skipped")


class JunitReporter(Reporter):
    """Writes one document, at the end: a suite for each file, a test for each finding, or one that passes."""

    is_document = True

    def __init__(self, setup: ReportSetup) -> None:
        super().__init__(setup)
        self._root = ElementTree.Element("testsuites", {"name": "capslint"})

    def add(self, path: str, named: bool, result: CheckResult, draft: str = "") -> None:
        """Gather one file's result; one that was skipped only where a report for people would tell it."""
        super().add(path, named, result)
        if result.skipped is None or self.tells_skip(named, result.skipped):
            self._root.append(_suite(path, result, self.setup.fail_on or Severity.WARNING))

    def finish(self) -> None:
        """Write the document."""
        for name in _COUNTS:
            self._root.set(name, str(sum(int(suite.get(name, "0")) for suite in self._root)))
        ElementTree.indent(self._root)
        text = ElementTree.tostring(self._root, encoding="us-ascii", xml_declaration=False).decode("ascii")
        write(f"{_HEAD}{_COMMAND.sub(_spelled_otherwise, text)}\n", self.setup.stream)


def _spelled_otherwise(match: re.Match[str]) -> str:
    """Return what a build service would take for a command in other letters: it is the same to a reader of XML."""
    return match[0].replace("::", "&#58;:").replace("##", "#&#35;")


def _suite(path: str, result: CheckResult, fail_on: Severity) -> ElementTree.Element:
    cases = [_test(path, finding, fail_on) for finding in result.findings]
    cases += [_error(path, error) for error in result.errors]
    if not cases:
        cases = [_case(path, "capslint")]
        if result.skipped is not None:
            ElementTree.SubElement(cases[0], "skipped", {"message": plain(result.skipped)})
    counts = {
        "tests": len(cases),
        "failures": sum(finding.severity >= fail_on for finding in result.findings),
        "errors": len(result.errors),
        "skipped": 0 if result.skipped is None else 1,
    }
    suite = ElementTree.Element("testsuite", {"name": plain(path), **{name: str(counts[name]) for name in _COUNTS}})
    suite.extend(cases)
    return suite


def _test(path: str, finding: Finding, fail_on: Severity) -> ElementTree.Element:
    source = finding.document.source
    case = _case(path, finding.rule, source.position(finding.span.start).line)
    if finding.severity < fail_on:
        ElementTree.SubElement(case, "system-out").text = concise_line(finding)
        return case
    attributes = {"message": plain(message_of(finding)), "type": finding.severity.name.lower()}
    ElementTree.SubElement(case, "failure", attributes).text = concise_line(finding)
    return case


def _error(path: str, error: Error) -> ElementTree.Element:
    case = _case(path, "capslint", error.line)
    ElementTree.SubElement(case, "error", {"message": plain(error.message), "type": "error"}).text = error_text(error)
    return case


def _case(path: str, name: str, line: int = 0) -> ElementTree.Element:
    attributes = {"classname": plain(path), "name": name, "file": plain(path)}
    return ElementTree.Element("testcase", {**attributes, "line": str(line)} if line else attributes)
