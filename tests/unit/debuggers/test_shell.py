from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capslint.debuggers.commands.shell import split

# script → its simple commands, the ones inside of a substitution marked by a leading "$"
TABLE = [
    ("a b; c", ["a b", "c"]),
    ("a\nb\r\nc", ["a", "b", "c"]),
    ("a && b || c & d | e |& f", ["a", "b", "c", "d", "e", "f"]),
    ("a >out 2>&1 <in b", ["a b"]),
    ("a &>log 2>>x >|y 3<>z", ["a"]),
    ("a2>x", ["a2"]),
    ("a # b; c", ["a"]),
    ("a#b", ["a#b"]),
    ("a 'b;c' \"d|e\" f\\;g", ["a b;c d|e f;g"]),
    ("a \\\n  b", ["a b"]),
    ("ab\\\ncd", ["abcd"]),
    ('a "x\\"y" "p\\q"', ['a x"y p\\q']),
    ("(a; (b c)) && d", ["a", "b c", "d"]),
    ("if a; then b; elif c; then d; else e; fi", ["a", "b", "c", "d", "e"]),
    ("while true; do a; done", ["true", "a"]),
    ("! time { a; }", ["a"]),
    ("'if' a", ["if a"]),
    ("echo if a", ["echo if a"]),
    ("case $x in a) b;; c|d) e;; esac", ["b", "e"]),
    ("case $x in\n  a|b|c) d | e;;\n  (f) g;; esac", ["case $x in", "d", "e", "f", "g"]),
    ("f() { a; }", ["a"]),
    ("a $(b 'c)') d", ["$b c)", "a $(b 'c)') d"]),
    ("a `b c` d", ["$b c", "a `b c` d"]),
    ('a "$(b "$(c)")"', ["$c", "$b $(c)", 'a $(b "$(c)")']),
    ("a <(b c)", ["$b c", "a <(b c)"]),
    ("a $((1+(2))) ${b:-c d}", ["a $((1+(2))) ${b:-c d}"]),
    ("cat <<EOF >f\nstrace -p 1\nEOF\na", ["cat", "a"]),
    ("cat <<-'X'\n\tb\n\tX\na", ["cat", "a"]),
    ("a <<< b c", ["a c"]),
    ("x=1 a", ["x=1 a"]),
    ("a 'b", ["a b"]),
    ('a "b', ["a b"]),
    ("a $(b", ["$b", "a $(b"]),
    ("a `b", ["$b", "a `b"]),
    ("a\\", ["a"]),
    ("", []),
    (" ;; \n\n# x", []),
]


@pytest.mark.parametrize(("script", "expected"), TABLE)
def test_commands(script: str, expected: list[str]) -> None:
    found = [
        ("$" if command.inner else "") + " ".join(word.text for word in command.words) for command in split(script)
    ]
    assert found == expected


def test_positions_cover_quotes_and_nothing_else() -> None:
    script = "cd /x && exec 'dlv' de\"bug\" >log $(which app)"
    found = {script[word.start : word.end] for command in split(script) for word in command.words}
    assert found == {"cd", "/x", "exec", "'dlv'", 'de"bug"', "$(which app)", "which", "app"}


SCRIPTS = st.text(alphabet="ab '\"\\$`(){};&|<>#\n\t=-1", max_size=60) | st.text(max_size=60)


@given(SCRIPTS)
def test_any_text_is_split_and_spans_lie_within(script: str) -> None:
    for command in split(script):
        ends = 0
        for word in command.words:
            assert ends <= word.start < word.end <= len(script)
            ends = word.end


@pytest.mark.parametrize(
    "opening", ["$(", "`", '"', "'", "(", "${", "$((", "<(", "<<x\n", '"$(', "case x in (", "\\\n", "2>"]
)
def test_deep_nesting_is_no_trouble(opening: str) -> None:
    assert isinstance(split(opening * 20_000), list)
