"""A workflow's job says on which runner it runs; that counts where nobody tells of the host."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import run

WORKFLOW = """on: push
jobs:
  a:
    runs-on: RUNNER
    steps:
      - run: docker run --cap-add SYS_PTRACE debian perf stat ls
  b:
    runs-on: RUNNER
    container: {image: debian, options: --cap-add SYS_PTRACE}
    steps:
      - run: perf stat ls
"""
AT_4 = "kernel.perf_event_paranoid 4"


def explained(folder: Path, runner: str, *options: str) -> str:
    path = folder / ".github" / "workflows" / "ci.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(WORKFLOW.replace("RUNNER", runner))
    return run("explain", *options, ".github/workflows/ci.yml", cwd=folder).out


@pytest.mark.parametrize(
    "runner", ["ubuntu-latest", "ubuntu-24.04", "ubuntu-22.04", "[ubuntu-24.04]", "ubuntu-24.04-arm"]
)
def test_the_runner_is_the_host(tmp_path: Path, runner: str) -> None:
    told = explained(tmp_path, "self-hosted", "--host", "github-ubuntu")
    assert told.count(f"NO perf_event_paranoid At {AT_4}") == 2
    assert explained(tmp_path, runner) == told


@pytest.mark.parametrize(
    "runner",
    [
        "self-hosted",
        "[self-hosted, ubuntu-24.04]",
        "macos-latest",
        "${{ matrix.os }}",
        "ubuntu-24.04-large",
        "{group: x}",
    ],
)
def test_of_other_runners_nothing_is_known(tmp_path: Path, runner: str) -> None:
    assert AT_4 not in explained(tmp_path, runner)


@pytest.mark.parametrize("options", [("--perf-event-paranoid", "1"), ("--host", "debian-12"), ("--ptrace-scope", "1")])
def test_what_is_told_counts_more(tmp_path: Path, options: tuple[str, ...]) -> None:
    told = explained(tmp_path, "ubuntu-24.04", *options)
    assert AT_4 not in told
    assert explained(tmp_path, "self-hosted", *options) == told


def test_a_shell_on_another_machine_is_not_on_the_runner(tmp_path: Path) -> None:
    line = "ssh box 'docker run --cap-add SYS_PTRACE debian perf stat ls'"
    (tmp_path / ".github" / "workflows").mkdir(parents=True)
    steps = f"    steps:\n      - run: {line}\n"
    text = f"on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n{steps}"
    (tmp_path / ".github" / "workflows" / "ci.yml").write_text(text)
    said = run("explain", ".github", cwd=tmp_path).out
    assert "perf " in said
    assert AT_4 not in said


def test_who_names_the_default_host_gets_it(tmp_path: Path) -> None:
    usual = explained(tmp_path, "self-hosted")
    assert explained(tmp_path, "self-hosted", "--host", "default") == usual
    assert explained(tmp_path, "ubuntu-24.04", "--host", "default") == usual
    (tmp_path / ".capslint.toml").write_text('hosts = ["default"]\n')
    assert explained(tmp_path, "ubuntu-24.04") == usual
    assert AT_4 in explained(tmp_path, "ubuntu-24.04", "--host", "github-ubuntu")
