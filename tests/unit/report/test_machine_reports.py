"""The reports for other programs, each read by somebody else's reader."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

import capslint
import capslint_rules
from capslint.edits import Safety, TextEdit, apply_edits
from capslint.findings import CheckResult, Error, Severity
from capslint.fingerprints import fingerprints
from capslint.report.machine.code_places import CodeUnit, code_range, path_in_repository
from capslint.report.machine.offers import joined_edit, message_of
from capslint.report.plain import plain
from capslint.report.reporters import ReportOptions, ReportSetup, reporter_for
from capslint.source import Source, Span
from tests.unit.report.samples import TEXT, finding

GONE = Error("b\udcff.yml", 0, 0, "is gone")
ODD = Error("a.yml", 7, 2, "odd, and 100 % so")
ASTRAL = "# 🐳\nservices: {a: {image: '🐳ä', command: dlv attach 1, privileged: true, user: x}}\n"
WITHOUT = ASTRAL.replace(" privileged: true,", "")
"""What the fix of the sample makes of it."""


def written(output_format: str, *results: CheckResult, path: str = "a.yml", named: bool = True) -> str:
    stream = io.StringIO()
    reporter = reporter_for(ReportSetup(ReportOptions(output_format), stream, capslint_rules.RULES))
    for result in results:
        reporter.add(path, named, result, reporter.draft(result))
    reporter.finish()
    return stream.getvalue()


def at(offset: int, text: str, width: int, encoding: str) -> tuple[int, int]:
    """Return the line and the column of ``offset`` as a program counts that holds text as units of an encoding."""
    before = text[:offset]
    return before.count("\n") + 1, len(before.rpartition("\n")[2].encode(encoding)) // width + 1


# Places


@given(st.text(st.sampled_from("aä🐳e\u0301\n")), st.data())
def test_columns_are_code_units(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    for unit, width, encoding in ((CodeUnit.UTF_16, 2, "utf-16-le"), (CodeUnit.UTF_8, 1, "utf-8")):
        expected = (*at(start, text, width, encoding), *at(end, text, width, encoding))
        assert code_range(Source("a", text), Span(start, end), unit) == expected


@pytest.mark.parametrize(
    ("unit", "columns"), [(CodeUnit.UTF_16, (3, 4)), (CodeUnit.UTF_8, (5, 7))], ids=["utf-16", "utf-8"]
)
def test_an_astral_character_counts_as_its_units(unit: CodeUnit, columns: tuple[int, int]) -> None:
    found = code_range(Source("a", "x\n🐳äb\n"), Span(3, 4), unit)
    assert found == (2, columns[0], 2, columns[1])


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/r/a b.yml", "a b.yml"),
        ("/r/x/../c/d.yml", "c/d.yml"),
        ("/r/..a/b.yml", "..a/b.yml"),
        ("/other/a.yml", "/other/a.yml"),
        ("/a.yml", "/a.yml"),
    ],
)
def test_paths_start_from_the_root_of_the_repository(path: str, shown: str) -> None:
    assert path_in_repository(path, "/r") == shown


def test_a_run_in_a_folder_of_the_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path / "sub")
    (tmp_path / "sub" / "a.yml").touch()
    found = CheckResult((finding(),), (ODD,))
    assert json.loads(written("gitlab", found))[0]["location"]["path"] == "sub/a.yml"
    assert all("file=sub/a.yml," in line for line in written("github", found).splitlines()[:2])
    assert json.loads(written("rdjson", found))["diagnostics"][0]["location"]["path"] == "a.yml"  # it finds the root


# What is offered


EDITS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.text("xy", max_size=2)), min_size=1, max_size=4)


@given(st.text("ab\n", min_size=10, max_size=10), EDITS)
def test_joined_edits_do_the_same(text: str, drawn: list[tuple[int, int, str]]) -> None:
    edits: list[TextEdit] = []
    for start, end, new in sorted(drawn):
        if start <= end and (not edits or edits[-1].span.end <= start):
            edits.append(TextEdit(Span(start, end), new))
    if edits:
        joined = joined_edit(text, tuple(edits))
        assert apply_edits(text, (joined,)) == apply_edits(text, tuple(edits))


def test_what_is_only_shown_is_not_offered() -> None:
    fix = finding().fix
    assert fix is not None
    shown = CheckResult((finding(fix=fix._replace(safety=Safety.SHOW)), finding(fix=None)))
    assert [one["suggestions"] for one in json.loads(written("rdjson", shown))["diagnostics"]] == [[], []]
    assert [one["fixes"] for one in json.loads(written("sarif", shown))["runs"][0]["results"]] == [[], []]


def test_a_message_says_what_to_do() -> None:
    assert message_of(finding()) == "it is privileged. Take it out."
    assert message_of(finding(message="so.", advice="")) == "so."


# concise


def test_concise() -> None:
    text = written("concise", CheckResult((finding(),), (ODD, GONE)))
    assert text.splitlines()[:3] == [
        "a.yml:4:5: error[privileged-container] it is privileged",
        "a.yml:7:2: error: odd, and 100 % so",
        "b\\xff.yml: error: is gone",
    ]
    assert "1 finding (1 error) in 1 file" in text


# github


def command_of(line: str) -> tuple[str, dict[str, str], str]:
    """Read a workflow command as the runner does (actions/runner, src/Runner.Common/ActionCommand.cs, TryParseV2)."""
    assert line.startswith("::")
    info, _, data = line[2:].partition("::")
    name, _, listed = info.partition(" ")
    properties = dict(part.split("=", 1) for part in listed.split(",") if part)
    return name, {key: unescaped(value, ":,") for key, value in properties.items()}, unescaped(data)


def unescaped(text: str, more: str = "") -> str:
    for character in [*"\r\n", *more, "%"]:
        text = text.replace(f"%{ord(character):02X}", character)
    return text


def test_github(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # a file that is not there is not named
    found = CheckResult((finding(), finding(severity=Severity.INFO, related=())), (ODD, GONE))
    lines = written("github", found).splitlines()
    place = {"file": "a.yml", "line": "4", "endLine": "4", "col": "5", "endColumn": "21"}
    place["title"] = "capslint: privileged-container"
    assert command_of(lines[0]) == ("error", place, "it is privileged. Take it out.")
    assert command_of(lines[1])[0] == "notice"
    assert command_of(lines[2]) == ("error", {"line": "7", "title": "capslint"}, "a.yml: odd, and 100 % so")
    assert command_of(lines[3]) == ("error", {"title": "capslint"}, "b\\xff.yml: is gone")
    assert lines[4].startswith("2 findings")


@given(st.text(st.sampled_from("%,:;=0123ADC\r\n ä]#["), min_size=1))
def test_github_reads_what_was_meant(text: str) -> None:
    line, *_ = written("github", CheckResult((finding(message=text, rule=text),))).splitlines()
    _, properties, data = command_of(line)
    assert data == plain(message_of(finding(message=text)))
    assert properties["title"] == plain(f"capslint: {text}")


def test_github_shows_no_columns_of_several_lines() -> None:
    text = TEXT.replace("privileged: true", "privileged:\n      true")
    (line, *_) = written("github", CheckResult((finding(text, "privileged:\n      true"),))).splitlines()
    assert {"line": "4", "endLine": "5"}.items() <= command_of(line)[1].items()
    assert "col" not in command_of(line)[1]


# gitlab


def test_gitlab() -> None:
    found = CheckResult((finding(), finding(severity=Severity.WARNING)), (ODD, GONE))
    issues = json.loads(written("gitlab", found))
    assert issues[0] == {
        "description": "it is privileged. Take it out.",
        "check_name": "privileged-container",
        "fingerprint": fingerprints((finding(),), os.getcwd())[0],
        "severity": "major",
        "location": {"path": "a.yml", "lines": {"begin": 4, "end": 4}},
    }
    assert [issue["severity"] for issue in issues] == ["major", "minor", "critical", "critical"]
    assert len({issue["fingerprint"] for issue in issues}) == 4
    assert {*issues[2], *issues[2]["location"]} == {*issues[0], *issues[0]["location"]}
    assert issues[3]["location"]["lines"] == {"begin": 1}


# junit


def suites(*results: CheckResult, **options: Any) -> ElementTree.Element:
    return ElementTree.fromstring(written("junit", *results, **options))


def test_junit() -> None:
    root = suites(CheckResult((finding(),), (GONE,)), CheckResult(), CheckResult(skipped="empty"))
    assert (root.tag, root.attrib) == (
        "testsuites",
        {"name": "capslint", "tests": "4", "failures": "1", "errors": "1", "skipped": "1"},
    )
    assert [suite.get("tests") for suite in root] == ["2", "1", "1"]
    case = root[0][0]
    assert case.attrib == {"classname": "a.yml", "name": "privileged-container", "file": "a.yml", "line": "4"}
    assert case[0].attrib == {"message": "it is privileged. Take it out.", "type": "error"}
    assert case[0].text == "a.yml:4:5: error[privileged-container] it is privileged\n"
    assert [child.tag for child in root.iter() if child.tag not in ("testsuites", "testsuite", "testcase")] == [
        "failure",
        "error",
        "skipped",
    ]


@pytest.mark.parametrize(("fail_on", "failed"), [(Severity.ERROR, 1), (Severity.INFO, 3), (None, 2)])
def test_junit_fails_for_what_the_run_fails_for(fail_on: Severity | None, failed: int) -> None:
    stream = io.StringIO()
    reporter = reporter_for(ReportSetup(ReportOptions("junit"), stream, fail_on=fail_on))
    reporter.add("a.yml", True, CheckResult(tuple(finding(severity=severity) for severity in Severity)))
    reporter.finish()
    root = ElementTree.fromstring(stream.getvalue())
    assert root.attrib == {"name": "capslint", "tests": "3", "failures": str(failed), "errors": "0", "skipped": "0"}
    assert [len(list(root.iter(tag))) for tag in ("failure", "system-out")] == [failed, 3 - failed]


def test_junit_tells_what_a_person_would_be_told_of() -> None:
    assert len(suites(CheckResult(skipped="empty"), named=False)) == 0
    assert len(suites(CheckResult(skipped="empty"), named=True)) == 1


@given(st.text(st.characters(exclude_categories=[])))
def test_junit_is_xml_whatever_is_said(text: str) -> None:
    odd = finding(message=text, rule="a", advice=text)
    raw = written("junit", CheckResult((odd,)), path=text)
    assert raw.isascii()
    assert "##[" not in raw
    assert not [line for line in raw.splitlines() if line.lstrip().startswith("::")]
    ElementTree.fromstring(raw)


# rdjson


def test_rdjson() -> None:
    document = json.loads(written("rdjson", CheckResult((finding(ASTRAL),), (ODD, GONE))))
    assert document["source"] == {"name": "capslint", "url": capslint.HOME}
    first, *errors = document["diagnostics"]
    assert first["code"] == {"value": "privileged-container", "url": f"{capslint.HOME}/rules/privileged-container/"}
    assert (first["severity"], first["message"]) == ("ERROR", "it is privileged. Take it out.")
    assert spliced(ASTRAL, first["suggestions"]) == WITHOUT
    assert errors == [
        {
            "message": "odd, and 100 % so",
            "location": {"path": "a.yml", "range": {"start": {"line": 7}}},
            "severity": "ERROR",
        },
        {"message": "is gone", "location": {"path": "b\\xff.yml"}, "severity": "ERROR"},
    ]


def test_rdjson_counts_bytes() -> None:
    marked = finding(ASTRAL)
    (diagnostic,) = json.loads(written("rdjson", CheckResult((marked,))))["diagnostics"]
    place = diagnostic["location"]["range"]["start"]
    assert (place["line"], place["column"]) == at(marked.span.start, ASTRAL, 1, "utf-8")


def spliced(text: str, suggestions: Iterable[dict[str, Any]]) -> str:
    """Return ``text`` with what is suggested, as reviewdog would apply it: lines, and bytes in them."""
    lines = [line.encode() for line in text.splitlines(keepends=True)]
    (suggestion,) = suggestions
    start, end = suggestion["range"]["start"], suggestion["range"]["end"]
    before = b"".join(lines[: start["line"] - 1]) + lines[start["line"] - 1][: start["column"] - 1]
    after = lines[end["line"] - 1][end["column"] - 1 :] + b"".join(lines[end["line"] :])
    new = before + str(suggestion["text"]).encode() + after
    return str(new, "utf-8")


def test_what_is_alike_is_told_apart() -> None:
    result = CheckResult((finding(), finding(related=())))
    assert len({issue["fingerprint"] for issue in json.loads(written("gitlab", result))}) == 2
    results = json.loads(written("sarif", result))["runs"][0]["results"]
    assert len({one["partialFingerprints"]["capslint/v1"] for one in results}) == 2
