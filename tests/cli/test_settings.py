"""Settings as they are used: groups, severities, settings for paths, and what options change of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import WIDE, run

BOTH = WIDE + "    cap_add: [SYS_TIME]\n"
CHROME = "services:\n  b:\n    image: browserless/chrome\n    security_opt: [seccomp=unconfined]\n"
TRACE = """\
services:
  app:
    image: x
  t:
    image: x
    user: root
    command: strace -p 1
    pid: service:app
"""


def found(folder: Path, *arguments: str) -> list[tuple[str, str, str]]:
    """Return path, rule and severity of each finding."""
    ran = run("check", "--format", "json", *arguments, cwd=folder)
    assert ran.code in (0, 1), ran.err
    return [(finding["path"], finding["rule"], finding["severity"]) for finding in json.loads(ran.out)["findings"]]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("a.yml", "old/b.yml", "old/keep/c.yml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(BOTH)
    return tmp_path


def test_groups_and_lists_with_commas(project: Path) -> None:
    assert {rule for _, rule, _ in found(project)} == {"privileged-container", "redundant-grant"}
    assert {rule for _, rule, _ in found(project, "--select", "broad")} == {"privileged-container"}
    assert len(found(project, "--select", "privileged-container, redundant-grant")) == 6
    assert found(project, "--ignore", "broad,redundant-grant") == []
    ran = run("check", "--select", "broad,privilegd-container", cwd=project)
    assert ran.code == 2
    assert "there is no rule 'privilegd-container'; did you mean 'privileged-container'?" in ran.err


def test_a_severity_of_a_rule_or_group(project: Path) -> None:
    settings = project / ".capslint.toml"
    settings.write_text("[severity]\nbroad = 'info'\n")
    assert run("check", "a.yml", cwd=project).code == 0
    settings.write_text("fail-on = 'error'\n[severity]\nbroad = 'info'\nprivileged-container = 'error'\n")
    assert {each[1:] for each in found(project)} == {("privileged-container", "error"), ("redundant-grant", "info")}
    assert run("check", "a.yml", cwd=project).code == 1


def test_settings_for_paths(project: Path) -> None:
    (project / ".capslint.toml").write_text(
        """
[[overrides]]
paths = ["old/"]
ignore = ["ineffective"]
severity = {broad = "info"}

[[overrides]]
paths = ["old/keep/*.yml"]
select = ["debug-grant-always-on", "redundant-grant"]
"""
    )
    assert found(project) == [
        ("a.yml", "privileged-container", "warning"),
        ("a.yml", "redundant-grant", "info"),
        ("old/b.yml", "privileged-container", "info"),
        ("old/keep/c.yml", "redundant-grant", "info"),
    ]
    assert found(project, "--select", "redundant-grant") == [("a.yml", "redundant-grant", "info")] + [
        (path, "redundant-grant", "info") for path in ("old/b.yml", "old/keep/c.yml")
    ]


@pytest.mark.parametrize(
    ("base", "over", "severity"),
    [
        ("privileged-container = 'error'", "all = 'info'", "error"),
        ("broad = 'error'", "all = 'info'", "error"),
        ("all = 'error'", "broad = 'info'", "info"),
        ("broad = 'error'", "broad = 'info'", "info"),
    ],
)
def test_the_closer_name_of_a_severity_counts(project: Path, base: str, over: str, severity: str) -> None:
    (project / ".capslint.toml").write_text(
        f"[severity]\n{base}\n[[overrides]]\npaths = ['*.yml']\nseverity = {{{over}}}\n"
    )
    assert ("a.yml", "privileged-container", severity) in found(project)


def test_levels_for_paths_and_the_option_over_them(project: Path) -> None:
    (project / "old" / "b.yml").write_text(CHROME)
    (project / "a.yml").write_text(CHROME)
    (project / ".capslint.toml").write_text("[[overrides]]\npaths = ['old/b.yml']\nlevel = 'pedantic'\n")
    assert [path for path, rule, _ in found(project) if rule == "seccomp-unconfined"] == ["old/b.yml"]
    assert "seccomp-unconfined" not in {rule for _, rule, _ in found(project, "--level", "regular")}


def test_facts_of_the_host_for_paths(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    for name in ("a.yml", "new/b.yml"):
        (tmp_path / name).write_text(TRACE)
    (tmp_path / ".capslint.toml").write_text(
        "ptrace-scope = 1\n[[overrides]]\npaths = ['new/']\nptrace-scope = 0\nengine = 'podman@5.2'\n"
    )
    assert [path for path, rule, _ in found(tmp_path) if rule == "missing-sys-ptrace"] == ["a.yml"]
    ran = run("fix", "--unsafe", cwd=tmp_path)
    assert ran.code == 0, ran.out
    assert "SYS_PTRACE" in (tmp_path / "a.yml").read_text()
    assert "SYS_PTRACE" not in (tmp_path / "new" / "b.yml").read_text()
    told = json.loads(run("explain", "--format", "json", "--container", "t", ".", cwd=tmp_path).out)["containers"]
    assert [container["host"]["ptrace_scope"] for container in told] == [1, 0]
    assert [path for path, _, _ in found(tmp_path, "--ptrace-scope", "1")] == ["new/b.yml"]


def test_a_fix_is_made_where_its_rule_is_told_of(tmp_path: Path) -> None:
    text = "services:\n  w:\n    image: x\n    command: strace ls\n    security_opt: [seccomp=unconfined]\n"
    (tmp_path / "kept").mkdir()
    (tmp_path / "a.yml").write_text(text)
    (tmp_path / "kept" / "b.yml").write_text(text)
    (tmp_path / ".capslint.toml").write_text("[[overrides]]\npaths = ['kept/']\nignore = ['broad']\n")
    assert run("fix", cwd=tmp_path).code == 0
    assert "seccomp" not in (tmp_path / "a.yml").read_text()
    assert (tmp_path / "kept" / "b.yml").read_text() == text


def test_a_rule_that_nobody_has_is_told_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(WIDE)
    (tmp_path / ".capslint.toml").write_text("[[overrides]]\npaths = ['x']\nignore = [\n  'privilegd-container']\n")
    ran = run("check", cwd=tmp_path)
    assert ran.code == 2
    assert ".capslint.toml:4:3: there is no rule 'privilegd-container'; did you mean 'privileged-container'?" in ran.err
    (tmp_path / ".capslint.toml").write_text("[severity]\nbrod = 'info'\n")
    assert ".capslint.toml:2:1: there is no rule 'brod'; did you mean 'broad'?" in run("check", cwd=tmp_path).err


def test_a_pattern_that_means_nothing_is_told_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / ".capslint.toml").write_text("[[overrides]]\nlevel = 'regular'\npaths = ['!']\n")
    ran = run("check", ".", cwd=tmp_path / "below")
    assert ran.code == 2
    assert ran.err.startswith("capslint: error: ../.capslint.toml:3:1: paths: ")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("overrides = 1", "overrides is not a list of tables, [[overrides]]"),
        ("overrides = [1]", "overrides is not a list of tables, [[overrides]]"),
        ("[overrides]\npaths = ['x']", "overrides is not a list of tables, [[overrides]]"),
        ("severity = 'info'", "severity is not a table of rules and severities"),
        ("[projects]\nfiles = ['a']", "each of [[projects]] has files, a list of paths, and nothing else"),
        ("level = ['pedantic']", "level is one of regular, pedantic"),
        ("[[level]]\nx = 1", "level is one of regular, pedantic"),
    ],
)
def test_values_of_another_kind(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / ".capslint.toml").write_text(text)
    ran = run("check", cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    first = ran.err.splitlines()[0]
    assert first.startswith("capslint: error: .capslint.toml:1:")
    assert first.endswith(f": {words}")


def test_a_file_as_some_editors_write_it(tmp_path: Path) -> None:
    (tmp_path / "b.yml").write_text(CHROME)
    (tmp_path / ".capslint.toml").write_bytes(b"\xef\xbb\xbflevel = 'pedantic'\r\n")
    assert [rule for _, rule, _ in found(tmp_path)] == ["seccomp-unconfined"]
    (tmp_path / ".capslint.toml").write_bytes(b"\xef\xbb\xbf# mine\r\nlevl = 'pedantic'\r\n")
    assert run("check", cwd=tmp_path).err.startswith(
        "capslint: error: .capslint.toml:2:1: unknown key 'levl'; did you mean"
    )


def test_the_table_of_pyproject_in_a_file_of_our_own(tmp_path: Path) -> None:
    (tmp_path / ".capslint.toml").write_text("[tool.capslint]\nlevel = 'pedantic'\n")
    told = "in this file settings stand at the top, without [tool.capslint]"
    assert f".capslint.toml:1:1: unknown key 'tool': {told}\n" in run("check", cwd=tmp_path).err


def test_settings_for_paths_hold_behind_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.yml").write_text(WIDE)
    (tmp_path / "link").symlink_to("real")
    (tmp_path / ".capslint.toml").write_text("[[overrides]]\npaths = ['real/']\nseverity = {all = 'info'}\n")
    assert found(tmp_path, "link") == [("link/a.yml", "privileged-container", "info")]


@pytest.mark.parametrize(
    ("rule", "service", "other"),
    [
        ("missing-sys-ptrace", 'pid: host, user: "0", command: gdb -p 1', "debugger-fails"),
        ("failing", 'pid: host, user: "0", command: gdb -p 1', None),
    ],
)
def test_a_rule_that_is_left_out_for_a_path_hides_no_other_one(
    tmp_path: Path, rule: str, service: str, other: str | None
) -> None:
    text = f"services: {{a: {{image: x, {service}}}}}\n"
    for name in ("old/a.yml", "new/a.yml"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text)
    settings = tmp_path / ".capslint.toml"
    settings.write_text(f"ignore = ['{rule}']\n")
    for_all = [(found_rule, message) for path, found_rule, *message in found(tmp_path) if path == "old/a.yml"]
    assert (other in dict(for_all)) is (other is not None)
    settings.write_text(f"[[overrides]]\npaths = ['old/']\nignore = ['{rule}']\n")
    told = found(tmp_path)
    assert [(found_rule, message) for path, found_rule, *message in told if path == "old/a.yml"] == for_all
    settings.write_text(f"ignore = ['{rule}']\n[[overrides]]\npaths = ['new/']\nextend-select = ['failing']\n")
    told = found(tmp_path)
    assert [(found_rule, message) for path, found_rule, *message in told if path == "old/a.yml"] == for_all


@pytest.mark.parametrize("names", ["host-pid-namespace", "failing", "all"])
def test_a_comment_for_a_rule_that_is_left_out_for_a_path_may_do_nothing(tmp_path: Path, names: str) -> None:
    text = f"services:\n  a:\n    image: x # capslint: ignore[{names}] a lab\n    cap_add: [SYS_TIME]\n"
    for name in ("old/a.yml", "new/a.yml"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text)
    settings = tmp_path / ".capslint.toml"
    settings.write_text(
        "select = ['all']\n[[overrides]]\npaths = ['old/']\nignore = ['host-pid-namespace', 'failing']\n"
    )
    assert [path for path, rule, _ in found(tmp_path) if rule == "unused-ignore"] == ["new/a.yml"]
    settings.write_text("select = ['comments']\n[[overrides]]\npaths = ['new/']\nselect = ['all']\n")
    assert [path for path, rule, _ in found(tmp_path) if rule == "unused-ignore"] == ["new/a.yml"]
