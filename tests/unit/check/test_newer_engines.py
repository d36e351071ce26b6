"""What is said where the engine is newer than all that is known of it, and where it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from capslint import __version__
from capslint.model import Engine
from capslint.permissions.engines.engine_data import DATES, NAMES, NEWEST
from capslint.permissions.engines.releases import as_of
from tests.cli.running import DEBUG, run

TRACED = "services:\n  a:\n    image: alpine\n    user: root\n    command: perf record ls\n"
LATER = {Engine.DOCKER: "31", Engine.CONTAINERD: "2.99", Engine.CRIO: "1.99.0", Engine.PODMAN: "9.1"}


@pytest.mark.parametrize("engine", Engine)
def test_a_release_is_newer_when_no_release_that_begins_so_is_known(engine: Engine) -> None:
    newest = NEWEST[engine.value]
    day = f"as of {DATES[engine.value]}"
    for length in range(1, len(newest) + 1):
        assert as_of(engine, newest[:length]) == ""
        assert as_of(engine, (*newest[: length - 1], newest[length - 1] + 1)) == day
    assert as_of(engine, (*newest, 1)) == day
    assert as_of(engine, None) == as_of(None, (99,)) == ""


@pytest.mark.parametrize("engine", Engine)
@pytest.mark.parametrize("text", [DEBUG, TRACED], ids=["broad", "failing"])
def test_a_finding_says_of_which_day_it_is(engine: Engine, text: str, tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text(text)
    day = f"as of {DATES[engine.value]}"
    later = run("check", "--engine", f"{engine.value}@{LATER[engine]}", cwd=tmp_path)
    assert later.code == 1
    assert later.said.count(day) == 1
    newest = run("check", "--engine", f"{engine.value}@{'.'.join(map(str, NEWEST[engine.value]))}", cwd=tmp_path)
    assert newest.code == 1
    assert "as of" not in newest.said
    assert "as of" not in run("check", "--engine", engine.value, cwd=tmp_path).said


def test_the_sentence_on_the_default_profile_says_it_in_itself(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text(TRACED)
    day = DATES["docker"]
    said = run("check", "--engine", "docker@31", cwd=tmp_path).said
    assert f"Docker 31's default profile (as of {day}) allows perf_event_open only with" in said
    (tmp_path / "compose.yaml").write_text(DEBUG)
    newest = ".".join(map(str, NEWEST["docker"]))
    assert (
        f"(as of {day}, when Docker {newest} was the newest)"
        in run("check", "--engine", "docker@31", cwd=tmp_path).said
    )


@pytest.mark.parametrize("options", [(), ("--verbose",), ("--format", "json")])
def test_explain_says_it_too(options: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text(TRACED)
    later = run("explain", "--engine", "docker@31", *options, "compose.yaml", cwd=tmp_path)
    assert f"Docker 31's default profile (as of {DATES['docker']})" in later.said
    newest = run("explain", "--engine", "docker", *options, "compose.yaml", cwd=tmp_path)
    assert "as of" not in newest.said


def test_the_version_tells_the_newest_releases_and_their_day(tmp_path: Path) -> None:
    ran = run("--version", cwd=tmp_path)
    releases = [f"  {NAMES[key]} {'.'.join(map(str, NEWEST[key]))} ({DATES[key]})" for key in NAMES]
    first, head, *rest = ran.out.splitlines()
    assert (ran.code, ran.err) == (0, "")
    assert (first, head) == (f"capslint {__version__}", "newest engine releases known:")
    assert sorted(rest) == sorted(releases)
    assert run("--version", "check", cwd=tmp_path).out == ran.out
