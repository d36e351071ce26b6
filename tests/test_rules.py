"""Every built-in rule is held to its examples, alone and together with all others."""

from __future__ import annotations

from pathlib import Path

import pytest

import capslint_rules
from capslint.api import Rule, Safety
from capslint.check import Options, check_source
from capslint.findings import CheckResult
from capslint.fix import fix_source
from capslint.source import Source
from capslint.source.files import NeighbourFiles
from capslint.testing import complaints
from capslint.testing.examples import Example, find
from tests.places import RULE_FOLDERS

ALL = frozenset({Safety.SAFE, Safety.UNSAFE})


def folder_of(rule: Rule) -> Path:
    return RULE_FOLDERS / rule.meta.id.replace("-", "_")


def name_of(rule: Rule) -> str:
    return rule.meta.id


def every_example() -> list[tuple[Rule, Example]]:
    return [(rule, example) for rule in capslint_rules.RULES for example in find(str(folder_of(rule) / "examples"))]


@pytest.mark.parametrize("rule", capslint_rules.RULES, ids=name_of)
def test_the_rule_does_what_its_examples_say(rule: Rule) -> None:
    assert complaints(rule, str(folder_of(rule))) == []


@pytest.mark.parametrize(
    ("rule", "example"), every_example(), ids=lambda one: one.name if isinstance(one, Example) else name_of(one)
)
def test_all_rules_together_agree_on_what_is_right(rule: Rule, example: Example) -> None:
    """All rules fix the file together; the result is quiet where this rule is, and a second run changes nothing."""
    files = NeighbourFiles(str(Path(example.path).parent))

    def check(source: Source) -> CheckResult:
        return check_source(source, Options(capslint_rules.RULES, measure=True), files)

    first = fix_source(example.source(), check, ALL)
    assert first.result.errors == ()
    assert not [finding for finding in first.result.findings if finding in first.applied]
    again = fix_source(first.source, check, ALL)
    assert again.source.text == first.source.text
    assert again.applied == ()
