"""The words of a command line as the program itself takes them: options, their values, operands."""

from __future__ import annotations

from collections.abc import Sequence

from capslint.debuggers.commands.located_words import Piece
from capslint.debuggers.data.program_sign import Program
from capslint.startup.records import NamedTuple


class Reading(NamedTuple):
    """The words of a command, the program's name first, as the program takes them.

    ``options`` are pairs of a name (long ones with two dashes) and a value, if there is one. ``operands`` are indexes
    of words. ``dashes`` is the index of ``--``, ``command_at`` where a command begins that one of
    ``Program.command_options`` starts; -1 for none. ``subcommand`` is the first operand, or the first two (then
    ``subcommand_length`` is 2) where the program knows them as one.
    """

    options: tuple[tuple[str, Piece | None], ...]
    operands: tuple[int, ...]
    subcommand: str
    subcommand_length: int
    dashes: int
    command_at: int

    def has(self, names: Sequence[str]) -> bool:
        """Return whether one of the options ``names`` is there."""
        return any(name in names for name, _ in self.options)

    def values(self, names: Sequence[str]) -> list[Piece]:
        """Return the values of the options ``names``, in order."""
        return [value for name, value in self.options if value is not None and name in names]


def read_options(words: Sequence[Piece], program: Program) -> Reading:
    """Return ``words``, the name of ``program`` first, as it takes them."""
    return _OptionReader(words, program).read()


class _OptionReader:
    """Walks once over the words of a command; ``_at`` is the index of the next one."""

    __slots__ = ("_at", "_command_at", "_operands", "_options", "_program", "_subcommand", "_with_value", "_words")

    def __init__(self, words: Sequence[Piece], program: Program) -> None:
        self._words = words
        self._program = program
        self._with_value = (*program.values, *program.script_options, *program.user_options, *program.says_options)
        self._at = 1
        self._options: list[tuple[str, Piece | None]] = []
        self._operands: list[int] = []
        self._subcommand: list[str] = []
        self._command_at = -1

    def read(self) -> Reading:
        dashes = -1
        while self._has_more_options():
            text = self._words[self._at].text
            self._at += 1
            if text == "--":
                dashes = self._at - 1
                break
            self._take(text)
        if self._command_at < 0:
            self._operands.extend(range(self._at, len(self._words)))
        return Reading(
            tuple(self._options),
            tuple(self._operands),
            " ".join(self._subcommand),
            max(1, len(self._subcommand)),
            dashes,
            self._command_at,
        )

    def _has_more_options(self) -> bool:
        if self._at >= len(self._words) or self._command_at >= 0:
            return False
        return len(self._operands) < self._program.leading + (len(self._subcommand) or 1)

    def _take(self, text: str) -> None:
        if len(text) < 2 or not (text[0] == "-" or text in self._with_value):
            self._operand(text)
        elif text.startswith("--") or self._program.long_only:
            self._long(text)
        else:
            self._cluster(text)

    def _operand(self, text: str) -> None:
        self._operands.append(self._at - 1)
        if len(self._operands) == 1:
            self._subcommand.append(text)
            self._with_value += self._program.values_after.get(text, ())
        elif len(self._operands) == 2 and f"{self._subcommand[0]} {text}" in dict(self._program.subcommands):
            self._subcommand.append(text)

    def _long(self, text: str) -> None:
        name, equals, _ = text.partition("=")
        start = len(name) + 1
        if not name.startswith("--") and len(name) > 2:
            name = "-" + name
        self._add(name, self._words[self._at - 1].part(start, len(text)) if equals else None)

    def _cluster(self, text: str) -> None:
        # -fp1 is -f -p 1. A whole word that the program knows (-help, +o) is taken as it is.
        program = self._program
        if text in self._with_value or text in program.quiet or text in program.command_options:
            self._add(text, None)
            return
        known = (*self._with_value, *program.command_options)
        for index in range(1, len(text)):
            name = "-" + text[index]
            if name in known and index + 1 < len(text):
                start = index + (2 if text[index + 1] == "=" else 1)
                self._add(name, self._words[self._at - 1].part(start, len(text)))
                return
            self._add(name, None)

    def _add(self, name: str, value: Piece | None) -> None:
        if name in self._program.command_options:
            self._command_at = self._at  # `python -mNAME`, glued, is seen by nobody
        elif value is None and name in self._with_value and self._at < len(self._words):
            value = self._words[self._at]
            self._at += 1
        self._options.append((name, value))
