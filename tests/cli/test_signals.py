"""Signals end a run in order: one line, no file half written, no temporary file, no process that goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import CLEAN, DEBUG, FIXED

WITHOUT_COVERAGE = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
"""Coverage, interrupted while it holds a lock of its own, waits for that at its end."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.yml").write_text(CLEAN)
    (tmp_path / "z.yml").write_text(DEBUG)
    return tmp_path


@pytest.mark.parametrize("command", ["check", "fix"])
@pytest.mark.parametrize(
    ("number", "status", "how"),
    [(signal.SIGINT, 130, "interrupted"), (signal.SIGTERM, 143, "terminated"), (signal.SIGHUP, 129, "terminated")],
)
def test_an_interruption_tears_nothing(folder: Path, command: str, number: int, status: int, how: str) -> None:
    for index in range(400):
        (folder / f"n{index}.yml").write_text(DEBUG)
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "capslint", command, "."],
        cwd=folder,
        env=WITHOUT_COVERAGE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(number)
    _, err = process.communicate(timeout=60)
    assert process.returncode == status
    assert err.strip() == f"capslint: {how}; no file is half written"
    texts = {path.read_text() for path in folder.glob("n*.yml")}
    assert texts <= ({DEBUG} if command == "check" else {DEBUG, FIXED})
    assert DEBUG in texts
    assert [one.name for one in folder.iterdir() if one.name.startswith(".")] == []


def by_itself(folder: Path, setup: str, command: str) -> subprocess.CompletedProcess[str]:
    """Run ``setup`` in the process and then the command line."""
    script = f"import os, signal, sys\n{setup}\nfrom capslint.cli import main\nsys.exit(main())"
    return subprocess.run(
        [sys.executable, "-c", script, command, "."],
        cwd=folder, env=WITHOUT_COVERAGE, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def test_a_termination_takes_the_temporary_file_away(folder: Path) -> None:
    twice = "os.fsync = lambda file: [os.kill(os.getpid(), signal.SIGTERM) for _ in range(2)]"  # as timeout(1) does
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    done = by_itself(folder, twice, "fix")
    assert (done.returncode, done.stderr) == (143, "capslint: terminated; no file is half written\n")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_hangup_that_is_ignored_stays_so(folder: Path) -> None:
    setup = "signal.signal(signal.SIGHUP, signal.SIG_IGN)\nos.fsync = lambda file: os.kill(os.getpid(), signal.SIGHUP)"
    assert by_itself(folder, setup, "fix").returncode == 0


def test_an_interruption_while_modules_are_imported(folder: Path) -> None:
    done = by_itself(
        folder,
        """
class Interrupting:
    def find_spec(self, name, *rest):
        if name == "capslint.cli.quick":
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Interrupting())""",
        "check",
    )
    assert (done.returncode, done.stderr) == (130, "capslint: interrupted; no file is half written\n")
