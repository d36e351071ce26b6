"""The commands that a command line really runs: inside shells, behind wrappers, in scripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from capslint.debuggers.commands import shell
from capslint.debuggers.commands.command_options import Reading, read_options
from capslint.debuggers.commands.located_words import Piece
from capslint.debuggers.data.program_sign import Program
from capslint.debuggers.data.signs_data import ENDINGS, FOLDERS, PROGRAMS
from capslint.debuggers.packages import base_name, without_version
from capslint.model import Switch
from capslint.startup.records import NamedTuple

_NESTED_SCRIPTS = 10
_NESTED_COMMANDS = 50  # wrappers around wrappers; each one reads all the words that are left
_MOST_COMMANDS = 5000

# They need no privilege: a script with one other command is that one.
PREPARATIONS = frozenset(
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
    ``is_sure`` is false where only a convention says that it runs. ``is_aside``: it prepares another command, or is
    substituted into one. ``goes_on``: no other command takes its process over. ``had_child``: its process was the shell
    that started ``$!``. ``switches`` are the wrappers around it that change the user. ``scripts`` and ``commands``
    count what it is nested in. ``written`` is how the line names it where a runner does (``python -m debugpy``).
    """

    words: tuple[Piece, ...] = ()
    assigned: tuple[Piece, ...] = ()
    program: Program | None = None
    reading: Reading | None = None
    is_main: bool = True
    is_sure: bool = True
    is_aside: bool = False
    goes_on: bool = True
    had_child: bool = False
    switches: tuple[Switch, ...] = ()
    scripts: int = 0
    commands: int = 0
    written: tuple[Piece, ...] = ()

    @property
    def name(self) -> str:
        """The command's name without its path."""
        return base_name(self.words[0].text) if self.words else ""


_OUTSIDE = Run(commands=-1)
"""What stands for the command around a command line, of which there is none."""


def program_called(command: str) -> Program | None:
    """Return what is known of the program ``command``, a name or a path."""
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
    """Return every command that the argument vector ``words`` runs, as far as can be told; never raises."""
    stack = [_run(words, _OUTSIDE)]
    for _ in range(_MOST_COMMANDS):
        if not stack:
            break
        run = stack.pop()
        if run.program is None or run.reading is None or run.commands >= _NESTED_COMMANDS:
            yield run
            continue
        started = _started(run, run.program, run.reading)
        yield run._replace(goes_on=False) if started.takes_over else run
        stack.extend(reversed(started.runs))


def _run(words: Sequence[Piece], outer: Run) -> Run:
    """Return the command ``words`` as what ``outer`` starts."""
    first = 0
    while first < len(words) and _is_assignment(words[first].text):
        first += 1
    own = tuple(words[first:])
    program = program_called(own[0].text) if own else None
    reading = read_options(own, program) if program else None
    return Run(
        own,
        tuple(words[:first]),
        program,
        reading,
        is_main=outer.is_main,
        is_sure=outer.is_sure,
        is_aside=outer.is_aside,
        switches=outer.switches,
        scripts=outer.scripts,
        commands=outer.commands + 1,
    )


def _is_assignment(text: str) -> bool:
    name, equals, _ = text.partition("=")
    return bool(equals) and name.isidentifier()


class _Started(NamedTuple):
    """What a program starts in turn. ``takes_over``: what it starts last has its process."""

    runs: list[Run]
    takes_over: bool


def _started(run: Run, program: Program, reading: Reading) -> _Started:
    if reading.has(program.quiet):
        return _Started([], False)
    switch = _switch(run, program, reading)
    outer = run._replace(is_sure=False) if program.is_guess else run
    if switch is not None:
        outer = outer._replace(switches=(*run.switches, switch))
    found: list[Run] = []
    hands_over = program.becomes
    for script in _scripts(run, program, reading) if run.scripts < _NESTED_SCRIPTS else []:
        commands = _in_script(script, outer)
        hands_over = hands_over and _ends_in_one(commands)
        found.extend(commands)
    found.extend(_called(run, program, reading, outer))
    return _Started(found, bool(found) and hands_over)


def _called(run: Run, program: Program, reading: Reading, outer: Run) -> list[Run]:
    """Return the command that stands behind ``run``'s own words, or that its first operand names; nothing if none."""
    start = _command_start(run, program, reading)
    if not 0 <= start < len(run.words):
        return _named(run, program, reading, outer) if program.prefix else []
    inner = _run(run.words[start:], outer)
    if reading.command_at >= 0 and not program.tool:
        inner = inner._replace(written=run.words)
    return [inner._replace(had_child=True) if run.had_child and program.becomes else inner]


def _named(run: Run, program: Program, reading: Reading, outer: Run) -> list[Run]:
    """Return what the first operand of ``run`` names, if that is known; a ``+toolchain`` may stand before it."""
    for index in reading.operands:
        word = run.words[index]
        if not word.text.startswith("+"):
            name = Piece(program.prefix + word.text, word.span, None)
            is_known = program_called(name.text) is not None
            named = _run((name, *run.words[index + 1 :]), outer)
            return [named._replace(written=run.words)] if is_known else []
    return []


def _switch(run: Run, program: Program, reading: Reading) -> Switch | None:
    user = _user(run, program, reading)
    limits = ",".join(value.text for value in reading.values(program.limit_options))
    if not user and not limits:
        return None
    may_keep = any(_keeps(name, value, program) for name, value in reading.options)
    return Switch(run.name, user, program.is_sudo, may_keep, limits)


def _user(run: Run, program: Program, reading: Reading) -> str:
    named = reading.values(program.user_options)
    if named:
        return named[-1].text
    if program.user_operand:
        for index in reading.operands:
            if run.words[index].text != "-":
                return run.words[index].text
    return program.default_user


def _keeps(name: str, value: Piece | None, program: Program) -> bool:
    return name in program.keep_options and (value is None or value.text != "-all")


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


def _in_script(script: Piece, outer: Run) -> list[Run]:
    commands = shell.split(script.text)
    serious = [command for command in commands if base_name(command.words[0].text) not in PREPARATIONS]
    inside = outer._replace(scripts=outer.scripts + 1, is_main=outer.is_main and len(serious) == 1)
    found = []
    for command in commands:
        run = _run([script.part(word.start, word.end, word.text) for word in command.words], inside)
        is_aside = run.is_aside or command.inner or run.name in PREPARATIONS
        is_main = run.is_main and command is serious[0] and not command.inner
        if (is_aside, is_main) != (run.is_aside, run.is_main):
            run = run._replace(is_aside=is_aside, is_main=is_main)
        found.append(run)
    return _with_child(found, script.text, commands)


def _with_child(found: list[Run], script: str, commands: list[shell.ShellCommand]) -> list[Run]:
    """Return ``found``, and of a script that ends in ``… & exec COMMAND`` that this has the shell's child ``$!``."""
    if not commands:
        return found
    last = commands[-1]
    before = script[: last.words[0].start].rstrip()
    after = script[last.words[-1].end :].strip("; \t\n")
    is_job = before.endswith("&") and not before.endswith("&&")
    if last.words[0].text == "exec" and is_job and not after:
        return [*found[:-1], found[-1]._replace(had_child=True)]
    return found


def _ends_in_one(commands: list[Run]) -> bool:
    # dash src/eval.c (evalstring, EV_EXIT), bash builtins/evalstring.c (ONESHOT): sh -c forks not for its last command.
    serious = [command for command in commands if not command.is_aside]
    return bool(serious) and commands[-1] is serious[-1] and (len(serious) == 1 or serious[-1].name == "exec")


def _command_start(run: Run, program: Program, reading: Reading) -> int:
    # The index of the word at which the command begins that the program starts, or -1.
    if reading.command_at >= 0:
        return reading.command_at
    if program.needs_dashes:
        return reading.dashes + 1 if reading.dashes >= 0 else -1
    if program.runs_from < 0:
        return -1
    skipped = program.runs_from
    if program.runs_after:
        if reading.subcommand not in program.runs_after:
            return -1
        skipped += reading.subcommand_length
    return reading.operands[skipped] if skipped < len(reading.operands) else -1
