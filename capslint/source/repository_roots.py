"""Where a repository begins, and what belongs to the project of a file."""

from __future__ import annotations

import os
from collections.abc import Hashable, Sequence

from capslint.startup.records import NamedTuple


def repository_of(folder: str) -> str:
    """Return the root of the repository that ``folder`` is in, with a slash; in none, the root of the file system."""
    while not os.path.exists(os.path.join(folder, ".git")):
        parent = os.path.dirname(folder)
        if parent == folder:
            return "/"
        folder = parent
    return folder.rstrip("/") + "/"


def project_root(folder: str) -> str:
    """Return the root of the repository that the absolute ``folder`` is in; in none, ``folder`` itself."""
    root = repository_of(folder)
    return folder if root == "/" else root.rstrip("/")


def is_within_project(path: str, of: str) -> bool:
    """Return whether the real ``path`` is in the repository of the file ``of``, or else in its folder or below.

    Where ``of`` is a link, the folder of the link counts.
    """
    return path.startswith(project_of(of))


def project_of(of: str) -> str:
    """Return the folder that the file ``of`` belongs to, with a slash: its repository, or else its own folder."""
    folder = os.path.realpath(os.path.dirname(of))
    root = repository_of(folder)
    return os.path.join(folder, "") if root == "/" else root


class Outside(NamedTuple):
    """A file that another one names and that is not read, as it is outside of ``root``."""

    path: str
    root: str


class Tops:
    """The paths that a person gave, which can be thousands: they are looked up once, when somebody asks."""

    def __init__(self, given: Sequence[str]) -> None:
        self._given = given
        self._real: frozenset[str] | None = None

    @classmethod
    def of_run(cls, memory: dict[Hashable, object], given: Sequence[str]) -> Tops:
        """Return those of the run that has ``memory``."""
        tops = memory.setdefault("the paths of the run", cls(given))
        assert isinstance(tops, cls)
        return tops

    def around(self, path: str) -> str | None:
        """Return the outermost of them that the real ``path`` is, or is in; not the root of the file system."""
        found, above = None, os.path.dirname(path)
        while path != above:
            found = path if path in self._known() else found
            path, above = above, os.path.dirname(above)
        return found

    def hold(self, path: str) -> bool:
        """Return whether one of them is the real ``path``, or around it."""
        return "/" in self._known() or self.around(path) is not None

    def _known(self) -> frozenset[str]:
        if self._real is None:
            self._real = frozenset(map(os.path.realpath, self._given))
        return self._real


class Bounds(NamedTuple):
    """What a person gave that tells where files are read: `NeighbourFiles` says of what."""

    named: Sequence[str] = ()
    tops: Sequence[str] = ()
    root: str | None = None

    def within(self, folder: str, tops: Tops) -> tuple[str, ...]:
        """Return the folders in which files are read that those in the real ``folder`` name, each with a slash."""
        if self.root is not None:
            root = os.path.join(os.path.realpath(self.root), "")
        elif (root := repository_of(folder)) == "/":
            root = os.path.join(tops.around(folder) or folder, "")
        return (root, *map(project_of, self.named))
