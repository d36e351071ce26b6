"""Words of command lines that know where in a file they stand, also when they are a part of another word."""

from __future__ import annotations

from capslint.model import CommandLine, Container
from capslint.source import Span

_LONGEST = 20_000  # looking for every word of a longer script would cost the square of its length


class Piece:
    """A word. ``raw`` is what is written at ``span``, quotes and escapes included; None if that is not known."""

    __slots__ = ("raw", "span", "text")

    def __init__(self, text: str, span: Span, raw: str | None) -> None:
        self.text = text
        self.span = span
        self.raw = raw

    def part(self, start: int, end: int, text: str | None = None) -> Piece:
        """Return ``text`` (by default ``self.text[start:end]``) as a piece of its own.

        Its span is exact if the place of ``self.text[start:end]`` in what is written is beyond doubt, and else that of
        the whole.
        """
        written = self.text[start:end]
        text = written if text is None else text
        at = self._find(written, start)
        if at < 0 and text in written:  # its quotes are written in another way, as in a JSON list
            start, written = start + written.find(text), text
            at = self._find(written, start)
        if at < 0:
            return Piece(text, self.span, None)
        begin = self.span.start + at
        return Piece(text, Span(begin, begin + len(written)), written)

    def _find(self, written: str, start: int) -> int:
        if self.raw is None or self.raw == self.text:
            exact = self.span.end - self.span.start == len(self.text)
            return start if exact else -1
        if not written or len(self.text) > _LONGEST or self.text.count(written) != self.raw.count(written):
            return -1
        at = -1
        for _ in range(self.text.count(written, 0, start + len(written))):
            at = self.raw.find(written, at + 1 if at < 0 else at + len(written))
        return at


def pieces(line: CommandLine, container: Container) -> tuple[Piece, ...]:
    """Return the words of ``line`` as pieces; what is written is known for words of the document itself."""
    if line.path is not None:
        return tuple(Piece(word.text, word.span, None) for word in line.words)
    text = container.document.source.text
    return tuple(Piece(word.text, word.span, text[word.span.start : word.span.end]) for word in line.words)
