"""Enums with an order."""

from __future__ import annotations

import operator
import pickle
from itertools import combinations
from typing import Any

import pytest

from capslint.edits import Safety
from capslint.model import Answer, Outcome

ORDERS: list[tuple[Any, ...]] = [
    (Answer.FAILS, Answer.DEPENDS, Answer.WORKS),
    (Outcome.BLOCKS, Outcome.DEPENDS, Outcome.PASSES),
    (Safety.SAFE, Safety.UNSAFE, Safety.SHOW),
]


@pytest.mark.parametrize("members", ORDERS)
def test_members_compare_in_the_order_of_their_definition(members: tuple[Any, ...]) -> None:
    kind: Any = type(members[0])
    assert tuple(kind) == members
    for lesser, greater in combinations(members, 2):
        assert lesser < greater
        assert lesser <= greater
        assert greater > lesser
        assert greater >= lesser
        assert not greater < lesser
        assert not greater <= lesser
    for member in members:
        assert not member < member  # noqa: PLR0124 a member is asked about itself
        assert member <= member  # noqa: PLR0124 a member is asked about itself
    assert min(members) is members[0]
    assert max(members) is members[-1]
    assert sorted((members[2], members[0], members[1])) == list(members)


def test_members_of_different_enums_do_not_compare() -> None:
    other: Any = Outcome.DEPENDS
    for compare in (operator.lt, operator.le, operator.gt, operator.ge):
        with pytest.raises(TypeError):
            compare(Answer.DEPENDS, other)
    assert other != Answer.DEPENDS


@pytest.mark.parametrize("members", ORDERS)
def test_a_member_is_itself_by_its_value_and_from_another_process(members: tuple[Any, ...]) -> None:
    for member in members:
        assert type(member)(member.value) is member
        assert pickle.loads(pickle.dumps(member)) is member
