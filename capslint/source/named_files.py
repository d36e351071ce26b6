"""The files of a repository that have certain names, wherever in it they are."""

from __future__ import annotations

import os
from collections.abc import Hashable

from capslint.startup.records import NamedTuple

MOST_FOLDERS = 20_000
"""How many folders are looked into; what is behind them can be missed."""

_SKIPPED_FOLDERS = frozenset((".git", ".hg", ".svn", "node_modules", "__pycache__", ".tox", ".nox", ".venv"))


class NamedFiles(NamedTuple):
    """Files with certain names: their ``paths`` from ``root``, and ``folder``, where the file being checked is.

    ``is_complete``: none can have been missed.
    """

    root: str = ""
    folder: str = ""
    paths: tuple[str, ...] = ()
    is_complete: bool = True


def has_above(folder: str, root: str, names: tuple[str, ...], memory: dict[Hashable, object]) -> bool:
    """Return whether ``folder``, or one around it up to ``root``, has a file with one of ``names``.

    ``memory`` keeps the answer for all folders that were looked into.
    """
    passed: list[Hashable] = []
    while True:
        passed.append(("above", names, folder))
        known = memory.get(passed[-1])
        found = any(os.path.isfile(os.path.join(folder, name)) for name in names) if known is None else bool(known)
        above = os.path.dirname(folder)
        if found or known is not None or above == folder or not f"{above}/".startswith(root):
            break
        folder = above
    memory.update(dict.fromkeys(passed, found))
    return found


def find_named(root: str, names: frozenset[str]) -> tuple[tuple[str, ...], bool]:
    """Return the sorted paths below the folder ``root`` of all regular files in ``names``, and whether that is all.

    No link to a folder is followed.
    """
    found: list[str] = []
    waiting = [""]
    seen = 0
    while waiting and seen < MOST_FOLDERS:
        folder = waiting.pop()
        seen += 1
        try:
            with os.scandir(os.path.join(root, folder) if folder else root) as entries:
                for entry in entries:
                    if entry.name in names and entry.is_file():
                        found.append(f"{folder}{entry.name}")
                    elif entry.name not in _SKIPPED_FOLDERS and entry.is_dir(follow_symlinks=False):
                        waiting.append(f"{folder}{entry.name}/")
        except OSError:
            continue
    return tuple(sorted(found)), not waiting
