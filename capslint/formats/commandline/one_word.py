"""One word of shell text: its characters, where each stands, and what of it is put in when it runs.

Source of the grammar: POSIX.1-2017, Shell Command Language, 2.2 (quoting) and 2.6 (expansions); bash(1) for braces; GNU
make manual, "Variables in Recipes". What is assigned to a variable is never put in.
"""

from __future__ import annotations

import re

from capslint.formats.run_flags.line_word import Expands, LineWord
from capslint.source import Span
from capslint.startup.records import NamedTuple

_NAME = re.compile(r"[A-Za-z_]\w*|[0-9@*#?$!-]")
_CONTINUED = re.compile(r"\\\r?\n")
_BRACES = re.compile(r"\{[^{}\s]*\}")
_MOST_NESTED = 50
_IN_DOUBLE_QUOTES = '$`"\\'


class Dialect(NamedTuple):
    """How a text differs from a script: ``is_make``: ``$$`` is a dollar, and one ``$`` begins a variable of make's.

    ``templates``: what stands between ``{{`` and ``}}`` is put in by somebody else. ``is_one_line``: line ends are
    spaces.
    """

    is_make: bool = False
    templates: bool = False
    is_one_line: bool = False


class ReadWord:
    """A word that is being read: its characters, where each stands, and what of it expands."""

    def __init__(self, start: int) -> None:
        self.start = start
        self.characters: list[str] = []
        self.places: list[int] = []
        self.has_literal = False
        self.has_expansion = False
        self.is_list = False

    def add(self, text: str, at: int) -> None:
        """Add characters that stand at ``at`` as they are."""
        self.characters.extend(text)
        self.places.extend(range(at, at + len(text)))

    def done(self, end: int) -> LineWord:
        """Return the word, which ends at ``end``."""
        expands = Expands.NOTHING
        if self.is_list:
            expands = Expands.LIST
        elif self.has_expansion:
            expands = Expands.ONE if self.has_literal else Expands.ANY
        is_verbatim = self.places == list(range(self.start, end))
        return LineWord(
            "".join(self.characters), Span(self.start, end), expands, () if is_verbatim else tuple(self.places)
        )


class WordReader:
    """Reads words of ``text[:end]``. ``substitutions`` are the ranges of the commands in those that it has read."""

    def __init__(self, text: str, end: int, dialect: Dialect) -> None:
        self.text = text
        self.end = end
        self.dialect = dialect
        self.substitutions: list[Span] = []

    def read(self, at: int, word: ReadWord) -> int:
        """Read one word from ``at`` on, and return where it ends."""
        start = at
        while at < self.end:
            character = self.text[at]
            if character in " \t\n;&|()" or (character in "<>" and not self._begins_process(at, start)):
                break
            if character == "\r" and self.text[at + 1 : at + 2] == "\n":
                break
            at = self._part(at, word)
        return max(at, start + 1)

    def _begins_process(self, at: int, start: int) -> bool:
        return at == start and self.text[at + 1 : at + 2] == "("

    def _part(self, at: int, word: ReadWord) -> int:
        character = self.text[at]
        match character:
            case "\\":
                return self._escape(at, word)
            case "'":
                return self._single_quoted(at + 1, word)
            case '"':
                return self._double_quoted(at + 1, word)
            case "<" | ">":
                return self._unknown(at, self.closing(at + 2, ")"), word)
            case "$" | "`" | "{":
                return self._expansion(at, word)
        word.has_literal = True
        word.add(character, at)
        return at + 1

    def _escape(self, at: int, word: ReadWord) -> int:
        continued = _CONTINUED.match(self.text, at, self.end)
        if continued:
            return continued.end()
        word.has_literal = True
        word.add(self.text[at + 1 : at + 2], at + 1)
        return at + 2

    def _single_quoted(self, at: int, word: ReadWord) -> int:
        end = self.text.find("'", at, self.end)
        end = self.end if end < 0 else end
        word.has_literal = True
        while at < end:
            # make and templates know of no quotes
            is_expanded = self.text[at] == "$" if self.dialect.is_make else self.text.startswith("{{", at)
            if is_expanded and (self.dialect.is_make or self.dialect.templates):
                at = self._expansion(at, word)
            else:
                word.add(self.text[at], at)
                at += 1
        return min(max(end, at) + 1, self.end)

    def _double_quoted(self, at: int, word: ReadWord) -> int:
        word.has_literal = True
        while at < self.end and self.text[at] != '"':
            character = self.text[at]
            if character == "\\":
                if continued := _CONTINUED.match(self.text, at, self.end):
                    at = continued.end()
                    continue
                at += self.text[at + 1 : at + 2] in _IN_DOUBLE_QUOTES
            elif character in "$`" or self.text.startswith("{{", at):
                at = self._expansion(at, word)
                continue
            word.add(self.text[at], at)
            at += 1
        return min(at + 1, self.end)

    def _expansion(self, at: int, word: ReadWord) -> int:
        """Read what begins with a dollar, a backtick or a brace: it is put into the word as it is written."""
        match self.text[at]:
            case "{":
                return self._brace(at, word)
            case "`":
                end = self.text.find("`", at + 1, self.end)
                return self._unknown(at, self.end if end < 0 else end + 1, word)
        begin = at + 1
        is_of_make = self.dialect.is_make and self.text[begin : begin + 1] != "$"
        if self.dialect.is_make and not is_of_make:
            begin += 1  # $$ is the shell's dollar
        if self.text[begin : begin + 1] in ("(", "{"):
            return self._bracketed(at, begin, word, is_of_make)
        if is_of_make:
            return self._unknown(at, min(begin + 1, self.end), word)
        return self._variable(at, begin, word)

    def _bracketed(self, at: int, begin: int, word: ReadWord, is_of_make: bool) -> int:
        if self.dialect.templates and self.text.startswith("{{", begin):
            return self._unknown(at, self._behind_template(begin), word)
        return self._braced(at, begin, word, is_of_make)

    def _variable(self, at: int, begin: int, word: ReadWord) -> int:
        name = _NAME.match(self.text, begin, self.end)
        if name is None:
            return self._dollar(at, begin, word)
        word.is_list = word.is_list or name[0] in "@*"
        return self._unknown(at, name.end(), word)

    def _dollar(self, at: int, begin: int, word: ReadWord) -> int:
        if self.text[begin : begin + 1] in ("'", '"'):  # $'…' has escapes of its own
            end = self.text.find(self.text[begin], begin + 1, self.end)
            word.has_literal = True
            return self._unknown(at, self.end if end < 0 else end + 1, word)
        word.has_literal = True
        word.add("$", at)
        return begin

    def _braced(self, at: int, begin: int, word: ReadWord, is_of_make: bool) -> int:
        opening = self.text[begin]
        end = self.closing(begin + 1, ")" if opening == "(" else "}")
        if opening == "(" and not is_of_make and not self.text.startswith("((", begin):
            self.substitutions.append(Span(begin + 1, end - 1))
        elif opening == "{":
            inner = self.text[begin + 1 : end]
            word.is_list = word.is_list or inner[:1] in ("@", "*") or "[@]" in inner or "[*]" in inner
        return self._unknown(at, end, word)

    def _brace(self, at: int, word: ReadWord) -> int:
        if self.dialect.templates and self.text.startswith("{{", at):
            return self._unknown(at, self._behind_template(at), word)
        braces = _BRACES.match(self.text, at, self.end)
        if braces and ("," in braces[0] or ".." in braces[0]):  # {a,b} makes several words
            word.is_list = True
            return self._unknown(at, braces.end(), word)
        word.has_literal = True
        word.add("{", at)
        return at + 1

    def _behind_template(self, at: int) -> int:
        end = self.text.find("}}", at, self.end)
        return self.end if end < 0 else end + 2

    def _unknown(self, at: int, end: int, word: ReadWord) -> int:
        word.has_expansion = True
        if self.dialect.is_make and self.text.startswith("$$", at):
            at += 1
        word.add(self.text[at:end], at)
        return end

    def closing(self, at: int, closing: str, nested: int = 0) -> int:
        """Return the place behind the bracket that closes what was opened before ``at``; quotes are passed over."""
        opening = "(" if closing == ")" else "{"
        depth = 1
        while at < self.end:
            character = self.text[at]
            if character in "'\"":
                at = self._behind_quote(at, nested)
                continue
            if character == "\\":
                at += 1
            elif character == opening:
                depth += 1
            elif character == closing:
                depth -= 1
                if not depth:
                    return at + 1
            at += 1
        return self.end

    def _behind_quote(self, at: int, nested: int) -> int:
        quote = self.text[at]
        at += 1
        while at < self.end and self.text[at] != quote:
            if quote == '"' and self.text.startswith("$(", at) and nested < _MOST_NESTED:
                at = self.closing(at + 2, ")", nested + 1)
                continue
            at += 2 if self.text[at] == "\\" and quote == '"' else 1
        return min(at + 1, self.end)
