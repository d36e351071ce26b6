"""How much work the text of a file may ask for: a few lines from a stranger can stand for more than a machine has.

What is counted is what grows beyond the size of what is read: text made from variables, files that files bring in,
what is compared where two of them say the same. Each most is far above what real projects need (of 11,400 real files
the highest asks for 3,302 characters), and far below what does harm.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextvars import ContextVar
from typing import Self, TypeVar

from capslint.startup.records import NamedTuple


class Work(NamedTuple):
    """Something that is counted: what it is called, and how much of it a file may ask for."""

    name: str
    most: int


CHARACTERS = Work("characters of text made from variables", 2_000_000)
FILES = Work("files that other files bring in, each counted as often as it comes", 5_000)
STEPS = Work("steps of putting included files together", 5_000_000)

PAIRS = Work("times that a container is held against another one", 1_000_000)
JUDGEMENTS = Work("questions whether an operation works", 12_000)
CONTAINERS = Work("containers", 10_000)

ITEMS = Work("times that an item of a list is held against another one", 100_000)

T = TypeVar("T")


class BudgetError(Exception):
    """A file asks for too much: one sentence that names what, and how much there is."""


_spent: ContextVar[dict[Work, int] | None] = ContextVar("spent", default=None)
_times: ContextVar[int] = ContextVar("times", default=1)
_made: ContextVar[dict[Hashable, object] | None] = ContextVar("made", default=None)


class FileBudget:
    """Counts what is done while it is entered, for one file, and remembers what `once` makes; without one neither.

    A file may ask ``times`` as many questions, where a person asked for more than one thing of it.
    """

    def __init__(self, times: int = 1) -> None:
        self._factor = times

    def __enter__(self) -> Self:
        """Begin to count."""
        self._times_before = _times.set(self._factor)
        self._before, self._made_before = _spent.set({}), _made.set({})
        return self

    def __exit__(self, *_: object) -> None:
        """Go back to what was counted before."""
        _times.reset(self._times_before)
        _spent.reset(self._before)
        _made.reset(self._made_before)


def spend(work: Work, amount: int = 1) -> None:
    """Count ``amount`` of ``work``. Raises BudgetError where that makes more than a file may ask for."""
    spent = _spent.get()
    if spent is None:
        return
    spent[work] = spent.get(work, 0) + amount
    most = work.most * (_times.get() if work is JUDGEMENTS else 1)
    if spent[work] > most:
        raise BudgetError(f"asks for more than {most:,} {work.name}, the most that is done for a file")


def once(make: Callable[..., T], *given: Hashable) -> T:
    """Return what ``make`` makes of what is given, made once for a file: many of its services can ask for the same."""
    made = _made.get()
    if made is None:
        return make(*given)
    key = make, given
    if key not in made:
        made[key] = make(*given)
    return made[key]  # type: ignore[return-value]  # it is what this function made
