"""A text that is edited step by step, each step planned on a fresh tree, and the sum of all steps as edits."""

from __future__ import annotations

from capslint.cst.editing.refused import RefusedError
from capslint.cst.nodes import IN_A_SCALAR, Document
from capslint.cst.parse import YamlError, parse_slice, slices
from capslint.edits import TextEdit, apply_edits
from capslint.source import Span

_Piece = Span | str  # a range of the original text, or new text


class Draft:
    """``document`` is the document after the steps so far; `edits` returns them as edits of the original text."""

    def __init__(self, document: Document) -> None:
        self.document = document
        text = document.source.text
        self._slice = _slice_of(document)
        self._pieces: list[_Piece] = [Span(0, len(text))]
        self._length = len(text)

    def apply(self, edits: list[TextEdit]) -> None:
        """Make a step. Raises RefusedError when the result is not YAML any more."""
        source = self.document.source
        try:
            text = apply_edits(source.text, tuple(edits))
        except ValueError:
            raise RefusedError("the parts of the change overlap") from None
        for edit in sorted(edits, reverse=True):
            self._splice(edit)
        start, end = self._slice
        self._slice = Span(start, end + len(text) - len(source.text))
        try:
            documents = parse_slice(source.with_text(text), *self._slice, self.document.index)
        except YamlError:
            raise RefusedError("the layout around it is one that no edit is made for") from None
        same = next((document for document in documents if document.start == self.document.start), None)
        if same is None:
            raise RefusedError("the document would not begin where it did")
        same.index = self.document.index
        self.document = same

    def edits(self) -> tuple[TextEdit, ...]:
        """Return all steps together, as edits of the original text in its order, none of which touch."""
        found: list[TextEdit] = []
        at, new = 0, ""
        for piece in (*self._pieces, Span(self._length, self._length)):
            if isinstance(piece, str):
                new += piece
                continue
            if new or piece.start > at:
                found.append(TextEdit(Span(at, piece.start), new))
            at, new = piece.end, ""
        return tuple(found)

    def _splice(self, edit: TextEdit) -> None:
        before, rest = _cut(self._pieces, edit.span.start)
        _, after = _cut(rest, edit.span.end - edit.span.start)
        self._pieces = [*before, *([edit.new] if edit.new else []), *after]


def _cut(pieces: list[_Piece], at: int) -> tuple[list[_Piece], list[_Piece]]:
    for index, piece in enumerate(pieces):
        length = len(piece) if isinstance(piece, str) else piece.end - piece.start
        if at < length:
            left: _Piece = piece[:at] if isinstance(piece, str) else Span(piece.start, piece.start + at)
            right: _Piece = piece[at:] if isinstance(piece, str) else Span(piece.start + at, piece.end)
            return [*pieces[:index], *([left] if at else [])], [right, *pieces[index + 1 :]]
        at -= length
    return list(pieces), []


def _slice_of(document: Document) -> Span:
    if document.index == IN_A_SCALAR:
        return Span(document.start, document.end)
    around = slices(document.source.text)
    return next(Span(start, end) for start, end in around if start <= document.start < end or start == document.start)
