"""From the paths on a command line to the files to be checked, in a stable order, each once."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from operator import attrgetter

from capslint.source.files import MAX_BYTES, READ_FLAGS, SUFFIXES, kind_of, read_bytes, reason_of
from capslint.source.ignore import Layers, is_ignored, layer_of, layers_above
from capslint.source.repository_roots import repository_of
from capslint.startup.records import NamedTuple

EXCLUDED = "excluded by the configuration"
NOTHING = "folder without files that are read, ignored ones aside"
STDIN = "-"

_SKIPPED_FOLDERS = frozenset(
    (".git", ".hg", ".svn", "node_modules", "__pycache__", ".tox", ".nox", ".venv", ".mypy_cache", ".pytest_cache")
)


class Target(NamedTuple):
    """A file to read. ``path`` is as a person would write it; ``named`` says that it was asked for itself.

    ``real`` is the absolute path behind all symbolic links, empty for standard input.
    """

    path: str
    named: bool
    real: str


class Passed(NamedTuple):
    """A path that is not looked at, and why: nothing is wrong with it."""

    path: str
    reason: str


class Unusable(NamedTuple):
    """A path that should have been looked at and cannot be."""

    path: str
    message: str


_NAME: Callable[[os.DirEntry[str]], str] = attrgetter("name")

Found = Target | Passed | Unusable
Excludes = Callable[[str, bool], bool]
"""Says whether the configuration excludes an absolute path; the flag tells that it is a folder."""


def expand(
    paths: Iterable[str], excludes: Excludes | None = None, endings: tuple[str, ...] = SUFFIXES, root: str | None = None
) -> Iterator[Found]:
    """Return what is behind ``paths``: files as they are, folders walked in sorted order, ``-`` for standard input.

    Of a folder those files are taken whose names end with one of ``endings``.
    Symbolic links to files are followed; those to folders only when they are named themselves.
    A link in a folder is followed within ``root``, else within the repository.
    Nothing is raised: what cannot be listed is returned as Unusable.
    """
    seen: set[str] = set()
    asked = tuple(paths)
    named: set[str] | None = None  # what is also named itself has its turn then, even behind its folder
    for path in asked:
        for found in _behind(path, excludes, endings, root):
            if isinstance(found, Target):
                if not found.named and named is None:
                    named = set(map(os.path.realpath, asked)) if len(asked) > 1 else set()
                if found.real in seen or (not found.named and named and found.real in named):
                    continue
                seen.add(found.real)
            yield found


def _behind(path: str, excludes: Excludes | None, endings: tuple[str, ...], root: str | None) -> Iterator[Found]:
    if path == STDIN:
        yield Target(path, named=True, real="")
        return
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError) as error:
        yield Unusable(path, reason_of(error) if isinstance(error, OSError) else str(error))
        return
    is_folder = stat.S_ISDIR(mode)
    absolute = os.path.realpath(path if is_folder else os.path.dirname(path))
    if not is_folder:
        absolute = os.path.join(absolute, os.path.basename(path))
    if excludes is not None and excludes(absolute, is_folder):
        yield Passed(path, EXCLUDED)
    elif is_folder:
        walk = _Walk(excludes, endings, root).run(path)
        yield next(walk, Passed(path, NOTHING))
        yield from walk
    elif stat.S_ISREG(mode):
        yield Target(path, named=True, real=os.path.realpath(path))
    else:
        hint = "; pipe what it gives to `capslint check -`" if stat.S_ISFIFO(mode) else ""
        yield Unusable(path, f"is {kind_of(mode)}, not a file{hint}")


def read_listed(path: str, holds_nothing: Callable[[str, bytes], bool]) -> bytes | None:
    """Return like `read_bytes` what is in a file that a listing called regular; None if it ``holds_nothing`` of ours.

    Most files of a folder do, so that this is all that is done for them. Raises ReadError.
    """
    with suppress(OSError, ValueError):  # `read_bytes` says what is wrong
        descriptor = os.open(path, READ_FLAGS)
        try:
            state = os.fstat(descriptor)
            size = state.st_size
            if size <= MAX_BYTES and stat.S_ISREG(state.st_mode):
                data = os.read(descriptor, size + 1)
                if len(data) == size and holds_nothing(path, data):
                    return None
        finally:
            os.close(descriptor)
    return read_bytes(path, is_listed=True)


class _Walk:
    """One walk: folders wait on a stack, so that a deep tree cannot exhaust Python's."""

    def __init__(self, excludes: Excludes | None, endings: tuple[str, ...], root: str | None) -> None:
        self.excludes = excludes
        self.endings = endings
        self.root = "" if root is None else os.path.join(os.path.realpath(root), "")
        self.waiting: list[Found | tuple[str, str, Layers]] = []

    def run(self, top: str) -> Iterator[Found]:
        absolute = os.path.realpath(top)
        shown = "" if top == "." else os.path.join(top, "")
        layers = layers_above(absolute)
        if not self.root:
            root = repository_of(absolute)
            self.root = os.path.join(absolute, "") if root == "/" else root
        self.waiting.append((shown, absolute, layers))
        self.waiting.extend(Unusable(*layer.trouble) for layer in layers if layer.trouble)
        while self.waiting:
            step = self.waiting.pop()
            if isinstance(step, (Target, Passed, Unusable)):
                yield step
            else:
                self._list(*step)

    def _list(self, shown: str, absolute: str, layers: Layers) -> None:
        try:
            with os.scandir(absolute) as listing:
                entries = sorted(listing, key=_NAME, reverse=True)
        except OSError as error:
            self.waiting.append(Unusable(shown or ".", f"cannot be listed: {reason_of(error)}"))
            return
        names = [*map(_NAME, entries)]
        if "pyvenv.cfg" in names:
            return
        if ".gitignore" in names:
            layers = layer_of(layers, absolute)
        for name, entry in zip(names, entries, strict=True):
            self._look_at(name, entry, shown + name, layers)
        if layers and layers[-1].trouble and ".gitignore" in names:
            self.waiting.append(Unusable(f"{shown}.gitignore", layers[-1].trouble[1]))

    def _look_at(self, name: str, entry: os.DirEntry[str], shown: str, layers: Layers) -> None:
        wanted = name.endswith(self.endings)
        is_folder = _is_folder(entry)
        if not is_folder and not wanted and not _leads_on(entry):
            return
        if (is_folder and name in _SKIPPED_FOLDERS) or (layers and is_ignored(layers, entry.path, is_folder)):
            return
        if self.excludes is not None and self.excludes(entry.path, is_folder):
            return
        if is_folder:
            self.waiting.append((shown + "/", entry.path, layers))
        elif (found := _file(entry, shown, wanted, self.root)) is not None:
            self.waiting.append(found)


def _leads_on(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _file(entry: os.DirEntry[str], shown: str, wanted: bool, root: str) -> Found | None:
    try:
        if entry.is_file(follow_symlinks=False):  # told by the listing, without a system call
            return Target(shown, False, entry.path)
        mode = entry.stat().st_mode
    except OSError as error:
        return Unusable(shown, f"cannot be read: {reason_of(error)}") if wanted else None
    if stat.S_ISDIR(mode):  # behind a symbolic link
        real, here = os.path.realpath(entry.path), os.path.dirname(entry.path)
        if os.path.join(here, "").startswith(os.path.join(real, "")):
            return Unusable(shown, f"is a symbolic link that leads back to {real}: a loop, not followed")
        return Passed(shown, "symbolic link to a folder, not followed")
    if not stat.S_ISREG(mode):
        return Unusable(shown, f"is {kind_of(mode)}, not a file")
    real = os.path.realpath(entry.path)
    if not real.startswith(root):  # what is in a folder can come from a stranger, and so can where it leads
        return Passed(shown, "symbolic link that leads out of the repository, read only if it is named")
    return Target(shown, named=False, real=real)
