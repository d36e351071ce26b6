"""Tokens of Go source, of the little of Go that the engines write their defaults in."""

from __future__ import annotations

import re
from typing import NamedTuple

_TOKEN = re.compile(
    r"""(?P<space>\s+|//[^\n]*|/\*.*?\*/)
      | (?P<string>"(?:[^"\\\n]|\\.)*"|`[^`]*`)
      | (?P<rune>'(?:[^'\\\n]|\\.)+')
      | (?P<number>0[xX][0-9a-fA-F_]+|[0-9][0-9_]*)
      | (?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)
      | (?P<sign>:=|==|!=|<=|>=|&&|\|\||<<|>>|\+\+|&\^|[][{}().,;:=!&*|+<>^%/-])""",
    re.VERBOSE | re.DOTALL,
)


class Unreadable(Exception):  # noqa: N818 - it is what the text is, as the reports say
    """A text says its facts in a way that is not understood here: a person has to read it."""


class Token(NamedTuple):
    """A token: its ``kind`` (string, rune, number, name, sign), its text and its line."""

    kind: str
    text: str
    line: int


def tokens_of(text: str) -> list[Token]:
    """Return the tokens of ``text`` without its comments. Raises Unreadable for what is no token known here."""
    found: list[Token] = []
    at, line = 0, 1
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise Unreadable(f"line {line}: {text[at : at + 20]!r}")
        if match.lastgroup != "space":
            found.append(Token(str(match.lastgroup), match.group(), line))
        line += match.group().count("\n")
        at = match.end()
    return found


class Tokens:
    """The tokens that are still to be read."""

    def __init__(self, tokens: list[Token]) -> None:
        """Begin with the first of ``tokens``."""
        self._tokens = tokens
        self._at = 0

    @property
    def text(self) -> str:
        """Return the text of the next token, empty behind the last."""
        return self._tokens[self._at].text if self._at < len(self._tokens) else ""

    @property
    def line(self) -> int:
        """Return the line of the next token, behind the last that of the last."""
        return self._tokens[min(self._at, len(self._tokens) - 1)].line if self._tokens else 1

    def next(self) -> Token:
        """Return the next token and go on. Raises Unreadable behind the last."""
        if self._at >= len(self._tokens):
            raise Unreadable("the text ends too early")
        self._at += 1
        return self._tokens[self._at - 1]

    def take(self, *texts: str) -> None:
        """Go on behind ``texts``. Raises Unreadable where something else stands there."""
        for text in texts:
            if self.text != text:
                raise Unreadable(f"line {self.line}: {self.text!r} where {text!r} was awaited")
            self.next()

    def begins(self, *texts: str) -> bool:
        """Return whether the next tokens are ``texts``."""
        return [token.text for token in self._tokens[self._at : self._at + len(texts)]] == list(texts)

    def find(self, *texts: str) -> bool:
        """Go on behind the first ``texts``; return whether there are any."""
        while self.text:
            if self.begins(*texts):
                self._at += len(texts)
                return True
            self._at += 1
        return False

    def until_block(self) -> list[Token]:
        """Return the tokens up to the ``{`` of a block, which is behind all round brackets, and go on behind it."""
        found: list[Token] = []
        depth = 0
        while depth or self.text != "{":
            token = self.next()
            depth += {"(": 1, ")": -1}.get(token.text, 0)
            found.append(token)
        self.next()
        return found
