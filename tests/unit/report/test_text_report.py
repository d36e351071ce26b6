"""The report for people."""

from __future__ import annotations

import re
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from capslint.cst.parse import parse
from capslint.edits import Safety, TextEdit
from capslint.findings import CheckResult, Error, Related
from capslint.report.frames.snippet import columns_of, snippet
from capslint.report.plain import plain, plain_line, plain_path
from capslint.report.terminal import write
from capslint.report.terminal_style import PLAIN, RED, Style
from capslint.report.text_report import error_text, finding_text, fixed_text, result_text, skipped_text
from capslint.source import Source, Span
from tests.unit.report.samples import TEXT, finding

EXPECTED = """\
a.yml:4:5: error[privileged-container] it is privileged
  3 |     command: dlv attach 1
    |              ---------- runs here
  4 |     privileged: true
    |     ^^^^^^^^^^^^^^^^
    = why: it can do all
    = fix: take privileged out (`capslint fix`)
"""
LONG = "a sentence that goes on and on " * 4


def test_a_finding() -> None:
    assert finding_text(finding(why="it can do all")) == EXPECTED


def test_colours_change_nothing_but_colours() -> None:
    coloured = finding_text(finding(why="it can do all"), Style(colour=True))
    assert coloured != EXPECTED
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == EXPECTED


def test_why_there_is_no_fix() -> None:
    without = finding(fix=None, withheld="nobody knows", tool=None, related=(), subjects=("a", "b"))
    assert finding_text(without).splitlines()[3:] == ["    = help: Take it out.", "    = no fix: nobody knows"]
    assert "fix" not in finding_text(finding(fix=None))


def test_the_change_is_shown_line_by_line() -> None:
    fix = finding().fix
    assert fix is not None
    start = fix.document.source.text.index("privileged")
    edits = (TextEdit(Span(start, start + 16), "cap_add:\n      - SYS_PTRACE"),)
    assert finding_text(finding(fix=fix._replace(edits=edits))).splitlines()[-3:] == [
        "  4 -     privileged: true",
        "  4 +     cap_add:",
        "  5 +       - SYS_PTRACE",
    ]


@pytest.mark.parametrize("new", ["- x\n" * 30, "- x\r\n" * 30])
def test_of_a_long_change_the_first_lines_are_shown(new: str) -> None:
    fix = finding().fix
    assert fix is not None
    lines = finding_text(finding(fix=fix._replace(edits=(TextEdit(Span(0, 0), new),)))).splitlines()
    assert lines[-1] == "     … 22 more lines: `capslint fix --diff` shows them"
    assert sum(" + " in line for line in lines) == 8


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("new", ["", "x", "x" * 300, "日本語" * 50])
def test_no_line_juts_out(width: int, new: str) -> None:
    line = (
        "{services: {a: {image: " + "y" * 200 + ", privileged: true, command: dlv attach 1, x: " + "z" * 200 + "}}}\n"
    )
    at = line.index("privileged")
    odd = finding(line, message=LONG, why=LONG, advice=LONG, withheld=LONG)
    assert odd.fix is not None
    mended = odd._replace(fix=odd.fix._replace(edits=(TextEdit(Span(at, at + 16), new),), title=LONG))
    for each in (odd._replace(fix=None), mended):
        text = finding_text(each, Style(width=width))
        assert [line for line in text.splitlines() if columns_of(line) > width] == []
        assert text.count("sentence") >= 8


@pytest.mark.parametrize("new", ["", "# " + "x" * 200 + "\n"])
def test_a_long_line_that_goes_or_comes_alone_is_cut(new: str) -> None:
    text = TEXT.replace("    image: x\n", f"    image: {'x' * 200}\n")
    fix = finding(text).fix
    assert fix is not None
    start = text.index("    image")
    edits = (TextEdit(Span(start, start if new else len(text)), new),)
    (line,) = finding_text(finding(text, fix=fix._replace(edits=edits))).splitlines()[6:]
    assert re.fullmatch(r"  5 [-+] .*x…", line)
    assert len(line) in (79, 80)


def test_a_command_stays_in_one_line() -> None:
    text = finding_text(finding(message="x" * 30 + " and so `dlv attach 1` fails"), Style(width=80))
    assert "`dlv attach 1`" in text


@pytest.mark.parametrize(("words", "is_told"), [(10, True), (120, False)])
def test_why_there_is_no_fix_is_told_where_there_is_room(words: int, is_told: bool) -> None:
    text = finding_text(
        finding(message="word " * words, related=(), why="because", advice="Do it.", fix=None, withheld="nobody knows")
    )
    assert ("= no fix: nobody knows" in text) is is_told
    alone = finding_text(
        finding(message="word " * words, related=(), why="because", advice="", fix=None, withheld="nobody knows")
    )
    assert "= no fix: nobody knows" in alone


def test_what_was_said_of_the_file_is_not_said_again() -> None:
    twice = CheckResult((finding(why="because"), finding(why="because", marked="image: x"), finding(why="so")))
    text = result_text(twice, page_of=lambda rule: f"https://x/{rule}")
    assert text.count("because") == 1
    assert text.count("= why: so") == 1
    assert text.count("runs here") == 1
    assert text.count("docs: https://x/privileged-container") == 1


@pytest.mark.parametrize(
    ("safety", "words"),
    [
        (Safety.UNSAFE, "= fix: take privileged out (`capslint fix --unsafe`)"),
        (Safety.SHOW, "= by hand: take privileged out\n"),
    ],
)
def test_who_applies_the_fix(safety: Safety, words: str) -> None:
    fix = finding().fix
    assert fix is not None
    assert words in finding_text(finding(fix=fix._replace(safety=safety)))


def test_findings_come_before_errors() -> None:
    result = CheckResult((finding(why="it can do all"),), (Error("a.yml", 7, 2, "odd"), Error("a.yml", 0, 0, "gone")))
    assert result_text(result) == f"{EXPECTED}\na.yml:7:2: error: odd\na.yml: error: gone\n"
    assert result_text(CheckResult()) == ""


def test_single_lines() -> None:
    assert skipped_text("a", "b") == "a: skipped: b\n"
    assert fixed_text(finding()) == "a.yml:4:5: fixed[privileged-container] take privileged out\n"
    assert fixed_text(finding(), dry=True) == "a.yml:4:5: would fix[privileged-container] take privileged out\n"


def test_nothing_in_a_file_steers_the_terminal() -> None:
    odd = finding(message="a\x1b[31mb\nc", why="x\u202ey", advice="\t")
    assert "a\\x1b[31mb\\x0ac" in finding_text(odd)
    assert "x\\u202ey" in finding_text(odd)
    assert error_text(Error("a\udcff\n.yml", 0, 0, "m")) == "a\\xff\\x0a.yml: error: m\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("abc äöü 日本 🐳", "abc äöü 日本 🐳"),
        ("\x00\x7f\x9f", "\\x00\\x7f\\x9f"),
        ("\u2028\u2029\ufeff", "\\u2028\\u2029\\ufeff"),
        ("\U000e0041", "\\U000e0041"),
        ("a\u00a0b\u3000c", "a\u00a0b\u3000c"),
        ("\u200f\u2066", "\\u200f\\u2066"),
        ("a ##[error]b ###[x", "a #\\x23[error]b ##\\x23[x"),
        ("# #[a] ## [b]", "# #[a] ## [b]"),
    ],
)
def test_plain(text: str, shown: str) -> None:
    assert plain(text) == shown


COMMANDS = ["::error::x", "  ::add-mask::x", "\u3000::stop-commands::x", "##[add-mask]x", "a##[group]x", "\t::debug::x"]


def acts(line: str) -> bool:
    """Return whether a runner of GitHub Actions takes ``line`` for a command (src/Runner.Common/ActionCommand.cs)."""
    return line.lstrip().startswith("::") or "##[" in line


@pytest.mark.parametrize("name", COMMANDS)
def test_no_name_and_no_text_is_a_command_of_a_build_service(name: str) -> None:
    assert acts(name)
    source = Source(name, f"# {name}\nservices:\n  a:\n    privileged: true\n    command: |\n      {name.lstrip()}\n")
    (document,) = parse(source)
    whole = Span(0, len(source.text))
    odd = finding(document=document, span=whole, message=name, advice=name, subjects=(name,), tool=name, withheld=name)
    odd = odd._replace(related=(Related(document, Span(source.text.index("command"), whole.end), name),), fix=None)
    texts = [finding_text(odd), fixed_text(odd), skipped_text(name, name), error_text(Error(name, 1, 1, name))]
    lines = [line for text in texts for line in text.splitlines()]
    assert len(lines) >= 8
    assert [line for line in lines if acts(line)] == []
    assert fixed_text(finding(message="x")).startswith("a.yml:")


@pytest.mark.parametrize("name", COMMANDS)
def test_a_path_that_is_no_command_names_the_same_file(name: str, tmp_path: Path) -> None:
    if name.isprintable() and "##[" not in name:
        (tmp_path / name).touch()
        assert (tmp_path / plain_path(name)).exists()
    assert not acts(plain_path(name))
    assert not acts(plain_line(plain(name)))


@pytest.mark.parametrize(
    ("line", "marked", "shown"),
    [
        ("a: b", "b", ["1 | a: b", "  |    ^"]),
        ("a:\tb\tc", "b\tc", ["1 | a:    b    c", "  |       ^^^^^^"]),
        ("日本: 🐳x", "🐳", ["1 | 日本: 🐳x", "  |       ^^"]),
        ("e\u0301: bc", "bc", ["1 | e\u0301: bc", "  |    ^^"]),
        ("a: ", "", ["1 | a:", "  | ^"]),
    ],
)
def test_the_mark_stands_under_the_span(line: str, marked: str, shown: list[str]) -> None:
    start = line.index(marked)
    source = Source("a", line + "\n")
    assert snippet(source, Span(start, start + len(marked)), PLAIN, "^", RED, 1) == shown


def test_a_span_of_several_lines_is_marked_to_the_end_of_the_first() -> None:
    assert snippet(Source("a", "x: a\n  b\n"), Span(3, 8), PLAIN, "^", RED, 1) == ["1 | x: a", "  |    ^"]


@pytest.mark.parametrize("dots", ["…", "..."])
@pytest.mark.parametrize("at", [0, 30, 500, 990])
def test_a_long_line_is_cut_around_the_mark(at: int, dots: str) -> None:
    line = "x" * at + "HERE" + "y" * (1000 - at - 4)
    text, mark = snippet(Source("a", line), Span(at, at + 4), Style(dots=dots), "^", RED, 1)
    assert len(text) <= 80
    assert text[mark.index("^") : mark.rindex("^") + 1] == "HERE"
    assert text.endswith(dots) is (at < 950)
    assert (f"| {dots}" in text) is (at > 25)


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [("ascii", b"a ... \\u65e5\n"), ("latin-1", b"a ... \\u65e5\n"), ("utf-8", "a … 日\n".encode())],
)
def test_what_a_stream_lacks_is_written_otherwise(encoding: str, shown: bytes) -> None:
    written = BytesIO()
    stream = TextIOWrapper(written, encoding=encoding, write_through=True)
    write("a … 日\n", stream)
    assert written.getvalue() == shown
