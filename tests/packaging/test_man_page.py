"""The manual page: made of the help, whole, and read by those who show it without a warning."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from capslint import HOME, __version__
from capslint.cli.click_commands import COMMANDS
from tests.places import ROOT

PAGE = ROOT / "docs" / "man" / "capslint.1"
GENERATOR = ROOT / "tests" / "generators" / "build_man_page.py"
LINTERS = {"mandoc": ["mandoc", "-T", "lint", "-W", "all"], "groff": ["groff", "-man", "-ww", "-z", "-Tutf8"]}


def test_the_page_is_up_to_date() -> None:
    done = subprocess.run([sys.executable, str(GENERATOR), "--check"], check=False)
    assert done.returncode == 0, "run python tests/generators/build_man_page.py"


@pytest.mark.parametrize("linter", LINTERS)
def test_who_shows_it_has_nothing_to_say(linter: str) -> None:
    if shutil.which(linter) is None:
        pytest.skip(f"{linter} is not installed: .ci/run installs it")
    done = subprocess.run([*LINTERS[linter], str(PAGE)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.skipif(shutil.which("mandoc") is None, reason="mandoc is not installed: .ci/run installs it")
def test_it_tells_of_every_command_and_option(tmp_path: Path) -> None:
    shown = subprocess.run(
        ["mandoc", "-T", "ascii", "-O", "width=200", str(PAGE)], capture_output=True, text=True, check=True
    ).stdout
    plain = " ".join(
        subprocess.run(["col", "-b"], input=shown, capture_output=True, text=True, check=True).stdout.split()
    )
    assert f"capslint {__version__}" in plain
    assert f"{HOME}/" in plain
    environment = {**os.environ, "COLUMNS": "200"}
    for name in COMMANDS:
        usage = subprocess.run(
            [sys.executable, "-P", "-m", "capslint", name, "--help"],
            capture_output=True, text=True, check=True, env=environment, cwd=tmp_path,
        ).stdout  # fmt: skip
        assert f"capslint {name} " in plain
        options = [word.rstrip(",") for word in usage.split() if word.startswith("--") and word != "--help"]
        assert [option for option in options if option.partition("=")[0] not in plain] == []
