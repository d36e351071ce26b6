"""Several hosts by their names, as a person meets them: findings, fixes, explanations."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import run

ATTACH = """services:
  app:
    image: debian
    user: "1000"
    command: sh -c "./server & strace -p $$!"
"""
PRIVILEGED = ATTACH.replace('user: "1000"', "privileged: true")
BOTH = ("--host", "fedora", "--host", "ubuntu-24.04")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "compose.yaml").write_text(ATTACH)
    return tmp_path


@pytest.mark.parametrize("format_name", ["concise", "json", "sarif", "github", "gitlab", "junit", "rdjson"])
def test_every_output_says_where_it_fails(project: Path, format_name: str) -> None:
    said = run("check", *BOTH, "--format", format_name, "compose.yaml", cwd=project).out
    assert "works on fedora, fails on ubuntu-24.04" in said
    alike = run(
        "check", "--host", "rhel-8", "--host", "fedora", "--format", format_name, "compose.yaml", cwd=project
    ).out
    assert " on fedora" not in alike


def test_the_summary_names_the_hosts(project: Path) -> None:
    for options, line in (
        ((), "Judged for the default host (`capslint hosts default`)."),
        (BOTH, "Judged for fedora and ubuntu-24.04."),
        (("--host", "ubuntu-24.04", "--host", "ubuntu-24.04"), "Judged for ubuntu-24.04."),
    ):
        assert run("check", *options, "compose.yaml", cwd=project).out.splitlines()[-1] == line
    assert "Judged for" not in run("check", "--ptrace-scope", "1", "compose.yaml", cwd=project).out
    assert "Judged for" not in run("check", "--host", "fedora", "compose.yaml", cwd=project).out  # nothing was found


def test_hosts_of_a_finding_are_a_field(project: Path) -> None:
    (found,) = json.loads(run("check", *BOTH, "--format", "json", "compose.yaml", cwd=project).out)["findings"]
    assert (found["rule"], found["hosts"]) == ("missing-sys-ptrace", ["ubuntu-24.04"])
    (alone,) = json.loads(run("check", "--format", "json", "compose.yaml", cwd=project).out)["findings"]
    assert alone["hosts"] == []
    assert alone["fingerprint"] == found["fingerprint"]


def test_a_fix_leaves_what_each_host_needs(tmp_path: Path) -> None:
    for hosts, kept in ((BOTH, True), (("--host", "fedora"), False), (("--host", "ubuntu-24.04"), True)):
        (tmp_path / "compose.yaml").write_text(PRIVILEGED)
        assert run("fix", "--unsafe", *hosts, "compose.yaml", cwd=tmp_path).code in (0, 1)
        text = (tmp_path / "compose.yaml").read_text()
        assert "privileged" not in text
        assert ("SYS_PTRACE" in text) is kept


def test_what_one_host_needs_is_not_called_needless(tmp_path: Path) -> None:
    granted = ATTACH.replace('user: "1000"', "user: root\n    cap_add: [SYS_PTRACE]")
    (tmp_path / "compose.yaml").write_text(granted)
    assert "unneeded-sys-ptrace" in run("check", "--host", "fedora", "compose.yaml", cwd=tmp_path).out
    assert run("check", *BOTH, "compose.yaml", cwd=tmp_path).out == "No findings in 1 file checked.\n"


def test_an_explanation_begins_with_a_table(project: Path) -> None:
    lines = run("explain", *BOTH, "compose.yaml", cwd=project).out.splitlines()
    assert lines[1:3] == ["                 fedora  ubuntu-24.04", "  strace attach  works   fails"]
    assert "       checks on         ubuntu-24.04" in lines
    many = [part for name in ("docker-desktop", "docker-desktop-wsl", "podman-machine") for part in ("--host", name)]
    narrow = run("explain", *BOTH, *many, "compose.yaml", cwd=project).out.splitlines()
    assert narrow[1:4] == [
        "                      strace attach",
        "  fedora              works",
        "  ubuntu-24.04        fails",
    ]
    alike = run("explain", "--host", "fedora", "--host", "fedora", "compose.yaml", cwd=project).out
    assert alike == run("explain", "--host", "fedora", "compose.yaml", cwd=project).out


def test_an_explanation_in_json_has_each_host(project: Path) -> None:
    (shown,) = json.loads(run("explain", *BOTH, "--format", "json", "compose.yaml", cwd=project).out)["containers"]
    assert shown["operations"][0]["verdict"] == "fails"
    assert {name: there["operations"][0]["verdict"] for name, there in shown["hosts"].items()} == {
        "fedora": "works",
        "ubuntu-24.04": "fails",
    }
    assert {name: there["host"]["ptrace_scope"] for name, there in shown["hosts"].items()} == {
        "fedora": 0,
        "ubuntu-24.04": 1,
    }


def test_a_profile_is_for_one_host(project: Path) -> None:
    ran = run("profile", *BOTH, "gdb", cwd=project)
    assert ran.code == 2
    assert ran.err.startswith("capslint: error: a profile is for one host, not for fedora and ubuntu-24.04")
    (project / ".capslint.toml").write_text('hosts = ["fedora", "ubuntu-24.04"]')
    assert run("profile", "--host", "fedora", "gdb", cwd=project).code == 0


def test_hosts_by_path(project: Path) -> None:
    (project / ".capslint.toml").write_text(
        'hosts = "fedora"\n[[overrides]]\npaths = ["ci/"]\nhosts = "ubuntu-24.04"\n'
    )
    (project / "ci").mkdir()
    (project / "ci" / "compose.yaml").write_text(ATTACH)
    said = run("check", "--format", "concise", ".", cwd=project).out
    assert "ci/compose.yaml:5:" in said
    assert "1 finding (1 error) in 1 file; 2 files checked." in said


def test_where_a_container_does_not_start(tmp_path: Path) -> None:
    both_lists = (
        "services:\n  a:\n    image: debian\n    cap_add: [KILL]\n    cap_drop: [KILL]\n    command: strace ls\n"
    )
    (tmp_path / "compose.yaml").write_text(both_lists)
    for hosts in ("rhel-8,docker-desktop", "docker-desktop,rhel-8"):
        found = json.loads(run("check", "--host", hosts, "--format", "json", "compose.yaml", cwd=tmp_path).out)[
            "findings"
        ]
        (refused,) = (each for each in found if each["rule"] == "refused-container")
        assert refused["hosts"] == ["rhel-8"]
        assert refused["message"].startswith("service 'a' will not start on rhel-8, so `strace ls` fails: ")
        assert "cap_drop (rhel-8)\n" in run("explain", "--host", hosts, "compose.yaml", cwd=tmp_path).out
