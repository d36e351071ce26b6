"""Names of capabilities as they stand in lists: which they mean, and what a misspelled one was meant to be."""

from __future__ import annotations

from functools import lru_cache

from capslint.model.capability_names import NAMES, NUMBERS
from capslint.model.grants import EVERY, bare_name
from capslint.model.setting import Setting, Unknown
from capslint.startup.records import NamedTuple


class Item(NamedTuple):
    """An item of a list of capabilities. ``name`` is what it says, in capitals and without the prefix."""

    setting: Setting[str | Unknown]
    written: str
    name: str

    @property
    def has_prefix(self) -> bool:
        """Whether it is written with ``CAP_``."""
        return self.written.upper().startswith("CAP_")

    @property
    def is_known(self) -> bool:
        """Whether it is the name of a capability, or the word for all, which takes no prefix."""
        return is_capability(self.name) or self.written.upper() == EVERY

    def spelled(self, name: str) -> str:
        """Return another capability spelled as this one is: its prefix, its small letters."""
        full = f"CAP_{name}" if self.has_prefix else name
        return full.lower() if self.written.islower() else full


def items_of(listed: Setting[tuple[Setting[str | Unknown], ...] | Unknown]) -> tuple[Item, ...]:
    """Return the items of a list whose text is known; none of a list that is not known itself."""
    if not listed.value or isinstance(listed.value, Unknown):
        return ()
    return tuple(
        Item(setting, setting.value, bare_name(setting.value))
        for setting in listed.value
        if isinstance(setting.value, str)
    )


def is_capability(name: str) -> bool:
    """Return whether Linux knows a capability ``name`` (capitals, no prefix); ``ALL`` is none."""
    return name in NUMBERS


@lru_cache(maxsize=64)  # what is asked of one mistake is asked again for its advice, its fix and its next user
def meant_by(name: str) -> tuple[str, int] | None:
    """Return the one capability (or ``ALL``) that ``name`` is a slip of the pen for, and how many letters differ.

    A name without its first part (``PTRACE``) counts as 2. None if there is no such capability, or more than one.
    """
    for distance in (1, 2):
        near = _at_distance(name, distance)
        if near:
            return (near[0], distance) if len(near) == 1 else None
    wholes = [known for known in NAMES if name and known.endswith(f"_{name}")]
    return (wholes[0], 2) if len(wholes) == 1 else None


def _at_distance(name: str, distance: int) -> list[str]:
    likely = [known for known in (*NAMES, EVERY) if abs(len(known) - len(name)) <= distance]
    return [known for known in likely if _distance(name, known) == distance]


def _distance(name: str, other: str) -> int:
    """Count the letters to insert, delete, replace or swap with their neighbour (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(name, 1):
        two_before, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and name[i - 2] == wanted:
                cost = min(cost, two_before[j - 2] + 1)
            row.append(cost)
    return row[-1]


def single_item(listed: Setting[tuple[Setting[str | Unknown], ...] | Unknown], name: str) -> Item | None:
    """Return the item that says ``name``, if there is just one: of two, one is redundant and goes first."""
    found = [item for item in items_of(listed) if item.name == name]
    return found[0] if len(found) == 1 else None


def item_named(listed: Setting[tuple[Setting[str | Unknown], ...] | Unknown], name: str) -> Item | None:
    """Return the first item of a list that says ``name`` (capitals, no prefix)."""
    return next((item for item in items_of(listed) if item.name == name), None)
