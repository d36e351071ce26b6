"""The projects in ``examples/`` end to end: the report is the expected one, and ``fix`` turns before into after."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.places import ROOT

PROJECTS = sorted(folder.parent for folder in (ROOT / "examples").glob("*/before"))


def capslint(folder: Path, *arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "capslint", *arguments], cwd=folder, capture_output=True, check=False, timeout=60
    )
    assert done.stderr == b""
    return done.returncode, done.stdout.decode()


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_there_are_examples_with_the_layouts_that_linters_break() -> None:
    texts = [path.read_bytes() for project in PROJECTS for path in (project / "before").iterdir()]
    assert len(PROJECTS) >= 3
    assert any(b"\r\n" in text for text in texts)
    assert any(b"{privileged: true" in text for text in texts)
    assert any(b"unconfined #" in text for text in texts)


@pytest.mark.parametrize("project", PROJECTS, ids=lambda project: project.name)
def test_the_report_is_the_expected_one(project: Path) -> None:
    code, report = capslint(project, "check", "before")
    assert report == (project / "report.txt").read_text(encoding="utf-8")
    assert code == 1


@pytest.mark.parametrize("project", PROJECTS, ids=lambda project: project.name)
def test_fix_turns_before_into_after_and_nothing_is_left(project: Path, tmp_path: Path) -> None:
    shutil.copytree(project / "before", tmp_path / "work")
    capslint(tmp_path, "fix", "work")
    assert contents(tmp_path / "work") == contents(project / "after")
    assert contents(project / "before") != contents(project / "after")
    code, report = capslint(tmp_path, "check", "work")
    assert code == 0, report
