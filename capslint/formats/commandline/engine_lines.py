"""The commands that start a container, or a program in one: ``docker run``, ``podman exec`` and their like."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from capslint.formats.commandline.shell_lexer import Command
from capslint.formats.run_flags.flag_table import FlagTable, Takes, command_flags, global_flags
from capslint.formats.run_flags.line_word import LineWord
from capslint.formats.run_flags.split_flags import GivenFlag, SplitLine, split_flags
from capslint.source import Span
from capslint.startup.records import NamedTuple

PROGRAMS = ("docker", "podman", "nerdctl")
SERVICES = "docker compose"
"""The program whose ``run`` starts a service, and ``exec`` a program in one: what it is given stands elsewhere."""
COMMANDS = ("run", "create", "exec")
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*\+?=")
_KEYWORDS = frozenset(("!", "do", "elif", "else", "if", "then", "time", "until", "while", "{"))
"""Reserved words of the shell behind which a command begins."""
_WRAPPERS = {
    "command": "",
    "doas": "Cu",
    "env": "CSu",
    "exec": "a",
    "nice": "n",
    "nohup": "",
    "sudo": "CDRTUghpru",
    "time": "fo",
    "timeout": "ks",
    "winpty": "",
}
"""Programs that run the command behind them, with the letters of their options that take a value (their manuals)."""
_WITH_OPERAND = frozenset(("timeout",))


class EngineLine(NamedTuple):
    """One such command. ``words`` are all of it, ``start`` is the number of the first one behind ``command``.

    ``program`` is one of `PROGRAMS`, or `SERVICES`. Of options that stand alone, as in a workflow, ``start`` is 0.
    """

    program: str
    command: str
    words: tuple[LineWord, ...]
    start: int
    split: SplitLine

    @property
    def flags(self) -> tuple[GivenFlag, ...]:
        """Its flags."""
        return self.split.flags

    @property
    def header(self) -> Span:
        """The range of the words that name program and command, or of all where none do."""
        first, last = (self.words[0], self.words[self.start - 1]) if self.start else (self.words[0], self.words[-1])
        return Span(first.span.start, last.span.end)

    @property
    def image(self) -> LineWord | None:
        """The word that is the image, or the container of an ``exec``."""
        return self.words[self.split.image] if self.split.image is not None else None

    @property
    def arguments(self) -> tuple[LineWord, ...]:
        """The words behind that."""
        return self.words[self.split.image + 1 :] if self.split.image is not None else ()


def engine_lines(commands: Iterable[Command]) -> Iterator[EngineLine]:
    """Return those of ``commands`` that start a container, or a program in one."""
    for command in commands:
        found = _engine_line(command.words)
        if found is not None:
            yield found


def options_line(words: tuple[LineWord, ...]) -> EngineLine:
    """Return options that stand alone for ``docker create``, whose image is written elsewhere."""
    split = split_flags(words, command_flags("docker", "create"))
    if split.image is None and split.flags and split.flags[-1].words[-1] == len(words) - 1:
        split = split._replace(why_unknown=None)
    elif split.image is not None:
        split = split._replace(image=None, why_unknown="there is a word that is no flag")
    return EngineLine("docker", "create", words, 0, split)


def _engine_line(words: Sequence[LineWord]) -> EngineLine | None:
    at = program_at(words)
    if at is None:
        return None
    program, behind = _program(words, at)
    verb = _verb(words, behind, global_flags(program)) if program is not None else None
    if program is None or verb is None:
        return None
    command = words[verb].text
    if program == SERVICES and command == "create":
        return None
    split = split_flags(words, command_flags(program, command), verb + 1)
    own = words[at:]
    moved = tuple(flag._replace(words=tuple(number - at for number in flag.words)) for flag in split.flags)
    image = None if split.image is None else split.image - at
    return EngineLine(program, command, tuple(own), verb + 1 - at, split._replace(flags=moved, image=image))


def _program(words: Sequence[LineWord], at: int) -> tuple[str | None, int]:
    """Return which program word ``at`` is, and the number of the word behind its name; None if it is another one."""
    name = words[at].text.rpartition("/")[2] if words[at].is_known else ""
    if name == "docker-compose":
        return SERVICES, at + 1
    if name == "docker":
        behind = _behind_flags(words, at + 1, global_flags(name))
        if behind < len(words) and words[behind].text == "compose":
            return SERVICES, behind + 1
    return (name, at + 1) if name in PROGRAMS else (None, at)


def _verb(words: Sequence[LineWord], at: int, table: FlagTable) -> int | None:
    """Return the number of the word that is the command, None if it is none that is looked for."""
    at = _behind_flags(words, at, table)
    if at < len(words) and words[at].text == "container":
        at += 1
    is_one = at < len(words) and words[at].is_known and words[at].text in COMMANDS
    return at if is_one else None


def _behind_flags(words: Sequence[LineWord], at: int, table: FlagTable) -> int:
    while at < len(words) and words[at].text.startswith("-") and words[at].is_known:
        name, has_value, _ = words[at].text.lstrip("-").partition("=")
        name = name if words[at].text.startswith("--") else table.named(name[:1]) or ""
        kind = table.takes(name)
        if kind is None:
            return len(words)
        at += 1 if has_value or kind is Takes.NOTHING else 2
    return at


def program_at(words: Sequence[LineWord]) -> int | None:
    """Return the number of the word that is the program, behind keywords, assignments and what runs it."""
    at = 0
    while at < len(words):
        text = words[at].text
        name = text.rpartition("/")[2]
        if text in _KEYWORDS or _ASSIGNMENT.match(text):
            at += 1
        elif name in _WRAPPERS and words[at].is_known:
            at = behind_options(words, at + 1, _WRAPPERS[name]) + (name in _WITH_OPERAND)
        else:
            return at
    return None


def behind_options(words: Sequence[LineWord], at: int, with_value: str) -> int:
    """Return the number of the first word from ``at`` on that is no option, nor the value of one of these letters."""
    while at < len(words) and words[at].text.startswith("-"):
        text = words[at].text
        at += 1
        if text == "--":
            break
        if not text.startswith("--") and text[-1] in with_value:
            at += 1
    return at
