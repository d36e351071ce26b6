"""JSON with comments to nodes with positions, as forgiving as jsonc-parser.

Source: github.com/microsoft/node-jsonc-parser src/impl/parser.ts, version 3 (`visit` and `parse`): trailing and missing
commas are passed over, of a key that is there twice the last counts, what cannot be read is dropped up to the next
comma or bracket, and nothing is read behind the first value. Tried with version 3.3.
"""

from __future__ import annotations

from collections.abc import Iterator

from capslint.cst.json_text import string_value
from capslint.cst.nodes import Document, Mapping, Node, Scalar, Sequence
from capslint.cst.parse import YamlError
from capslint.formats.jsonc.tokens import END, NUMBER, STRING, WORD, Token, tokens
from capslint.source import Source, Span

MAX_DEPTH = 100
"""Deepest nesting that is read; real files stay below 10."""


def read_jsonc(source: Source, syntax: str) -> tuple[Document, bool]:
    """Return the document of ``source``, which names ``syntax``, and whether all of it is JSON with comments.

    Raises YamlError where there is no value, where brackets are left open or nested too deeply.
    """
    reader = _JsoncReader(source.text)
    root = reader.value(0)
    if root is None:
        at = reader.token.start
        raise YamlError("no JSON value: an object is expected", Span(at, at))
    is_clean = reader.is_clean and reader.token.kind == END
    return Document(source, 0, 0, len(source.text), root, syntax), is_clean


class _JsoncReader:
    """Reads the tokens of a text, one at a time. ``is_clean``: nothing was forgiven but a trailing comma."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.is_clean = True
        self._tokens = (token for token in tokens(text) if not token.is_comment)
        self.token = Token(END, 0, 0)
        self._advance()

    def value(self, depth: int) -> Node | None:
        """Return the value at the token; None if it begins none."""
        start = self.token.start
        if depth > MAX_DEPTH:
            raise YamlError(f"nested deeper than {MAX_DEPTH} levels", Span(start, start))
        if self.token.kind == "{":
            return self._object(depth)
        if self.token.kind == "[":
            return self._array(depth)
        return self._scalar() if self.token.kind in (STRING, NUMBER, WORD) else None

    def _advance(self) -> None:
        end = len(self.text)
        self.token = next(self._tokens, Token(END, end, end))
        while self.token.kind not in _READ:  # a sign that is none of JSON's is passed over
            self.is_clean = False
            self.token = next(self._tokens, Token(END, end, end))

    def _scalar(self) -> Scalar:
        token = self.token
        written = self.text[token.start : token.end]
        style = '"' if token.kind == STRING else ""
        node = Scalar(token.start, token.end, None, None, self._content(written) if style else written, style)
        self._advance()
        return node

    def _content(self, written: str) -> str:
        inside = written[1:-1]
        if "\\" not in written and len(written) > 1 and written.endswith('"'):
            self.is_clean = self.is_clean and not any(character < " " for character in inside)
            return inside
        value = string_value(written, "")
        if not value:  # an escape that is none, a line that ends in the string
            self.is_clean = False
            return written.strip('"')
        return value

    def _object(self, depth: int) -> Mapping:
        mapping = Mapping(self.token.start, self.token.end, None, None, flow=True)
        for _ in self._parts("}"):
            if self.token.kind != STRING:
                self._skip("}")
                continue
            key = self._scalar()
            if self.token.kind != ":":
                self._skip("}")
                continue
            self._advance()
            value = self.value(depth + 1)
            if value is None:
                self._skip("}")
            else:
                mapping.pairs.append((key, value))
        mapping.end = self._close(mapping, "}")
        return mapping

    def _array(self, depth: int) -> Sequence:
        sequence = Sequence(self.token.start, self.token.end, None, None, flow=True)
        for _ in self._parts("]"):
            item = self.value(depth + 1)
            if item is None:
                self._skip("]")
            else:
                sequence.items.append(item)
        sequence.end = self._close(sequence, "]")
        return sequence

    def _parts(self, closing: str) -> Iterator[None]:
        """Lead from one part of a collection to the next, over the commas between them."""
        self._advance()
        is_first = True
        while True:
            if self.token.kind == ",":
                self.is_clean = self.is_clean and not is_first
                self._advance()
            elif not is_first and self.token.kind not in (closing, END):
                self.is_clean = False
            if self.token.kind in (closing, END):
                return
            is_first = False
            yield

    def _skip(self, closing: str) -> None:
        # To where the next part begins; an opening bracket of a part that nobody reads is passed over too.
        self.is_clean = False
        while self.token.kind not in (closing, ",", END):
            self._advance()

    def _close(self, collection: Node, closing: str) -> int:
        if self.token.kind != closing:
            raise YamlError(f"a {closing!r} is missing for the bracket here", Span(collection.start, collection.start))
        end = self.token.end
        self._advance()
        return end


_READ = frozenset((*"{}[]:,", STRING, NUMBER, WORD, END))
