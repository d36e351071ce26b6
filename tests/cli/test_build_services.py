"""No name of a file, and nothing in it, is taken for a command by the build service that reads the output."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import DEBUG, HELM, WIDE, run

NAMES = ("::error file=x::pwned.yaml", "##[add-mask]x.yaml", " ::stop-commands::x.yaml", "a ##[group]b.yaml")
FOLDERS = ("::add-mask::x", "##[error]y")
OTHERS = {"broken.yaml": "services: [\n", "chart.yaml": HELM, "binary.yaml": "\x00"}
LONG = "x" * 80


def acts(line: str) -> bool:
    """Return whether a runner of GitHub Actions takes ``line`` for a command (src/Runner.Common/ActionCommand.cs)."""
    return line.lstrip().startswith("::") or "##[" in line


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    for folder in map(tmp_path.joinpath, FOLDERS):
        folder.mkdir()
        for name, text in OTHERS.items():
            (folder / name).write_text(text)
        for name in NAMES:
            shown = f"container_name: '{LONG} ::error::{name}'\n    user: '{LONG} ::debug::{name}'"
            (folder / name).write_text(DEBUG.replace("image:", f"{shown}\n    image:") + "    # ##[error]x\n")
    return tmp_path


def commands_in(text: str) -> list[str]:
    return [line for line in text.splitlines() if acts(line)]


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "--verbose"),
        ("check", "--format", "concise"),
        ("check", "--format", "json"),
        ("check", "--format", "sarif"),
        ("check", "--format", "gitlab"),
        ("check", "--format", "junit"),
        ("check", "--format", "rdjson"),
        ("explain",),
        ("explain", "--format", "json"),
        ("explain", "--tool", "gdb", "--kernel", "3.10"),
        ("fix",),
        ("fix", "--format", "json"),
    ],
    ids=" ".join,
)
def test_nothing_acts(hostile: Path, arguments: tuple[str, ...]) -> None:
    done = run(*arguments, *FOLDERS, cwd=hostile)
    assert len((done.out + done.err).splitlines()) > 10
    assert commands_in(done.out) == []
    assert commands_in(done.err) == []


def test_nothing_acts_beside_a_diff(hostile: Path) -> None:
    done = run("fix", "--diff", ".", cwd=hostile)
    assert "pwned" in done.out
    assert commands_in(done.err) == []


def commands_of_ours(text: str) -> list[str]:
    return [line for line in commands_in(text) if not line.startswith(("::error ", "::warning ", "::notice "))]


def test_no_other_command_than_ours_is_written(hostile: Path) -> None:
    done = run("check", "--format", "github", *FOLDERS, cwd=hostile)
    assert len(commands_in(done.out)) > 10
    assert commands_of_ours(done.out) == []
    files = {line.partition("file=")[2].partition(",")[0] for line in commands_in(done.out)}
    assert not [name for name in files if ":" in name]


@pytest.mark.parametrize("command", ["check", "fix"])
def test_github_actions_gets_its_own_format_unless_another_one_is_named(tmp_path: Path, command: str) -> None:
    (tmp_path / "a.yml").write_text(WIDE)
    there = {"GITHUB_ACTIONS": "true"}
    assert run(command, ".", cwd=tmp_path, env=there).out.startswith("::warning file=a.yml,line=4,")
    assert run(command, "--no-config", ".", cwd=tmp_path, env=there).out.startswith("::warning file=a.yml,")
    assert run(command, "--format", "text", ".", cwd=tmp_path, env=there).out.startswith("a.yml:4:5: warning[")
    assert run(command, ".", cwd=tmp_path, env={"GITHUB_ACTIONS": "false"}).out.startswith("a.yml:4:5: warning[")
    assert run("explain", "a.yml", cwd=tmp_path, env=there).out.startswith("a.yml:2: ")
