"""Every operation on random layouts: the result is the tree that the changes say, and nothing else moves."""

from __future__ import annotations

import importlib
import random
from collections import Counter
from unittest import mock

from hypothesis import example, given, settings
from hypothesis import strategies as st

from capslint.cst import Document
from capslint.cst.changes import Append, Change, Remove
from capslint.cst.comments import comments
from capslint.cst.editing import plan
from capslint.cst.parse import parse, parse_slice
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

module = importlib.import_module("capslint.cst.editing.plan")  # the package gives the function of that name
SEEDS = st.integers(0, 2**32)


def layout(seed: int) -> tuple[Document, random.Random]:
    """Return a random document, and the source of chance for what is done to it."""
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


@given(SEEDS, st.integers(1, 3))
@settings(max_examples=1500)
def test_what_is_planned_in_an_excerpt_is_what_the_whole_document_gives(seed: int, count: int) -> None:
    document, chance = layout(seed)
    changes = tuple(one for one in (random_change(document, chance) for _ in range(count)) if one)
    edits = plan(document, changes)
    with mock.patch.object(module, "excerpt", return_value=None):
        whole = plan(document, changes)
    if isinstance(edits, Withheld) or isinstance(whole, Withheld):
        assert edits == whole
    else:
        assert apply_edits(document.source.text, edits) == apply_edits(document.source.text, whole)


def test_an_excerpt_is_planned_without_the_rest() -> None:
    rest = "".join(f"  s{number}:\n    image: x\n" for number in range(50))
    (document,) = parse(Source("a.yml", f"services:\n{rest}  a:\n    privileged: true\n    image: y\n\n  b: {{}}\n"))
    part = module.excerpt(document, (Remove(("services", "a", "privileged"), 2),))
    assert part is not None
    assert part.text == "  a:\n    privileged: true\n    image: y\n\n#"
    assert part.changes == (Remove(("a", "privileged"), 1),)


def test_the_excerpt_for_what_leaves_a_filled_parent_is_that_parent() -> None:
    inner = "    securityContext:\n      privileged: true\n      runAsUser: 0\n"
    (document,) = parse(Source("a.yml", f"spec:\n  a:\n    image: x\n{inner}    tty: true\n"))
    privileged, user = (Remove(("spec", "a", "securityContext", key), 2) for key in ("privileged", "runAsUser"))
    part = module.excerpt(document, (privileged,))
    assert part is not None
    assert part.text == f"{inner}#"
    both = module.excerpt(document, (privileged, user))
    assert both is not None
    assert both.text.startswith("  a:\n")


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


def test_many_fixes_in_one_document_read_little_more_than_the_document() -> None:
    text = "services:\n" + "".join(f"  s{n}:\n    privileged: true\n    image: y\n" for n in range(200))
    (document,) = parse(Source("a.yml", text))
    wishes: list[tuple[Change, ...]] = [
        (Remove(("services", f"s{n}", "privileged"), 2), Append(("services", f"s{n}", "cap_add"), "SYS_PTRACE"))
        for n in range(200)
    ]
    read: list[int] = []

    def counting(source: Source, start: int, end: int, index: int = 0) -> list[Document]:
        read.append(end - start)
        return parse_slice(source, start, end, index)

    with (
        mock.patch("capslint.cst.editing.stepwise.parse_slice", counting),
        mock.patch("capslint.cst.editing.excerpt.parse_slice", counting),
    ):
        plans = module.plan_each(document, wishes)
    assert not any(isinstance(one, Withheld) for one in plans)
    assert sum(read) < 6 * len(text)
