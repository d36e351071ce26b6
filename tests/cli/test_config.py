"""``capslint config``: what is in force, where it comes from, and what it is about."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from capslint.config.setting_table import SETTINGS
from tests.cli.running import CLEAN, HELM, WIDE, run

SETTINGS_FILE = """\
level = "pedantic"
ignore = ["unused-ignore"]
"exclude" = ["a \\"b\\"", "é"]

[severity]
broad = "info"

[[overrides]]
paths = ["old/"]
ignore = ["redundant-grant"]
severity.privileged-container = "error"
kernel = "4.4"
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / ".capslint.toml").write_text(SETTINGS_FILE)
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "a.yml").write_text(WIDE)
    (tmp_path / "b.yml").write_text(CLEAN)
    (tmp_path / "chart.yml").write_text(HELM)
    (tmp_path / "data.json").write_text("{}")
    return tmp_path


def test_overrides_for_no_file_are_told(project: Path) -> None:
    assert "are for none of these files" not in run("config", "--files", cwd=project).err
    ran = run("config", "--files", "b.yml", cwd=project)
    assert (ran.code, ran.err.splitlines()[-1]) == (
        0,
        "capslint: .capslint.toml:8:1: the overrides for 'old/' are for none of these files",
    )
    (project / "old" / "a.yml").unlink()
    (project / ".capslint.toml").write_text(SETTINGS_FILE + '\n[[overrides]]\npaths = ["b.yml", "x"]\nkernel = "5.4"\n')
    told = [line for line in run("config", "--files", cwd=project).err.splitlines() if "are for none" in line]
    assert told == ["capslint: .capslint.toml:8:1: the overrides for 'old/' are for none of these files"]


def sources(text: str) -> dict[str, str]:
    """Return where each setting comes from."""
    lines = [line for line in text.splitlines() if not line.startswith(("#", " ", "]"))]
    return {line.split(" = ")[0]: line.rpartition("# ")[2] for line in lines}


def test_what_is_in_force_is_toml_and_says_where_it_comes_from(project: Path) -> None:
    ran = run("config", cwd=project)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("# settings file: ")
    shown, written = tomllib.loads(ran.out), tomllib.loads(SETTINGS_FILE)
    assert {key: shown[key] for key in written} == written
    assert sources(ran.out) == {
        "level": ".capslint.toml:1:1",
        "ignore": ".capslint.toml:2:1",
        "exclude": ".capslint.toml:3:1",
        "severity": ".capslint.toml:5:1",
        "overrides": ".capslint.toml:8:1",
        **dict.fromkeys(("compose-files", "projects", "fail-on", "extend-select"), "default"),
        **dict.fromkeys(("require-reason", "warn-expired", "hosts", "host"), "default"),
    }


def test_every_setting_is_shown(project: Path) -> None:
    text = run("config", "--no-config", cwd=project).out
    assert text.startswith("# no settings file\n")
    assert {line.lstrip("# ").split(" =")[0].split(":")[0] for line in text.splitlines()[1:]} == set(SETTINGS)


def test_options_win_and_are_named(project: Path) -> None:
    ran = run("config", "--level", "regular", "--ignore", "broad,comments", "--engine", "docker@29", cwd=project)
    shown = tomllib.loads(ran.out)
    assert (shown["level"], shown["engine"]) == ("regular", "docker@29")
    assert shown["ignore"] == ["unused-ignore", "broad", "comments"]
    told = sources(ran.out)
    assert (told["level"], told["engine"]) == ("--level", "--engine")
    assert told["ignore"] == ".capslint.toml:2:1, --ignore"


def test_what_options_say_of_the_outcome_is_shown(project: Path) -> None:
    (project / "known.json").write_text('{"version": 1, "findings": []}')
    (project / "a b").mkdir()
    told = ("--fail-on", "error", "--baseline", "known.json", "--new-only", "main", "--strict", "--exit-zero")
    ran = run("config", *told, "--root", "a b", cwd=project)
    assert (ran.code, ran.err) == (0, "")
    shown, where = tomllib.loads(ran.out), sources(ran.out)
    assert (shown["fail-on"], shown["baseline"]) == ("error", "known.json")
    assert (where["fail-on"], where["baseline"]) == ("--fail-on", "--baseline")
    alone = [line for line in ran.out.splitlines() if line.endswith("  # for this run alone")]
    options = [line.removeprefix("# ").removesuffix("  # for this run alone") for line in alone]
    assert options == ["--root 'a b'", "--new-only main", "--exit-zero", "--strict"]
    assert "this run alone" not in run("config", cwd=project).out


def test_every_option_of_a_check_that_says_what_is_in_force_is_one_of_config(project: Path) -> None:
    """Those that only say how a report looks are left out."""
    asked = {
        option
        for command in ("check", "config")
        for option in re.findall(r"--[a-z-]+", run("check", "-h", cwd=project).out)
    }
    known = set(re.findall(r"--[a-z-]+", run("config", "-h", cwd=project).out))
    of_reports = {"--format", "--output", "--color", "--colour", "--statistics"}
    of_a_cluster = {"--context", "--namespace", "--request-timeout"}
    assert asked - known - {"--seccomp-default"} == of_reports | of_a_cluster  # the kubelet's, broken from its name


def test_what_is_in_force_for_a_file(project: Path) -> None:
    shown = tomllib.loads(run("config", "old/a.yml", cwd=project).out)
    assert shown["ignore"] == ["unused-ignore", "redundant-grant"]
    assert shown["severity"] == {"broad": "info", "privileged-container": "error"}
    assert shown["kernel"] == "4.4"
    assert "overrides" not in shown
    assert "kernel" not in tomllib.loads(run("config", "b.yml", cwd=project).out)


def test_files_that_would_be_checked(project: Path) -> None:
    ran = run("config", "--files", cwd=project)
    assert (ran.code, ran.out) == (0, "b.yml: Compose, 1 container\nold/a.yml: Compose, 1 container\n")
    assert ran.err == "2 files would be checked, 2 skipped (--verbose lists them).\n"
    shown = run("config", "--files", "-v", cwd=project).out
    assert "chart.yml: skipped: Helm template" in shown
    assert run("config", "--files", "--exclude", "old", cwd=project).out == "b.yml: Compose, 1 container\n"
    (project / "b.yml").write_text("services: [\n")
    assert run("config", "--files", cwd=project).code == 2


def test_wrong_settings_are_told(project: Path) -> None:
    (project / ".capslint.toml").write_text("levl = 1\n")
    ran = run("config", cwd=project)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("capslint: error: .capslint.toml:1:1: unknown key 'levl'; did you mean 'level'?")
