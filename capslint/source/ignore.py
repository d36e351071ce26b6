"""Which paths git ignores: every ``.gitignore`` from the top of the work tree down, the innermost match counts."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from capslint.source.files import NEIGHBOUR_MAX_BYTES, ReadError, read_bytes
from capslint.startup.records import NamedTuple

if TYPE_CHECKING:
    from pathspec.pattern import Pattern as Compiled

_CLASSES = {
    "[:alnum:]": "0-9A-Za-z",
    "[:alpha:]": "A-Za-z",
    "[:digit:]": "0-9",
    "[:lower:]": "a-z",
    "[:upper:]": "A-Z",
    "[:xdigit:]": "0-9A-Fa-f",
}
"""What the library does not know; ASCII alone in every locale (sane_ctype of git's ctype.c)."""

_BOM = "\ufeff"


class Pattern(NamedTuple):
    """One line. A path that matches it has ``least`` to ``most`` names, and the last ``length`` of them match ``tail``.

    ``tail`` is what stands behind the last ``**``, None without one: the library alone cannot tell a path that matches
    from one below a folder that does, and to git only what matches itself counts.
    """

    compiled: Compiled
    tail: Compiled | None
    length: int
    least: int
    most: float
    folders_only: bool


class Layer(NamedTuple):
    """The patterns of one file, the last first, about what is below ``folder``, an absolute path that ends in ``/``."""

    folder: str
    patterns: tuple[Pattern, ...]


Layers = tuple[Layer, ...]


def layers_above(folder: str) -> Layers:
    """Return the layers that apply to the absolute path ``folder`` from outside of it, up to the top of its work tree.

    Outside of a git work tree there are none.
    """
    parts: list[str] = []
    at = folder
    while not os.path.exists(os.path.join(at, ".git")):
        parent = os.path.dirname(at)
        if parent == at:
            return ()
        parts.append(os.path.basename(at))
        at = parent
    layers = _with_file((), at, os.path.join(_common_folder(os.path.join(at, ".git")), "info", "exclude"))
    for part in reversed(parts):
        layers = layer_of(layers, at)
        at = os.path.join(at, part)
    return layers


def layer_of(layers: Layers, folder: str) -> Layers:
    """Return ``layers`` with the ``.gitignore`` of ``folder``, if it has one."""
    path = os.path.join(folder, ".gitignore")
    return layers if os.path.islink(path) else _with_file(layers, folder, path)  # gitignore(5): no link is followed


def is_ignored(layers: Layers, path: str, is_folder: bool) -> bool:
    """Return whether the absolute ``path`` is ignored; its parents are known not to be."""
    for layer in reversed(layers):
        names = path[len(layer.folder) :].split("/")
        for pattern in layer.patterns:
            if (is_folder or not pattern.folders_only) and _matches(pattern, names, "/" if is_folder else ""):
                return bool(pattern.compiled.include)
    return False


def _matches(pattern: Pattern, names: list[str], slash: str) -> bool:
    if pattern.tail is None and pattern.most > pattern.least:
        slash = ""  # a/** matches what is in a, and not a itself
    if not pattern.least <= len(names) <= pattern.most or not pattern.compiled.match_file("/".join(names) + slash):
        return False
    return pattern.tail is None or bool(pattern.tail.match_file("/".join(names[-pattern.length :]) + slash))


def is_excluded(layers: Layers, path: str, is_folder: bool) -> bool:
    """Return whether any of ``layers``, each on its own, matches the absolute ``path`` or a folder above it."""
    return any(path.startswith(layer.folder) and _is_excluded((layer,), path, is_folder) for layer in layers)


def _is_excluded(layers: Layers, path: str, is_folder: bool) -> bool:
    end = path.find("/", len(layers[0].folder))
    while end >= 0:
        if is_ignored(layers, path[:end], True):
            return True  # what is in it cannot be taken back: gitignore(5)
        end = path.find("/", end + 1)
    return is_ignored(layers, path, is_folder)


def patterns_of(lines: Iterable[str]) -> tuple[Pattern, ...]:
    """Compile patterns in gitignore's language, the last first. Raises ValueError for one that means nothing."""
    return tuple(pattern for line in lines if (pattern := _pattern(line)) is not None)[::-1]


def _pattern(line: str) -> Pattern | None:
    for name, characters in _CLASSES.items() if "[:" in line else ():
        line = line.replace(name, characters)
    compiled = _compiled(line)
    if compiled is None:
        return None
    glob = line.rstrip().removeprefix("!")
    names = glob.strip("/").split("/")
    if "/" not in glob.removesuffix("/"):
        names.insert(0, "**")
    if set(names) == {"**"}:
        names = ["**", "*"]
    least = len(names) - names[:-1].count("**")  # the last one stands for a name or more
    if "**" not in names:
        return Pattern(compiled, None, 0, least, least, glob.endswith("/"))
    behind = names[::-1].index("**")
    tail = _compiled("/" + "/".join(names[-behind:])) if behind else None
    return Pattern(compiled, tail, behind, least, float("inf"), glob.endswith("/"))


def _compiled(line: str) -> Compiled | None:
    from pathspec import GitIgnoreSpec

    found = [pattern for pattern in GitIgnoreSpec.from_lines([line]).patterns if pattern.include is not None]
    return found[0] if found else None  # a comment, or nothing


def _common_folder(git: str) -> str:
    """Return the folder with what all work trees of a repository share, from the ``.git`` in one of them.

    gitrepository-layout(5): in a linked work tree ``.git`` names a folder whose ``commondir`` names that one.
    """
    if os.path.isdir(git):
        return git
    own = os.path.join(os.path.dirname(git), _text(git).removeprefix("gitdir:").strip())
    return os.path.join(own, _text(os.path.join(own, "commondir")).strip())


def _with_file(layers: Layers, folder: str, path: str) -> Layers:
    text = _text(path).removeprefix(_BOM)
    patterns = patterns_of(line for line in text.splitlines() if _is_pattern(line))
    return (*layers, Layer(folder.rstrip("/") + "/", patterns)) if patterns else layers


def _text(path: str) -> str:
    try:
        return read_bytes(path, NEIGHBOUR_MAX_BYTES).decode("utf-8", "surrogateescape")
    except ReadError:
        return ""  # git itself goes on without a file that it cannot read


def _is_pattern(line: str) -> bool:
    # To git a malformed pattern is one that matches nothing (gitignore(5) on a trailing backslash).
    try:
        _pattern(line)
    except ValueError:
        return False
    return True
