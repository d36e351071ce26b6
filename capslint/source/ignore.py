"""Which paths git ignores: every ``.gitignore`` from the top of the work tree down, the innermost match counts."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from capslint.source.files import NEIGHBOUR_MAX_BYTES, ReadError, read_bytes
from capslint.startup.records import NamedTuple

if TYPE_CHECKING:
    from re import Pattern

MOST_GLOBS = 10_000
"""So many lines with wildcards are taken from one file: each is held against every path below."""

_BOM = "\ufeff"


class TooManyError(ValueError):
    """A file has so many lines that not all of them are read."""


class _Wish(NamedTuple):
    """What a line asks for where a path matches it; ``number`` is its place in the file."""

    number: int
    ignores: bool


class _Glob(NamedTuple):
    """A line with wildcards. ``ending``: it is a star and this behind it; ``expression`` is None then."""

    wish: _Wish
    folders_only: bool
    is_path: bool
    ending: bytes
    expression: Pattern[bytes] | None

    def matches(self, path: bytes, name: bytes) -> bool:
        if self.expression is None:
            return name.endswith(self.ending)
        return self.expression.match(path if self.is_path else name) is not None


class Patterns:
    """The lines of one file in gitignore's language. Lines without wildcards are looked up, however many there are."""

    __slots__ = ("_globs", "_plain")

    def __init__(self) -> None:
        self._plain: dict[tuple[bytes, bool, bool], _Wish] = {}
        """By text, by whether that is a path (else a name), and by whether only a folder is meant."""
        self._globs: list[_Glob] = []

    @property
    def is_empty(self) -> bool:
        """Whether no line means anything."""
        return not (self._plain or self._globs)

    def add(self, number: int, written: str) -> None:
        """Add a line. Raises ValueError for one that can match nothing."""
        from capslint.source.wildmatch import is_wild, translated  # a small check meets no ignore file

        ignores = not written.startswith("!")
        text = os.fsencode(written.removeprefix("!"))
        folders_only = text.endswith(b"/")
        text = text.removesuffix(b"/")
        is_path = b"/" in text
        text = text.removeprefix(b"/")
        if not text:
            raise ValueError("it names nothing")
        wish = _Wish(number, ignores)
        if not is_wild(text):
            self._plain[text, is_path, folders_only] = wish
        elif len(self._globs) == MOST_GLOBS:
            raise TooManyError(f"has more than {MOST_GLOBS:,} lines with wildcards, the most that are read")
        elif not is_path and text.startswith(b"*") and not is_wild(text[1:]):
            self._globs.append(_Glob(wish, folders_only, False, text[1:], None))
        else:
            self._globs.append(_Glob(wish, folders_only, is_path, b"", translated(text, is_path)))

    def verdict(self, path: str, is_folder: bool) -> bool | None:
        """Return whether the last line that ``path`` matches ignores it; None if it matches none."""
        whole = os.fsencode(path)
        name = whole.rpartition(b"/")[2]
        last = self._looked_up(whole, name, is_folder)
        for glob in reversed(self._globs):
            if last is not None and glob.wish.number < last.number:
                break
            if (is_folder or not glob.folders_only) and glob.matches(whole, name):
                return glob.wish.ignores
        return None if last is None else last.ignores

    def _looked_up(self, path: bytes, name: bytes, is_folder: bool) -> _Wish | None:
        """Return what the last line without wildcards that matches asks for."""
        keys = [(path, True, False), (name, False, False)]
        if is_folder:
            keys += [(path, True, True), (name, False, True)]
        return max((self._plain[key] for key in keys if key in self._plain), default=None)


class Layer(NamedTuple):
    """The lines of one file about what is below ``folder``, an absolute path that ends in ``/``.

    ``trouble`` tells why not all of them are here: the path of the file, and what is wrong with it.
    """

    folder: str
    patterns: Patterns
    trouble: tuple[str, str] | None = None


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
        verdict = layer.patterns.verdict(path[len(layer.folder) :], is_folder)
        if verdict is not None:
            return verdict
    return False


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


def patterns_of(lines: Iterable[str]) -> Patterns:
    """Return what the lines of a list in gitignore's language say. Raises ValueError for one that means nothing."""
    patterns = Patterns()
    for number, written in enumerate(lines):
        if line := _without_spaces(written):
            try:
                patterns.add(number, line)
            except ValueError as error:
                raise ValueError(f"{written!r}: {error}") from None
    return patterns


def _without_spaces(line: str) -> str:
    """Return ``line`` without the spaces at its end that no backslash keeps; nothing of a comment."""
    if line.startswith("#"):
        return ""
    bare = line.rstrip(" ")
    backslashes = len(bare) - len(bare.rstrip("\\"))
    return f"{bare} " if backslashes % 2 and len(bare) < len(line) else bare


def _common_folder(git: str) -> str:
    """Return the folder with what all work trees of a repository share, from the ``.git`` in one of them.

    gitrepository-layout(5): in a linked work tree ``.git`` names a folder whose ``commondir`` names that one.
    """
    if os.path.isdir(git):
        return git
    own = os.path.join(os.path.dirname(git), _text(git).removeprefix("gitdir:").strip())
    return os.path.join(own, _text(os.path.join(own, "commondir")).strip())


def _with_file(layers: Layers, folder: str, path: str) -> Layers:
    patterns, trouble = Patterns(), None
    for number, written in enumerate(_text(path).removeprefix(_BOM).split("\n")):
        if line := _without_spaces(written.removesuffix("\r")):
            try:
                patterns.add(number, line)
            except TooManyError as error:
                trouble = path, str(error)
                break
            except ValueError:
                continue  # to git a malformed line is one that matches nothing
    return (*layers, Layer(folder.rstrip("/") + "/", patterns, trouble)) if not patterns.is_empty else layers


def _text(path: str) -> str:
    try:
        return os.fsdecode(read_bytes(path, NEIGHBOUR_MAX_BYTES))
    except ReadError:
        return ""  # git itself goes on without a file that it cannot read
