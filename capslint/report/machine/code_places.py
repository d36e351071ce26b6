"""Places as programs want them: paths from the root of the repository, columns in the code units of an encoding."""

from __future__ import annotations

import os
from enum import Enum

from capslint.report.plain import plain
from capslint.source import Source, Span
from capslint.source.repository_roots import project_root
from capslint.startup.records import NamedTuple


class CodeUnit(Enum):
    """What a column counts: the encoding, and the bytes of each of its units."""

    UTF_8 = ("utf-8", 1)
    UTF_16 = ("utf-16-le", 2)

    def count(self, text: str) -> int:
        """Return how many of them ``text`` has."""
        encoding, width = self.value
        return len(text.encode(encoding)) // width


class CodeRange(NamedTuple):
    """A range of a text: lines and columns count from 1, the last column is the one behind it."""

    line: int
    column: int
    end_line: int
    end_column: int


def code_range(source: Source, span: Span, unit: CodeUnit) -> CodeRange:
    """Return the range that ``span`` is, with columns in ``unit``."""
    return CodeRange(*_place(source, span.start, unit), *_place(source, span.end, unit))


def _place(source: Source, offset: int, unit: CodeUnit) -> tuple[int, int]:
    place = source.position(offset)
    start = source.line_starts()[place.line - 1]
    return place.line, unit.count(source.text[start : start + place.column - 1]) + 1


def working_root() -> str:
    """Return the root of the repository that the working folder is in; in none, the working folder."""
    try:
        return project_root(os.getcwd())
    except OSError:  # the folder is gone: then there is only an error to report
        return os.sep


def path_in_repository(path: str, root: str) -> str:
    """Return ``path`` from the folder ``root``, as hosts of code show it; one that leads outside stays as it is."""
    relative = os.path.relpath(path, root)
    return path if is_outside(relative) else relative.replace(os.sep, "/")


def is_outside(relative: str) -> bool:
    """Return whether a normalised ``relative`` path leads out of the folder that it starts from."""
    return relative.split(os.sep, 1)[0] == os.pardir


def readable_path(path: str) -> str:
    """Return ``path`` for a document: as it is, or escaped where its name is not UTF-8."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return plain(path)
    return path
