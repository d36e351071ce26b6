"""Unified diffs that `git apply` and `patch -p1` take, byte for byte."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from capslint.report.terminal_style import CYAN, GREEN, RED, Style
from capslint.startup.records import NamedTuple

_NO_NEWLINE = "\\ No newline at end of file\n"
# What git quotes in a name (quote.c): these by letter, other control characters and bytes above 127 in octal.
_LETTERS = {7: "a", 8: "b", 9: "t", 10: "n", 11: "v", 12: "f", 13: "r", 34: '"', 92: "\\"}
_CONTEXT = 3
_MANY = 4_000_000  # pairs of lines to be held against each other
_BYTES = "latin-1"  # one character for each byte, so that any encoding and line end passes through


class _Block(NamedTuple):
    """The lines ``[old, old_end)`` of one text, which are ``[new, new_end)`` in the other."""

    old: int
    old_end: int
    new: int
    new_end: int


def unified_diff(path: str, before: bytes, after: bytes, lines_before: Iterable[int] = ()) -> bytes:
    """Return the diff from ``before`` to ``after`` with three lines of context; empty if they are equal.

    ``path`` is relative to where the diff will be applied; an absolute one loses its leading slash. ``lines_before``
    tells of the lines of ``after`` which ones of ``before`` they are (-1: none), in rising order, as far as that is
    known: what is not told is looked for, at a cost that grows with the square of its length.
    """
    name = path.lstrip("/")
    # Git and patch end a line at a line feed alone, whatever the file's own line ends are.
    old, new = (list(_lines(data)) for data in (before, after))
    diff = [line for hunk in _hunks(_changed(old, new, lines_before)) for line in _written(old, new, hunk)]
    if not diff:
        return b""
    head = [f"--- {_quoted('a/' + name)}\n", f"+++ {_quoted('b/' + name)}\n"]
    return "".join(_ended(line) for line in [*head, *diff]).encode(_BYTES)


def coloured(diff: bytes, style: Style) -> bytes:
    """Return ``diff`` with its lines painted for a terminal; in a style without colours as it is."""
    if not style.colour:
        return diff
    return "".join(_painted(line, style) for line in _lines(diff)).encode(_BYTES)


def _painted(line: str, style: Style) -> str:
    colour = {"+": GREEN, "-": RED, "@": CYAN}.get(line[:1])
    return style.paint(line.rstrip("\n"), colour) + "\n" if colour else line


def _changed(old: list[str], new: list[str], lines_before: Iterable[int]) -> Iterator[_Block]:
    """Return the stretches that differ."""
    ends = _Block(len(old), len(old) + 1, len(new), len(new) + 1)
    known = [
        _Block(was, was + 1, now, now + 1)
        for now, was in enumerate(lines_before)
        if 0 <= was < len(old) and now < len(new) and old[was] == new[now]
    ]
    for block, following in pairwise([_Block(-1, 0, -1, 0), *known, ends]):
        gap = _Block(block.old_end, following.old, block.new_end, following.new)
        if gap.old < gap.old_end or gap.new < gap.new_end:
            yield from _differing(old, new, gap)


def _differing(old: list[str], new: list[str], gap: _Block) -> Iterator[_Block]:
    from difflib import SequenceMatcher

    before, after = old[gap.old : gap.old_end], new[gap.new : gap.new_end]
    is_long = len(before) * len(after) > _MANY
    # Frequent lines are junk to it where a text is long: then it takes whole services for changed.
    for kind, *span in SequenceMatcher(None, before, after, autojunk=is_long).get_opcodes():
        if kind != "equal":
            start, end, new_start, new_end = span
            yield _Block(gap.old + start, gap.old + end, gap.new + new_start, gap.new + new_end)


def _hunks(changed: Iterable[_Block]) -> list[list[_Block]]:
    """Put those together between which there are no more lines than the context of both."""
    hunks: list[list[_Block]] = []
    for block in changed:
        if hunks and block.old - hunks[-1][-1].old_end <= 2 * _CONTEXT:
            hunks[-1].append(block)
        else:
            hunks.append([block])
    return hunks


def _written(old: list[str], new: list[str], hunk: list[_Block]) -> Iterator[str]:
    first, last = hunk[0], hunk[-1]
    above = min(first.old, _CONTEXT)
    start, end = first.old - above, min(last.old_end + _CONTEXT, len(old))
    new_start, new_end = first.new - above, last.new_end + end - last.old_end
    yield f"@@ -{_range(start, end)} +{_range(new_start, new_end)} @@\n"
    at = start
    for block in hunk:
        yield from (" " + line for line in old[at : block.old])
        yield from ("-" + line for line in old[block.old : block.old_end])
        yield from ("+" + line for line in new[block.new : block.new_end])
        at = block.old_end
    yield from (" " + line for line in old[at:end])


def _range(start: int, end: int) -> str:
    # An empty range is named by the line before it.
    return f"{start + 1 if end > start else start},{end - start}" if end - start != 1 else str(start + 1)


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
