"""Files that are not judged, and runs in which none is: said on standard error, trouble only with ``--strict``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import CLEAN, HELM, WIDE, run

NEITHER = "not Compose or Kubernetes"


@pytest.mark.parametrize("command", ["check", "fix"])
def test_an_empty_folder(tmp_path: Path, command: str) -> None:
    ran = run(command, ".", cwd=tmp_path)
    assert ran.code == 0
    assert "capslint: nothing was checked: 1 path skipped\n" in ran.err
    assert ran.err.startswith(".: skipped: folder without files that are read")
    assert run(command, ".", "--strict", cwd=tmp_path).code == 2


def test_only_files_that_cannot_be_judged(tmp_path: Path) -> None:
    (tmp_path / "data.json").write_text('{"name": "x"}\n')
    ran = run("check", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "capslint: nothing was checked: 1 path skipped; --verbose says why\n")
    (tmp_path / "a.yml").write_text(CLEAN)
    assert run("check", cwd=tmp_path).err == ""
    assert run("check", "--strict", cwd=tmp_path).code == 0


@pytest.mark.parametrize("output", ["text", "json", "sarif", "concise", "github", "gitlab", "junit", "rdjson"])
def test_a_named_file_that_cannot_be_judged(tmp_path: Path, output: str) -> None:
    (tmp_path / "data.json").write_text('{"name": "x"}\n')
    (tmp_path / "a.yml").write_text(CLEAN)
    ran = run("check", "--format", output, "data.json", "a.yml", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, f"data.json: skipped: {NEITHER}\n")
    assert "data.json: skipped:" not in ran.out
    assert run("check", "--strict", "data.json", "a.yml", cwd=tmp_path).code == 2
    assert run("check", "--strict", "--exit-zero", "data.json", cwd=tmp_path).code == 2


def test_what_the_settings_leave_out_is_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(CLEAN)
    (tmp_path / "b.yml").write_text(WIDE)
    ran = run("check", "--strict", "--exclude", "b.yml", "a.yml", "b.yml", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "b.yml: skipped: excluded by the configuration\n")


def test_each_is_told_once_where_there_are_several_reports(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text(HELM)
    ran = run("check", "--format", "text", "--format", "json=out.json", "t.yaml", cwd=tmp_path)
    assert ran.err.count("t.yaml: skipped: ") == 1
    assert [skip["path"] for skip in json.loads((tmp_path / "out.json").read_text())["skipped"]] == ["t.yaml"]


def test_trouble_is_not_hidden(tmp_path: Path) -> None:
    (tmp_path / "broken.yml").write_text("services: [\n")
    ran = run("check", "broken.yml", cwd=tmp_path)
    assert ran.code == 2
    assert "nothing was checked" not in ran.err
