"""Read a command line as the program itself would: options, their values, operands."""

from __future__ import annotations

from collections.abc import Sequence

from capslint.debuggers.commands.located_words import Piece
from capslint.debuggers.data.program_sign import Program


class Reading:
    """The words of a command, the program's name first, as ``program`` takes them.

    ``options`` are pairs of a name (long ones with two dashes) and a value, if there is one. ``operands`` are indexes
    of words. ``dashes`` is the index of ``--``, ``command_at`` where a command begins that one of
    ``Program.command_options`` starts; -1 for none. ``subcommand`` is the first operand, or the first two (then
    ``subcommand_length`` is 2) where the program knows them as one.
    """

    __slots__ = (
        "_at",
        "_program",
        "_with_value",
        "_words",
        "command_at",
        "dashes",
        "operands",
        "options",
        "subcommand",
        "subcommand_length",
    )

    def __init__(self, words: Sequence[Piece], program: Program) -> None:
        self._words = words
        self._program = program
        self._with_value = (*program.values, *program.script_options, *program.user_options, *program.says_options)
        self._at = 1
        self.options: list[tuple[str, Piece | None]] = []
        self.operands: list[int] = []
        self.subcommand = ""
        self.subcommand_length = 1
        self.dashes = -1
        self.command_at = -1
        self._read()

    def has(self, names: Sequence[str]) -> bool:
        """Whether one of the options ``names`` is there."""
        return any(name in names for name, _ in self.options)

    def values(self, names: Sequence[str]) -> list[Piece]:
        """Return the values of the options ``names``, in order."""
        return [value for name, value in self.options if value is not None and name in names]

    def _read(self) -> None:
        while self._at < len(self._words) and self.command_at < 0:
            text = self._words[self._at].text
            if len(self.operands) >= self._program.leading + self.subcommand_length:
                break
            self._at += 1
            if text == "--":
                self.dashes = self._at - 1
                break
            if len(text) < 2 or not (text[0] == "-" or text in self._with_value):
                self._operand(text)
            elif text.startswith("--") or self._program.long_only:
                self._long(text)
            else:
                self._cluster(text)
        if self.command_at < 0:
            self.operands.extend(range(self._at, len(self._words)))

    def _operand(self, text: str) -> None:
        self.operands.append(self._at - 1)
        if len(self.operands) == 1:
            self.subcommand = text
            self._with_value += self._program.values_after.get(text, ())
        elif len(self.operands) == 2 and f"{self.subcommand} {text}" in dict(self._program.subcommands):
            self.subcommand += f" {text}"
            self.subcommand_length = 2

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
            self.command_at = self._at  # `python -mNAME`, glued, is seen by nobody
        elif value is None and name in self._with_value and self._at < len(self._words):
            value = self._words[self._at]
            self._at += 1
        self.options.append((name, value))
