"""``capslint rules`` and ``capslint rule ID``, for people and for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import capslint
import capslint_rules
from tests.cli.running import run

PLUGIN = """\
from capslint.api import Fixes, Rule, RuleMeta, Severity
META = RuleMeta(
    id="no-name", summary="a container has no name", severity=Severity.INFO, fixes=Fixes.NEVER, since="0.1.0"
)
RULES = (Rule(META, lambda container, ctx: iter(())),)
"""


def plugin(folder: Path, code: str) -> dict[str, str]:
    """Install ``code`` as a plug-in would be, in ``folder``; return the variables with which it is found."""
    (folder / "some_rules.py").write_text(code)
    info = folder / "some_rules-1.dist-info"
    info.mkdir()
    (info / "entry_points.txt").write_text("[capslint.rules]\nsome = some_rules:RULES\n")
    (info / "METADATA").write_text("Name: some-rules\nVersion: 1\n")
    return {"PYTHONPATH": str(folder)}


def test_every_rule_is_listed_on_a_line(tmp_path: Path) -> None:
    ran = run("rules", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert [line.split()[0] for line in lines] == [rule.meta.id for rule in capslint_rules.RULES]
    assert [line.endswith(" (runs only when selected)") for line in lines] == [
        rule.meta.opt_in for rule in capslint_rules.RULES
    ]
    assert len({line.index(" fix: ") for line in lines}) == 1  # columns


def test_a_program_gets_the_documented_fields(tmp_path: Path) -> None:
    listed = json.loads(run("rules", "--format", "json", cwd=tmp_path).out)
    assert [one["id"] for one in listed] == [rule.meta.id for rule in capslint_rules.RULES]
    for one in listed:
        assert list(one) == ["id", "summary", "severity", "fixes", "since", "opt_in", "url"]
        assert one["url"] == f"{capslint.HOME}/rules/{one['id']}/"


@pytest.mark.parametrize("rule", ["privileged-container", "missing-sys-ptrace"])
def test_a_rule_s_documentation_is_that_of_its_folder(tmp_path: Path, rule: str) -> None:
    folder = Path(capslint_rules.__file__).parent / rule.replace("-", "_")
    assert run("rule", rule, cwd=tmp_path).out == (folder / "README.md").read_text(encoding="utf-8")


def test_a_wrong_name_is_corrected(tmp_path: Path) -> None:
    ran = run("rule", "privileged-contaner", cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert "error: there is no rule 'privileged-contaner'; did you mean 'privileged-container'?" in ran.err


def test_the_rules_of_a_plug_in_are_listed_too(tmp_path: Path) -> None:
    env = plugin(tmp_path, PLUGIN)
    assert "\nno-name " in run("rules", cwd=tmp_path, env=env).out
    shown = run("rule", "no-name", cwd=tmp_path, env=env)
    assert (shown.code, shown.out) == (0, "no-name: a container has no name\n")


def test_a_broken_plug_in_is_told_and_hides_no_other_rule(tmp_path: Path) -> None:
    env = plugin(tmp_path, "RULES = 1 / 0\n")
    ran = run("rules", cwd=tmp_path, env=env)
    assert ran.code == 2
    assert "rule plug-in some " in ran.err
    assert "division by zero" in ran.err
    assert len(ran.out.splitlines()) == len(capslint_rules.RULES)
