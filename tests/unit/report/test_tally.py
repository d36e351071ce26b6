"""What a run comes to."""

from __future__ import annotations

import pytest

from capslint.edits import Safety
from capslint.findings import CheckResult, Error, Severity
from capslint.report.tally import Tally, statistics_text, summary_text
from tests.unit.report.samples import finding

TROUBLE = Error("a", 1, 1, "odd")
FOUND = CheckResult((finding(), finding(severity=Severity.WARNING, fix=None)))


def tally_of(*results: CheckResult) -> Tally:
    tally = Tally()
    for result in results:
        tally.add(result)
    return tally


@pytest.mark.parametrize(
    ("results", "code", "text"),
    [
        ((), 0, "No findings in 0 files checked.\n"),
        ((CheckResult(),), 0, "No findings in 1 file checked.\n"),
        ((CheckResult(skipped="empty"),), 0, "No findings in 0 files checked.\n1 file skipped: 1 empty.\n"),
        ((CheckResult(errors=(TROUBLE,)), CheckResult()), 2, "No findings in 1 file checked, 1 error.\n"),
        (
            (FOUND, CheckResult(errors=(TROUBLE, TROUBLE))),
            2,
            "2 findings (1 error, 1 warning) in 1 file; 1 file checked, 2 errors.\n`capslint fix` would fix 1.\n",
        ),
        (
            (FOUND, CheckResult((finding(severity=Severity.INFO, fix=None),))),
            1,
            "3 findings (1 error, 1 warning, 1 info) in 2 files; 2 files checked.\n`capslint fix` would fix 1.\n",
        ),
    ],
)
def test_summary_and_exit_code(results: tuple[CheckResult, ...], code: int, text: str) -> None:
    tally = tally_of(*results)
    assert summary_text(tally) == text
    assert tally.exit_code == code


def test_unsafe_fixes_are_offered_apart() -> None:
    fix = finding().fix
    assert fix is not None
    unsafe = finding(fix=fix._replace(safety=Safety.UNSAFE))
    assert summary_text(tally_of(CheckResult((unsafe,)))).endswith("`capslint fix --unsafe` would fix 1.\n")
    both = summary_text(tally_of(CheckResult((finding(), unsafe))))
    assert both.endswith("`capslint fix` would fix 1, and 1 more with --unsafe.\n")


def test_what_was_fixed() -> None:
    tally = tally_of(CheckResult(), CheckResult())
    tally.add_fixed(2)
    tally.add_fixed(0)
    assert summary_text(tally) == "2 findings fixed in 1 file.\nNothing else found in 2 files checked.\n"
    tally.asked = tally.asked._replace(dry=True)
    assert summary_text(tally).startswith("2 findings would be fixed in 1 file.\n")
    tally.add(FOUND)
    assert "2 findings (1 error, 1 warning) left in 1 file" in summary_text(tally)


def test_many_reasons_for_skipping_are_not_all_told() -> None:
    reasons = ["a"] * 3 + ["b"] * 2 + list("cdef")
    summary = summary_text(tally_of(*(CheckResult(skipped=reason) for reason in reasons)))
    assert summary.splitlines()[-1] == "9 files skipped: 3 a; 2 b; 1 c; 3 for other reasons (--verbose lists them)."


@pytest.mark.parametrize("fail_on", [*Severity, None])
@pytest.mark.parametrize("found", [*Severity])
def test_a_run_fails_for_what_is_grave_enough(fail_on: Severity | None, found: Severity) -> None:
    tally = Tally(fail_on=fail_on)
    tally.add(CheckResult((finding(severity=found),)))
    assert tally.exit_code == (0 if fail_on is None or found < fail_on else 1)
    tally.add(CheckResult(errors=(TROUBLE,)))
    assert tally.exit_code == 2


def test_statistics_count_each_rule_the_most_frequent_first() -> None:
    info = finding(severity=Severity.INFO, rule="b")
    tally = tally_of(FOUND, CheckResult((info,) * 10), CheckResult((finding(rule="a"), finding(fix=None))))
    assert statistics_text(tally).splitlines() == [
        "10  info[b]",
        " 2  error[privileged-container]",
        " 1  error[a]",
        " 1  warning[privileged-container]",
    ]
    assert statistics_text(Tally()) == ""
