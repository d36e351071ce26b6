"""What several checks say of one file becomes one report, and the most cautious of them has the last word on a fix."""

from __future__ import annotations

import pytest

from capslint.cst import Document
from capslint.cst.changes import Remove
from capslint.edits import Safety
from capslint.findings import Ability, CheckResult, Error, Finding, Fix, HeldGrant, Ignored, Limit, Part, Severity
from capslint.model import Answer, Verdict
from capslint.run.merge_results import Checked, gathered, light
from capslint.run.shared_file import together
from capslint.source import Source, Span
from capslint.suppress import UNUSED
from tests.unit.check.rules import COMPOSE, SEE_PRIVILEGED, check

TEXT = "services: {a: {privileged: true}}\n"
WHOLE = Span(0, len(TEXT))


def document(path: str = "base.yml", text: str = TEXT) -> Document:
    return Document(Source(path, text), 0, 0, len(text), None)


BASE = document()


def fix(safety: Safety = Safety.SAFE, name: str = "privileged") -> Fix:
    return Fix("t", BASE, (Remove(("services", "a", name), 2),), safety)


def finding(subject: str, cure: Fix | None = None, **fields: object) -> Finding:
    plain = Finding("r", Severity.WARNING, document(), Span(1, 2), "m", "", (subject,), fix=cure)
    return plain._replace(**fields)  # type: ignore[arg-type]


def of(path: str, *findings: Finding, uses: tuple[str, ...] = (), **fields: object) -> Checked:
    """Return the result of a file that is made with those it ``uses``."""
    parts = tuple(Part(one, WHOLE) for one in (path, *uses))
    return Checked(path, True, CheckResult(findings, parts=parts)._replace(**fields))  # type: ignore[arg-type]


def told(checked: list[Checked]) -> list[tuple[str, int]]:
    return [(one.path, len(one.result.findings)) for one in gathered(checked, real=str)]


def joined(*checked: Checked) -> Finding:
    return next(one for each in gathered(list(checked), real=str) for one in each.result.findings)


def test_files_without_others_stay_as_they_are() -> None:
    plain = [of("a.yml", finding("a", document=document("a.yml"))), of("b.yml")]
    assert gathered(plain) is plain


def test_a_finding_goes_to_its_file_and_is_told_once() -> None:
    user, base = of("a.yml", finding("a"), uses=("base.yml",)), of("base.yml", finding("a"))
    assert told([user, base]) == [("a.yml", 0), ("base.yml", 1)]
    assert told([base, user]) == [("base.yml", 1), ("a.yml", 0)]


def test_a_file_that_was_not_checked_comes_behind_the_first_that_found_something() -> None:
    one, other = (of(name, finding("a"), uses=("base.yml",)) for name in ("a.yml", "c.yml"))
    assert told([one, of("b.yml"), other]) == [("a.yml", 0), ("base.yml", 1), ("b.yml", 0), ("c.yml", 0)]
    left = gathered([one, other], lambda path: path == "base.yml", str)
    assert [each.path for each in left] == ["a.yml", "c.yml"]


def test_a_file_that_was_skipped_alone_counts_as_judged_by_its_user() -> None:
    base = Checked("base.yml", True, CheckResult(skipped="no service"))
    found = gathered([of("a.yml", finding("a"), uses=("base.yml",)), base], real=str)
    assert [one.result.skipped for one in found] == [None, None]
    assert len(found[1].result.findings) == 1


def test_the_same_file_by_two_paths_is_one() -> None:
    moved = finding("a", document=document("./x/../base.yml"))
    user = of("a.yml", moved, uses=("./x/../base.yml",))
    assert [len(one.result.findings) for one in gathered([user, of("base.yml", finding("a"))])] == [0, 1]


def test_troubles_are_told_once_in_their_file() -> None:
    error = Error("base.yml", 1, 1, "odd")
    user, base = of("a.yml", uses=("base.yml",), errors=(error,)), of("base.yml", errors=(error,))
    assert [one.result.errors for one in gathered([user, base], real=str)] == [(), (error,)]


def test_all_subjects_and_the_severest_count() -> None:
    users = (of(f"{name}.yml", finding(name), uses=("base.yml",)) for name in "abc")
    severe = of("d.yml", finding("a", severity=Severity.ERROR), uses=("base.yml",))
    one = joined(*users, severe)
    assert (one.subjects, one.severity) == (("a", "b", "c"), Severity.ERROR)


SHARED = [
    # what another user of the file says, and what becomes of a safe fix
    (finding("b", fix()), Safety.SAFE, None),
    (finding("b", fix(Safety.UNSAFE)), Safety.UNSAFE, None),
    (finding("b", fix(name="pid")), None, "those who share this line need different things"),
    (finding("b"), Safety.UNSAFE, None),  # nothing tells what it needs
    (finding("b", tool="gdb", withheld="it needs that"), None, "it needs that"),
    (finding("b", tool="gdb"), None, "b shares this line"),
    (None, Safety.UNSAFE, None),  # it has no such finding
]


@pytest.mark.parametrize(("other", "safety", "withheld"), SHARED)
@pytest.mark.parametrize("turned", [False, True])
def test_a_shared_file_is_fixed_for_all_or_with_care(
    other: Finding | None, safety: Safety | None, withheld: str | None, turned: bool
) -> None:
    one = of("a.yml", finding("a", fix(), tool="strace"), uses=("base.yml",))
    second = of("b.yml", *((other,) if other else ()), uses=("base.yml",))
    found = joined(*((second, one) if turned else (one, second)))
    assert (found.fix.safety if found.fix else None) is safety
    assert found.withheld == withheld


def test_who_does_not_use_that_service_has_no_say() -> None:
    one = of("a.yml", finding("a", fix()), uses=("base.yml",))
    elsewhere = CheckResult(parts=(Part("base.yml", Span(20, 30)),))
    found = joined(one, Checked("b.yml", True, elsewhere))
    assert found.fix == fix()


def test_one_container_seen_from_two_files_is_judged_by_who_knows_more() -> None:
    known = of("a.yml", finding("a", fix(), tool="strace"), uses=("base.yml",))
    assert joined(of("base.yml", finding("a")), known).fix == fix()


def test_a_comment_is_idle_only_where_all_say_so() -> None:
    idle = finding("", rule=UNUSED)
    user, base = of("a.yml", uses=("base.yml",)), of("base.yml", idle)
    assert told([user, base]) == [("a.yml", 0), ("base.yml", 0)]
    assert told([of("a.yml", idle, uses=("base.yml",)), base]) == [("a.yml", 0), ("base.yml", 1)]


def test_light_results_keep_the_plan_and_drop_the_tree() -> None:
    result = check(COMPOSE, SEE_PRIVILEGED)
    (full,), (small,) = result.findings, light(result).findings
    assert full.fix is not None
    assert full.fix.document.root is not None
    assert small.fix is not None
    assert small.fix.document.root is small.document.root is None
    assert isinstance(small.fix.edits, tuple)
    assert (small.span, small.document.source) == (full.span, full.document.source)
    (again,) = light(light(result)).findings
    assert again.fix is not None
    assert again.fix.edits == small.fix.edits


def test_together_findings_are_of_the_very_text_that_is_fixed() -> None:
    source = Source("base.yml", TEXT)
    other = Finding("r", Severity.INFO, document("a.yml", "x"), Span(0, 1), "m", "", ("b",))
    found = together(source, [("a.yml", of("a.yml", other, finding("a", fix()), uses=("./base.yml",)).result)])
    first, second = found.findings
    assert first.fix is not None
    assert first.document.source is first.fix.document.source is source
    assert second.document.source is other.document.source


def test_together_services_of_one_name_stay_apart() -> None:
    works = CheckResult(
        abilities=(Ability("web", "gdb", "attach", Verdict(Answer.WORKS, ())),),
        grants=(HeldGrant("web", "x"),),
        limits=(Limit("web", "y"),),
    )
    found = together(Source("base.yml", TEXT), [("a.yml", works), ("b.yml", works)])
    assert [one.container for one in found.abilities] == ["web of a.yml", "web of b.yml"]
    assert [one.container for one in found.grants] == ["web of a.yml", "web of b.yml"]
    assert [one.container for one in found.limits] == ["web of a.yml", "web of b.yml"]


def test_together_what_is_ignored_in_the_file_counts_and_nothing_else() -> None:
    accepted = Ignored("./base.yml", "r", Span(3, 4), (Span(0, 1),))
    of_both = CheckResult(ignored=(accepted, accepted._replace(path="a.yml")))
    assert together(Source("base.yml", TEXT), [("a.yml", of_both)]).ignored == (accepted._replace(path="base.yml"),)


def test_together_all_must_be_skipped_to_be_skipped() -> None:
    source, skipped = Source("base.yml", TEXT), CheckResult(skipped="empty")
    assert together(source, [("a.yml", skipped), ("b.yml", CheckResult())]).skipped is None
    assert together(source, [("a.yml", skipped), ("b.yml", skipped)]).skipped == "empty"
