"""Which operations of a debugger a command line asks for."""

from __future__ import annotations

from collections.abc import Sequence

from capslint.debuggers.commands.command_options import Reading
from capslint.debuggers.commands.located_words import Piece
from capslint.debuggers.data.program_sign import Program

_NOTHING = "none"
_LOOK = "look"


def asked(words: Sequence[Piece], program: Program, reading: Reading) -> tuple[str, ...]:
    """Return the operations of the catalogue, ``x?`` for one that the line leaves open, () if it asks for none."""
    if not program.tool or reading.has(program.quiet):
        return ()
    answer = _from_subcommand(program, reading)
    if answer == _LOOK:
        answer = _from_options(program, reading) or _from_operands(words, program, reading)
    if answer == _NOTHING:
        return ()
    return (*answer.split(), *(operation for name, operation in program.besides if reading.has((name,))))


def _from_subcommand(program: Program, reading: Reading) -> str:
    if not program.subcommands:
        return _LOOK
    return dict(program.subcommands).get(reading.subcommand, program.other)


def _from_options(program: Program, reading: Reading) -> str:
    for name, operation in program.options:
        if reading.has((name,)):
            return operation
    for value in reading.values(program.says_options):
        for beginning, operation in program.says:
            if value.text.strip().startswith(beginning):
                return operation
    return ""


def _from_operands(words: Sequence[Piece], program: Program, reading: Reading) -> str:
    if program.files and program.runs_from < len(reading.operands):
        file = words[reading.operands[program.runs_from]].text
        for ending, operation in program.files:
            if file.endswith(ending):
                return operation
    count = len(reading.operands) + (1 if reading.command_at >= 0 else 0) - (reading.subcommand_length - 1)
    if program.second_number and len(reading.operands) > 1:
        second = words[reading.operands[1]].text
        if second.isdigit() or second.startswith("$"):
            return program.second_number
    return program.operands[min(count, len(program.operands) - 1)]
