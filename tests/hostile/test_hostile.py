"""Every hostile folder is answered, with limits that are wide: what grows without bound meets them anyhow."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.hostile.generators import GENERATORS, Folder

SECONDS, BYTES = 60, 1_500_000_000
"""Processor time and address space of a run: many times what one takes that counts what it does."""


def limit() -> None:
    """Set the limits for the process that is about to start."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run capslint in ``folder`` under the limits."""
    command = [sys.executable, "-m", "capslint", *words]
    return subprocess.run(command, cwd=folder, preexec_fn=limit, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("command", ["check", "explain", "fix"])
@pytest.mark.parametrize("generate", GENERATORS, ids=lambda generate: generate.__name__)
def test_a_hostile_folder_is_answered(generate: Callable[[int], Folder], command: str, tmp_path: Path) -> None:
    for path, text in generate(GENERATORS[generate]).items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    (tmp_path / "other").mkdir()
    (tmp_path / "other/compose.yaml").write_text("services: {sleuth: {image: debian, command: strace -p 1}}\n")
    done = run(tmp_path, command)
    assert done.returncode in (0, 1, 2), done.stderr[-1000:]
    said = done.stdout + done.stderr
    assert "internal error" not in said
    assert "Memory" not in said
    assert "sleuth" in said  # the other file is done


@pytest.mark.parametrize("generate", GENERATORS, ids=lambda generate: generate.__name__)
def test_a_small_one_of_its_kind_is_read(generate: Callable[[int], Folder], tmp_path: Path) -> None:
    for path, text in generate(4).items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    done = run(tmp_path, "check")
    assert "the most that" not in done.stdout + done.stderr
    assert "internal" not in done.stdout + done.stderr
