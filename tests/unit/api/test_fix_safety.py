"""How far a fix may go by what was seen."""

from __future__ import annotations

from typing import Any

import pytest

from capslint.api import fix_safety
from capslint.model import Answer, Container, Evidence, Host, Sureness, Verdict
from capslint.source import Span
from tests.truth.containers import container

WORKS, FAILS = Answer.WORKS, Answer.FAILS


class Answers:
    """A context in which one debugger is seen, and each container by its name has the given answers."""

    def __init__(self, **answers: tuple[Answer, ...]) -> None:
        self._answers = answers
        self.host = Host()
        self.evidence = self.purposes = (Evidence("strace", "attach", "command", Span(0, 0), Sureness.COMMAND),)

    def judge(self, _: Evidence, asked: Container) -> Verdict:
        each = self._answers[asked.name]
        answer = each[0] if len(set(each)) == 1 else Answer.DEPENDS
        return Verdict(answer, (), (), tuple(Verdict(one, ()) for one in each))


@pytest.mark.parametrize(
    ("now", "granted", "expected"),
    [
        ((WORKS,), (WORKS,), True),
        ((FAILS,), (FAILS,), False),
        ((FAILS,), (WORKS,), False),
        ((WORKS, FAILS), (WORKS, FAILS), True),
        ((WORKS, FAILS), (FAILS, WORKS), False),
    ],
)
def test_a_debugger_does_without_where_each_target_answers_alike(
    now: tuple[Answer, ...], granted: tuple[Answer, ...], expected: bool
) -> None:
    context: Any = Answers(without=now, granted=granted)
    assert fix_safety.do_without(context, container("without"), container("granted")) is expected
