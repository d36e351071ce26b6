"""A folder with two findings, and what a run finds in it, for tests of what is known."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from capslint.cli import main

ONE = "services:\n  a:\n    image: x\n    command: strace ls\n    security_opt: [seccomp=unconfined]\n"
TWO = "  b:\n    image: x\n    privileged: true\n"
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n"
POD += "  - {name: a, securityContext: {privileged: true}}\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    for name, text in {"compose.yaml": ONE, "deploy/pod.yaml": POD}.items():
        write(name, text)
    return work


def write(path: str, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_bytes(text.encode())


def found(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[tuple[str, str]]:
    capsys.readouterr()
    main(["check", "--format", "json", *arguments])
    return [(one["path"], one["rule"]) for one in json.loads(capsys.readouterr().out)["findings"]]


def git(*arguments: str) -> None:
    who = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *arguments], check=True, capture_output=True)


def commit() -> None:
    git("init", "-q", ".")
    git("add", "-A")
    git("commit", "-qm", "x")


def moved(text: str) -> str:
    return "# a line\n\n" + text.replace("    image: x\n", "    # another\n\n    image:   x\n").replace("\n", "\r\n")
