"""A checkout as a repository of its own, for tests that need one to clone or to change."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".*_cache", ".hypothesis", "__pycache__", "build", "dist")


def git(folder: Path, *arguments: str) -> str:
    """Run git in ``folder``, with a name for whoever commits, and return what it prints."""
    identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "init.defaultBranch=main"]
    command = ["git", *identity, *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


def commit_all(folder: Path) -> None:
    """Make ``folder`` a repository with one commit of all that is in it."""
    git(folder, "init")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "Everything")


def committed_copy(sources: Path, folder: Path) -> Path:
    """Copy the working tree of ``sources`` to ``folder``, committed, and return ``folder``."""
    shutil.copytree(sources, folder, ignore=LEFT_OUT)
    commit_all(folder)
    return folder
