"""Each section of docs/extending.md is followed in a fresh clone: it works, and touches what the page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.extending.steps import do, steps
from tests.places import ROOT
from tests.repository import git

pytestmark = pytest.mark.slow

PAGE = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (.*)\n((?:(?!## ).*\n)*)", PAGE, re.MULTILINE))
TABLE = PAGE.partition("\n## ")[0]
COSTS = {name.strip(): rest for name, rest in re.findall(r"^\|([^|]+)\|(.*)\|$", TABLE, re.MULTILINE)[2:]}
NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4}


def at_its_line(text: str, section: str) -> str:
    """Return ``text`` of ``section`` behind as many empty lines as stand before it, so that lines are told rightly."""
    return "\n" * PAGE[: PAGE.index(f"## {section}\n{text}") + 1].count("\n") + "\n" + text


@pytest.mark.parametrize("section", SECTIONS)
def test_the_steps_of_a_section_lead_where_it_says(section: str, clone: Path) -> None:
    to_do = list(steps(at_its_line(SECTIONS[section], section)))
    assert to_do, "the section has no steps"
    for step in to_do:
        do(step, clone)
    cost = COSTS[section[0].lower() + section[1:]]
    told = {path: what for what, path in re.findall(r"([^`]*)`([^`]+)`", cost)}
    touched = [line[3:] for line in git(clone, "status", "--porcelain", "--untracked-files=all").splitlines()]
    assert touched
    for path in touched:
        assert any(path == one or (one.endswith("/") and path.startswith(one)) for one in told), f"{path} is touched"
    for path, what in told.items():
        assert any(one.startswith(path) for one in touched), f"{path} is not touched"
        assert_as_much_as_told(what, path, clone)


def assert_as_much_as_told(what: str, path: str, clone: Path) -> None:
    """Hold a file to ``one line of``, ``one entry of``: so much was added, in one place, and nothing taken away."""
    found = re.search(r"(\w+) (line|entry|place)s? (?:of|in) $", what)
    if found is None:
        return
    number, unit = NUMBERS[found[1]], found[2]
    added, removed, _ = git(clone, "diff", "--numstat", "--", path).split("\t")
    assert int(removed) == 0, f"lines of {path} are changed or taken away"
    hunks = len(re.findall(r"^@@", git(clone, "diff", "-U0", "--", path), re.MULTILINE))
    assert number == (int(added) if unit == "line" else hunks), f"{path} is touched more often than the page says"


def test_every_addition_in_the_table_has_a_section() -> None:
    assert [section[0].lower() + section[1:] for section in SECTIONS] == list(COSTS)
