"""The first hour: CONTRIBUTING.md and rules/README.md are followed to the letter in a fresh clone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.extending.steps import do, steps
from tests.places import ROOT
from tests.repository import git

pytestmark = pytest.mark.slow

WHOLE_RUN = "python3 tests/run.py\n"  # it runs this test too


def test_a_stranger_adds_a_rule_as_the_guide_says(clone: Path) -> None:
    to_do = list(steps((ROOT / "rules" / "README.md").read_text(encoding="utf-8")))
    assert "--new" in to_do[0].text
    assert any(step.deed == "show" and "capslint check" in step.text for step in to_do)
    assert "tests/run.py tests/test_project.py tests/test_rules.py" in to_do[-1].text
    for step in to_do:
        do(step, clone)
    new = {Path(line[3:]) for line in git(clone, "status", "--porcelain", "-uall").splitlines() if line[:2] == "??"}
    layouts = {path.name.split(".")[1] for path in new if path.name.count(".") == 3 and path.suffix == ".yaml"}
    assert {"crlf", "no-final-newline", "with-comments"} <= layouts


def test_a_stranger_sets_up_and_tests_as_the_page_says(clone: Path) -> None:
    to_do = list(steps((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")))
    assert [step.text for step in to_do].count(WHOLE_RUN) == 1
    for step in to_do:
        if step.text != WHOLE_RUN:
            do(step, clone)
    assert git(clone, "status", "--porcelain") == ""


def test_a_step_that_does_not_go_as_told_is_no_success(tmp_path: Path) -> None:
    """The test of the test: each kind of step can fail."""
    page = (
        "Write `a.txt`:\n\n```text\nold\n```\n\nChange `a.txt`:\n\n```diff\n-old\n+new\n```\n\nAppend to `a.txt`:\n\n"
        "```text\nmore\n```\n\n```sh\ntest -f a.txt\n```\n\n```console\n$ cat a.txt; echo 1\nnew\n...\n1\n```\n\n"
        "As in this sample:\n\n```text\nno step\n```\n"
    )
    to_do = list(steps(page))
    assert [step.deed for step in to_do] == ["write", "change", "append to", "run", "show"]
    for step in to_do:
        do(step, tmp_path)
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == "new\nmore\n"
    wrong = [to_do[0], to_do[1], to_do[3]._replace(text="false\n"), to_do[4]._replace(text="$ cat a.txt\nold\nmore\n")]
    for step in (*wrong, to_do[4]._replace(text="$ exit 2\n")):
        with pytest.raises(AssertionError):
            do(step, tmp_path)
