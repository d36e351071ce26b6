"""What a fix may not bring into force: what the values that it takes out had hidden."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from capslint.cst import Document, Scalar
from capslint.cst.changes import Change, Remove, Replace
from capslint.findings import Finding, Limit
from capslint.fix import fix_source
from capslint.source import Source
from tests.unit.fix.checking import SAFE, at, check_with, found

DENIED = [
    # what the fix does, what the container is denied before and after, and whether the fix is taken
    (Remove(("bad",), 0), (), (Limit("web", "cap_drop ALL"),), False),
    (Remove(("bad",), 0), (Limit("db", "cap_drop ALL"),), (Limit("web", "cap_drop ALL"),), False),
    (Remove(("bad",), 0), (Limit("web", "cap_drop ALL"),), (Limit("web", "cap_drop ALL"),), True),
    (Replace(("bad",), 2), (), (Limit("web", "cap_drop ALL"),), True),  # it can be what was meant
    (Replace(("bad",), 2), (), (Limit("web of a.yml", "cap_drop ALL"),), True),
    (Replace(("bad",), 2), (), (Limit("web2", "cap_drop ALL"),), False),
]


@pytest.mark.parametrize(("change", "before", "after", "taken"), DENIED)
def test_what_only_takes_out_brings_nothing_into_force(
    change: Change, before: tuple[Limit, ...], after: tuple[Limit, ...], taken: bool
) -> None:
    def limits(document: Document) -> tuple[Limit, ...]:
        bad = at(document, "bad")
        return before if isinstance(bad, Scalar) and bad.value == "1" else after

    def rule(document: Document) -> Iterator[Finding]:
        bad = at(document, "bad")
        if isinstance(bad, Scalar) and bad.value == "1":
            yield found("r", document, bad, change)

    outcome = fix_source(Source("f", "bad: 1\nb: 2\n"), check_with(rule, limits=limits), SAFE)
    assert [reason.partition(" would")[2] for reason in (why for _, why in outcome.withheld)] == (
        [] if taken else [" come under cap_drop ALL, which is not in force now"]
    )
