"""What differs on a terminal: colours, and a bar when it takes long."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from capslint.report.terminal import Progress
from tests.cli.running import DEBUG


def on_a_terminal(folder: Path, *arguments: str, script: str = "", columns: int = 0, **env: str) -> str:
    """Run with both output streams on one terminal; return all that it showed."""
    command = [sys.executable, "-c", script, *arguments] if script else [sys.executable, "-m", "capslint", *arguments]
    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    main, secondary = pty.openpty()
    fcntl.ioctl(main, termios.TIOCSWINSZ, struct.pack("4H", 24, columns, 0, 0))
    with subprocess.Popen(
        command, cwd=folder, stdout=secondary, stderr=secondary, env={**environment, "TERM": "xterm", **env}
    ):
        os.close(secondary)
        shown = b""
        while True:
            try:
                chunk = os.read(main, 65536)
            except OSError:  # Linux says so when the other side is closed
                break
            if not chunk:
                break
            shown += chunk
    os.close(main)
    return shown.decode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.yml").write_text(DEBUG)
    return tmp_path


def test_a_terminal_gets_colours_unless_it_does_not_want_them(folder: Path) -> None:
    assert "\x1b[1;33mwarning[seccomp-unconfined]\x1b[0m" in on_a_terminal(folder, "check", ".")
    assert "\x1b" not in on_a_terminal(folder, "check", ".", NO_COLOR="1")
    assert "\x1b" not in on_a_terminal(folder, "check", ".", TERM="dumb")
    assert "\x1b" not in on_a_terminal(folder, "check", "--color", "never", ".")
    assert "\x1b[31m-    security_opt:\x1b[0m" in on_a_terminal(folder, "fix", "--diff", ".")


SLOW = """
import sys, time
from capslint.run import explain_files, inputs, project_fix
from capslint.cli import main
from capslint.report import terminal
terminal._PATIENCE = terminal._PACE = 0.0
sys.exit(main(sys.argv[1:]))
"""


def test_a_bar_comes_when_it_takes_long_and_goes_without_a_trace(folder: Path) -> None:
    for number in range(9):
        (folder / f"b{number}.yml").write_text("a: 1\n")
    shown = on_a_terminal(folder, "check", ".", script=SLOW)
    bars = re.findall(r"\[(#*)(-*)\] (\d+)/10 ([ab]\d?\.yml)", shown)
    assert [(int(number), name) for _, _, number, name in bars] == [
        (1, "a.yml"),
        *((number + 2, f"b{number}.yml") for number in range(9)),
    ]
    assert all(len(done + left) == 24 for done, left, _, _ in bars)
    assert bars[-1][1] == ""
    # what stays on the screen is what stands behind the last clearing of each line
    lines = re.sub(r"\x1b\[[0-9;]*m", "", shown).split("\n")
    screen = "\n".join(line.rsplit("\x1b[K", 1)[-1] for line in lines)
    assert "/10" not in screen
    assert "a.yml:6:9: warning[seccomp-unconfined]" in screen


@pytest.mark.parametrize(
    ("columns", "bar"),
    [(20, "[############------"), (30, "[############------------] 1/"), (0, "[############------------] 1/2 a.yml")],
)
def test_the_bar_stays_on_one_line(folder: Path, columns: int, bar: str) -> None:
    (folder / "b.yml").write_text("a: 1\n")
    shown = on_a_terminal(folder, "check", ".", script=SLOW, columns=columns)
    assert shown.startswith(f"{bar}\r\x1b[K")


@pytest.mark.parametrize(
    ("command", "interrupted"),
    [
        ("check", "inputs.read_listed"),
        ("fix", "inputs.read_listed"),
        ("fix", "project_fix.check_source"),
        ("explain", "explain_files.explain_source"),
    ],
)
def test_an_interruption_takes_the_bar_away(folder: Path, command: str, interrupted: str) -> None:
    (folder / "b.yml").write_text("a: 1\n")
    script = SLOW.replace(
        "sys.exit", f"{interrupted} = lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt)\nsys.exit"
    )
    shown = on_a_terminal(folder, command, ".", script=script)
    shown = shown.replace("\x1b[K\r\n", "\x1b[K")  # click begins a line of its own
    assert shown.endswith("a.yml\r\x1b[Kcapslint: interrupted; no file is half written\r\n")


def test_no_bar_for_json_nor_for_what_is_quick(folder: Path) -> None:
    (folder / "b.yml").write_text("a: 1\n")
    assert "/2" not in on_a_terminal(folder, "check", "--format", "json", ".", script=SLOW)
    assert "/2" not in on_a_terminal(folder, "check", ".")


def test_the_bar_waits_for_a_second(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    now = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    bar = Progress(100)
    for index in range(50):
        bar.step("x", index)
    bar.clear()
    assert capsys.readouterr().err == ""
    now[0] += 1.0
    bar.step("a\x1b[31m.yml", 50)
    bar.step("b.yml", 51)  # too soon after the last
    bar.clear()
    bar.clear()
    assert capsys.readouterr().err == "[############------------] 51/100 a\\x1b[31m.yml\r\x1b[K"
