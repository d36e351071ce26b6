"""Tabs that separate, which one reader allows and the other does not."""

from __future__ import annotations

import pytest

from capslint.cst.parse import parse
from capslint.fix import second_reader
from capslint.fix.second_reader import UnreadableError
from capslint.fix.tabs import without_tabs
from capslint.source import Source

SEPARATE = [
    ("tty: true\t# x\ty\n", "tty: true # x\ty\n"),
    ("a: b\t\nc:\td\n", "a: b \nc: d\n"),
    ("a\t: 'x\ty'\t# c\n", "a : 'x\ty' # c\n"),
    ("a: |\t# c\td\n  x\ty\nb: 1\t\n", "a: | # c\td\n  x\ty\nb: 1 \n"),
    ("a: &x\ty\nb: *x\t\nc: !!str\tz\n", "a: &x y\nb: *x \nc: !!str z\n"),
    ("---\t# x\na: 1\n...\t\n---\nb:\t1\n", "--- # x\na: 1\n... \n---\nb: 1\n"),
    ("%YAML 1.1\t#a\n---\na: 1\t\n", "%YAML 1.1 #a\n---\na: 1 \n"),
]


@pytest.mark.parametrize(("text", "spaced"), SEPARATE)
def test_tabs_that_separate_become_blanks_and_no_others(text: str, spaced: str) -> None:
    with pytest.raises(UnreadableError):
        second_reader.trees(text)
    assert without_tabs(text, parse(Source("f", text)), 0) == spaced
    assert len(second_reader.trees(spaced)) == len(parse(Source("f", text)))


def test_a_part_of_a_text_is_seen_in_its_place() -> None:
    text = "a: 1\t\n---\nb: '\t'\t# c\n"
    start = text.index("---")
    assert without_tabs(text[start:], parse(Source("f", text))[1:], start) == "---\nb: '\t' # c\n"


def test_a_tab_that_counts_is_left_where_it_is() -> None:
    text = "a: |\n  x\n  \t\nb: 1\t\n"  # the second line of the block holds a tab
    assert without_tabs(text, parse(Source("f", text)), 0) == text
