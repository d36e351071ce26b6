"""Read a command line as the program itself would: options, their values, operands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from capslint.debuggers.pieces import Piece
from capslint.debuggers.program import Program


class Option(NamedTuple):
    """One option: its name (long ones with two dashes) and its value, if it has one."""

    name: str
    value: Piece | None


class Reading(NamedTuple):
    """``operands`` are indexes of words; ``dashes`` is the index of ``--`` (-1: none).

    ``command_at`` is where a command started by one of ``Program.command_options`` begins (-1: none).
    """

    options: tuple[Option, ...]
    operands: tuple[int, ...]
    dashes: int
    command_at: int

    def has(self, names: Sequence[str]) -> bool:
        """Whether one of the options ``names`` is there."""
        return any(option.name in names for option in self.options)

    def values(self, names: Sequence[str]) -> list[Piece]:
        """Give the values of the options ``names``, in order."""
        return [option.value for option in self.options if option.value is not None and option.name in names]


class _Reader:
    __slots__ = ("at", "command_at", "dashes", "operands", "options", "program", "with_value", "words")

    def __init__(self, words: Sequence[Piece], program: Program) -> None:
        self.words = words
        self.program = program
        self.with_value = (*program.values, *program.script_options, *program.user_options, *program.says_options)
        self.at = 1
        self.options: list[Option] = []
        self.operands: list[int] = []
        self.dashes = -1
        self.command_at = -1

    def run(self) -> Reading:
        while self.at < len(self.words) and self.command_at < 0:
            text = self.words[self.at].text
            if len(self.operands) > self.program.leading:
                break
            self.at += 1
            if text == "--":
                self.dashes = self.at - 1
                break
            if len(text) < 2 or not (text[0] == "-" or text in self.with_value):
                self.operands.append(self.at - 1)
            elif text.startswith("--") or self.program.long_only:
                self._long(text)
            else:
                self._cluster(text)
        if self.command_at < 0:
            self.operands.extend(range(self.at, len(self.words)))
        return Reading(tuple(self.options), tuple(self.operands), self.dashes, self.command_at)

    def _long(self, text: str) -> None:
        name, equals, _ = text.partition("=")
        start = len(name) + 1
        if not name.startswith("--") and len(name) > 2:
            name = "-" + name
        if equals:
            self._add(name, self.words[self.at - 1].part(start, len(text)))
        else:
            self._add(name, None)

    def _cluster(self, text: str) -> None:
        # -fp1 is -f -p 1. A whole word that the program knows (-help, +o) is taken as it is.
        if text in self.with_value or text in self.program.quiet or text in self.program.command_options:
            self._add(text, None)
            return
        known = (*self.with_value, *self.program.command_options)
        for index in range(1, len(text)):
            name = "-" + text[index]
            if name in known and index + 1 < len(text):
                start = index + (2 if text[index + 1] == "=" else 1)
                self._add(name, self.words[self.at - 1].part(start, len(text)))
                return
            self._add(name, None)

    def _add(self, name: str, value: Piece | None) -> None:
        if name in self.program.command_options:
            self.command_at = self.at  # `python -mNAME`, glued, is seen by nobody
        elif value is None and name in self.with_value and self.at < len(self.words):
            value = self.words[self.at]
            self.at += 1
        self.options.append(Option(name, value))


def read(words: Sequence[Piece], program: Program) -> Reading:
    """Read ``words``, the program's name first."""
    return _Reader(words, program).run()
