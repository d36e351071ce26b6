"""Unified diffs that `git apply` and `patch -p1` take, byte for byte."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.report.style import CYAN, GREEN, RED, Style

_NO_NEWLINE = "\\ No newline at end of file\n"
# What git quotes in a name (quote.c): these by letter, other control characters and bytes above 127 in octal.
_LETTERS = {7: "a", 8: "b", 9: "t", 10: "n", 11: "v", 12: "f", 13: "r", 34: '"', 92: "\\"}
_BYTES = "latin-1"  # one character for each byte, so that any encoding and line end passes through


def unified_diff(path: str, before: bytes, after: bytes) -> bytes:
    """Give the diff from ``before`` to ``after`` with three lines of context; empty if they are equal.

    ``path`` is relative to where the diff will be applied; an absolute one loses its leading slash.
    """
    from difflib import unified_diff as lines_of

    name = path.lstrip("/")
    # Git and patch end a line at a line feed alone, whatever the file's own line ends are.
    old, new = (list(_lines(data)) for data in (before, after))
    diff = lines_of(old, new, _quoted("a/" + name), _quoted("b/" + name))
    return "".join(_ended(line) for line in diff).encode(_BYTES)


def coloured(diff: bytes, style: Style) -> bytes:
    """Paint the lines of ``diff`` for a terminal; without colours it is given back as it is."""
    if not style.colour:
        return diff
    return "".join(_painted(line, style) for line in _lines(diff)).encode(_BYTES)


def _painted(line: str, style: Style) -> str:
    colour = {"+": GREEN, "-": RED, "@": CYAN}.get(line[:1])
    return style.paint(line.rstrip("\n"), colour) + "\n" if colour else line


def _lines(data: bytes) -> Iterator[str]:
    start = 0
    while start < len(data):
        end = data.find(b"\n", start) + 1 or len(data)
        yield data[start:end].decode(_BYTES)
        start = end


def _ended(line: str) -> str:
    return line if line.endswith("\n") else f"{line}\n{_NO_NEWLINE}"


def _quoted(name: str) -> str:
    data = name.encode("utf-8", "surrogateescape")
    if all(32 <= byte < 127 and byte not in _LETTERS for byte in data):
        # A tab ends a name that holds spaces, or what follows a space would be read as a date.
        return name + "\t" if " " in name else name
    return '"' + "".join(_quoted_byte(byte) for byte in data) + '"'


def _quoted_byte(byte: int) -> str:
    if byte in _LETTERS:
        return "\\" + _LETTERS[byte]
    return chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}"
