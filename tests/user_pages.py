"""The README and the pages for users that people write, and the commands that stand in them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Container, Mapping
from pathlib import Path

from tests import markdown
from tests.places import ROOT
from tests.repository import git

#: Made from examples and data, followed step by step by a test of its own, or printed by a certain machine.
ELSEWHERE = {
    "docs/rules",
    "docs/tools",
    "docs/settings",
    "docs/named-hosts",
    "docs/extending.md",
    "docs/found-hosts.md",
}


def pages() -> dict[str, str]:
    """Return the README and the pages for users that people write, by path."""
    found = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    texts = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in found}
    return {
        path: text
        for path, text in texts.items()
        if not any(path == other or path.startswith(f"{other}/") for other in ELSEWHERE)
    }


PAGES = pages()
SHELL = ("sh", "bash", "shell")
"""The languages of blocks that hold commands without what they print."""


def commands(text: str) -> list[str]:
    """Return the lines of a page's blocks of commands, without their comments."""
    lines = [line for block in markdown.blocks(text) if block.language in SHELL for line in block.text.splitlines()]
    return [re.sub(r"\s+#.*", "", line) for line in lines]


def made(folder: Path, texts: Mapping[str, str]) -> Path:
    """Make ``folder`` a repository with the examples and the files ``texts`` (by path) in it, and return it."""
    shutil.copytree(ROOT / "examples", folder / "examples")
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    git(folder, "init", "--quiet")
    return folder


def run(command: str, folder: Path, allowed: Container[int] = (0, 1)) -> str:
    """Run a line as a person would, with the capslint that is being tested; return its output."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=folder,
        env={"PATH": path, "HOME": str(folder), "LANG": "C.UTF-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode in allowed, done.stdout
    return done.stdout.strip("\n")
