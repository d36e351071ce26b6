"""Bytes to text and back without loss, and offsets to lines and columns.

Offsets are code points of the decoded text, the byte order mark not counted: the unit of libyaml's marks.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate, count
from operator import add

from capslint.startup.records import NamedTuple


class Span(NamedTuple):
    """A half-open range ``[start, end)`` of code points in one source text."""

    start: int
    end: int


class Position(NamedTuple):
    """A place as a person counts: line and column from 1, the column in code points."""

    line: int
    column: int


class SourceError(Exception):
    """Bytes that cannot be read as text.

    ``position`` says where, if that is known.
    """

    def __init__(self, message: str, position: Position | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.position = position


# Longest mark first: the UTF-32 little-endian mark starts with the UTF-16 one.
_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


class Source:
    """One file's text, with all that is needed to give its bytes back.

    ``path`` is the name shown to people. ``text`` keeps its line ends as they are. ``text`` holds no byte order mark.
    """

    __slots__ = ("_starts", "encoding", "mark", "path", "text")

    def __init__(self, path: str, text: str, encoding: str = "utf-8", mark: bytes = b"") -> None:
        self.path = path
        self.text = text
        self.encoding = encoding
        self.mark = mark
        self._starts: list[int] | None = None

    def __reduce__(self) -> tuple[type[Source], tuple[str, str, str, bytes]]:
        """Go to another process without the line starts, which are found again if they are wanted there."""
        return Source, (self.path, self.text, self.encoding, self.mark)

    @classmethod
    def decode(cls, path: str, data: bytes) -> Source:
        """Read ``data`` as YAML's encodings allow (UTF-8, UTF-16 and UTF-32, with or without a mark).

        Raises SourceError for undecodable bytes, NUL characters, and text that would not encode to the same bytes.
        """
        mark, encoding = _detect(data)
        body = data[len(mark) :]
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError as error:
            before = body[: error.start].decode(encoding, "replace")
            raise SourceError(
                f"not valid {encoding.upper()}: byte 0x{body[error.start]:02x} cannot be decoded",
                cls(path, before).position(len(before)),
            ) from None
        source = cls(path, text, encoding, mark)
        nul = text.find("\0")
        if nul >= 0:
            raise SourceError("a NUL character, which YAML does not allow", source.position(nul))
        if source.encode(text) != data:
            raise SourceError(f"text that {encoding.upper()} does not encode back to the same bytes")
        return source

    def encode(self, text: str) -> bytes:
        """Return the bytes of ``text`` in this file's encoding, with its byte order mark."""
        return self.mark + text.encode(self.encoding)

    def with_text(self, text: str) -> Source:
        """Return the same file with other text."""
        return Source(self.path, text, self.encoding, self.mark)

    @property
    def newline(self) -> str:
        r"""The line end of the first line (``\n``, ``\r\n`` or ``\r``), ``\n`` where there is none."""
        text = self.text
        feed, carriage = text.find("\n"), text.find("\r")
        if carriage < 0 or 0 <= feed < carriage:
            return "\n"
        return "\r\n" if text[carriage + 1 : carriage + 2] == "\n" else "\r"

    def line_starts(self) -> list[int]:
        r"""Offsets at which lines start. Only ``\n``, ``\r\n`` and ``\r`` end a line, as in editors."""
        if self._starts is None:
            starts, text, at = [0], self.text, 0
            if "\r" not in text:
                *lengths, _ = map(len, text.split("\n"))
                starts.extend(map(add, accumulate(lengths), count(1)))
            else:
                for line in _split_keeping_ends(text):
                    at += len(line)
                    if line[-1] in "\r\n":
                        starts.append(at)
            self._starts = starts
        return self._starts

    def position(self, offset: int) -> Position:
        """Return the line and column of ``offset`` (clamped to the text)."""
        offset = max(0, min(offset, len(self.text)))
        starts = self.line_starts()
        line = bisect_right(starts, offset)
        return Position(line, offset - starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """Return line ``number`` (from 1) without its line end, or an empty string past the last."""
        starts = self.line_starts()
        if not 1 <= number <= len(starts):
            return ""
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")


def _split_keeping_ends(text: str) -> list[str]:
    # str.splitlines would also split at U+2028, NEL and form feeds, which editors do not count as line ends.
    lines: list[str] = []
    start = 0
    while start < len(text):
        feed, carriage = text.find("\n", start), text.find("\r", start)
        if feed < 0 and carriage < 0:
            end = len(text)
        elif carriage < 0 or 0 <= feed < carriage:
            end = feed + 1
        else:
            end = carriage + (2 if text[carriage + 1 : carriage + 2] == "\n" else 1)
        lines.append(text[start:end])
        start = end
    return lines


def _detect(data: bytes) -> tuple[bytes, str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return mark, encoding
    # Without a mark YAML 1.2 (section 5.2) tells UTF-16 by the zero byte beside the first, always ASCII, character.
    if len(data) >= 2 and data[0] and not data[1] and len(data) % 2 == 0 and data[2:4] != b"\0\0":
        return b"", "utf-16-le"
    if len(data) >= 2 and not data[0] and data[1] and len(data) % 2 == 0:
        return b"", "utf-16-be"
    return b"", "utf-8"
