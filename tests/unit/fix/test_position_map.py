"""Places in the text before the passes that changed it."""

from __future__ import annotations

import pytest

from capslint.cst.parse import parse
from capslint.edits import TextEdit, apply_edits
from capslint.findings import Error, Finding, Related, Severity
from capslint.fix.position_map import Trail, error_before, finding_before, lines_before
from capslint.source import Source, Span

TEXT = "one: 1\ntwo: 2\nthree: 3\n"
DELETED = (TextEdit(Span(0, 7), ""),)  # "two: 2" comes first


def finding_in(text: str, words: str, path: str = "a.yml") -> Finding:
    source = Source(path, text)
    start = text.index(words)
    span = Span(start, start + len(words))
    return Finding("r", Severity.ERROR, parse(source)[0], span, "it is bad", "mend it", ())


def before(finding: Finding, passes: list[tuple[TextEdit, ...]]) -> Finding:
    trail = Trail(Source("a.yml", TEXT), passes)
    return finding_before(finding, {"a.yml": trail}.get)


@pytest.mark.parametrize(
    ("words", "then"),
    [("two: 2", "two: 2"), ("th", "th"), ("three: 3", "three: 3"), ("e:", "e:"), ("new: 0", "t")],
)
def test_a_place_is_found_again_behind_all_passes(words: str, then: str) -> None:
    passes: list[tuple[TextEdit, ...]] = [
        DELETED,
        (TextEdit(Span(7, 7), "new: 0\n"),),
        (TextEdit(Span(0, 0), "# head\n"),),
    ]
    text = TEXT
    for edits in passes:
        text = apply_edits(text, edits)
    found = before(finding_in(text, words), passes)
    assert found.document.source.text[slice(*found.span)] == then


@pytest.mark.parametrize(
    ("passes", "lines"),
    [
        ([DELETED], [-1, 2, 3]),
        ([(TextEdit(Span(7, 7), "new: 0\n"),)], [0, -1, -1, 2, 3]),
        (
            [(TextEdit(Span(5, 6), "5"), TextEdit(Span(6, 6), " #"), TextEdit(Span(12, 20), "\n\n\n"))],
            [-1, -1, -1, -1, -1, 3],
        ),
        ([DELETED, (TextEdit(Span(0, 0), "a: 1\nb: 2\n"),), (TextEdit(Span(17, 26), "y\n"),)], [-1] * 5),
        ([(TextEdit(Span(22, 23), ""),)], [0, 1, -1]),
    ],
)
def test_lines_are_known_again_unless_they_were_edited(passes: list[tuple[TextEdit, ...]], lines: list[int]) -> None:
    text = TEXT
    for edits in passes:
        text = apply_edits(text, edits)
    assert lines_before(Trail(Source("a.yml", TEXT), passes)) == lines
    assert len(text.split("\n")) == len(lines)


def test_what_replaces_other_text_stands_where_that_stood() -> None:
    edits = (TextEdit(Span(5, 6), "11111"),)
    text = apply_edits(TEXT, edits)
    found = before(finding_in(text, "one: 11111\ntwo"), [edits])
    assert found.span == Span(0, 10)
    inside = before(finding_in(text, "11111"), [edits])
    assert inside.span.start == 5


def test_other_files_are_left_as_they_are() -> None:
    one = finding_in(TEXT, "two: 2", "b.yml")
    assert before(one, [DELETED])[:4] == one[:4]


def test_related_places_and_troubles_are_found_again_too() -> None:
    text = apply_edits(TEXT, DELETED)
    one = finding_in(text, "two: 2")
    related = one._replace(related=(Related(one.document, one.span, "here"),))
    assert before(related, [DELETED]).related[0].span == Span(7, 13)
    trails = {"a.yml": Trail(Source("a.yml", TEXT), [DELETED])}.get
    assert error_before(Error("a.yml", 2, 3, "odd"), trails) == Error("a.yml", 3, 3, "odd")
    assert error_before(Error("a.yml", 0, 0, "odd"), trails) == Error("a.yml", 0, 0, "odd")
    assert error_before(Error("b.yml", 2, 3, "odd"), trails) == Error("b.yml", 2, 3, "odd")
