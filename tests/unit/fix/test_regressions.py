"""What a fix is held against is looked for where it stood before the fix."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from capslint.cst import Document
from capslint.cst.changes import Remove, ReplaceEntry
from capslint.cst.parse import parse
from capslint.findings import CheckResult, Finding, Ignored
from capslint.fix import fix_source
from capslint.source import Source, Span
from tests.unit.fix.checking import SAFE, at, check_with, found, rule_for


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# ignore r2\nbad: 1\nr2: 1\n", None),
        ("# ignore r2\n# ignore r2\nbad: 1\nr2: 1 # ignore r2\n", "# ignore r2\n# ignore r2\nr2: 1 # ignore r2\n"),
        ("bad: 1\n# ignore r2\n# more\nr2: 1\n", "# ignore r2\n# more\nr2: 1\n"),
    ],
)
def test_no_comment_comes_to_ignore_what_it_did_not_stand_above(text: str, expected: str | None) -> None:
    inner = check_with(rule_for("r", ("bad",), Remove(("bad",), 0)))

    def check(source: Source) -> CheckResult:
        comments = tuple(Span(one.start(), one.end()) for one in re.finditer("# ignore r2", source.text))
        place = source.text.index("r2: 1")
        known = [comments[-1:]] if "bad" in source.text else [comments]
        ignored = tuple(Ignored("f.yml", "r2", Span(place, place + 2), each, place) for each in known)
        return inner(source)._replace(ignored=ignored)

    outcome = fix_source(Source("f.yml", text), check, SAFE)
    assert outcome.source.text == (expected or text)
    assert [why for _, why in outcome.withheld] == (
        [] if expected else ["a comment that stands above another line would come to ignore r2"]
    )


def test_what_comes_to_the_same_index_was_hidden_too() -> None:
    """Of two equal options the first counts: the second is found where the first was."""

    def rule(document: Document) -> Iterator[Finding]:
        items = getattr(at(document, "l"), "items", [])
        if bad := [index for index, item in enumerate(items) if item.value == "bad"]:
            yield found("r", document, items[bad[0]], Remove(("l", bad[0]), 0))

    outcome = fix_source(Source("f.yml", "l: [bad, bad, x]\n"), check_with(rule), SAFE)
    assert (outcome.source.text, [why for _, why in outcome.withheld]) == ("l: [x]\n", [])


@pytest.mark.parametrize(("before", "after", "taken"), [(0, 1, False), (1, 2, False), (1, 1, True), (0, 0, True)])
def test_what_a_file_beneath_gives_all_the_same_is_not_cured(before: int, after: int, taken: bool) -> None:
    inner = check_with(rule_for("r", ("bad",), ReplaceEntry(("bad",), "b", 1)))
    base = parse(Source("base.yml", "bad: 1\n"))[0]
    assert base.root is not None
    other = found("r", base, base.root)

    def check(source: Source) -> CheckResult:
        return inner(source)._replace(beneath=(other,) * (before if "bad" in source.text else after))

    outcome = fix_source(Source("f.yml", "bad: 1\n"), check, SAFE)
    assert (outcome.source.text, [why for _, why in outcome.withheld]) == (
        ("b: 1\n", []) if taken else ("bad: 1\n", ["r would still find the same in web: base.yml gives it too"])
    )
