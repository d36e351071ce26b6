"""Findings at one place become one, and its fix is as cautious as the most cautious of them."""

from __future__ import annotations

from capslint.check.deduplicate import merged
from capslint.cst import Document
from capslint.cst.changes import Remove
from capslint.edits import Safety
from capslint.findings import Finding, Fix, Severity
from capslint.source import Source, Span

DOCUMENT = Document(Source("a", "abc"), 0, 0, 3, None)
FIX = Fix("t", DOCUMENT, (Remove(("a",), 0),), Safety.SAFE)


def finding(subject: str, fix: Fix | None = FIX, **fields: object) -> Finding:
    plain = Finding("r", Severity.INFO, DOCUMENT, Span(0, 1), "m", "", (subject,), fix=fix)
    return plain._replace(**fields)  # type: ignore[arg-type]


def test_subjects_are_joined_each_once_and_the_severest_counts() -> None:
    (one,) = merged([finding("a"), finding("b", severity=Severity.ERROR), finding("a")])
    assert one == finding("a", subjects=("a", "b"), severity=Severity.ERROR)


def test_other_rules_places_and_documents_stay_apart() -> None:
    other = Document(Source("a", "abc"), 1, 0, 3, None)
    found = [finding("a"), finding("a", rule="s"), finding("a", span=Span(1, 2)), finding("a", document=other)]
    assert merged(found) == found


def test_the_most_cautious_safety_counts() -> None:
    (one,) = merged([finding("a"), finding("b", FIX._replace(safety=Safety.UNSAFE))])
    assert one.fix is not None
    assert one.fix.safety is Safety.UNSAFE


def test_a_fix_that_not_all_agree_on_is_withheld_with_the_reason() -> None:
    (one,) = merged([finding("a"), finding("b", None, withheld="because")])
    assert (one.fix, one.withheld) == (None, "because")
    (one,) = merged([finding("a"), finding("b", None)])
    assert (one.fix, one.withheld) == (None, "b shares this line")
    (one,) = merged([finding("a"), finding("b", FIX._replace(changes=(Remove(("b",), 0),)))])
    assert (one.fix, one.withheld) == (None, "those who share this line need different things")
