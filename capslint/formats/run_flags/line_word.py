"""A word of a command line as a shell, or whatever cuts the line, leaves it."""

from __future__ import annotations

from enum import Enum

from capslint.source import Span
from capslint.startup.records import NamedTuple


class Expands(Enum):
    """What a word becomes when the line runs."""

    NOTHING = "nothing"  # it is what it says
    ONE = "one"  # one word, of which a part is not known: "$IMAGE", $HOME:/src
    ANY = "any"  # none, one or several words: $OPTIONS
    LIST = "list"  # the items of a list: "$@", "${OPTIONS[@]}"


class LineWord(NamedTuple):
    """One word: ``text`` is without quotes, what expands is in it as written. ``span`` is its range, quotes included.

    ``places`` says where each character of the text stands; empty: they are the characters of the span.
    """

    text: str
    span: Span
    expands: Expands = Expands.NOTHING
    places: tuple[int, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether the word is what it says."""
        return self.expands is Expands.NOTHING

    def part(self, start: int, end: int) -> Span:
        """Return the range of the characters from ``start`` up to ``end``, the whole word where that is not known."""
        if not self.places:
            is_verbatim = self.span.end - self.span.start == len(self.text)
            return Span(self.span.start + start, self.span.start + end) if is_verbatim else self.span
        if start == end:
            at = self.places[start] if start < len(self.places) else self.places[-1] + 1
            return Span(at, at)
        return Span(self.places[start], self.places[end - 1] + 1)
