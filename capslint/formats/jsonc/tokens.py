"""The tokens of JSON with comments.

Source: github.com/microsoft/node-jsonc-parser src/impl/scanner.ts, version 3: a string ends at its quote or at the end
of its line, a comment may be left open, and what is nothing else is a word up to the next sign that is something.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from capslint.cst.comments import Comment
from capslint.source import Span
from capslint.startup.records import NamedTuple

STRING, NUMBER, WORD, LINE_COMMENT, BLOCK_COMMENT, UNKNOWN = "string", "number", "word", "//", "/*", "unknown"
END = "end"
_PATTERN = r"""(?x)
    (?P<string>"(?:[^"\\\r\n]|\\[^\r\n])*(?:"|(?=[\r\n\\])|\Z))
  | (?P<line>//[^\r\n]*)
  | (?P<block>/\*(?s:.*?)(?:\*/|\Z))
  | (?P<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)
  | (?P<sign>[][{}:,])
  | (?P<word>[^\s\]\[{}:,"/]+|/|\S)
"""
_KINDS = {"string": STRING, "line": LINE_COMMENT, "block": BLOCK_COMMENT, "number": NUMBER}


class Token(NamedTuple):
    """One token; ``kind`` is the sign itself for brackets, commas and colons."""

    kind: str
    start: int
    end: int

    @property
    def is_comment(self) -> bool:
        """Whether it is a comment of either sort."""
        return self.kind in (LINE_COMMENT, BLOCK_COMMENT)


def tokens(text: str) -> Iterator[Token]:
    """Return the tokens of ``text`` in their order, comments among them."""
    for found in re.finditer(_PATTERN, text):
        group = str(found.lastgroup)
        kind = _KINDS.get(group)
        if kind is None:
            written = found[0]
            kind = written if group == "sign" else WORD if written in ("true", "false", "null") else UNKNOWN
        yield Token(kind, found.start(), found.end())


def comments_in(text: str) -> list[Comment]:
    """Return the comments of ``text`` in their order, without what begins and ends them."""
    return [
        Comment(Span(token.start, token.end), text[token.start + 2 : token.end].removesuffix("*/"))
        for token in tokens(text)
        if token.is_comment
    ]
