"""What a repository has that says how it is checked."""

from __future__ import annotations

import os
import re

from capslint.source.files import NEIGHBOUR_MAX_BYTES, ReadError, read_bytes

_WORKFLOWS = ".github/workflows"
_REMOTE = re.compile(rb"^\s*url\s*=\s*(?:\S*://)?(?:[^\s@/]*@)?([^\s:/]+)", re.MULTILINE)


def is_repository(root: str) -> bool:
    """Return whether ``root`` is the root of a git repository."""
    return os.path.lexists(os.path.join(root, ".git"))


def is_inside(root: str, path: str) -> bool:
    """Return whether what is, or would be, at ``path`` lies below the folder ``root`` whatever links lead to it."""
    real = os.path.realpath(root)
    return os.path.realpath(path).startswith(os.path.join(real, ""))


def forges(root: str) -> set[str]:
    """Return where the repository is at home: ``github``, ``gitlab``, as its files and its remotes show."""
    found = {name for name, path in (("github", ".github"), ("gitlab", ".gitlab-ci.yml")) if _has(root, path)}
    hosts = _REMOTE.findall(_contents(root, ".git/config"))
    if b"github.com" in hosts:
        found.add("github")
    if any(b"gitlab" in host.split(b".") for host in hosts):
        found.add("gitlab")
    return found


def workflows(root: str) -> list[str]:
    """Return the paths of the repository's GitHub workflows."""
    try:
        names = sorted(os.listdir(os.path.join(root, _WORKFLOWS)))
    except OSError:
        return []
    return [f"{_WORKFLOWS}/{name}" for name in names if name.endswith((".yml", ".yaml"))]


def speaks_of_capslint(root: str, path: str) -> bool:
    """Return whether the file ``path`` has the word ``capslint``."""
    return re.search(rb"\bcapslint\b", _contents(root, path)) is not None


def _has(root: str, path: str) -> bool:
    return os.path.lexists(os.path.join(root, path))


def _contents(root: str, path: str) -> bytes:
    try:
        return read_bytes(os.path.join(root, path), NEIGHBOUR_MAX_BYTES)
    except ReadError:
        return b""
