"""The files of one run as its fixes leave them."""

from __future__ import annotations

import os
from collections.abc import Hashable, Sequence
from functools import partial

from capslint.source import Source
from capslint.source.atomic_write import replace_file
from capslint.source.files import ChangedFiles, NeighbourFiles, ReadError, read_bytes
from capslint.source.repository_roots import Bounds, Outside
from capslint.startup.records import NamedTuple


class Rewritten(NamedTuple):
    """A file with new contents: its path as a person would write it, and its bytes before and after."""

    path: str
    before: bytes
    after: bytes


class Workspace:
    """Reads and replaces files. ``dry``: nothing is written, and what is read is what would have been.

    Standard input is a file of its own, whose name says where its neighbours are: it is never written to. The files
    ``named`` are those that a person gave as one project, wherever they are; ``tops`` are the paths of the run.
    ``root`` is the folder outside of which nothing is read. ``force``: files that are write-protected are written, too.
    """

    def __init__(
        self,
        dry: bool,
        named: Sequence[str] = (),
        tops: Sequence[str] = (),
        force: bool = False,
        root: str | None = None,
    ) -> None:
        self._write = None if dry else partial(replace_file, force=force)
        self._bounds = Bounds(named, tops, root)
        self._memory: dict[Hashable, object] = {}
        self.rewritten: dict[str, Rewritten] = {}
        self._stdin: dict[str, bytes] = {}
        self._texts: dict[str, str] = {}
        self._hashes: dict[str, int] = {}

    @property
    def dry(self) -> bool:
        """Whether nothing is written."""
        return self._write is None

    def take(self, path: str, data: bytes, is_stdin: bool) -> None:
        """Take what was read of ``path``, or came in under this name."""
        if is_stdin:
            self._stdin[path] = data
        else:
            self._hashes[os.path.realpath(path)] = hash(data)

    def is_stdin(self, path: str) -> bool:
        """Return whether ``path`` is the name of standard input."""
        return path in self._stdin

    def stdin(self) -> bytes | None:
        """Return what standard input has become, None if nothing came in."""
        return next(iter(self._stdin.values()), None)

    def read(self, path: str) -> tuple[Source, bytes]:
        """Return the text and the bytes of a file as they are in this run.

        Raises SourceError, and ReadError also for a file that is not what it was when it was read first.
        """
        data = self._stdin.get(path)
        if data is None:
            real = os.path.realpath(path)
            changed = self.rewritten.get(real) if self.dry else None
            data = changed.after if changed else read_bytes(path)
            if self._hashes.setdefault(real, hash(data)) != hash(data):
                raise ReadError("was changed by someone else since it was read; it is left alone")
        return Source.decode(path, data), data

    def files(self, path: str, new: dict[str, str] | None = None) -> ChangedFiles | NeighbourFiles:
        """Return what reads the neighbours of ``path``; ``new`` are texts by real path that are being tried."""
        folder = os.path.dirname(path)
        plain = NeighbourFiles(folder, self._bounds.named, self._bounds.tops, self._memory, self._bounds.root)
        return ChangedFiles(folder, plain, {**self._texts, **(new or {})}) if new or self._texts else plain

    def outside(self) -> tuple[Outside, ...]:
        """Return what files name that is not read, as it is outside of all that is."""
        return NeighbourFiles("", memory=self._memory).outside()

    def replace(self, path: str, before: bytes, source: Source, text: str) -> None:
        """Put ``text`` in the place of ``before``. Raises WriteError; the file is then as it was."""
        data = source.encode(text)
        if self.is_stdin(path):
            self.rewritten[path] = Rewritten(path, self._first(path, before), data)
            self._stdin[path] = data
            return
        real = os.path.realpath(path)
        if self._write is None:
            self._texts[real] = text
        else:
            self._write(path, before, data)
        self._hashes[real] = hash(data)
        self.rewritten[real] = Rewritten(path, self._first(real, before), data)

    def _first(self, key: str, before: bytes) -> bytes:
        return self.rewritten[key].before if key in self.rewritten else before
