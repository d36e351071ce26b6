"""``capslint fix --add-ignores``: what is found is accepted, in whatever file it stands."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from capslint.cli import main

BASE = "services:\n  a:\n    image: x\n    command: strace ls\n    security_opt: [seccomp=unconfined]\n"
OVER = "services:\n  a:\n    pid: host\n"
REASON = "see LAB-1"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(**texts: str) -> None:
    for name, text in texts.items():
        Path(name.replace("__", ".")).write_text(text)


def test_each_file_gets_its_comments_and_nothing_is_left() -> None:
    write(compose__yaml=BASE, compose__override__yaml=OVER)
    assert main(["check"]) == 1
    assert main(["fix", "--add-ignores", REASON]) == 0
    assert main(["check"]) == 0
    assert main(["check", "compose.yaml"]) == main(["check", "compose.override.yaml"]) == 0
    written = Path("compose.override.yaml").read_text()
    assert written == OVER.replace("host\n", f"host # capslint: ignore[host-pid-namespace] {REASON}\n")
    assert Path("compose.yaml").read_text().count("capslint: ignore[") == 1


def test_what_two_projects_share_is_accepted_once() -> None:
    write(
        base__yml=BASE,
        one__yaml="services: {b: {extends: {file: base.yml, service: a}, command: strace ls}}\n",
        two__yaml="services: {c: {extends: {file: base.yml, service: a}, command: gdb x}}\n",
    )
    assert main(["fix", "--add-ignores", REASON]) == 0
    assert Path("base.yml").read_text() == BASE.replace(
        "ed]\n", f"ed] # capslint: ignore[seccomp-unconfined] {REASON}\n"
    )
    assert main(["check"]) == 0


def test_what_is_accepted_is_called_ignored(capsys: pytest.CaptureFixture[str]) -> None:
    write(compose__yaml=BASE)
    main(["fix", "--add-ignores", REASON, "--diff"])
    told = capsys.readouterr().err.splitlines()
    assert told[0].startswith("compose.yaml:5:20: would ignore[seccomp-unconfined] ")
    assert told[1:] == ["1 finding would be ignored in 1 file.", "Nothing else found in 1 file checked."]
    main(["fix", "--add-ignores", REASON])
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("compose.yaml:5:20: ignored[seccomp-unconfined] ")
    assert told[1] == "1 finding ignored in 1 file."


def test_a_diff_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    write(compose__yaml=BASE)
    assert main(["fix", "--add-ignores", REASON, "--diff"]) == 1
    out = capsys.readouterr()
    assert f"+    security_opt: [seccomp=unconfined] # capslint: ignore[seccomp-unconfined] {REASON}\n" in out.out
    assert Path("compose.yaml").read_text() == BASE


def test_standard_input_comes_out_with_them(
    capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(BASE.encode())))
    assert main(["fix", "--add-ignores", REASON, "-"]) == 0
    assert b"capslint: ignore[seccomp-unconfined] see LAB-1" in capsysbinary.readouterr().out


def test_what_is_known_already_gets_no_comment() -> None:
    write(compose__yaml=BASE)
    main(["baseline"])
    write(compose__yaml=BASE + "    privileged: true\n")
    assert main(["fix", "--baseline", ".capslint-baseline.json", "--add-ignores", REASON]) == 0
    assert Path("compose.yaml").read_text() == BASE + (
        f"    privileged: true # capslint: ignore[privileged-container] {REASON}\n"
    )


def test_what_is_not_asked_for_gets_no_comment() -> None:
    write(compose__yaml=BASE + "    privileged: true\n")
    assert main(["fix", "--select", "privileged-container", "--add-ignores", f"until=2999-01-01 {REASON}"]) == 0
    assert Path("compose.yaml").read_text() == BASE + (
        f"    privileged: true # capslint: ignore[privileged-container] until=2999-01-01 {REASON}\n"
    )
    assert main(["check", "--select", "privileged-container"]) == 0


@pytest.mark.parametrize("reason", ["", "  ", "--", "a\nb", "a # b", "until=2999-01-01", "until=soon x", "a\x0bb"])
def test_a_reason_is_one_line_with_a_word_in_it(reason: str, capsys: pytest.CaptureFixture[str]) -> None:
    write(compose__yaml=BASE)
    assert main(["fix", f"--add-ignores={reason}"]) == 2
    assert "a reason is one line with a word in it" in capsys.readouterr().err
    assert Path("compose.yaml").read_text() == BASE


IN_A_LINE = """\
services:
  d: {image: "docker:dind", privileged: true, cap_add: [SYS_TIME], pid: host}
  c: {image: x, command: strace ls, cap_add: [CHOWN, SYS_PTRACE], security_opt: [seccomp=unconfined]}
"""


@pytest.mark.parametrize(
    ("arguments", "setting", "accepted"),
    [
        (["--level", "pedantic"], "", "host-pid-namespace, privileged-container, redundant-grant"),
        ([], "", "host-pid-namespace"),
        ([], "ignore = ['host-pid-namespace']\nlevel = 'pedantic'\n", "privileged-container, redundant-grant"),
        ([], "level = 'pedantic'\n[[overrides]]\npaths = ['*.yaml']\nignore = ['broad']\n", "redundant-grant"),
    ],
)
def test_no_comment_names_what_is_not_told(arguments: list[str], setting: str, accepted: str) -> None:
    write(compose__yaml=IN_A_LINE)
    Path(".capslint.toml").write_text(setting)
    assert main(["fix", "--add-ignores", REASON, *arguments]) == 0
    lines = Path("compose.yaml").read_text().splitlines()
    assert lines[1] == f"  # capslint: ignore[{accepted}] {REASON}"
    assert [lines[2], lines[4]] == IN_A_LINE.splitlines()[1:]
    assert main(["check", *arguments]) == 0


@pytest.mark.parametrize("known", ["seccomp-unconfined", "unneeded-sys-ptrace", "seccomp-unconfined,redundant-grant"])
def test_no_comment_names_what_is_known(known: str) -> None:
    write(compose__yaml=IN_A_LINE)
    assert main(["baseline", "--select", known]) == 0
    arguments = ["--baseline", ".capslint-baseline.json", "--level", "pedantic"]
    assert main(["fix", "--add-ignores", REASON, *arguments]) == 0
    text = Path("compose.yaml").read_text()
    assert all(rule not in text for rule in known.split(","))
    assert text.count(REASON) == 2
    assert main(["check", *arguments]) == 0
    assert main(["check"]) == 1
