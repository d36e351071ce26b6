"""Reading files: whole, regular, of bounded size, never blocking on a pipe or a device."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Hashable, Mapping, Sequence

from capslint.source.named_files import NamedFiles, find_named, has_above
from capslint.source.repository_roots import Bounds, Outside, Tops
from capslint.source.text import Source, SourceError
from capslint.startup.records import NamedTuple

MAX_BYTES = 100 * 1024 * 1024
"""Largest file that is read; a Compose file or a manifest stays below 2 MiB (etcd's limit for one object)."""

SUFFIXES = (".yaml", ".yml", ".json")
"""How the names of YAML and JSON files end."""

NEIGHBOUR_MAX_BYTES = 1024 * 1024
"""Largest neighbour (Dockerfile, ``.env``, seccomp profile) that is read."""

_CASE_COUNTS = sys.platform == "linux"
"""Whether a file has no other name than the one that a listing gives; elsewhere ``Dockerfile`` finds ``dockerfile``."""

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe (FIFO)"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISBLK, "a block device"),
    (stat.S_ISCHR, "a character device"),
)


READ_FLAGS = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY  # waits for nobody who writes into a pipe

_OUTSIDE = "outside"
"""What is remembered under this name is what was not read, each path with the folder that it is outside of."""


class ReadError(Exception):
    """A file that cannot be read: one sentence for a person."""


def kind_of(mode: int) -> str:
    """Return in words what the ``st_mode`` of something that is not a regular file is."""
    return next((words for is_kind, words in _KINDS if is_kind(mode)), "a special file")


def reason_of(error: OSError) -> str:
    """Return the system's words for ``error``, without the path and the number."""
    return (error.strerror or str(error)).lower()


def read_bytes(path: str, limit: int = MAX_BYTES, is_listed: bool = False) -> bytes:
    """Read the regular file ``path`` whole. ``is_listed`` says that a listing of its folder called it regular.

    Raises ReadError when it is missing, unreadable, not a regular file, larger than ``limit`` bytes,
    or was written to while it was being read.
    """
    try:
        # A FIFO without a writer would block open(), and opening a device can have effects: look first.
        mode = stat.S_IFREG if is_listed else os.stat(path).st_mode
        if not stat.S_ISREG(mode):
            raise ReadError(f"is {kind_of(mode)}, not a file")
        descriptor = os.open(path, READ_FLAGS)
        try:
            return _read_descriptor(descriptor, limit)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise ReadError(f"cannot be read: {reason_of(error)}") from None
    except ValueError as error:  # a NUL character in the path
        raise ReadError(f"cannot be read: {error}") from None


def _read_descriptor(descriptor: int, limit: int) -> bytes:
    before = os.fstat(descriptor)
    if not stat.S_ISREG(before.st_mode):
        raise ReadError(f"is {kind_of(before.st_mode)}, not a file")
    if before.st_size > limit:
        raise ReadError(f"is larger than {limit // (1024 * 1024)} MiB, the most that is read")
    data = os.read(descriptor, before.st_size + 1)
    while len(data) < before.st_size and (more := os.read(descriptor, before.st_size + 1 - len(data))):
        data += more  # some file systems give less than they were asked for
    after = os.fstat(descriptor)
    if len(data) != after.st_size or (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, after.st_size):
        raise ReadError("changed while it was being read")
    return data


class NeighbourFiles:
    """Reads the files beside a checked one, for formats that refer to them. Each is read once.

    ``folder`` is the folder of the file being checked. Nothing outside of its repository is read, neither by a path
    that climbs out of it nor by a link: what is checked can come from a stranger. Without a repository, that holds
    for the outermost of the folders ``tops`` that a person gave, else for that of the file itself; where a person told
    a ``root``, for that. What belongs to the projects of the files ``named`` is read too: a person gave them to be
    taken together. ``memory`` is what a run remembers.
    """

    __slots__ = ("_bounds", "_entries", "_folder", "_memory", "_mentions", "_roots", "_seen", "_tops")

    def __init__(
        self,
        folder: str,
        named: Sequence[str] = (),
        tops: Sequence[str] = (),
        memory: dict[Hashable, object] | None = None,
        root: str | None = None,
    ) -> None:
        self._folder = folder
        self._bounds = Bounds(named, tops, root)
        self._memory = {} if memory is None else memory
        self._tops = Tops.of_run(self._memory, tops)
        self._roots: tuple[str, ...] = ()
        self._seen: dict[str, str | None] = {}
        self._entries: dict[str, bool] | None = None
        self._mentions: dict[str, _Mentions] = {}

    def read(self, path: str) -> str | None:
        """Return the text of ``path`` (relative to the folder), or None where there is nothing that can be read."""
        if path not in self._seen:
            self._seen[path] = self._read(path) if self._may_be_there(path) else None
        return self._seen[path]

    def mentioning(self, word: str, besides: str = "") -> tuple[str, ...]:
        """Return the names of the YAML and JSON files in the folder that hold ``word``; each is looked at once.

        The one named ``besides`` is not looked at.
        """
        if word not in self._mentions:
            names = (name for name in self._listing() or () if name.endswith(SUFFIXES))
            self._mentions[word] = _Mentions(set(names), [])
        unread, holding = self._mentions[word]
        for name in unread - {besides}:
            unread.remove(name)
            if self._holds(name, word.encode()):
                holding.append(name)
        return tuple(sorted(name for name in holding if name != besides))

    def names(self, folder: str) -> tuple[str, ...]:
        """Return the names of what is in ``folder`` (relative to this one), sorted; none where it cannot be listed."""
        full = os.path.join(self._folder, folder)
        try:
            return () if self._is_outside(full) else tuple(sorted(os.listdir(full or ".")))
        except OSError:
            return ()

    def above(self) -> tuple[str, ...]:
        """Return the names of the folders from this one up to the outermost that is read, that one not included."""
        below = os.path.realpath(self._folder)[len(self._within()[0]) :].replace(os.sep, "/")
        return tuple(reversed([name for name in below.split("/") if name]))

    def has_above(self, names: tuple[str, ...]) -> bool:
        """Return whether this folder or one around it, up to the root, has a file with one of these names."""
        key = self._folder, names
        if key not in self._memory:
            self._memory[key] = has_above(os.path.realpath(self._folder), self._within()[0], names, self._memory)
        return bool(self._memory[key])

    def is_asked_for(self, path: str) -> bool:
        """Return whether ``path`` (relative to the folder) is in one of the paths that a person gave."""
        full = os.path.realpath(os.path.join(self._folder, path))
        return self._tops.hold(full)

    def listed(self, names: frozenset[str]) -> NamedFiles:
        """Return the files with one of these names in the repository, else in the folder that a person gave."""
        folder = os.path.realpath(self._folder)
        root = self._within()[0].rstrip("/") or "/"
        found = self.remembered((root, names), lambda: find_named(root, names))
        assert isinstance(found, tuple)
        own = os.path.relpath(folder, root).replace(os.sep, "/")
        return NamedFiles(root, "" if own == "." else own, *found)

    def remembered(self, key: Hashable, make: Callable[[], object]) -> object:
        """Return what ``make`` returned when ``key`` was first asked for in this run."""
        if key not in self._memory:
            self._memory[key] = make()
        return self._memory[key]

    def _holds(self, name: str, word: bytes) -> bool:
        full = os.path.join(self._folder, name)
        is_plain = self._is_plain(name)
        try:
            leads_out = not is_plain and os.path.islink(full) and self._is_outside(full)
            return not leads_out and word in read_bytes(full, NEIGHBOUR_MAX_BYTES, is_plain)
        except ReadError:
            return False

    def _listing(self) -> dict[str, bool] | None:
        """Return the names in the folder, each with whether it is a regular file and no link to one.

        None if the folder cannot be listed.
        """
        if self._entries is None:
            try:
                with os.scandir(self._folder or ".") as entries:
                    self._entries = {entry.name: entry.is_file(follow_symlinks=False) for entry in entries}
            except OSError:
                return None
        return self._entries

    def _is_plain(self, path: str) -> bool:
        return bool(self._entries and self._entries.get(path))

    def _may_be_there(self, path: str) -> bool:
        # Formats ask for a dozen names that few folders have; one listing costs less than to look for each.
        if "/" in path or not _CASE_COUNTS:
            return True
        names = self._listing()
        return names is None or path in names

    def _read(self, path: str) -> str | None:
        full = os.path.join(self._folder, path)
        is_plain = self._is_plain(path)
        try:
            if not is_plain and self._is_outside(full):
                self._tell(full)
                return None
            return Source.decode(full, read_bytes(full, NEIGHBOUR_MAX_BYTES, is_plain)).text
        except (ReadError, SourceError, ValueError):
            return None

    def _is_outside(self, full: str) -> bool:
        return not f"{os.path.realpath(full)}/".startswith(self._within())

    def _within(self) -> tuple[str, ...]:
        """Return the folders that are read in: the repository or what stands for it, and those of files ``named``."""
        if not self._roots:
            self._roots = self._bounds.within(os.path.realpath(self._folder), self._tops)
        return self._roots

    def _tell(self, full: str) -> None:
        told = self._memory.setdefault(_OUTSIDE, {})
        assert isinstance(told, dict)
        told[os.path.normpath(full)] = self._within()[0].rstrip("/") or "/"

    def outside(self) -> tuple[Outside, ...]:
        """Return what was asked for since this was called last, and is not read, as it is outside of all that is."""
        told = self._memory.pop(_OUTSIDE, {})
        assert isinstance(told, dict)
        return tuple(Outside(path, root) for path, root in told.items())


class _Mentions(NamedTuple):
    """Which files of a folder have not been looked at for a word, and which of the others hold it."""

    unread: set[str]
    holding: list[str]


class ChangedFiles:
    """Reads neighbours as they would be: ``texts`` by real path come before what is on the disk.

    ``others`` reads all the rest, relative to the same ``folder``.
    """

    __slots__ = ("_folder", "_others", "_texts")

    def __init__(self, folder: str, others: NeighbourFiles, texts: Mapping[str, str]) -> None:
        self._folder = folder
        self._others = others
        self._texts = texts

    def read(self, path: str) -> str | None:
        """Return the text of ``path`` (relative to the folder), or None where there is nothing that can be read."""
        text = self._texts.get(os.path.realpath(os.path.join(self._folder, path)))
        return self._others.read(path) if text is None else text

    def mentioning(self, word: str, besides: str = "") -> tuple[str, ...]:
        """Return the names of the YAML and JSON files in the folder that hold ``word`` as they are on the disk."""
        return self._others.mentioning(word, besides)

    def names(self, folder: str) -> tuple[str, ...]:
        """Return the names of what is in ``folder`` as it is on the disk."""
        return self._others.names(folder)

    def above(self) -> tuple[str, ...]:
        """Return the names of the folders from this one up to the root of its repository, that one not included."""
        return self._others.above()

    def has_above(self, names: tuple[str, ...]) -> bool:
        """Return whether this folder or one around it, up to the root, has a file with one of these names."""
        return self._others.has_above(names)

    def is_asked_for(self, path: str) -> bool:
        """Return whether ``path`` (relative to the folder) is in one of the paths that a person gave."""
        return self._others.is_asked_for(path)

    def listed(self, names: frozenset[str]) -> NamedFiles:
        """Return the files with one of these names in the repository as they are on the disk."""
        return self._others.listed(names)

    def remembered(self, key: Hashable, make: Callable[[], object]) -> object:
        """Return what ``make`` returned when ``key`` was first asked for in this run."""
        return self._others.remembered(key, make)
