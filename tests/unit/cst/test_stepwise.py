"""Steps on a draft: what cannot be a step, and the sum of those that can."""

from __future__ import annotations

import itertools
import random

import pytest

from capslint.cst.editing import RefusedError
from capslint.cst.editing.stepwise import Draft
from capslint.cst.parse import parse
from capslint.edits import TextEdit, apply_edits
from capslint.source import Source, Span


def draft(text: str) -> Draft:
    return Draft(parse(Source("f", text))[0])


@pytest.mark.parametrize(
    ("edits", "reason"),
    [
        ([TextEdit(Span(3, 4), "2"), TextEdit(Span(3, 4), "3")], "the parts of the change overlap"),
        ([TextEdit(Span(3, 4), "[")], "the layout around it is one that no edit is made for"),
        ([TextEdit(Span(0, 4), "")], "the document would not begin where it did"),
    ],
)
def test_what_is_no_step(edits: list[TextEdit], reason: str) -> None:
    with pytest.raises(RefusedError) as refused:
        draft("a: 1").apply(edits)
    assert refused.value.reason == reason


@pytest.mark.parametrize("seed", range(20))
def test_the_sum_of_steps_gives_the_same_text(seed: int) -> None:
    chance = random.Random(seed)
    text = "a: abcdefghijklmnopqrstuvwxyz"
    steps = draft(text)
    for _ in range(6):
        now = steps.document.source.text
        start = chance.randint(3, len(now))
        end = chance.randint(start, min(len(now), start + 4))
        steps.apply([TextEdit(Span(start, end), chance.choice(("", "X", "YZ")))])
    edits = steps.edits()
    assert apply_edits(text, edits) == steps.document.source.text
    assert all(edit.span.end < other.span.start for edit, other in itertools.pairwise(edits))
