"""Levels: what is told by default, what only with ``--level pedantic``, and that fixes go with what is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import run

CHROME = "services:\n  b:\n    image: browserless/chrome\n    security_opt: [seccomp=unconfined]\n"
DIND = "services:\n  d:\n    image: docker:dind\n    privileged: true\n    cap_add: [SYS_TIME]\n"
DEFAULT = "services:\n  w:\n    image: nginx\n    cap_add: [CHOWN]\n"
ADMIN = "services:\n  w:\n    image: nginx\n    cap_add: [SYS_ADMIN]\n"
WIDE = "services:\n  w:\n    image: nginx\n    privileged: true\n"
TWICE = "services:\n  w:\n    image: nginx\n    cap_add: [SYS_TIME, SYS_TIME]\n"
FAILING = "services:\n  w:\n    image: docker:dind\n    privileged: true\n    user: '1000'\n    command: strace -p 1\n"
SHARED = """\
x-wide: &wide
  privileged: true
services:
  d:
    image: docker:dind
    <<: *wide
  w:
    image: nginx
    <<: *wide
"""
FEATURE = '{"image": "debian", "features": {"ghcr.io/devcontainers/features/docker-in-docker:2": {}}}\n'


def rules(folder: Path, *arguments: str) -> list[tuple[str, str]]:
    made = json.loads(run("check", "--format", "json", *arguments, cwd=folder).out)
    return [(found["rule"], found["level"]) for found in made["findings"]]


@pytest.mark.parametrize(
    ("text", "held_back"),
    [
        (CHROME, ["seccomp-unconfined"]),
        (DIND, ["privileged-container", "redundant-grant"]),
        (DEFAULT, ["redundant-grant"]),
        (ADMIN, ["broad-capability"]),
        (WIDE, []),
        (TWICE, []),
        (SHARED, []),
    ],
)
def test_what_something_explains_is_pedantic(tmp_path: Path, text: str, held_back: list[str]) -> None:
    (tmp_path / "compose.yaml").write_text(text)
    regular, everything = rules(tmp_path), rules(tmp_path, "--level", "pedantic")
    assert [rule for rule, level in everything if level == "pedantic"] == held_back
    assert regular == [found for found in everything if found[1] == "regular"]
    assert len(regular) + len(held_back) == len(everything) > 0
    ran = run("check", "compose.yaml", cwd=tmp_path)
    assert ran.code == (1 if regular and text is not TWICE else 0)
    assert (f"{len(held_back)} more at --level pedantic." in ran.out) is bool(held_back)
    assert json.loads(run("check", "--format", "json", cwd=tmp_path).out)["summary"]["held_back"] == len(held_back)


def test_what_is_said_to_fail_is_told_whatever_explains_the_grant(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text(FAILING)
    told = rules(tmp_path)
    assert "regular" in dict(told).values()
    ran = run("check", "compose.yaml", cwd=tmp_path)
    assert ran.code == 1
    assert "strace" in ran.out


def test_what_a_feature_brings_is_told_to_everybody(tmp_path: Path) -> None:
    (tmp_path / ".devcontainer.json").write_text(FEATURE)
    ran = run("check", ".", cwd=tmp_path)
    assert ran.code == 0
    assert "info[privileged-container]" in ran.out
    assert "docker-in-docker:2 brings it" in ran.out


def test_a_fix_of_the_pedantic_level_is_made_at_that_level_only(tmp_path: Path) -> None:
    path = tmp_path / "compose.yaml"
    path.write_text(DEFAULT)
    assert "would fix" not in run("check", cwd=tmp_path).out
    ran = run("fix", cwd=tmp_path)
    assert (ran.code, path.read_text()) == (0, DEFAULT)
    assert "1 more at --level pedantic." in ran.out
    assert run("fix", "--diff", cwd=tmp_path).code == 0
    assert "`capslint fix` would fix 1." in run("check", "--level", "pedantic", cwd=tmp_path).out
    assert run("fix", "--level", "pedantic", cwd=tmp_path).code == 0
    assert "CHOWN" not in path.read_text()


def test_a_comment_that_ignores_a_pedantic_finding_is_of_use_at_every_level(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text(CHROME.rstrip() + " # capslint: ignore[seccomp-unconfined] the sandbox\n")
    for level in ("regular", "pedantic"):
        ran = run("check", "--level", level, cwd=tmp_path)
        assert ran.code == 0
        assert "No findings in 1 file checked.\n" in ran.out
        assert "unused-ignore" not in ran.out


def test_many_files_are_told_of_alike(tmp_path: Path) -> None:
    for number in range(400):  # enough for several processes
        (tmp_path / f"{number}.yml").write_text(CHROME if number % 2 else WIDE)
    ran = run("check", cwd=tmp_path)
    assert ran.out.count("[privileged-container]") == 200
    assert "[seccomp-unconfined]" not in ran.out
    assert "200 more at --level pedantic." in ran.out


def test_the_setting_and_the_option(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text(CHROME)
    (tmp_path / ".capslint.toml").write_text("level = 'pedantic'\n")
    assert rules(tmp_path) == [("seccomp-unconfined", "pedantic")]
    assert rules(tmp_path, "--level", "regular") == []


def test_a_base_that_an_override_uses_otherwise_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text(DIND)
    (tmp_path / "compose.override.yaml").write_text("services: {d: {image: nginx}}\n")
    assert ("privileged-container", "regular") in rules(tmp_path)
