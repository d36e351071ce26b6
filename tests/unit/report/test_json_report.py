"""The report for programs."""

from __future__ import annotations

import json
import os
from typing import Any

import capslint
import capslint_rules
from capslint.edits import TextEdit, apply_edits
from capslint.findings import CheckResult, Error
from capslint.fingerprints import fingerprints
from capslint.report.machine.json_report import JsonReport
from capslint.report.tally import Tally
from capslint.source import Span
from tests.unit.report.samples import TEXT, finding


def written(*results: CheckResult) -> dict[str, Any]:
    report, tally = JsonReport(capslint_rules.RULES, os.getcwd()), Tally()
    for result in results:
        report.add("a.yml", result)
        tally.add(result)
    loaded = json.loads(report.text(tally))
    assert isinstance(loaded, dict)
    return loaded


def test_a_finding() -> None:
    found = written(CheckResult((finding(),)))["findings"]
    fix = found[0].pop("fix")
    assert found[0].pop("fingerprint") == fingerprints((finding(),), os.getcwd())[0]
    assert found == [
        {
            "rule": "privileged-container",
            "severity": "error",
            "level": "regular",
            "message": "it is privileged",
            "why": "",
            "path": "a.yml",
            "line": 4,
            "column": 5,
            "end_line": 4,
            "end_column": 21,
            "container": "services.a",
            "subjects": ["services.a"],
            "hosts": [],
            "tool": "delve",
            "advice": "Take it out.",
            "withheld": None,
            "related": [
                {"message": "runs here", "path": "a.yml", "line": 3, "column": 14, "end_line": 3, "end_column": 24}
            ],
            "url": f"{capslint.HOME}/rules/privileged-container/",
        }
    ]
    edits = fix.pop("edits")
    assert fix == {
        "title": "take privileged out",
        "safety": "safe",
        "how": "`capslint fix` applies it",
        "path": "a.yml",
    }
    spliced = tuple(TextEdit(Span(one["start"], one["end"]), one["new"]) for one in edits)
    assert apply_edits(TEXT, spliced) == TEXT.replace("    privileged: true\n", "")
    lines = TEXT.splitlines(keepends=True)
    for edit in edits:  # lines and columns say the same as the offsets
        assert sum(map(len, lines[: edit["line"] - 1])) + edit["column"] - 1 == edit["start"]
        assert sum(map(len, lines[: edit["end_line"] - 1])) + edit["end_column"] - 1 == edit["end"]


def test_a_fix_that_cannot_be_made_is_null_with_the_reason() -> None:
    text = TEXT.replace("privileged: true", "<<: {privileged: true}")
    (one,) = written(CheckResult((finding(text),)))["findings"]
    assert one["fix"] is None
    assert one["withheld"]


def test_nobody_knows_the_page_of_a_rule_of_a_plug_in() -> None:
    (one,) = written(CheckResult((finding(rule="somebody-s"),)))["findings"]
    assert one["url"] is None


def test_errors_and_skipped() -> None:
    document = written(
        CheckResult(errors=(Error("b\udcff.yml", 2, 3, "odd"), Error("c.yml", 0, 0, "gone"))),
        CheckResult(skipped="empty"),
    )
    assert document["errors"] == [
        {"path": "b\\xff.yml", "line": 2, "column": 3, "message": "odd"},
        {"path": "c.yml", "line": None, "column": None, "message": "gone"},
    ]
    assert document["skipped"] == [{"path": "a.yml", "reason": "empty"}]
    assert document["summary"] == {
        "files_checked": 0,
        "files_skipped": 1,
        "findings": 0,
        "errors": 2,
        "fixable": 0,
        "fixable_unsafe": 0,
        "held_back": 0,
        "known": 0,
    }
    assert list(document) == ["schema_version", "version", "findings", "errors", "skipped", "summary"]
