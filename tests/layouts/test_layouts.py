"""Every operation on random layouts: the result is the tree that the changes say, and nothing else moves."""

from __future__ import annotations

import random
from collections import Counter

from hypothesis import example, given, settings
from hypothesis import strategies as st

from capslint.cst import Document
from capslint.cst.changes import Change
from capslint.cst.comments import comments
from capslint.cst.ops import plan, plan_each
from capslint.cst.parse import parse
from capslint.edits import Safety, Withheld, apply_edits
from capslint.findings import Fix
from capslint.fix import second_reader
from capslint.fix.candidates import Planned
from capslint.fix.proof import Proof
from capslint.source import Source
from tests.layouts.damage import damage
from tests.layouts.layouts import Layout
from tests.layouts.operations import random_change
from tests.unit.fix.checking import found

SEEDS = st.integers(0, 2**32)


def layout(seed: int) -> tuple[Document, random.Random]:
    """Give a random document, and the source of chance for what is done to it."""
    chance = random.Random(seed)
    (document,) = parse(Source("layout.yml", Layout(chance).text()))
    return document, chance


@given(SEEDS)
@settings(max_examples=300)
def test_comments_are_those_that_the_second_reader_finds(seed: int) -> None:
    document, _ = layout(seed)
    assert Counter(one.text for one in comments(document)) == second_reader.comments(document.source.text)


@given(SEEDS, st.integers(1, 3))
@example(870062, 2)  # the last item of a list with a tag
@settings(max_examples=1500)
def test_no_operation_damages_a_layout(seed: int, count: int) -> None:
    document, chance = layout(seed)
    changes = tuple(one for one in (random_change(document, chance) for _ in range(count)) if one)
    edits = plan(document, changes)
    if not isinstance(edits, Withheld):
        assert list(damage(document, changes, edits)) == []


@given(SEEDS, st.integers(2, 5))
@settings(max_examples=700)
def test_what_is_proven_together_is_what_each_plan_alone_gives(seed: int, count: int) -> None:
    document, chance = layout(seed)
    wishes: list[tuple[Change, ...]] = [
        (one,) for one in (random_change(document, chance) for _ in range(count)) if one
    ]
    for wish, edits in zip(wishes, plan_each(document, wishes), strict=True):
        alone = plan(document, wish)
        if isinstance(alone, Withheld) or isinstance(edits, Withheld):
            assert edits == alone, wish
        else:
            assert apply_edits(document.source.text, edits) == apply_edits(document.source.text, alone), wish


@given(SEEDS)
@settings(max_examples=200)
def test_what_is_planned_passes_the_proof(seed: int) -> None:
    """The second reader finds what the changes say, unless it does not read the text or the edits at all."""
    document, chance = layout(seed)
    change = random_change(document, chance)
    edits = plan(document, (change,)) if change else ()
    if change is None or isinstance(edits, Withheld) or not edits:
        return
    assert document.root is not None
    fix = Planned(found("r", document, document.root), Fix("t", document, (change,), Safety.SAFE), edits)
    after = document.source.with_text(apply_edits(document.source.text, edits))
    wrong = Proof().why_wrong(document.source, after, [fix])
    assert wrong is None or wrong.startswith("the second YAML reader (ruamel.yaml) does not read this document")
