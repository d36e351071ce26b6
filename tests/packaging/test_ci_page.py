"""The page about hooks and continuous integration: its files are those that are made, and their scripts run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from capslint import __version__
from capslint.setup import texts
from tests import markdown
from tests.cli.running import CLEAN, WIDE
from tests.places import ROOT
from tests.repository import git

PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
YAML = [block.text for block in markdown.blocks(PAGE, "yaml")]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))


def shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a line as a person would, with the capslint that is being tested; no Python of the machine is changed."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {"PATH": path, "HOME": str(folder), "LANG": "C.UTF-8"}
    return subprocess.run(
        ["/bin/sh", "-ec", command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "compose.yaml").write_text(WIDE, encoding="utf-8")
    git(tmp_path, "init")
    return tmp_path


def test_the_page_shows_what_init_writes() -> None:
    assert {texts.PRE_COMMIT, texts.GITHUB, texts.GITLAB} <= set(YAML)


def test_the_action_is_used_as_it_is() -> None:
    (workflow,) = (yaml.safe_load(text) for text in YAML if "OWNER/capslint" in text)
    steps = workflow["jobs"]["capslint"]["steps"]
    (used,) = (step for step in steps if step["uses"].startswith("OWNER/"))
    assert used["with"].keys() <= ACTION["inputs"].keys()
    after = steps[steps.index(used) + 1]
    for name in ("if", "with"):
        assert f"steps.{used['id']}.outputs.sarif-file" in str(after[name])
    rows = [row.cells["input"] for row in markdown.rows(PAGE) if "input" in row.cells]
    assert set(rows) == set(ACTION["inputs"])
    assert all(f"`{name}`" in PAGE for name in ACTION["outputs"])


@pytest.mark.parametrize(("text", "code"), [(WIDE, 1), (CLEAN, 0)])
def test_the_job_of_gitlab_does_what_it_says(text: str, code: int, project: Path) -> None:
    job = yaml.safe_load(texts.GITLAB)["capslint"]
    (project / "compose.yaml").write_text(text, encoding="utf-8")
    (install,) = job["before_script"]
    assert install == f"pip install --quiet capslint=={__version__}"
    done = shell("\n".join(job["script"]), project)
    assert done.returncode == code, done.stderr
    report = project / job["artifacts"]["reports"]["codequality"]
    assert len(yaml.safe_load(report.read_text(encoding="utf-8"))) == code


def test_the_lines_for_any_other_system_run(project: Path) -> None:
    (script,) = (block.text for block in markdown.blocks(PAGE, "sh") if "build/capslint/bin/pip" in block.text)
    make, install, check = script.splitlines()
    assert shell(f"{make} --without-pip", project).returncode == 0
    assert install == f"build/capslint/bin/pip install capslint=={__version__}"  # there is no release to install
    program = project / "build/capslint/bin/capslint"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m capslint "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    assert shell(check, project).returncode == 1
    assert (project / "capslint.xml").exists()
