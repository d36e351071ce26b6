"""Comments are found between nodes, and nowhere else."""

from __future__ import annotations

import pytest

from capslint.cst.comments import comments
from capslint.cst.parse import parse
from capslint.source import Source


def found(text: str) -> list[list[str]]:
    return [[comment.text for comment in comments(document)] for document in parse(Source("f", text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# head\na: 1 # one  \n# end", ["# head", "# one", "# end"]),
        ("a: x#y # one\n", ["# one"]),
        ("a: 'x # y' # one\nb: \"# z\n  # q\"\n", ["# one"]),
        ("a: | # head\n  # text\nb: >- # head 2\n  x\n# end\n", ["# head", "# head 2", "# end"]),
        ("a: [x, # one\n  y] # two\n", ["# one", "# two"]),
        ("a: &n x\nb: !t y # one\n", ["# one"]),
        ("a: !t # one\n  &n # two\n  x # three\n", ["# one", "# two", "# three"]),
        ("a: &n # one\n  b: 1\n", ["# one"]),
        ("- # one\n  - x\n- ? # two\n    k\n  : v # three\n", ["# one", "# two", "# three"]),
        ("a: # one\n# two\nb: *x # three\n", ["# one", "# two", "# three"]),
        ("%TAG ! tag:e,1:a # one\n--- # two\na: 1\n... # three\n", ["# one", "# two", "# three"]),
        ("a: 1 # one\r\nb: 2 # two\r# three\r", ["# one", "# two", "# three"]),
        ("a: 1 #\n#\n", ["#", "#"]),
        ("a: plain\n  text # one\n", ["# one"]),
        ("[a: b # one\n]\n", ["# one"]),
    ],
)
def test_every_comment_and_no_other_hash(text: str, expected: list[str]) -> None:
    assert found(text) == [expected]


def test_each_document_has_its_own() -> None:
    assert found("# a\n---\nx: 1 # b\n---\n# c\n--- # d\ny\n") == [["# a", "# b"], ["# c"], ["# d"]]


def test_a_text_of_comments_alone_has_no_document() -> None:
    assert found("# a\n") == []


def test_the_span_is_the_comment() -> None:
    text = "# head\n---\na: 1\n---\nb: 1  # here \nc: 2\n"
    (comment,) = comments(parse(Source("f", text))[1])
    assert text[comment.span.start : comment.span.end] == "# here "
