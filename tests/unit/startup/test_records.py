"""The fast NamedTuple behaves as typing's does."""

from __future__ import annotations

import copy
import pickle
import typing
from typing import Any, Generic, TypeVar

import pytest

from capslint.startup import records

T = TypeVar("T")


class Fast(records.NamedTuple):
    """A record."""

    one: int
    two: str = "b"

    @property
    def both(self) -> str:
        return f"{self.one}{self.two}"


class Slow(typing.NamedTuple):
    """A record."""

    one: int
    two: str = "b"

    @property
    def both(self) -> str:
        return f"{self.one}{self.two}"


class Box(records.NamedTuple, Generic[T]):
    """A generic record."""

    value: T
    note: str = ""


class Nothing(records.NamedTuple):
    """A record without fields."""


class Child(Fast):
    """A record with one more method."""

    def more(self) -> int:
        return self.one + 1


OBSERVATIONS: tuple[Any, ...] = (
    lambda cls: tuple(cls(1)),
    lambda cls: tuple(cls(two="x", one=2)),
    lambda cls: cls(1).both,
    lambda cls: tuple(cls(1)._replace(two="z")),
    lambda cls: cls(1)._asdict(),
    lambda cls: tuple(cls._make([3, "c"])),
    lambda cls: cls._fields,
    lambda cls: cls._field_defaults,
    lambda cls: cls.__match_args__,
    lambda cls: cls.__doc__,
    lambda cls: cls(1) == (1, "b"),
    lambda cls: cls(1) < cls(2),
    lambda cls: hash(cls(1)),
    lambda cls: repr(cls(1)).replace(cls.__name__, ""),
    lambda cls: tuple(copy.deepcopy(cls(5))),
    lambda cls: tuple(pickle.loads(pickle.dumps(cls(6)))),
    lambda cls: hasattr(cls(1), "__dict__"),
)


@pytest.mark.parametrize("observe", OBSERVATIONS)
def test_it_behaves_as_the_original(observe: Any) -> None:
    assert observe(Fast) == observe(Slow)


@pytest.mark.parametrize(
    "misuse",
    [
        lambda cls: cls(),
        lambda cls: cls(1, 2, 3),
        lambda cls: cls(1, three=3),
        lambda cls: cls(one=1, none=2),
        lambda cls: cls(three=3),
        lambda cls: cls(1, one=1),
    ],
)
@pytest.mark.parametrize("cls", [Fast, Slow])
def test_wrong_arguments_are_refused(cls: Any, misuse: Any) -> None:
    with pytest.raises(TypeError):
        misuse(cls)


@pytest.mark.parametrize("cls", [Fast, Slow])
def test_fields_cannot_be_set_nor_replaced_by_strangers(cls: Any) -> None:
    with pytest.raises(AttributeError):
        cls(1).one = 2
    with pytest.raises((ValueError, TypeError)):
        cls(1)._replace(three=3)


def test_generic_empty_and_derived_records() -> None:
    assert Box[int](3).value == 3
    assert Box("x")._replace(note="y") == ("x", "y")
    assert Nothing() == ()
    assert repr(Nothing()) == "Nothing()"
    child = Child(4, "q")
    assert (type(child), child.more(), child.both) == (Child, 5, "4q")
    match child:
        case Child(one, two):
            assert (one, two) == (4, "q")


def test_a_derived_class_may_be_made_first() -> None:
    class Base(records.NamedTuple):
        """Never made itself."""

        one: int

    class Derived(Base):
        """Made first."""

    assert isinstance(Derived(1), Derived)
    assert type(Base(1)) is Base


def test_defaults_come_last() -> None:
    metaclass: Any = type(Fast)
    with pytest.raises(TypeError, match="without a default"):
        metaclass("Wrong", (records.NamedTuple,), {"__annotations__": {"one": "int", "two": "int"}, "one": 1})
