"""What is wrong with a text once ``fix --unsafe`` has gone over it: what broke, and what is left over."""

from __future__ import annotations

import capslint_rules
from capslint.api import Answer, Safety
from capslint.check import Options, check_source
from capslint.findings import CheckResult
from capslint.fix import fix_source
from capslint.formats.reading.neighbour_files import Files
from capslint.model import Host
from capslint.source import Source
from tests.privilege.left_over import RULES, left_over

EVERYTHING = frozenset({Safety.SAFE, Safety.UNSAFE})


def problems(text: str, files: Files, host: Host, path: str = "compose.yaml") -> list[str]:
    """Fix everything in ``text``, and return what is wrong with what it has become."""
    options = Options(capslint_rules.RULES, host, measure=True)

    def check(source: Source) -> CheckResult:
        return check_source(source, options, files)

    outcome = fix_source(Source(path, text), check, EVERYTHING)
    before, after = check(Source(path, text)), outcome.result
    known = {error.message for error in before.errors}
    found = [error.message for error in after.errors if error.message not in known]

    def worst(result: CheckResult) -> dict[tuple[str, str, str], Answer]:
        answers: dict[tuple[str, str, str], Answer] = {}
        for one in result.abilities:
            answers[one[:3]] = min(answers.get(one[:3], Answer.WORKS), one.verdict.answer)
        return answers

    works = worst(after)
    for implied in {one[:3] for one in before.abilities if one.is_implied} - works.keys():
        works[implied] = Answer.WORKS  # nothing but what went had shown it
    found += [f"{key} is worse" for key, answer in worst(before).items() if works.get(key, Answer.FAILS) < answer]
    if fix_source(outcome.source, check, EVERYTHING).source.text != outcome.source.text:
        found.append("a second fix changes the text again")
    found += [f"{one.rule} withheld: {why}" for one, why in outcome.withheld if not _is_shared(why, text)]
    for container, grant in left_over(outcome.source, files, host):
        told = [one for one in after.findings if one.rule == RULES[grant] and container in one.subjects]
        found.append(f"{container} keeps {grant}: {[one.withheld for one in told]}")
    return [f"{one}\n{outcome.source.text}" for one in found]


def _is_shared(why: str, text: str) -> bool:
    """Return whether a fix was taken back because it gives another reader of an anchored list too much."""
    return why.endswith("which it does not need") and "&" in text
