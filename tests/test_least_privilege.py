"""After ``fix --unsafe`` every debugger that worked works, and no grant that the fixer knows is left over."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as some

import capslint_rules
from capslint.api import Answer, Safety
from capslint.engine import Options, check_source
from capslint.findings import CheckResult
from capslint.fix import fix_source
from capslint.formats.files import Files
from capslint.model import Host
from capslint.source import Source
from tests.privilege.generated import Folder, hosts, manifests, projects
from tests.privilege.left_over import RULES, left_over

EVERYTHING = frozenset({Safety.SAFE, Safety.UNSAFE})
RANK = {Answer.FAILS: 0, Answer.DEPENDS: 1, Answer.WORKS: 2}


def problems(text: str, files: Files, host: Host) -> list[str]:
    """Fix everything in ``text``, and say what is wrong with what it has become."""
    options = Options(capslint_rules.RULES, host, measure=True)

    def check(source: Source) -> CheckResult:
        return check_source(source, options, files)

    outcome = fix_source(Source("compose.yaml", text), check, EVERYTHING)
    before, after = check(Source("compose.yaml", text)), outcome.result
    found = [trouble.message for trouble in after.troubles if trouble not in before.troubles]

    def worst(result: CheckResult) -> dict[tuple[str, str, str], int]:
        answers: dict[tuple[str, str, str], int] = {}
        for one in result.abilities:
            answers[one[:3]] = min(answers.get(one[:3], 2), RANK[one.answer])
        return answers

    works = worst(after)
    found += [f"{key} is worse" for key, rank in worst(before).items() if works.get(key, 0) < rank]
    if fix_source(outcome.source, check, EVERYTHING).source.text != outcome.source.text:
        found.append("a second fix changes the text again")
    found += [f"{one.rule} withheld: {why}" for one, why in outcome.withheld]
    for container, grant in left_over(outcome.source, files, host):
        told = [one for one in after.findings if one.rule == RULES[grant] and container in one.subjects]
        found.append(f"{container} keeps {grant}: {[one.withheld for one in told]}")
    return [f"{one}\n{outcome.source.text}" for one in found]


@settings(max_examples=200)
@given(projects() | manifests(), some.just(Host()) | hosts)
def test_nothing_stops_working_and_nothing_known_is_left_over(text: str, host: Host) -> None:
    assert problems(text, Folder(), host) == []
