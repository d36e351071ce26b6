"""Advice followed by hand: one offered fix after the other, in any order, with a new check after each."""

from __future__ import annotations

import random
from collections.abc import Iterator

from capslint.api import Safety
from capslint.edits import apply_edits
from capslint.findings import Finding
from capslint.model import Host
from capslint.source import Source
from tests.privilege.asked_operations import answers, debuggers_in, in_effect
from tests.privilege.fixing import EVERYTHING, FILES, PATH, Check, Fixed

MAX_STEPS = 60
"""More than any generated file has offers."""


def by_hand_as_by_fix(text: str, host: Host, check: Check, seed: int) -> Iterator[str]:
    """Return what differs between the end of ``fix --unsafe`` and that of following every advice in a random order."""
    by_hand = followed(text, check, random.Random(seed))
    if by_hand is None:
        yield f"after {MAX_STEPS} fixes by hand another one is offered"
        return
    by_fix = Fixed(text, host, EVERYTHING, check).fixed
    if by_fix == by_hand:
        return
    fixed, followed_by_hand = (_state(end, host) for end in (by_fix, by_hand))
    for said in sorted(fixed ^ followed_by_hand):
        yield f"{said} by {'fix' if said in fixed else 'hand'} alone:\n{by_hand}"


def followed(text: str, check: Check, chance: random.Random) -> str | None:
    """Return ``text`` with every fix made that a check of it offers, then that of what it has become; None: no end."""
    for _ in range(MAX_STEPS):
        offered = [finding for finding in check(Source(PATH, text)).findings if _is_offered(finding)]
        if not offered:
            return text
        fix = chance.choice(offered).fix
        assert fix is not None
        assert fix.edits is not None
        text = apply_edits(text, fix.edits)
    return None


def _is_offered(finding: Finding) -> bool:
    return finding.fix is not None and finding.fix.safety is not Safety.SHOW


def _state(text: str, host: Host) -> set[str]:
    """Return what is in effect in each container, and what its debuggers can do."""
    crew = debuggers_in(PATH, text, FILES)
    found = {f"{of.container.label} has {grant}" for of in crew for grant in in_effect(of.container, host)}
    for question, verdicts in answers(crew, host).items():
        said = [f"{verdict.answer.name} {verdict.depends_on}" for verdict in verdicts]
        found.add(f"{question}: {said}")
    return found
