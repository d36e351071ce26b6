"""Fixes are made together where they can be, apart where they must be, and never at the price of the file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from capslint.cst import Document
from capslint.cst.changes import Append, Insert, Move, Remove, Replace, ReplaceEntry
from capslint.cst.parse import parse
from capslint.edits import Safety
from capslint.findings import Ability, CheckResult, Finding, HeldGrant
from capslint.fix import MAX_PASSES, FixOutcome, fix_source
from capslint.model import Answer, GateResult, Outcome, Verdict
from capslint.source import Source
from tests.unit.fix.checking import SAFE, FakeRule, at, check_with, found, rule_for


def fixed(text: str, *rules: FakeRule, allowed: frozenset[Safety] = SAFE) -> FixOutcome:
    return fix_source(Source("f.yml", text), check_with(*rules), allowed)


def reasons(outcome: FixOutcome) -> list[str]:
    return [reason for _, reason in outcome.withheld]


def test_a_fix_is_made_and_nothing_else_changes() -> None:
    outcome = fixed("# head\na: 1   # one\nbad: 2\n\nc: 'x'\n", rule_for("no-bad", ("bad",), Remove(("bad",), 0)))
    assert outcome.source.text == "# head\na: 1   # one\n\nc: 'x'\n"
    assert [finding.rule for finding in outcome.applied] == ["no-bad"]
    assert (outcome.withheld, outcome.result.findings) == ((), ())


def test_a_text_without_fixes_is_given_back_as_it_is() -> None:
    source = Source("f.yml", "a: 1\n")
    outcome = fix_source(source, check_with(rule_for("r", ("a",))), SAFE)
    assert outcome.source is source
    assert len(outcome.result.findings) == 1
    assert outcome.withheld == ()


def test_fixes_apart_from_each_other_are_made_in_one_pass() -> None:
    checks = []

    def check(source: Source) -> CheckResult:
        checks.append(source.text)
        return check_with(
            rule_for("r1", ("a", "bad"), Remove(("a", "bad"), 1)), rule_for("r2", ("c", "bad"), Remove(("c", "bad"), 1))
        )(source)

    outcome = fix_source(Source("f", "a:\n  bad: 1\n  b: 2\nc:\n  bad: 1\n  d: 2\n"), check, SAFE)
    assert outcome.source.text == "a:\n  b: 2\nc:\n  d: 2\n"
    assert len(checks) == 2


def test_fixes_that_touch_are_made_one_after_the_other() -> None:
    def append(name: str) -> FakeRule:
        def rule(document: Document) -> Iterator[Finding]:
            items = at(document, "l")
            if items is not None and name not in [getattr(one, "value", "") for one in getattr(items, "items", [])]:
                yield found(name, document, items, Append(("l",), name))

        return rule

    assert fixed("l: [x]\n", append("p"), append("q")).source.text == "l: [x, p, q]\n"


def test_two_removals_that_empty_a_list_together() -> None:
    """Each alone leaves the key; together they leave a key without a value: so the second comes in the next pass."""

    def no(name: str) -> FakeRule:
        def rule(document: Document) -> Iterator[Finding]:
            for index, item in enumerate(getattr(at(document, "s", "l"), "items", [])):
                if item.value == name:
                    yield found(f"no-{name}", document, item, Remove(("s", "l", index), 1))

        return rule

    text = "s:\n  l:\n    - p\n    # about q\n\n    - q\n  m: 1\n"
    outcome = fixed(text, no("p"), no("q"))
    assert outcome.source.text == "s:\n  m: 1\n"
    assert outcome.withheld == ()


def test_only_what_is_allowed_is_made() -> None:
    rules = (
        rule_for("safe", ("a",), Replace(("a",), "x"), safety=Safety.SAFE),
        rule_for("unsafe", ("b", "c"), Remove(("b", "c"), 1), safety=Safety.UNSAFE),
        rule_for("show", ("b", "e"), Remove(("b", "e"), 1), safety=Safety.SHOW),
    )
    text = "b: {c: 1, d: 2, e: 3}\n"
    assert fixed(text, *rules).source.text == text
    assert fixed(text, *rules).withheld == ()
    both = frozenset({Safety.SAFE, Safety.UNSAFE})
    assert fixed(text, *rules, allowed=both).source.text == "b: {d: 2, e: 3}\n"


def test_a_fix_for_another_file_is_withheld_and_names_it() -> None:
    other = parse(Source("base.yml", "bad: 1\nb: 2\n"))[0]

    def rule(document: Document) -> Iterator[Finding]:
        assert document.root is not None
        yield found("r", document, document.root)._replace(
            fix=found("r", other, document.root, Remove(("bad",), 0)).fix
        )

    outcome = fixed("a: 1\n", rule)
    assert reasons(outcome) == ["it is to be fixed in another file: base.yml"]
    assert outcome.source.text == "a: 1\n"


def test_a_construct_without_an_edit_withholds_the_fix() -> None:
    outcome = fixed("? bad\n: 1\n", rule_for("r", ("bad",), Remove(("bad",), 0)))
    assert reasons(outcome) == ["the only entry of the document is not removed"]


def test_a_fix_that_changes_nothing_is_withheld() -> None:
    def rule(document: Document) -> Iterator[Finding]:
        assert document.root is not None
        finding = found("r", document, document.root, Remove(("a",), 0))
        assert finding.fix is not None
        yield finding._replace(fix=finding.fix._replace(changes=()))

    assert reasons(fixed("a: 1\n", rule)) == ["the fix would change nothing"]


def test_a_fix_that_does_not_cure_is_withheld_alone() -> None:
    outcome = fixed(
        "a: 1\nbad: 1\nz: 1\n",
        rule_for("no-cure", ("a",), Replace(("a",), 2)),
        rule_for("no-bad", ("bad",), Remove(("bad",), 0), subject="db"),
    )
    assert outcome.source.text == "a: 1\nz: 1\n"
    assert reasons(outcome) == ["no-cure would still find the same in web"]


def test_what_collides_with_a_guilty_fix_still_has_its_turn() -> None:
    outcome = fixed(
        "s: {a: 1}\n",
        rule_for("guilty", ("s", "a"), Insert(("s", "b"), 1)),
        rule_for("sound", ("s", "a"), ReplaceEntry(("s", "a"), "c", 1), subject="db"),
    )
    assert outcome.source.text == "s: {c: 1}\n"


def attach(answer: Answer, *facts: str) -> Ability:
    gates = tuple(GateResult(fact, Outcome.DEPENDS, "why", fact) for fact in facts)
    return Ability("web", "gdb", "attach", Verdict(answer, gates))


def test_fixes_that_are_sound_alone_but_not_together() -> None:
    """Either list entry may go, not both: the tool needs one of them."""

    def works(document: Document) -> tuple[Ability, ...]:
        there = at(document, "s", "a") or at(document, "s", "c")
        return (attach(Answer.WORKS if there else Answer.FAILS),)

    check = check_with(
        rule_for("r1", ("s", "a"), Remove(("s", "a"), 1)),
        rule_for("r2", ("s", "c"), Remove(("s", "c"), 1)),
        abilities=works,
    )
    outcome = fix_source(Source("f", "s:\n  a: 1\n  b: 2\n  c: 3\n"), check, SAFE)
    assert outcome.source.text == "s:\n  b: 2\n  c: 3\n"
    assert reasons(outcome) == ["gdb attach would no longer work in web"]


def test_fixes_that_undo_each_other_give_the_file_back() -> None:
    outcome = fixed(
        "a: 1\nz: 1\n",
        rule_for("not-a", ("a",), ReplaceEntry(("a",), "b", 1)),
        rule_for("not-b", ("b",), ReplaceEntry(("b",), "a", 1)),
    )
    assert outcome.source.text == "a: 1\nz: 1\n"
    assert outcome.applied == ()
    assert reasons(outcome) == ["fixes undo each other: the text came back to what it had been"]


def test_a_fix_without_an_end_stops() -> None:
    def grows(document: Document) -> Iterator[Finding]:
        number = getattr(at(document, "a"), "value", "0")
        assert document.root is not None
        yield found(f"r{number}", document, document.root, Replace(("a",), int(number) + 1))

    outcome = fixed("a: 1\n", grows)
    assert outcome.source.text == f"a: {MAX_PASSES + 1}\n"
    assert len(outcome.applied) == MAX_PASSES
    assert reasons(outcome) == [f"still more to fix after {MAX_PASSES} passes: run it again"]


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ({True: [Answer.WORKS], False: [Answer.DEPENDS, "x"]}, "gdb attach would no longer work in web"),
        ({True: [Answer.DEPENDS, "x"], False: [Answer.FAILS]}, "gdb attach would no longer possibly work in web"),
        (
            {True: [Answer.DEPENDS, "x"], False: [Answer.DEPENDS, "x", "y", "z"]},
            "whether gdb attach works in web would depend on y and z",
        ),
        ({True: [Answer.DEPENDS, "x", "y"], False: [Answer.DEPENDS, "x"]}, None),
        ({True: [Answer.DEPENDS, "x"], False: [Answer.WORKS]}, None),
        ({True: [Answer.FAILS], False: [Answer.FAILS]}, None),
    ],
)
def test_what_works_before_works_after(answers: dict[bool, list[Any]], reason: str | None) -> None:
    def abilities(document: Document) -> tuple[Ability, ...]:
        return (attach(*answers[at(document, "bad") is not None]),)

    check = check_with(rule_for("r", ("bad",), Remove(("bad",), 0)), abilities=abilities)
    outcome = fix_source(Source("f", "bad: 1\nb: 2\n"), check, SAFE)
    assert reasons(outcome) == ([reason] if reason else [])
    assert (outcome.source.text == "b: 2\n") is (reason is None)


def test_an_operation_that_is_no_longer_recognised_counts_as_broken() -> None:
    def abilities(document: Document) -> tuple[Ability, ...]:
        return (attach(Answer.WORKS),) if at(document, "bad") else ()

    check = check_with(rule_for("r", ("bad",), Remove(("bad",), 0)), abilities=abilities)
    outcome = fix_source(Source("f", "bad: 1\nb: 2\n"), check, SAFE)
    assert reasons(outcome) == ["gdb attach would no longer work in web"]


HELD = [
    # what the container holds before and after, and whether the fix is taken
    ((), (HeldGrant("web", "SYS_ADMIN"),), False),
    ((HeldGrant("db", "SYS_ADMIN"),), (HeldGrant("web", "SYS_ADMIN"),), False),
    ((), (HeldGrant("web", "SYS_PTRACE", is_idle=False),), True),
    ((HeldGrant("web", "SYS_ADMIN", is_idle=False),), (HeldGrant("web", "SYS_ADMIN"),), True),  # nobody grants it anew
]


@pytest.mark.parametrize(("before", "after", "taken"), HELD)
def test_no_fix_grants_more_than_is_needed(
    before: tuple[HeldGrant, ...], after: tuple[HeldGrant, ...], taken: bool
) -> None:
    def grants(document: Document) -> tuple[HeldGrant, ...]:
        return after if at(document, "c") else before

    check = check_with(rule_for("r", ("bad",), ReplaceEntry(("bad",), "c", 1)), grants=grants)
    outcome = fix_source(Source("f", "bad: 1\nb: 2\n"), check, SAFE)
    assert reasons(outcome) == ([] if taken else ["web would be granted SYS_ADMIN, which it does not need"])


def test_what_was_hidden_is_fixed_next() -> None:
    def rule_of(safety: Safety) -> FakeRule:
        def rule(document: Document) -> Iterator[Finding]:
            own, shared = at(document, "web", "bad"), at(document, "all", "bad")
            if own:
                yield found("r", document, own, Remove(("web", "bad"), 1))
            elif shared:
                yield found("r", document, shared, Remove(("all", "bad"), 1), safety=safety)

        return rule

    outcome = fixed("all: {bad: 1, b: 2}\nweb: {bad: 1, b: 2}\n", rule_of(Safety.SAFE))
    assert (outcome.source.text, reasons(outcome)) == ("all: {b: 2}\nweb: {b: 2}\n", [])
    # Where that is not fixed, nothing is different for it.
    stays = fixed("all: {bad: 1, b: 2}\nweb: {bad: 1, b: 2}\n", rule_of(Safety.UNSAFE))
    assert stays.source.text == "all: {bad: 1, b: 2}\nweb: {bad: 1, b: 2}\n"
    assert reasons(stays) == ["r would still find the same in web, where what this hides is written"]
    # What is written anew hides nothing: it is not cured.
    moved = rule_for("r", ("bad",), Move(("bad",), ("all", "bad"), 0)), rule_for("r", ("all", "bad"))
    assert reasons(fixed("bad: 1\nall: {b: 2}\n", *moved)) == ["r would still find the same in web"]


def test_a_fix_may_not_make_its_own_rule_find_more() -> None:
    def rule(document: Document) -> Iterator[Finding]:
        if node := at(document, "bad"):
            yield found("r", document, node, ReplaceEntry(("bad",), "worse", 1))
        if node := at(document, "worse"):
            yield found("r", document, node, subject="db")

    assert reasons(fixed("bad: 1\nb: 2\n", rule)) == ["the fix would make r find something new in db"]


@pytest.mark.parametrize("end", ["skipped", "errors"])
def test_a_fixed_text_that_is_not_judged_is_not_taken(end: str) -> None:
    inner = check_with(rule_for("r", ("bad",), Remove(("bad",), 0)))

    def check(source: Source) -> CheckResult:
        if "bad" in source.text:
            return inner(source)
        return CheckResult(skipped="not ours") if end == "skipped" else inner(source.with_text("[:"))

    outcome = fix_source(Source("f", "bad: 1\nb: 2\n"), check, SAFE)
    assert outcome.source.text == "bad: 1\nb: 2\n"
    (reason,) = reasons(outcome)
    assert reason.startswith(("the fixed text would be skipped: not ours", "the fixed text would not be readable: "))
