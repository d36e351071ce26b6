"""Diffs that git and patch take, byte for byte."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pytest

from capslint.report.diff import coloured, unified_diff
from capslint.report.terminal_style import Style

LINES = [b"line %d" % number for number in range(40)]


def text(end: bytes = b"\n", final: bool = True, **changes: bytes) -> bytes:
    lines = [changes.get(f"l{number}", line) for number, line in enumerate(LINES)]
    return end.join(lines) + (end if final else b"")


CASES = {
    "one line": (text(), text(l5=b"new")),
    "two hunks": (text(), text(l5=b"new", l30=b"n\xc3\xa4her")),
    "crlf": (text(b"\r\n"), text(b"\r\n", l5=b"new")),
    "lone cr": (text(b"\r"), text(b"\r", l5=b"new")),
    "no final newline": (text(final=False), text(final=False, l39=b"new")),
    "no final newline, not touched": (text(final=False), text(final=False, l38=b"new")),
    "no final newline, crlf": (text(b"\r\n", final=False), text(b"\r\n", final=False, l39=b"new")),
    "mark": (b"\xef\xbb\xbfa\nb\n", b"\xef\xbb\xbfa\nc\n"),
    "form feed and other breaks": (b"a\x0cb\x85c\xe2\x80\xa8d\ne\n", b"a\x0cb\x85c\xe2\x80\xa8d\nf\n"),
    "utf-16": ("a\nb\nc\n".encode("utf-16"), "a\nb\nd\n".encode("utf-16")),
    "latin": (b"\xe9\nb\n", b"\xe9\nc\n"),
}
NAMES = ["a.yml", "sub/a b.yml", 'q"uo\\te.yml', "näme.yml", "tab\tname.yml", "new\nline.yml"]


@pytest.mark.parametrize(
    "tool", [["git", "apply", "-p1", "-"], ["patch", "-p1", "--binary", "-s"]], ids=["git", "patch"]
)
@pytest.mark.parametrize("case", CASES)
def test_the_diff_applies(tmp_path: Path, tool: list[str], case: str) -> None:
    before, after = CASES[case]
    (tmp_path / "a.yml").write_bytes(before)
    diff = unified_diff("a.yml", before, after)
    subprocess.run(tool, cwd=tmp_path, input=diff, check=True)
    assert (tmp_path / "a.yml").read_bytes() == after


POD = b"".join(b"key-%d: %s\n" % (number, b"x" * (number % 3)) for number in range(11)) + b"name: n%d\n"
PODS = b"---\n".join(POD % number for number in range(60))
"""More than 200 lines, most of which are there many times: difflib takes such lines for junk."""


@pytest.mark.parametrize("known", [False, True])
def test_frequent_lines_are_no_changed_ones(known: bool) -> None:
    after = PODS.replace(b"name: n30\n", b"name: m30\n").replace(b"key-9: \nkey-10: x\nname: n7\n", b"name: n7\n")
    lines = range(7 * 13 + 9), range(7 * 13 + 11, 30 * 13 + 11), [-1], range(30 * 13 + 12, 60 * 13)
    diff = unified_diff("a", PODS, after, [line for part in lines for line in part] if known else ())
    assert [line for line in diff.splitlines()[2:] if line[:1] in b"+-@"] == [
        b"@@ -98,8 +98,6 @@",
        *(b"-key-9: ", b"-key-10: x"),
        b"@@ -399,7 +397,7 @@",
        *(b"-name: n30", b"+name: m30"),
    ]


def test_what_is_told_of_lines_is_not_believed() -> None:
    before, after = CASES["two hunks"]
    assert unified_diff("a", before, after, [*range(40), 50, 51]) == unified_diff("a", before, after)


def test_a_long_file_is_no_slower_for_its_length() -> None:
    before = b"".join(b"a: %d\n" % (number % 7) for number in range(50_000))
    lines = [-1 if number % 1000 == 500 else number for number in range(50_000)]
    after = b"".join(b"b: 1\n" if line < 0 else b"a: %d\n" % (line % 7) for line in lines)
    started = time.process_time()
    assert unified_diff("a", before, after, lines).count(b"@@ -") == 50
    assert time.process_time() - started < 5  # a quarter of a second; hours if all lines were held against all


@pytest.mark.parametrize("name", NAMES)
def test_any_name_applies(tmp_path: Path, name: str) -> None:
    before, after = CASES["one line"]
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(before)
    subprocess.run(["git", "apply", "-"], cwd=tmp_path, input=unified_diff(name, before, after), check=True)
    assert (tmp_path / name).read_bytes() == after


def test_equal_files_differ_in_nothing() -> None:
    assert unified_diff("a", b"x", b"x") == b""


def test_an_absolute_path_loses_its_slash() -> None:
    assert unified_diff("/x/a.yml", b"a\n", b"b\n").startswith(b"--- a/x/a.yml\n+++ b/x/a.yml\n")


def test_colours() -> None:
    diff = unified_diff("a", b"x\ny\n", b"x\nz\n")
    assert coloured(diff, Style()) == diff
    painted = coloured(diff, Style(colour=True))
    assert b"\x1b[31m-y\x1b[0m\n\x1b[32m+z\x1b[0m\n" in painted
