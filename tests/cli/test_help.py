"""The help of commands, and the one way in which what is wrong is said."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from capslint import HOME
from tests.cli.running import WIDE, run

COMMANDS = ["check", "fix", "explain"]
SECTIONS = ["Examples", "Files", "Output", "Host"]


@pytest.mark.parametrize("command", COMMANDS)
def test_options_are_told_of_in_groups(tmp_path: Path, command: str) -> None:
    text = run(command, "--help", cwd=tmp_path).out
    found = re.findall(r"(?m)^(\w+):$", text)
    assert found[0] == "Examples"
    assert [section for section in found if section in SECTIONS] == SECTIONS
    assert found[-1] == "Options"
    rest = text.rpartition("Options:\n")[2]
    assert [line.split() for line in rest.splitlines() if line] == [
        ["-h,", "--help", "Show", "this", "message", "and", "exit."],
        ["Documentation:", HOME],
    ]
    assert ("Rules" in found) is (command != "explain")
    assert max(map(len, text.splitlines())) <= 80


@pytest.mark.parametrize("command", COMMANDS)
def test_three_examples_that_run(tmp_path: Path, command: str) -> None:
    (tmp_path / "k8s").mkdir()
    (tmp_path / "compose.yaml").write_text(WIDE)
    text = run(command, "--help", cwd=tmp_path).out
    shown = re.findall(r"(?m)^  (capslint .+?)(?:  |$)", text)
    assert len(shown) == 3
    for line in shown:
        ran = run(*shlex.split(line)[1:], cwd=tmp_path)
        assert ran.code in (0, 1), (line, ran.err)


@pytest.mark.parametrize(
    ("arguments", "first"),
    [
        (["chek"], "capslint: error: No such command 'chek'; did you mean 'check'?"),
        (["check", "--nope"], "capslint: error: No such option '--nope'"),
        (["check", "--select", "nope"], "capslint: error: there is no rule 'nope'"),
        (["fix", "--config", "nope.toml"], "capslint: error: nope.toml cannot be read: no such file or directory"),
        (["rule", "nope"], "capslint: error: there is no rule 'nope'"),
        (["profile", "nope"], "capslint: error: "),
        (["explain", "--container", "nope", "compose.yaml"], "capslint: error: there is no container 'nope'"),
        (["explain", "--as-user", "x", "compose.yaml"], "capslint: error: --as-user 'x' is not UID[:GID]"),
        (["check", "--output", "no/where", "compose.yaml"], "capslint: error: "),
    ],
)
def test_every_error_has_the_same_prefix(tmp_path: Path, arguments: list[str], first: str) -> None:
    (tmp_path / "compose.yaml").write_text(WIDE)
    ran = run(*arguments, cwd=tmp_path)
    assert ran.code == 2
    lines = ran.err.splitlines()
    assert lines[0].startswith(first)
    assert [line for line in lines if not line.startswith("capslint: error: ")] == []


def test_several_mistakes_have_a_line_each(tmp_path: Path) -> None:
    (tmp_path / ".capslint.toml").write_text("a = 1\nb = 2\n")
    assert run("check", cwd=tmp_path).err == (
        "capslint: error: .capslint.toml:1:1: unknown key 'a'\ncapslint: error: .capslint.toml:2:1: unknown key 'b'\n"
    )


@pytest.mark.parametrize("output", ["text", "json"])
def test_an_explanation_is_written_into_a_file(tmp_path: Path, output: str) -> None:
    (tmp_path / "compose.yaml").write_text(WIDE)
    shown = run("explain", "--format", output, "--tool", "gdb", "compose.yaml", cwd=tmp_path)
    ran = run("explain", "--format", output, "--tool", "gdb", "--output", "o", "compose.yaml", cwd=tmp_path)
    assert (ran.code, ran.out) == (0, "")
    assert (tmp_path / "o").read_text() == shown.out != ""
    over = run("explain", "--output", "compose.yaml", "compose.yaml", cwd=tmp_path)
    assert over.code == 2
    assert (tmp_path / "compose.yaml").read_text() == WIDE
