"""Runs that tell of what a revision of git does not hold."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from capslint.cli import main
from tests.cli.known_findings import ONE, POD, TWO, commit, folder, found, git, moved, write

__all__ = ["folder"]


def test_what_a_revision_held_is_known(capsys: pytest.CaptureFixture[str]) -> None:
    commit()
    assert found(capsys, "--new-only", "HEAD") == []
    write("compose.yaml", moved(ONE + TWO))
    os.rename("deploy/pod.yaml", "deploy/renamed.yaml")
    assert found(capsys, "--new-only", "HEAD") == [("compose.yaml", "privileged-container")]
    assert found(capsys, "--new-only", "HEAD", "deploy") == []
    os.chdir("deploy")
    assert found(capsys, "--new-only", "HEAD") == []
    assert found(capsys, "--new-only", "HEAD", "..") == [("../compose.yaml", "privileged-container")]
    os.chdir("..")
    write("new.yaml", POD)
    assert ("new.yaml", "privileged-container") in found(capsys, "--new-only", "HEAD")
    write(".gitignore", "new.yaml\n")
    commit()
    assert found(capsys, "--new-only", "HEAD~1", "compose.yaml") == [("compose.yaml", "privileged-container")]
    assert found(capsys, "--new-only", "HEAD") == []


def test_an_override_counts_as_it_was(capsys: pytest.CaptureFixture[str]) -> None:
    write("compose.override.yaml", "services: {a: {command: gdb x}}\n")
    write(".capslint.toml", 'exclude = ["deploy/"]\n')
    commit()
    write("compose.override.yaml", "services: {a: {privileged: true}}\n")
    assert found(capsys, "--new-only", "HEAD") == [("compose.override.yaml", "privileged-container")]


@pytest.mark.parametrize(
    ("setting", "text"),
    [
        ('extend-select = ["reasonless-ignore"]', ONE.replace("ed]", "ed] # capslint: ignore[seccomp-unconfined]")),
        ('select = ["all"]', ONE.replace("seccomp=", "seccomp:")),
        ('level = "pedantic"', "services: {a: {image: browserless/chrome, cap_add: [SYS_ADMIN]}}\n"),
        ('kernel = "4.4"', "services: {a: {image: x, command: strace ls}}\n"),
        ('pod-security = "restricted"', POD),
    ],
)
def test_what_overrides_say_of_paths_holds_in_a_revision(
    setting: str, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write("old/one.yaml", text)
    Path("linked").symlink_to("old")
    write("old/two.yaml", "")
    found_without = found(capsys, "old")
    write(".capslint.toml", f'[[overrides]]\npaths = ["/old/"]\n{setting}\n')
    commit()
    assert len(found(capsys, "old")) > len(found_without)
    assert found(capsys, "--new-only", "HEAD", "old") == found(capsys, "--new-only", "HEAD", "linked/one.yaml") == []
    write("old/two.yaml", text)
    assert {path for path, _ in found(capsys, "--new-only", "HEAD")} == {"old/two.yaml"}
    os.chdir("old")
    assert found(capsys, "--new-only", "HEAD", "one.yaml") == []


def test_git_runs_nothing_of_the_repository_and_changes_nothing_in_it(tmp_path: Path) -> None:
    commit()
    mark = tmp_path / "ran"
    hook = Path(".git/hooks/post-checkout")
    hook.write_text(f"#!/bin/sh\ntouch {mark}\n")
    hook.chmod(0o755)
    git("config", "core.fsmonitor", f"touch {mark}; false")
    git("config", "filter.x.smudge", f"touch {mark}; cat")
    git("config", "diff.external", f"touch {mark}")
    write(".gitattributes", "* filter=x\n")
    write("compose.yaml", ONE + TWO)
    before = state()
    assert main(["check", "--new-only", "HEAD"]) == 1
    assert not mark.exists()
    assert state() == before


def state() -> dict[str, tuple[int, bytes]]:
    files = (path for path in Path(".git").rglob("*") if path.is_file())
    return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}


@pytest.mark.parametrize("name", ["nowhere", "--output=x", "HEAD:compose.yaml", ""])
def test_an_unknown_revision_is_an_error(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    commit()
    assert main(["check", f"--new-only={name}"]) == 2
    assert f"--new-only {name}: " in capsys.readouterr().err
    assert not Path("x").exists()


def test_without_git_or_a_repository_there_is_an_error(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["check", "--new-only", "HEAD"]) == 2
    assert "--new-only HEAD: the working folder is in no git repository" in capsys.readouterr().err
    commit()
    monkeypatch.setenv("PATH", "/nowhere")
    assert main(["fix", "--new-only", "HEAD"]) == 2
    assert "--new-only HEAD asks git, which cannot be started" in capsys.readouterr().err
