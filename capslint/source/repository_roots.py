"""Where a repository begins, and what belongs to the project of a file."""

from __future__ import annotations

import os


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
