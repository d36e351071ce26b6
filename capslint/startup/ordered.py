"""Enums whose members have an order, so that no use of one needs a rank table."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Self


class OrderedEnum(Enum):
    """An enum whose members compare in the order in which they are defined."""

    rank: int

    def __new__(cls, value: object) -> Self:
        """Return a new member, which is greater than those that are there already."""
        member = object.__new__(cls)
        member._value_ = value
        member.rank = len(cls.__members__)
        return member

    def __lt__(self, other: OrderedEnum) -> bool:
        """Return whether this member is defined before ``other``, another one of its kind."""
        return self.rank < other.rank if type(self) is type(other) else NotImplemented

    def __le__(self, other: OrderedEnum) -> bool:
        """Return whether this member is ``other`` or defined before it."""
        return self.rank <= other.rank if type(self) is type(other) else NotImplemented
