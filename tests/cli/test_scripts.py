"""Scripts and makefiles as a person meets them: what a walk opens, passes over and fixes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import run

LINE = b"docker run --rm --privileged gcc strace -f ls\n"
FIXED = b"docker run --rm gcc strace -f ls\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, data in {
        "debug.sh": LINE,
        "Makefile": b"debug:\n\t" + LINE,
        "README.md": b"```sh\n" + LINE + b"```\n",
        "start": b"#!/bin/sh\n" + LINE,
        "install.sh": b"exit\n\0\xff\xfe",
        "bundle.sh": LINE + b"exit\n\0\xff\xfe",
        "ls.sh": b"ls\n",
        "other.json": b'{"a": 1, // not ours\n}',
    }.items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


def test_a_walk_opens_scripts_and_makefiles_and_no_text_for_people(project: Path) -> None:
    ran = run("check", ".", cwd=project)
    found = [line.partition(":")[0] for line in ran.out.splitlines() if "[privileged-container]" in line]
    assert (ran.code, found, ran.err) == (1, ["Makefile", "debug.sh"], "")


def test_what_is_named_is_read_by_its_place_or_its_first_line(project: Path) -> None:
    ran = run("check", "README.md", "start", cwd=project)
    found = [line.partition(":")[0] for line in ran.out.splitlines() if "[privileged-container]" in line]
    assert found == ["README.md", "start"]
    assert run("check", "install.sh", cwd=project).code == 2
    assert run("check", "ls.sh", cwd=project).err.startswith("ls.sh: skipped: names no permission and no debugger\n")


def test_fix_changes_the_words_alone(project: Path) -> None:
    run("fix", "--unsafe", ".", cwd=project)
    assert (project / "debug.sh").read_bytes() == FIXED
    assert (project / "Makefile").read_bytes() == b"debug:\n\t" + FIXED
    assert run("check", ".", cwd=project).code == 0
    assert (project / "bundle.sh").read_bytes() == LINE + b"exit\n\0\xff\xfe"


def test_explain_shows_what_the_line_starts(project: Path) -> None:
    ran = run("explain", "debug.sh", cwd=project)
    assert "debug.sh:1: docker run gcc" in ran.out
    assert "strace launch: WORKS" in ran.out
