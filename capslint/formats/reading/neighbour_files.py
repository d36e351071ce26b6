"""How a format reads the files beside the one being checked."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Protocol

from capslint.source.named_files import NamedFiles


class Files(Protocol):
    """Reads neighbours of the file being checked. Tests use a dictionary."""

    def read(self, path: str) -> str | None:
        """Return a file's text; None if it is not there or cannot be read.

        ``path`` is relative to the folder of the file being checked, with ``/`` between its steps.
        """

    def mentioning(self, word: str, besides: str = "") -> tuple[str, ...]:
        """Return the names of the YAML and JSON files in the folder of the file being checked that hold ``word``.

        The one named ``besides`` is not looked at.
        """

    def names(self, folder: str) -> tuple[str, ...]:
        """Return the names of what is in ``folder``, sorted; it is relative to that of the file being checked."""

    def above(self) -> tuple[str, ...]:
        """Return the names of the folders that the file being checked is in, the innermost first.

        The last is below the root of the repository, above which nothing is looked for.
        """

    def has_above(self, names: tuple[str, ...]) -> bool:
        """Return whether this folder, or one of those `above` and the root, has a file with one of these names."""

    def is_asked_for(self, path: str) -> bool:
        """Return whether a person asked for the file at ``path`` too, or for a folder that it is in."""

    def listed(self, names: frozenset[str]) -> NamedFiles:
        """Return the files with one of these names in the repository of the file being checked."""

    def remembered(self, key: Hashable, make: Callable[[], object]) -> object:
        """Return what ``make`` returned when ``key`` was first asked for, in a run of which nobody changes that."""


class NoFiles:
    """There are no neighbours, as for standard input."""

    def read(self, path: str) -> str | None:
        """Return None."""

    def mentioning(self, word: str, besides: str = "") -> tuple[str, ...]:
        """Return nothing."""
        return ()

    def names(self, folder: str) -> tuple[str, ...]:
        """Return nothing."""
        return ()

    def above(self) -> tuple[str, ...]:
        """Return nothing."""
        return ()

    def has_above(self, names: tuple[str, ...]) -> bool:
        """Return False."""
        return False

    def is_asked_for(self, path: str) -> bool:
        """Return False."""
        return False

    def listed(self, names: frozenset[str]) -> NamedFiles:
        """Return nothing."""
        return NamedFiles()

    def remembered(self, key: Hashable, make: Callable[[], object]) -> object:
        """Return what ``make`` returns."""
        return make()


def base_name(path: str) -> str:
    """Return the last step of ``path``, on any system."""
    return path.replace("\\", "/").rpartition("/")[2]


def joined(folder: str, path: str) -> str | None:
    """Return ``path``, written relative to ``folder``, relative to the file being checked.

    None for what does not lie in a place relative to it: absolute paths, ``~``, and addresses of other machines.
    """
    if path.startswith(("/", "~", "git@")) or "://" in path:
        return None
    steps: list[str] = []
    for step in f"{folder}/{path}".split("/"):
        if step == ".." and steps and steps[-1] != "..":
            steps.pop()
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(steps)
