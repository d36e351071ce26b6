"""Shell text as commands: lists of words that know where they stand, and of which it is known what is not known.

Source of the grammar: POSIX.1-2017, Shell Command Language, 2.3 (token recognition) and 2.7 (redirection); bash(1) for
arrays and here-strings.
"""

from __future__ import annotations

import re

from capslint.formats.commandline.one_word import Dialect, ReadWord, WordReader
from capslint.formats.run_flags.line_word import LineWord
from capslint.source import Span
from capslint.startup.records import NamedTuple

_BLANK = re.compile(r"[ \t]+|\r(?=\n)|\\\r?\n")
_REDIRECTION = re.compile(r"&>>?|<<<|<<-?|[<>]&-?|[<>]\||>>|<>|[<>]")
_MOST_NESTED = 20


class Command(NamedTuple):
    """The words of one simple command, redirections and assignments' lists left out."""

    words: tuple[LineWord, ...]


class ShellText(NamedTuple):
    """What stands in a shell text: its commands, those of substitutions too, and its comments."""

    commands: tuple[Command, ...]
    comments: tuple[Span, ...]


def read_shell(text: str, start: int, end: int, dialect: Dialect) -> ShellText:
    """Return the commands and comments of ``text[start:end]``."""
    lexer = _Lexer(text, end, dialect)
    lexer.run(start)
    ordered = sorted(lexer.commands, key=lambda command: command.words[0].span)
    return ShellText(tuple(ordered), tuple(sorted(lexer.comments)))


class _Lexer:
    def __init__(self, text: str, end: int, dialect: Dialect, depth: int = 0) -> None:
        self.depth = depth
        self.commands: list[Command] = []
        self.comments: list[Span] = []
        self._words: list[LineWord] = []
        self._documents: list[tuple[str, bool]] = []  # here-documents that begin in the next line
        self._skips_word = False
        self._reader = WordReader(text, end, dialect)

    def run(self, at: int) -> None:
        while at < self._reader.end:
            at = self._step(at)
        self._finish()
        if self.depth < _MOST_NESTED:
            for span in self._reader.substitutions:
                inner = _Lexer(
                    self._reader.text, span.end, self._reader.dialect._replace(is_one_line=False), self.depth + 1
                )
                inner.run(span.start)
                self.commands += inner.commands
                self.comments += inner.comments

    def _step(self, at: int) -> int:
        text = self._reader.text
        if blank := _BLANK.match(text, at, self._reader.end):
            return blank.end()
        character = text[at]
        if character == "\n":
            return self._line_end(at)
        if character == "#":
            end = self._end_of_line(at)
            self.comments.append(Span(at, end))
            return end
        if (redirection := _REDIRECTION.match(text, at, self._reader.end)) and not self._substitutes_process(at):
            return self._redirect(redirection)
        if character in ";&|()":
            return self._operator(at)
        return self._word(at)

    def _line_end(self, at: int) -> int:
        if self._reader.dialect.is_one_line:
            return at + 1
        self._finish()
        at += 1
        for mark, is_indented in self._documents:
            at = self._behind_document(at, mark, is_indented)
        self._documents.clear()
        return at

    def _behind_document(self, at: int, mark: str, is_indented: bool) -> int:
        # In a scalar of YAML the mark stands at the scalar's indent, whatever that is.
        while at < self._reader.end:
            end = self._end_of_line(at)
            line = self._reader.text[at:end].rstrip("\r")
            at = min(end + 1, self._reader.end)
            if line.strip() == mark and (is_indented or line == mark or line.startswith(" ")):
                break
        return at

    def _end_of_line(self, at: int) -> int:
        end = self._reader.text.find("\n", at, self._reader.end)
        end = self._reader.end if end < 0 else end
        return end - 1 if self._reader.text[end - 1 : end] == "\r" and end > at else end

    def _substitutes_process(self, at: int) -> bool:
        return self._reader.text[at + 1 : at + 2] == "("

    def _redirect(self, redirection: re.Match[str]) -> int:
        last = self._words[-1] if self._words else None
        if last is not None and last.span.end == redirection.start() and last.text.isdigit():
            self._words.pop()
        operator = redirection[0]
        if operator in ("<<", "<<-"):
            return self._begin_document(redirection.end(), operator == "<<-")
        self._skips_word = not operator.endswith("-")
        return redirection.end()

    def _begin_document(self, at: int, is_indented: bool) -> int:
        while at < self._reader.end and self._reader.text[at] in " \t":
            at += 1
        mark = ReadWord(at)
        at = self._reader.read(at, mark)
        self._documents.append(("".join(mark.characters), is_indented))
        return at

    def _operator(self, at: int) -> int:
        last = self._words[-1] if self._words else None
        if self._reader.text[at] == "(" and last is not None and last.span.end == at and last.text.endswith("="):
            self._words.pop()  # NAME=(…): a list, which is no command
            return self._reader.closing(at + 1, ")")
        self._finish()
        return at + 1

    def _finish(self) -> None:
        if self._words:
            self.commands.append(Command(tuple(self._words)))
            self._words = []
        self._skips_word = False

    def _word(self, at: int) -> int:
        word = ReadWord(at)
        end = self._reader.read(at, word)
        if self._skips_word:
            self._skips_word = False
        else:
            self._words.append(word.done(end))
        return end
