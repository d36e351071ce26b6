"""No name of a file, and nothing in it, is taken for a command by the build service that reads the output."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import DEBUG, HELM, run

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
        ("check", "--format", "json"),
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
