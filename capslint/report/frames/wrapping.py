"""Sentences in lines of a given width, with hanging indents; what stands between backticks stays together."""

from __future__ import annotations

from collections.abc import Iterator

_CODE = "`"


def wrapped(text: str, first: int, indent: int, width: int) -> list[str]:
    """Return ``text`` in lines: the first one has ``first`` columns less than ``width``, the others ``indent`` less.

    The others begin with that indent. A word that is longer than a line gets one of its own, and juts out.
    """
    lines: list[str] = []
    line, room = "", width - first
    for part in _parts(text):
        if not line or _columns(line) + 1 + _columns(part) <= room:
            line = f"{line} {part}" if line else part
        else:
            lines.append(line)
            line, room = part, width - indent
    return [line if number == 0 else " " * indent + line for number, line in enumerate([*lines, line])]


def _parts(text: str) -> Iterator[str]:
    """Return the words of ``text``; a command between backticks is one, as long as it is no longer than half a line."""
    part = ""
    for word in text.split(" "):
        part = f"{part} {word}" if part else word
        if part.count(_CODE) % 2 == 0 or len(part) > _LONGEST:
            if part:
                yield part
            part = ""
    if part:
        yield part


_LONGEST = 36


def _columns(text: str) -> int:
    from capslint.report.frames.snippet import columns_of

    return columns_of(text)
