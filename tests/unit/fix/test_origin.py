"""Places in the text before the passes that changed it."""

from __future__ import annotations

import pytest

from capslint.cst.parse import parse
from capslint.edits import TextEdit, apply_edits
from capslint.findings import Finding, Severity
from capslint.fix.origin import as_before
from capslint.source import Source, Span

TEXT = "one: 1\ntwo: 2\nthree: 3\n"
DELETED = (TextEdit(Span(0, 7), ""),)  # "two: 2" comes first


def finding_in(text: str, words: str, path: str = "a.yml") -> Finding:
    source = Source(path, text)
    start = text.index(words)
    span = Span(start, start + len(words))
    return Finding("r", Severity.ERROR, parse(source)[0], span, "it is bad", "mend it", ())


@pytest.mark.parametrize(
    ("words", "before"),
    [("two: 2", "two: 2"), ("th", "th"), ("three: 3", "three: 3"), ("e:", "e:"), ("new: 0", "t")],
)
def test_a_place_is_found_again_behind_all_passes(words: str, before: str) -> None:
    passes: list[tuple[TextEdit, ...]] = [
        DELETED,
        (TextEdit(Span(7, 7), "new: 0\n"),),
        (TextEdit(Span(0, 0), "# head\n"),),
    ]
    text = TEXT
    for edits in passes:
        text = apply_edits(text, edits)
    found = as_before(finding_in(text, words), Source("a.yml", TEXT), passes)
    assert found.document.source.text[slice(*found.span)] == before


def test_what_replaces_other_text_stands_where_that_stood() -> None:
    edits = (TextEdit(Span(5, 6), "11111"),)
    text = apply_edits(TEXT, edits)
    found = as_before(finding_in(text, "one: 11111\ntwo"), Source("a.yml", TEXT), [edits])
    assert found.span == Span(0, 10)
    inside = as_before(finding_in(text, "11111"), Source("a.yml", TEXT), [edits])
    assert inside.span.start == 5


def test_other_files_and_the_first_pass_are_left_as_they_are() -> None:
    one = finding_in(TEXT, "two: 2", "b.yml")
    assert as_before(one, Source("a.yml", TEXT), [DELETED]) is one
    assert as_before(one, Source("b.yml", TEXT), []) is one
