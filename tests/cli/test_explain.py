"""``capslint explain`` as a person and as a program see it."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from capslint.cli.explain_command import explain
from tests.places import ROOT

COMPOSE = """\
services:
  dbg:
    image: golang
    user: "0"
    command: dlv attach 1
"""
HOST = ["--engine", "docker@20.10.24", "--kernel", "6.1", "--ptrace-scope", "1", "--lsm", "none", "--no-config"]
TEXT = """\
compose.yaml:2: services.dbg
  dlv attach: FAILS  (seen in the command)
    ok seccomp           Docker 20.10.24's default profile allows ptrace with
                         kernel 4.8 or later
"""
SHORT = """\
       makes it work     add SYS_PTRACE
       to paste          cap_add: [SYS_PTRACE]

  user              0:0
  capabilities      14 in effect
  seccomp           Docker 20.10.24's default profile
"""
WHOLE = """\
  user              0:0
  in effect         CHOWN DAC_OVERRIDE FOWNER FSETID KILL SETGID SETUID SETPCAP
                    NET_BIND_SERVICE NET_RAW SYS_CHROOT MKNOD AUDIT_WRITE
                    SETFCAP (14)
"""
FIELDS = {
    "host": None,
    "containers": {
        "file", "line", "container", "name", "platform", "host", "capabilities", "capabilities_unsure", "seccomp",
        "user", "apparmor", "selinux", "pid_namespace", "user_namespace", "no_new_privileges", "refused", "operations",
        "files", "hosts",
    },
    "operations": {
        "tool", "operation", "recognised", "seen_in", "runs_as", "verdict", "depends_on", "gates", "warnings", "needs",
        "needs_depends_on", "needs_obstacles", "keeps", "notes",
    },
    "gates": {"gate", "outcome", "why"},
}  # fmt: skip

HOST_FACTS = {
    "engine", "engine_version", "kernel", "arch", "ptrace_scope", "lsm", "perf_event_paranoid",
    "unprivileged_bpf_disabled", "debian_perf", "user_namespace_remap", "rootless", "kubelet_seccomp_default",
    "container_selinux", "mmap_rnd_bits",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "compose.yaml").write_text(COMPOSE)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(explain, ["compose.yaml", *HOST, *arguments])


def test_the_text_begins_with_the_verdict_and_says_what_to_paste() -> None:
    result = run()
    assert result.exit_code == 0
    assert result.output.startswith(TEXT)
    assert "    NO yama              At ptrace_scope 1 a debugger may only" in result.output
    assert result.output.endswith(SHORT)


def test_the_whole_picture_and_the_host_are_shown_when_they_are_asked_for() -> None:
    output = run("--verbose").output
    assert WHOLE in output
    assert "  host              docker 20.10.24, kernel 6.1, ptrace_scope 1, security module" in output
    assert "  host " not in run().output


def test_what_is_assumed_is_said_to_be(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text(COMPOSE.replace('golang\n    user: "0"\n', "x\n"))
    output = CliRunner().invoke(explain, ["compose.yaml", "--no-config"]).output
    assert "ptrace_scope 1" in output.rpartition("assumed  ")[2]
    assert "  capabilities      14 in effect if the image runs as root, none otherwise\n" in output
    assert "(assumed)" in output.partition("yama")[2]
    assert "assumed" not in run().output


def test_what_overrides_tell_of_a_host_is_not_assumed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for folder in ("old", "new"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "compose.yaml").write_text(COMPOSE)
    facts = 'kernel = "4.4"\nptrace-scope = 1\nengine = "docker@20.10.24"\n'
    (tmp_path / ".capslint.toml").write_text(f'[[overrides]]\npaths = ["old/"]\n{facts}')
    told = CliRunner().invoke(explain, ["old"]).output
    assert "assumed" not in told
    assert (
        "host              docker 20.10.24, kernel 4.4, ptrace_scope 1,"
        in CliRunner().invoke(explain, ["old", "-v"]).output
    )
    both = CliRunner().invoke(explain, ["old", "new"]).output
    assert both.startswith(told)
    assert both.count("  assumed  ") == 1


def test_the_json_has_the_documented_fields() -> None:
    made: dict[str, Any] = json.loads(run("--format", "json").output)
    assert set(made) == {"host", "containers", "errors", "skipped"}
    (container,) = made["containers"]
    (operation,) = container["operations"]
    assert set(container) == FIELDS["containers"]
    assert set(operation) == FIELDS["operations"]
    assert {key for gate in operation["gates"] for key in gate} == FIELDS["gates"]
    assert set(made["host"]) == set(container["host"]) == HOST_FACTS
    assert made["host"]["engine"] == "docker"
    assert container["capabilities"]["effective"] == container["capabilities"]["bounding"]
    assert (operation["verdict"], operation["recognised"], operation["needs"]) == (
        "fails",
        True,
        ["cap_add SYS_PTRACE"],
    )


def test_the_documented_fields_are_these() -> None:
    page = (ROOT / "docs" / "usage.md").read_text(encoding="utf-8")
    section = page[page.index("### capslint explain") :]
    named = set(re.findall(r"`([a-z_.\[\]]+)`", section))
    words = {word for name in named for word in re.split(r"\[\]\.|\.|\[\]", name)}
    for fields in (*FIELDS.values(), HOST_FACTS):
        assert fields is None or fields <= words, fields - words


@pytest.mark.parametrize("form", ["json", "text"])
def test_an_error_about_a_whole_file_has_no_line(form: str) -> None:
    Path("bad.yaml").write_text("services:\n  a: [\n")
    result = CliRunner().invoke(explain, ["missing.yaml", "bad.yaml", "--no-config", "--format", form])
    assert result.exit_code == 2
    if form == "text":
        assert result.output.startswith("missing.yaml: error: no such file or directory\n")
        assert "\nbad.yaml:3:1: error: " in result.output
        return
    missing, bad = json.loads(result.output)["errors"]
    assert missing == {"path": "missing.yaml", "line": None, "column": None, "message": "no such file or directory"}
    assert (bad["path"], bad["line"], bad["column"]) == ("bad.yaml", 3, 1)


@pytest.mark.parametrize("is_setting", [True, False])
def test_what_is_excluded_is_not_explained(is_setting: bool) -> None:
    Path("vendor").mkdir()
    Path("vendor/compose.yaml").write_text(COMPOSE)
    Path(".capslint.toml").write_text("exclude = ['vendor/']\n" if is_setting else "")
    options = [] if is_setting else ["--exclude", "vendor/"]
    made = json.loads(CliRunner().invoke(explain, [".", "vendor", *options, "--format", "json"]).output)
    assert [one["file"] for one in made["containers"]] == ["compose.yaml"]
    assert made["skipped"] == [{"path": "vendor", "reason": "excluded by the configuration"}]


ONE_ARCHITECTURE = {
    "defaultAction": "SCMP_ACT_ERRNO",
    "syscalls": [{"names": ["ptrace"], "action": "SCMP_ACT_ALLOW", "includes": {"arches": ["arm64"]}}],
}


@pytest.mark.parametrize(
    ("arguments", "verdict", "fact"),
    [
        ([], "depends", ["the host's architecture"]),
        (["--arch", "arm64"], "works", []),
        (["--arch", "amd64"], "fails", []),
    ],
)
def test_a_rule_for_one_architecture_turns_on_the_hosts(arguments: list[str], verdict: str, fact: list[str]) -> None:
    Path("one.json").write_text(json.dumps(ONE_ARCHITECTURE))
    Path("compose.yaml").write_text(
        "services: {a: {image: debian, command: strace ls, security_opt: ['seccomp=one.json']}}\n"
    )
    (container,) = json.loads(run("--format", "json", *arguments).output)["containers"]
    assert (container["operations"][0]["verdict"], container["operations"][0]["depends_on"]) == (verdict, fact)


def test_a_program_can_ask_for_one_operation_of_one_tool() -> None:
    made = json.loads(run("--tool", "dlv", "--operation", "launch", "--format", "json").output)
    (operation,) = made["containers"][0]["operations"]
    assert (operation["tool"], operation["verdict"], operation["recognised"]) == ("delve", "works", False)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--tool", "gbd"], "there is no tool 'gbd'; did you mean 'gdb'?"),
        (["--tool", "gdb", "--operation", "nap"], "nap"),
        (["--operation", "nap"], "there is no operation 'nap'"),
        (["--as-user", "root"], "--as-user 'root' is not UID[:GID], both numbers"),
        (["--as-user", "9" * 5000], "is not UID[:GID], both numbers"),
        (["--container", "web"], "there is no container 'web': there are dbg"),
    ],
)
def test_wrong_words_end_with_status_2(arguments: list[str], message: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.output


def test_one_broken_file_does_not_hide_another(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("services: [\n")
    result = run("broken.yaml", "absent.yaml")
    assert result.exit_code == 2
    assert "broken.yaml:2:1: error: " in result.output
    assert "absent.yaml" in result.output
    assert "dlv attach: FAILS" in result.output


def test_a_container_of_several_files_is_explained_once_with_all_of_them(tmp_path: Path) -> None:
    (tmp_path / "compose.override.yaml").write_text("services:\n  dbg:\n    cap_add: [NET_ADMIN]\n  b: {image: b}\n")
    base = run().output
    assert "  made from         compose.yaml, compose.override.yaml\n" in base
    assert "compose.override.yaml:4: services.b\n" in base
    assert "NET_ADMIN" in run("--verbose").output
    assert run("compose.override.yaml").output == base
    alone = json.loads(
        CliRunner().invoke(explain, ["compose.override.yaml", "--no-config", "--format", "json"]).output
    )["containers"]
    assert [(one["file"], one["line"], one["files"]) for one in alone] == [
        ("compose.yaml", 2, ["compose.yaml", "compose.override.yaml"]),
        ("compose.override.yaml", 4, ["compose.override.yaml"]),
    ]


def test_an_override_explains_only_what_it_speaks_of(tmp_path: Path) -> None:
    (tmp_path / "compose.override.yaml").write_text("services:\n  b: {image: b}\n")
    output = CliRunner().invoke(explain, ["compose.override.yaml", "--no-config"]).output
    assert [line for line in output.splitlines() if "services." in line] == ["compose.override.yaml:2: services.b"]


def test_the_files_of_a_project_can_be_named(tmp_path: Path) -> None:
    (tmp_path / "prod.yml").write_text("services:\n  dbg:\n    tty: true\n")
    arguments = ["-f", "compose.yaml", "-f", "prod.yml", "--no-config"]
    assert "made from         compose.yaml, prod.yml\n" in CliRunner().invoke(explain, arguments).output


def test_nothing_in_a_file_steers_the_terminal(tmp_path: Path) -> None:
    text = 'services:\n  "a\\e[31m": {image: x, command: strace -p 1, user: "\\e[32m"}\n'
    (tmp_path / "odd\x1b.yaml").write_text(text)
    result = run("odd\x1b.yaml", "none\x1b.yaml")
    assert "odd\\x1b.yaml:2: services.a\\x1b[31m\n" in result.output
    assert "none\\x1b.yaml: error: no such file or directory\n" in result.output
    assert "\x1b" not in result.output


def test_json_of_what_cannot_be_read_names_no_line(tmp_path: Path) -> None:
    odd = os.fsdecode(b"odd\xff.yaml")
    (tmp_path / odd).write_text(COMPOSE)
    made = json.loads(run(odd, "absent.yaml", "--format", "json").output)
    assert made["containers"][1]["file"] == "odd\\xff.yaml"
    assert made["errors"] == [
        {"path": "absent.yaml", "line": None, "column": None, "message": "no such file or directory"}
    ]


TWO_CALLS = """\
services:
  p:
    image: x
    privileged: true
    command: bpftrace -e BEGIN
  j:
    image: x
    pid: service:p
    command: /usr/bin/jcmd 7 Thread.print
"""


@pytest.fixture
def two_calls(tmp_path: Path) -> list[str]:
    (tmp_path / "compose.yaml").write_text(TWO_CALLS)
    return [str(tmp_path / "compose.yaml"), "--no-config"]


def test_what_a_check_says_of_two_calls_is_one_sentence_in_a_terminal(two_calls: list[str]) -> None:
    output = CliRunner().invoke(explain, two_calls).output
    assert "unprivileged_bpf_disabled; loading a BPF" in " ".join(output.split())
    assert [line for line in output.splitlines() if len(line) > 80 and "compose.yaml" not in line] == []


def test_a_debugger_is_called_what_its_command_calls_it(two_calls: list[str]) -> None:
    assert "  jcmd attach: " in CliRunner().invoke(explain, two_calls).output
    asked = CliRunner().invoke(explain, [*two_calls, "--container", "p", "--tool", "jattach"])
    assert "  jattach attach: " in asked.output
