"""Changes to a document as data: what shall be different, by path. `cst.editing` turns them into text edits."""

from __future__ import annotations

from typing import Union

from capslint.cst.nodes import Path
from capslint.startup.records import NamedTuple

Value = Union[str, bool, int, None, list["Value"], dict[str, "Value"]]  # noqa: UP007 (recursive: no | at run time)
"""A plain YAML value to write; strings that another type could be read from are quoted when written."""


class Append(NamedTuple):
    """Add ``item`` to the end of the sequence at ``path``; a missing or null one, and missing parents, are made."""

    path: Path
    item: Value


class Insert(NamedTuple):
    """Add the entry ``path[-1]: value``; missing parents are made. ``after`` names the sibling it shall follow."""

    path: Path
    value: Value
    after: str | None = None


class Remove(NamedTuple):
    """Take out the entry or item at ``path``, and each parent that this empties; none of ``keep`` steps or fewer."""

    path: Path
    keep: int


class Replace(NamedTuple):
    """Put ``value`` in the place of the value at ``path``."""

    path: Path
    value: Value


class ReplaceEntry(NamedTuple):
    """Put the entry ``key: value`` in the place of the whole entry at ``path``, in its line."""

    path: Path
    key: str
    value: Value


class Move(NamedTuple):
    """Take the entry at ``path`` out (as `Remove` does) and add it, value unchanged, as ``to``."""

    path: Path
    to: Path
    keep: int


Change = Append | Insert | Remove | Replace | ReplaceEntry | Move


def touched(change: Change) -> tuple[Path, ...]:
    """Return the paths under which values may differ once ``change`` is made."""
    if isinstance(change, Move):
        return change.path, change.to
    if isinstance(change, ReplaceEntry):
        return change.path, (*change.path[:-1], change.key)
    return (change.path,)
