"""Comments that ignore findings, and those that ignore nothing."""

from __future__ import annotations

import pytest

from capslint.findings import Finding
from capslint.source import Source
from capslint.suppress import MALFORMED, UNUSED
from capslint_rules.malformed_ignore import RULE as SEE_MALFORMED
from capslint_rules.privileged_container import RULE as PRIVILEGED
from capslint_rules.unused_ignore import RULE as SEE_IDLE
from tests.unit.check.rules import SEE_ALL, SEE_PRIVILEGED, check, lines


def service(line: str, above: str = "") -> str:
    return f"services:\n  a:\n    image: x\n{above}    privileged: true{line}\n"


@pytest.mark.parametrize(
    "text",
    [
        service("  # capslint: ignore[see-privileged]"),
        service("  #capslint:ignore[ see-privileged ] the CI needs it"),
        service("  # see below # capslint: ignore[other, see-privileged]"),
        service("", "    # capslint: ignore[see-privileged] why\n"),
        service("", "    # capslint: ignore[see-privileged] why\n    # and more\n"),
    ],
)
def test_a_finding_is_ignored_in_its_line_or_right_above(text: str) -> None:
    assert check(text, SEE_PRIVILEGED).findings == ()


def test_a_long_block_of_comments_is_walked_through_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[int] = []
    line = Source.line

    def counted(self: Source, number: int) -> str:
        looked_at.append(number)
        return line(self, number)

    monkeypatch.setattr(Source, "line", counted)
    many = 500
    assert check(service("", "    # capslint: ignore[see-privileged]\n" * many), SEE_PRIVILEGED).findings == ()
    assert many < len(looked_at) < 4 * many


@pytest.mark.parametrize(
    "text",
    [
        service("  # capslint: ignore[see-all]"),
        service("", "    # capslint: ignore[see-privileged]\n    user: x\n"),
        service("\n    # capslint: ignore[see-privileged]\n    user: x"),
        service("  # Xcapslint: ignore[see-privileged]"),
    ],
)
def test_a_comment_elsewhere_ignores_nothing(text: str) -> None:
    assert ("see-privileged", text[: text.index("privileged: true")].count("\n") + 1) in lines(
        check(text, SEE_PRIVILEGED)
    )


def test_a_comment_that_ignores_nothing_is_found() -> None:
    text = service("  # capslint: ignore[see-privileged, see-all] x")
    result = check(text, SEE_PRIVILEGED, SEE_ALL, SEE_IDLE)
    assert [(one.rule, one.message) for one in result.findings] == [
        ("see-all", "seen"),
        ("unused-ignore", "there is nothing on line 4 for see-all to ignore"),
    ]
    assert text[slice(*result.findings[1].span)] == "see-all"
    (told,) = check(text, SEE_ALL, SEE_IDLE).findings[1:]
    assert told.message == "there is nothing on line 4 for see-all to ignore"
    (whole,) = check(text.replace("see-privileged, ", ""), SEE_ALL, SEE_IDLE).findings[1:]
    assert text.replace("see-privileged, ", "")[slice(*whole.span)] == "# capslint: ignore[see-all] x"


def test_a_rule_that_did_not_run_may_be_ignored_in_vain() -> None:
    assert check(service("  # capslint: ignore[see-privileged, see-all]"), SEE_PRIVILEGED, SEE_IDLE).findings == ()


def test_a_rule_that_is_not_installed_is_found() -> None:
    text = service("  # capslint: ignore[see-priviledged,]")
    known = dict.fromkeys(("see-privileged", UNUSED, MALFORMED), "")
    result = check(text, SEE_PRIVILEGED, SEE_IDLE, SEE_MALFORMED, known=known)
    assert [one.message for one in result.findings] == ["privileged", "there is no rule 'see-priviledged' to ignore"]
    assert result.findings[1].advice.startswith("Is see-privileged meant? ")


def test_the_rules_about_comments_are_some_like_others() -> None:
    assert SEE_IDLE.meta.id == UNUSED
    assert check(service("  # capslint: ignore"), SEE_PRIVILEGED).findings[1:] == ()
    both = f"  # capslint: ignore[see-all, {UNUSED}]"
    assert [one.rule for one in check(service(both), SEE_PRIVILEGED, SEE_ALL, SEE_IDLE).findings] == [
        "see-all",
        "see-privileged",
    ]
    whole = f"# capslint: ignore-file[{UNUSED}]\n" + service("  # capslint: ignore[see-all]")
    assert [one.rule for one in check(whole, SEE_PRIVILEGED, SEE_ALL, SEE_IDLE).findings] == [
        "see-all",
        "see-privileged",
    ]


@pytest.mark.parametrize("comment", ["# capslint: ignore", "# capslint: ignore[]", "# capslint: ignroe[see-all]"])
def test_a_comment_without_a_rule_is_found(comment: str) -> None:
    result = check(service(f"  {comment}"), SEE_PRIVILEGED, SEE_MALFORMED)
    assert ("malformed-ignore", 4) in lines(result)
    assert ("see-privileged", 4) in lines(result)


def test_comments_in_files_of_others_are_not_our_business() -> None:
    assert check("a: 1  # capslint: ignore[see-all]\n").findings == ()


ABOVE = {
    "above the mapping": "{note}        securityContext:\n          privileged: true\n",
    "above the item": "        securityContext: {{privileged: true}}\n",
    "in the mapping's line": "        securityContext: {tail}\n          privileged: true\n",
}


@pytest.mark.parametrize("case", ABOVE)
def test_a_comment_further_up_is_about_all_that_it_stands_above(case: str) -> None:
    note = "# capslint: ignore[privileged-container] the kernel lab"
    body = ABOVE[case].format(note=f"        {note}\n", tail=note)
    head = f"      {note}\n" if case == "above the item" else ""
    pod = f"apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec:\n    containers:\n{head}"
    text = f"{pod}      - name: a\n        image: x\n        command: [strace, ls]\n{body}"
    assert privileged(text) == []
    other = "      - name: b\n        image: x\n        securityContext: {privileged: true}\n"
    assert [finding.subjects for finding in privileged(text + other)] == [("Pod/p container b",)]
    for changed in (text.replace(note, "# for the lab"), text.replace("privileged-container]", "selinux-disabled]")):
        (found,) = privileged(changed)
        assert found.fix is not None


def privileged(text: str, today: str = "") -> list[Finding]:
    found = check(text, PRIVILEGED, today=today).findings
    return [finding for finding in found if finding.rule == "privileged-container"]


def test_a_comment_beside_the_entry_is_not_meant_for_it() -> None:
    note = "    # capslint: ignore[privileged-container]\n    image: x\n"
    text = f"services:\n  a:\n{note}    command: strace ls\n    privileged: true\n"
    (told,) = [finding for finding in check(text, PRIVILEGED).findings if finding.rule == "privileged-container"]
    assert told.fix is not None
