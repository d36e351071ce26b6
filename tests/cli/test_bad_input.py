"""Bad input of every kind: a clear message, exit 2, the other files done, no traceback (`run` looks for one)."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.running import CLEAN, DEBUG, FIXED, bound_by_permissions, run

FOUND = "z.yml:6:9: warning[seccomp-unconfined] "


def deep_blocks(levels: int) -> str:
    return "services:\n" + "".join(" " * level + "a:\n" for level in range(1, levels))


def laughs(levels: int) -> str:
    """Make aliases of aliases: written out, 9 to the power of ``levels`` nodes."""
    text = "x-0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in range(1, levels):
        text += f"x-{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]\n"
    last = f"*a{levels - 1}"
    return text + f"services:\n  a: {{image: x, command: {last}, cap_add: {last}, security_opt: {last}}}\n"


def merges(levels: int) -> str:
    """Make the same of merge keys."""
    text = "x-0: &a0 {image: x}\n"
    for level in range(1, levels):
        text += f"x-{level}: &a{level}\n  <<: [{', '.join([f'*a{level - 1}'] * 9)}]\n"
    return text + f"services:\n  a:\n    <<: *a{levels - 1}\n"


TEXTS: dict[str, tuple[bytes, str]] = {
    "broken": (b"services:\n  a: [1,\n  b: }\n", "bad.yml:3:6: error: "),
    "tab": (b"services:\n\ta: 1\n", "bad.yml:2:1: error: a tab"),
    "NUL": (b"services:\n  a: \0\n", "bad.yml:2:6: error: a NUL character"),
    "control character": (b"services:\n  a: \x1b\n", "bad.yml:2:6: error: the character U+001B"),
    "not UTF-8": (b"services:\n  a: \xe9\n", "bad.yml:2:6: error: not valid UTF-8: byte 0xe9"),
    "half of UTF-16": (b"\xff\xfes\x00e", "bad.yml:1:2: error: not valid UTF-16-LE"),
    "nested brackets": (b"services: " + b"[" * 100_000, "error: nested deeper than 256 levels"),
    "nested braces": (b"a: " + b"{" * 100_000, "error: nested deeper than 256 levels"),
    "nested blocks": (deep_blocks(3000).encode(), "error: nested deeper than 256 levels"),
    "nested items": (b"- " * 100_000 + b"services", "error: nested deeper than 256 levels"),
    "undefined alias": (b"services:\n  a: *nobody\n", "bad.yml:2:6: error: the alias *nobody has no anchor before it"),
    "duplicate key": (b"services:\n  a:\n    image: x\n    image: y\n", "bad.yml:4:5: error: the key 'image' is there"),
    "two roots": (b"services:\n  a: 1\nb\n", "bad.yml:4:1: error: could not find expected ':'"),
    "unclosed quote": (b"services: 'a\n", "bad.yml:"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.yml").write_text(CLEAN)
    (tmp_path / "z.yml").write_text(DEBUG)
    return tmp_path


@pytest.mark.parametrize("name", TEXTS)
def test_text_that_is_no_yaml(folder: Path, name: str) -> None:
    data, message = TEXTS[name]
    (folder / "bad.yml").write_bytes(data)
    ran = run("check", "bad.yml", "z.yml", cwd=folder)
    assert ran.code == 2
    assert message in ran.out
    assert FOUND in ran.out
    assert ran.out.count("bad.yml:") == 1  # said once
    fixed = run("fix", "bad.yml", cwd=folder)
    assert (fixed.code, (folder / "bad.yml").read_bytes()) == (2, data)


@pytest.mark.parametrize("text", [laughs(12), merges(12)], ids=["aliases", "merges"])
def test_an_alias_bomb_does_not_go_off(folder: Path, text: str) -> None:
    (folder / "bad.yml").write_text(text)
    started = time.monotonic()
    ran = run("check", "bad.yml", "z.yml", cwd=folder)
    assert time.monotonic() - started < 30
    assert FOUND in ran.out


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("      - A=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n", "larger than 10 MiB"),
        ("---\nkind: ConfigMap\ndata:\n" + "  a: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\n" * 100, None),
    ],
    ids=["one document", "many of others"],
)
def test_50_megabytes(folder: Path, line: str, message: str | None) -> None:
    head = "services:\n  a:\n    image: x\n    environment:\n" if message else ""
    (folder / "bad.yml").write_text(head + line * (50_000_000 // len(line)))
    ran = run("check", "bad.yml", "z.yml", cwd=folder, timeout=300)
    assert ran.code == (2 if message else 1)
    assert f"bad.yml:1:1: error: this document is {message}" in ran.out if message else "bad.yml: skipped: " in ran.err
    assert FOUND in ran.out


def test_a_file_larger_than_what_is_read(folder: Path) -> None:
    with (folder / "bad.yml").open("wb") as file:
        file.truncate(101 * 1024 * 1024)
    ran = run("check", ".", cwd=folder)
    assert ran.code == 2
    assert "bad.yml: error: is larger than 100 MiB, the most that is read\n" in ran.out
    assert FOUND in ran.out


@pytest.mark.parametrize("named", [True, False])
def test_what_is_no_file(folder: Path, named: bool) -> None:
    os.mkfifo(folder / "fifo.yml")
    (folder / "loop.yml").symlink_to("loop.yml")
    (folder / "up").symlink_to(".")
    (folder / "gone.yml").symlink_to("nowhere")
    with socket.socket(socket.AF_UNIX) as unix:
        os.chdir(folder)  # the address of a socket is short
        unix.bind("socket.yml")
    paths = ["fifo.yml", "loop.yml", "gone.yml", "socket.yml", "z.yml"] if named else ["."]
    ran = run("check", *paths, cwd=folder)
    assert ran.code == 2
    hint = "; pipe what it gives to `capslint check -`" if named else ""
    assert f"fifo.yml: error: is a named pipe (FIFO), not a file{hint}\n" in ran.out
    assert "socket.yml: error: is a socket, not a file\n" in ran.out
    assert "too many levels of symbolic links" in ran.out
    assert "no such file or directory" in ran.out
    assert ("up: error: is a symbolic link that leads back to" in ran.out) is not named
    assert FOUND in ran.out


def test_what_may_not_be_read(folder: Path) -> None:
    (folder / "closed").mkdir()
    (folder / "closed" / "b.yml").write_text(DEBUG)
    (folder / "secret.yml").write_text(DEBUG)
    (folder / "closed").chmod(0)
    (folder / "secret.yml").chmod(0)
    ran = run("check", ".", "closed/b.yml", cwd=folder, prefix=bound_by_permissions())
    (folder / "closed").chmod(0o700)
    other = run("fix", "--diff", "secret.yml", "z.yml", cwd=folder, prefix=bound_by_permissions())
    assert ran.code == other.code == 2
    assert "secret.yml: error: cannot be read: permission denied\n" in other.err
    assert "z.yml:6:9: would fix" in other.err
    assert "closed/: error: cannot be listed: permission denied\n" in ran.out
    assert "secret.yml: error: cannot be read: permission denied\n" in ran.out
    assert "closed/b.yml: error: permission denied\n" in ran.out
    assert FOUND in ran.out


def test_a_file_that_vanishes_or_changes_during_the_run(folder: Path) -> None:
    """The walk has its list when the first file is read: that is the moment to take a later one away."""
    script = """
import os, sys
from capslint.run import inputs
from capslint.cli import main
real = inputs.read_listed
def read_listed(path, *how):
    if path == "a.yml":
        os.unlink("gone.yml")
    data = real(path, *how)
    if path == "z.yml" and sys.argv[1] == "fix":
        with open("z.yml", "a") as file:
            file.write("# edited\\n")
    return data
inputs.read_listed = read_listed
sys.exit(main(sys.argv[1:]))
"""
    for command in ("check", "fix"):
        (folder / "gone.yml").write_text(DEBUG)
        done = subprocess.run(
            [sys.executable, "-c", script, command, "."], cwd=folder, capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (2, "")
        assert "gone.yml: error: cannot be read: no such file or directory\n" in done.stdout
    assert "z.yml: error: was changed by someone else since it was read; it is left alone\n" in done.stdout
    assert (folder / "z.yml").read_text() == DEBUG + "# edited\n"


def test_a_reader_that_goes_away_is_no_error(folder: Path) -> None:
    for number in range(300):
        (folder / f"n{number}.yml").write_text(DEBUG)
    command = f"{sys.executable} -m capslint check . | head -n 1"
    done = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.count("\n") == 1


def test_a_full_disk_under_the_report_is_an_error(folder: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "capslint", "check", "."],
            cwd=folder,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr == b"capslint: error: cannot write the report: No space left on device\n"


@pytest.mark.parametrize("output", ["> /dev/full", ">&-", "| head -n 1"])
def test_a_report_that_cannot_be_written_stops_no_fix(folder: Path, output: str) -> None:
    for number in range(40):
        (folder / f"n{number}.yml").write_text(DEBUG)
    command = f"{sys.executable} -u -m capslint fix . {output}"
    subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, check=False)
    assert {path.read_text() for path in folder.glob("n*.yml")} == {FIXED}


@pytest.mark.parametrize(
    ("closed", "arguments", "out", "err"),
    [
        (">&-", "check z.yml", "", "capslint: error: cannot write the report: Bad file descriptor\n"),
        (">&- 2>&-", "check z.yml", "", ""),
        (">&-", "fix --diff z.yml", "", "capslint: error: cannot write the report: Bad file descriptor\n"),
        ("2>&-", "check bad.yml", "bad.yml: error: no such file or directory\nNo findings in 0 files", ""),
        ("<&-", "check -", "<stdin>: error: cannot be read: bad file descriptor\nNo findings in 0 files", ""),
        (">/dev/full 2>/dev/full", "check z.yml", "", ""),
    ],
)
def test_a_stream_that_is_closed_or_full(folder: Path, closed: str, arguments: str, out: str, err: str) -> None:
    command = f"{sys.executable} -m capslint {arguments} {closed}"
    done = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout.startswith(out)
    assert bool(done.stdout) == bool(out)
    assert done.stderr.endswith(err)  # in front of it is what would be fixed
    assert "Traceback" not in done.stderr


def test_a_working_folder_that_is_gone(folder: Path) -> None:
    for options in ("", "--no-config "):
        command = f"mkdir gone && cd gone && rmdir ../gone && {sys.executable} -m capslint check {options}{folder}"
        done = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("capslint: error: the working folder cannot be found: no such file or directory")
        assert done.stderr.count("\n") == 1


def test_a_mistake_of_ours_stays_with_its_file(folder: Path) -> None:
    script = """
import sys
from capslint.run import check_files
from capslint.cli import main
real = check_files.check_source
def broken(source, *others):
    if source.path == "a.yml":
        raise RecursionError("too deep")
    return real(source, *others)
check_files.check_source = broken
sys.exit(main(["check", "."]))
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "")
    assert "a.yml: error: internal error, please report it: RecursionError: too deep\n" in done.stdout
    assert FOUND in done.stdout
