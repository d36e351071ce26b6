"""The GitHub Action: its steps are run with bash, with the variables that the runner gives them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from tests.cli.running import CLEAN, WIDE
from tests.places import ROOT

ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS = {step["id"]: step for step in ACTION["runs"]["steps"]}
BROKEN = "services: [\n"
EXPRESSION = re.compile(r"\$\{\{ (.*?) \}\}")


class StepRun(NamedTuple):
    code: int
    text: str
    outputs: dict[str, str]


def step(name: str, folder: Path, variables: dict[str, str] | None = None, **inputs: str) -> StepRun:
    """Run a step as the runner does: `bash --noprofile --norc -eo pipefail FILE`, in its folder."""
    asked = {key: str(value["default"]) for key, value in ACTION["inputs"].items()}
    asked |= {key.replace("_", "-"): value for key, value in inputs.items()}

    def filled(text: str) -> str:
        return EXPRESSION.sub(lambda match: asked[match[1].removeprefix("inputs.")], text)

    chosen = STEPS[name]
    script, output = folder / "temporary" / "script.sh", folder / "temporary" / "output"
    script.parent.mkdir(exist_ok=True)
    script.write_text(chosen["run"], encoding="utf-8")
    output.write_text("", encoding="utf-8")
    plain = {key: value for key, value in os.environ.items() if not key.startswith(("COV", "GITHUB", "PYTHON"))}
    given = {
        "CI": "true",
        "GITHUB_ACTIONS": "true",
        "GITHUB_ACTION_PATH": str(ROOT),
        "GITHUB_OUTPUT": str(output),
        "RUNNER_TEMP": str(script.parent),
    }
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
        cwd=folder / "checkout" / filled(chosen.get("working-directory", ".")),
        env={**plain, **given, **{key: filled(value) for key, value in chosen["env"].items()}, **(variables or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=300,
    )
    lines = output.read_text(encoding="utf-8").splitlines()
    return StepRun(done.returncode, done.stdout, dict(line.split("=", 1) for line in lines))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A checkout with a file that has a finding, and the capslint that is being tested where the step looks for it."""
    (tmp_path / "checkout" / "a b").mkdir(parents=True)
    (tmp_path / "checkout" / "compose.yaml").write_text(WIDE, encoding="utf-8")
    (tmp_path / "checkout" / "a b" / "compose.yaml").write_text(CLEAN, encoding="utf-8")
    program = tmp_path / "temporary" / "capslint" / "bin" / "capslint"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m capslint "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return tmp_path


def test_no_script_holds_an_expression() -> None:
    assert set(STEPS) == {"install", "check"}
    assert [name for name, each in STEPS.items() if "${{" in each["run"]] == []
    named = {match for each in STEPS.values() for match in EXPRESSION.findall(json.dumps(each))}
    assert named == {f"inputs.{name}" for name in ACTION["inputs"]}  # each is used, and nothing else
    set_by_steps = {match[1] for match in re.finditer(r'echo "([a-z-]+)=', STEPS["check"]["run"])}
    assert set_by_steps == set(ACTION["outputs"])
    assert {value["value"] for value in ACTION["outputs"].values()} == {
        f"${{{{ steps.check.outputs.{name} }}}}" for name in ACTION["outputs"]
    }


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="shellcheck is not installed")
@pytest.mark.parametrize("name", STEPS)
def test_the_scripts_pass_shellcheck(name: str) -> None:
    done = subprocess.run(
        ["shellcheck", "--shell=bash", "-"], input=STEPS[name]["run"], capture_output=True, text=True, check=False
    )
    assert done.stdout == ""


def test_findings_are_annotations_and_a_sarif_file(folder: Path) -> None:
    ran = step("check", folder)
    assert ran.code == 1
    assert "::warning file=compose.yaml,line=4," in ran.text
    assert ran.outputs == {"exit-code": "1", "sarif-file": str(folder / "temporary" / "capslint.sarif")}
    (run,) = json.loads(Path(ran.outputs["sarif-file"]).read_text(encoding="utf-8"))["runs"]
    assert [result["ruleId"] for result in run["results"]] == ["privileged-container"]


def test_nothing_found(folder: Path) -> None:
    ran = step("check", folder, paths="a b/compose.yaml\n")
    assert (ran.code, ran.outputs["exit-code"]) == (0, "0")
    assert "::warning" not in ran.text
    assert step("check", folder, working_directory="a b").code == 0


def test_what_cannot_be_read_is_trouble(folder: Path) -> None:
    (folder / "checkout" / "broken.yaml").write_text(BROKEN, encoding="utf-8")
    ran = step("check", folder, paths="broken.yaml\ncompose.yaml")
    assert (ran.code, ran.outputs["exit-code"]) == (2, "2")
    (run,) = json.loads(Path(ran.outputs["sarif-file"]).read_text(encoding="utf-8"))["runs"]
    assert run["invocations"][0]["executionSuccessful"] is False


def test_an_older_report_is_not_handed_out_again(folder: Path) -> None:
    step("check", folder)
    ran = step("check", folder, options="--no-such-option")
    assert ran.code == 2
    report = ran.outputs.get("sarif-file")
    assert report is None or "privileged-container" not in [
        result["ruleId"]
        for run in json.loads(Path(report).read_text(encoding="utf-8"))["runs"]
        for result in run["results"]
    ]


def test_options_are_words_whatever_is_in_them(folder: Path) -> None:
    assert step("check", folder, options="--fail-on=error\n--exclude=compose.yaml\n").code == 0
    assert step("check", folder, options="--exit-zero").code == 0
    hostile = "$(touch made); `touch made`; touch made #\n'\"\n--version\n*"
    ran = step("check", folder, paths=hostile, annotations="false; touch made")
    assert ran.code == 2
    assert not list(folder.rglob("made"))


def test_without_annotations_the_log_has_the_text_report(folder: Path) -> None:
    ran = step("check", folder, annotations="false")
    assert ran.code == 1
    assert "compose.yaml:4:5: warning[privileged-container]" in ran.text
    assert "::warning" not in ran.text


def test_a_machine_without_a_new_python_is_told_so(folder: Path) -> None:
    tools = folder / "tools"
    tools.mkdir()
    (tools / "python3").write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    (tools / "python3").chmod(0o755)
    (tools / "bash").symlink_to(shutil.which("bash") or "/bin/bash")
    ran = step("install", folder, {"PATH": str(tools)})
    assert ran.code == 2
    assert ran.text.startswith("::error title=capslint::capslint needs Python 3.11 or later")


@pytest.mark.slow
def test_it_installs_what_it_comes_with(folder: Path, sources: Path) -> None:
    """The whole action, as a job would run it: the version that is installed is the one of the checkout."""
    ran = step("install", folder, {"GITHUB_ACTION_PATH": str(sources)})
    assert ran.code == 0, ran.text
    assert step("check", folder).code == 1
    assert step("check", folder, paths="a b").code == 0
    again = step("install", folder, version="0.0.0.dev1")
    assert again.code != 0  # no such release, and nothing else is taken for it
