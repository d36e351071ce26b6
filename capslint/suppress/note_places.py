"""The comments to capslint in a file, each with the line that it is about."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from capslint import formats
from capslint.cst import Document
from capslint.cst.comments import NOTE, comments, line_below
from capslint.cst.nodes import IN_A_SCALAR
from capslint.cst.parse import YamlError, parse_slice, slices
from capslint.source import Source, Span
from capslint.startup.records import NamedTuple
from capslint.suppress.written_notes import Note, notes_in

_BELOW = "is about the whole file, and stands below its beginning"
_HEAD = ("#", "%", "---", "//", "/*", "*", "{", ";")
"""How lines begin above which a comment can still be about the whole file."""


class PlacedNote(NamedTuple):
    """A note with the comment that holds it, all of which is ``comment``.

    ``line`` is the line that it is about; 0: the whole file. ``stands_alone`` tells that it is in a line of its own,
    above that one. ``is_sure`` tells that it is known to be a comment, ``what`` is what people call it.
    """

    note: Note
    comment: Span
    line: int
    stands_alone: bool
    is_sure: bool = True
    what: str = "comment"


def placed_notes(source: Source, documents: Iterable[Document]) -> list[PlacedNote]:
    """Return the comments to capslint in ``source``, in their order.

    The words inside of a string are none. ``documents`` are those in which something was found: of a text in a scalar
    that is YAML itself nobody else knows. Where a text cannot be read, whatever looks like a comment is one.
    """
    if NOTE not in source.text:
        return []
    real, head = _RealComments(source, documents), _head_end(source.text)
    found: list[PlacedNote] = []
    below = 0
    for note in notes_in(source.text):
        comment = real.around(note.span.start)
        if comment is None:
            continue
        place = _place(source, note, comment, (below, head))
        if place.stands_alone and place.line:
            below = place.line
        found.append(place._replace(is_sure=real.is_sure(note.span.start)))
    return found


def _place(source: Source, note: Note, comment: Span, known: tuple[int, int]) -> PlacedNote:
    """Return ``note`` with its place. Known are the line of the one before, and where the head of the file ends."""
    (below, head), text = known, source.text
    line = source.position(comment.start).line
    start = source.line_starts()[line - 1]
    is_alone = not text[start : comment.start].strip()
    if note.for_file and note.wrong is None:
        is_right = start <= head and is_alone
        return PlacedNote(note._replace(wrong=None if is_right else _BELOW), comment, 0, True)
    if not is_alone:
        return PlacedNote(note, comment, line, False)
    if line < below:  # another one further up in a block of comments has found it
        return PlacedNote(note, comment, below, True)
    about = line_below(source, comment.start)
    return PlacedNote(note, comment, about, about != line)


def _head_end(text: str) -> int:
    """Return where the first line begins above which no comment is about the whole file any more."""
    at = 0
    for line in re.finditer(r"[^\r\n]*(?:\r\n|\r|\n|\Z)", text):
        written = line[0].strip()
        if written and not written.startswith(_HEAD):
            return line.start()
        at = line.end()
    return at


class _RealComments:
    """Tells which places of a text are in a comment."""

    def __init__(self, source: Source, documents: Iterable[Document]) -> None:
        self._unread: list[Span] = []
        found = set(self._spans(source))
        inner = (document for document in documents if document.index == IN_A_SCALAR and document.source is source)
        found.update(
            comment.span for document in {id(each): each for each in inner}.values() for comment in comments(document)
        )
        self._spans_found = sorted(found)
        self._text = source.text

    def around(self, offset: int) -> Span | None:
        """Return the comment in which ``offset`` is, None if it is in none."""
        index = bisect_right(self._spans_found, (offset, len(self._text))) - 1
        if index >= 0 and offset < self._spans_found[index].end:
            return self._spans_found[index]
        if self.is_sure(offset):
            return None
        ends = [end for end in (self._text.find("\n", offset), self._text.find("\r", offset)) if end >= 0]
        return Span(offset, min(ends, default=len(self._text)))

    def is_sure(self, offset: int) -> bool:
        """Return whether the text around ``offset`` could be read."""
        return not any(start <= offset < end for start, end in self._unread)

    def _spans(self, source: Source) -> Iterator[Span]:
        taker = formats.taker_of(source.path, source.text)
        if taker is not None and taker.syntax is not None:
            try:
                yield from taker.syntax.comment_spans(source)
            except YamlError:
                self._unread.append(Span(0, len(source.text)))
            return
        for start, end in slices(source.text):
            if NOTE in source.text[start:end]:
                yield from self._of_slice(source, start, end)

    def _of_slice(self, source: Source, start: int, end: int) -> Iterator[Span]:
        try:
            documents = parse_slice(source, start, end, int(start > 0))
        except YamlError:
            documents = []
        if not documents:  # it cannot be read, or holds comments alone
            self._unread.append(Span(start, end))
        for document in documents:
            yield from (comment.span for comment in comments(document))
