"""How Compose cuts a string command. Source of the rules: the go-shellwords parser that compose-go calls."""

from __future__ import annotations

import pytest

from capslint.formats.reading.shell_words import split

ROWS: list[tuple[str, list[str]]] = [
    ("", []),
    ("   ", []),
    ("strace -f ls", ["strace", "-f", "ls"]),
    ("  a\t b\n c \r\n", ["a", "b", "c"]),
    ("sh -c 'strace -p 1'", ["sh", "-c", "strace -p 1"]),
    ("sh -c \"a 'b' c\"", ["sh", "-c", "a 'b' c"]),
    ("a'b c'd", ["ab cd"]),
    ("'' \"\"", ["", ""]),
    (r"a\ b", ["a b"]),
    (r"'a\b'", [r"a\b"]),
    (r'"a\"b"', ['a"b']),
    (r"a\tb\n", ["a\tb\n"]),
    (r"a $(b\c) `d\e`", ["a", r"$(b\c)", r"`d\e`"]),
    ("a && b", ["a"]),
    ("a; b", ["a"]),
    ("a | b", ["a"]),
    ("a > f", ["a"]),
    ("a 2>&1", ["a"]),
    ("a x2>&1", ["a", "x2"]),
    ("a < f", ["a"]),
    ("'a && b'", ["a && b"]),
    (r"a \&\& b", ["a", "&&", "b"]),
    ("a $(b c) d", ["a", "$(b c)", "d"]),
    ("a `b c` d", ["a", "`b c`", "d"]),
    ("a '(b)'", ["a", "(b)"]),
    ("a $X b", ["a", "$X", "b"]),
]


@pytest.mark.parametrize(("line", "expected"), ROWS)
def test_words(line: str, expected: list[str]) -> None:
    words = split(line)
    assert words is not None
    assert [word.text for word in words] == expected


@pytest.mark.parametrize("line", ["'a", '"a', "a\\", "(a)", "a)", "a (b)", "`a", "$(a"])
def test_what_compose_refuses(line: str) -> None:
    assert split(line) is None


def test_each_word_knows_its_range() -> None:
    line = "gdb  -ex 'target remote' --args"
    words = split(line)
    assert words is not None
    assert [line[word.start : word.end] for word in words] == ["gdb", "-ex", "'target remote'", "--args"]
