"""How much work the text of a file may ask for: a few lines from a stranger can stand for more than a machine has.

What is counted is what grows beyond the size of what is read: text made from variables, files that files bring in,
what is compared where two of them say the same. Each most is far above what real projects need (of 11,400 real files
the highest asks for 3,302 characters), and far below what does harm.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Self

from capslint.startup.records import NamedTuple


class Work(NamedTuple):
    """Something that is counted: what it is called, and how much of it a file may ask for."""

    name: str
    most: int


CHARACTERS = Work("characters of text made from variables", 2_000_000)
FILES = Work("files that other files bring in, each counted as often as it comes", 5_000)
STEPS = Work("steps of putting included files together", 5_000_000)

PAIRS = Work("times that a container is held against another one", 1_000_000)
JUDGEMENTS = Work("questions whether an operation works", 10_000)


class BudgetError(Exception):
    """A file asks for too much: one sentence that names what, and how much there is."""


_spent: ContextVar[dict[Work, int] | None] = ContextVar("spent", default=None)


class FileBudget:
    """Counts what is done while it is entered, for one file; without one nothing is counted."""

    def __enter__(self) -> Self:
        """Begin to count."""
        self._before = _spent.set({})
        return self

    def __exit__(self, *_: object) -> None:
        """Go back to what was counted before."""
        _spent.reset(self._before)


def spend(work: Work, amount: int = 1) -> None:
    """Count ``amount`` of ``work``. Raises BudgetError where that makes more than a file may ask for."""
    spent = _spent.get()
    if spent is None:
        return
    spent[work] = spent.get(work, 0) + amount
    if spent[work] > work.most:
        raise BudgetError(f"asks for more than {work.most:,} {work.name}, the most that is done for a file")
