"""Find the commands that a command line really runs: inside shells, behind wrappers, in scripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from capslint.debuggers import shell
from capslint.debuggers._signs_data import ENDINGS, FOLDERS, PROGRAMS
from capslint.debuggers.options import Reading, read
from capslint.debuggers.pieces import Piece
from capslint.debuggers.program import Program

_NESTED_SCRIPTS = 10
_NESTED_COMMANDS = 50  # wrappers around wrappers; each one reads all the words that are left
_MOST_COMMANDS = 5000

# They need no privilege: a script with one other command is that one.
_PREPARATIONS = frozenset(
    (
        ".",
        ":",
        "[",
        "[[",
        "cd",
        "echo",
        "exit",
        "export",
        "printf",
        "set",
        "sleep",
        "test",
        "trap",
        "true",
        "umask",
        "wait",
    )
)


class Run(NamedTuple):
    """One command with its arguments. ``assigned`` are assignments before it (``X=y command``).

    ``program`` and ``reading`` are what is known of it, if anything. ``is_main``: there is no other command beside it.
    ``is_sure`` is false where only a convention says that it runs.
    """

    words: tuple[Piece, ...]
    assigned: tuple[Piece, ...]
    program: Program | None
    reading: Reading | None
    is_main: bool
    is_sure: bool
    through_sudo: bool
    as_user: str | None

    @property
    def name(self) -> str:
        """The command's name without its path."""
        return base_name(self.words[0].text) if self.words else ""


class _Pending(NamedTuple):
    words: tuple[Piece, ...]
    scripts: int  # how many scripts it stands in
    commands: int  # how many commands run it
    is_main: bool
    is_sure: bool
    through_sudo: bool
    as_user: str | None


def base_name(command: str) -> str:
    """Give the last component of a path."""
    return command[command.rfind("/") + 1 :]


def without_version(name: str) -> str:
    """Take a version off the end of a name: ``lldb-18``, ``python3.11``, ``perf_5.10``."""
    return name.rstrip("0123456789.").rstrip("-_") if name[-1:].isdigit() else name


def program_called(command: str) -> Program | None:
    """Give what is known of the program ``command``, a name or a path."""
    name = base_name(command)
    folder = command[: -len(name) - 1]
    if folder in FOLDERS:
        return PROGRAMS[FOLDERS[folder]]
    found = PROGRAMS.get(name) or PROGRAMS.get(without_version(name))
    if found is not None:
        return found
    for ending, key in ENDINGS.items():
        if name.endswith(ending) and name != ending:
            return PROGRAMS[key]
    return None


def runs(words: Sequence[Piece]) -> Iterator[Run]:
    """Give every command that the argument vector ``words`` runs, as far as can be told; never raises."""
    stack = [_Pending(tuple(words), 0, 0, True, True, False, None)]
    for _ in range(_MOST_COMMANDS):
        if not stack:
            break
        pending = stack.pop()
        run = _run(pending)
        yield run
        if run.program is not None and run.reading is not None and pending.commands < _NESTED_COMMANDS:
            stack.extend(reversed(_started(run, run.program, run.reading, pending)))


def _run(pending: _Pending) -> Run:
    first = 0
    while first < len(pending.words) and _is_assignment(pending.words[first].text):
        first += 1
    words = pending.words[first:]
    program = program_called(words[0].text) if words else None
    return Run(
        words,
        pending.words[:first],
        program,
        read(words, program) if program else None,
        pending.is_main,
        pending.is_sure,
        pending.through_sudo,
        pending.as_user,
    )


def _is_assignment(text: str) -> bool:
    name, equals, _ = text.partition("=")
    return bool(equals) and name.isidentifier()


def _started(run: Run, program: Program, reading: Reading, outer: _Pending) -> list[_Pending]:
    # What the program starts in turn.
    if reading.has(program.quiet):
        return []
    through_sudo = run.through_sudo or program.is_sudo
    as_user = _user(run, program, reading)
    is_sure = run.is_sure and not program.is_guess
    deeper = outer.commands + 1
    return [
        _Pending(words, outer.scripts + extra, deeper, run.is_main and alone, is_sure, through_sudo, as_user)
        for words, extra, alone in _commands(run, program, reading, outer.scripts)
        if words
    ]


def _user(run: Run, program: Program, reading: Reading) -> str | None:
    named = reading.values(program.user_options)
    if named:
        return named[-1].text
    if program.user_operand:
        for index in reading.operands:
            if run.words[index].text != "-":
                return run.words[index].text
    return run.as_user


def _commands(run: Run, program: Program, reading: Reading, scripts: int) -> list[tuple[tuple[Piece, ...], int, bool]]:
    # (words, deeper scripts, whether there is no command beside it)
    found: list[tuple[tuple[Piece, ...], int, bool]] = []
    for script in _scripts(run, program, reading) if scripts < _NESTED_SCRIPTS else []:
        found.extend(_in_script(script))
    start = _command_start(run, program, reading)
    if start >= 0:
        found.append((run.words[start:], 0, True))
    return found


def _scripts(run: Run, program: Program, reading: Reading) -> list[Piece]:
    scripts = reading.values(program.script_options)
    if reading.has(program.script_flags):
        scripts.extend(run.words[index] for index in reading.operands[:1])
    if program.script_operands and reading.operands:
        scripts.append(_joined([run.words[index] for index in reading.operands]))
    return scripts


def _joined(words: list[Piece]) -> Piece:
    if len(words) == 1:
        return words[0]
    first, last = words[0].span, words[-1].span
    return Piece(" ".join(word.text for word in words), first._replace(end=max(first.end, last.end)), None)


def _in_script(script: Piece) -> list[tuple[tuple[Piece, ...], int, bool]]:
    commands = shell.split(script.text)
    serious = [command for command in commands if base_name(command.words[0].text) not in _PREPARATIONS]
    return [
        (
            tuple(script.part(word.start, word.end, word.text) for word in command.words),
            1,
            not command.inner and len(serious) == 1 and serious[0] is command,
        )
        for command in commands
    ]


def _command_start(run: Run, program: Program, reading: Reading) -> int:
    # The index of the word at which the command begins that the program starts, or -1.
    if reading.command_at >= 0:
        return reading.command_at
    if program.runs_from < 0 and not program.needs_dashes:
        return -1
    if program.needs_dashes:
        return reading.dashes + 1 if reading.dashes >= 0 else -1
    skipped = program.runs_from
    if program.runs_after:
        if not reading.operands or run.words[reading.operands[0]].text not in program.runs_after:
            return -1
        skipped += 1
    return reading.operands[skipped] if skipped < len(reading.operands) else -1
