"""The report for people."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from capslint.cst.parse import parse
from capslint.edits import Safety
from capslint.findings import CheckResult, Error, Related
from capslint.report.plain import plain, plain_line, plain_path
from capslint.report.snippet import snippet
from capslint.report.terminal_style import PLAIN, RED, Style
from capslint.report.text_report import error_text, finding_text, fixed_text, result_text, skipped_text
from capslint.source import Source, Span
from tests.unit.report.samples import finding

EXPECTED = """\
a.yml:4:5: error[privileged-container] it is privileged
    |
  4 |     privileged: true
    |     ^^^^^^^^^^^^^^^^
  3 |     command: dlv attach 1
    |              ---------- runs here
    = container: services.a
    = debugger: delve
    = help: Take it out.
    = fix: take privileged out (`capslint fix` applies it)
"""


def test_a_finding() -> None:
    assert finding_text(finding()) == EXPECTED


def test_colours_change_nothing_but_colours() -> None:
    coloured = finding_text(finding(), Style(colour=True))
    assert coloured != EXPECTED
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == EXPECTED


def test_why_there_is_no_fix() -> None:
    without = finding(fix=None, withheld="nobody knows", tool=None, related=(), subjects=("a", "b"))
    assert finding_text(without).splitlines()[4:] == [
        "    = containers: a, b",
        "    = help: Take it out.",
        "    = no fix: nobody knows",
    ]
    assert "fix" not in finding_text(finding(fix=None))


@pytest.mark.parametrize(
    ("safety", "words"), [(Safety.UNSAFE, "(unsafe: `capslint fix --unsafe` applies it)"), (Safety.SHOW, "by hand")]
)
def test_who_applies_the_fix(safety: Safety, words: str) -> None:
    fix = finding().fix
    assert fix is not None
    assert words in finding_text(finding(fix=fix._replace(safety=safety)))


def test_findings_come_before_errors() -> None:
    result = CheckResult((finding(),), (Error("a.yml", 7, 2, "odd"), Error("a.yml", 0, 0, "gone")))
    assert result_text(result) == f"{EXPECTED}\na.yml:7:2: error: odd\na.yml: error: gone\n"
    assert result_text(CheckResult()) == ""


def test_single_lines() -> None:
    assert skipped_text("a", "b") == "a: skipped: b\n"
    assert fixed_text(finding()) == "a.yml:4:5: fixed[privileged-container] take privileged out\n"
    assert fixed_text(finding(), dry=True) == "a.yml:4:5: would fix[privileged-container] take privileged out\n"


def test_nothing_in_a_file_steers_the_terminal() -> None:
    odd = finding(message="a\x1b[31mb\nc", subjects=("x\u202ey",), advice="\t")
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
    assert len(lines) > 10
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


@pytest.mark.parametrize("at", [0, 30, 500, 990])
def test_a_long_line_is_cut_around_the_mark(at: int) -> None:
    line = "x" * at + "HERE" + "y" * (1000 - at - 4)
    text, mark = snippet(Source("a", line), Span(at, at + 4), PLAIN, "^", RED, 1)
    assert len(text) < 180
    assert text[mark.index("^") : mark.rindex("^") + 1] == "HERE"
    assert text.endswith("…") is (at < 800)
    assert ("| …" in text) is (at > 100)
