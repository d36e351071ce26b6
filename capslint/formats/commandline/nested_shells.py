"""Shell text in the words of a command: ``bash -c "docker run …"``, ``ssh host 'docker run …'``, ``eval "…"``.

Sources: POSIX.1-2017, sh (``-c``; letters of options may stand together, ``-o`` takes a value); su(1), ``-c``; ssh(1):
the words behind the host are joined by spaces, and a shell there reads them, as ``eval`` does here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from capslint.formats.commandline.engine_lines import behind_options, program_at
from capslint.formats.commandline.hosts.parts import ShellPart, read_part
from capslint.formats.commandline.shell_lexer import Command
from capslint.formats.run_flags.line_word import LineWord
from capslint.source import Span

_SHELLS = frozenset(("ash", "bash", "dash", "ksh", "sh", "zsh"))
_OF_SSH = "BbcDEeFIiJLlmOopQRSWw"
_MOST_NESTED = 5
_Texts = tuple[str, ...]


def commands_in(text: str, parts: Iterable[ShellPart]) -> Iterator[tuple[ShellPart, tuple[Command, ...]]]:
    """Return the commands of each part, and those of the texts in them that shells get as words."""
    for part in parts:
        yield from _commands(text, part, (), 0)


def _commands(
    text: str, part: ShellPart, read_already: tuple[frozenset[_Texts], ...], depth: int
) -> Iterator[tuple[ShellPart, tuple[Command, ...]]]:
    found = tuple(
        command
        for command in read_part(text, part).commands
        if not any(_texts(command) in texts for texts in read_already)
    )
    yield part, found
    if depth == _MOST_NESTED:
        return
    # What stands in $(…) between double quotes is read with the outer text already.
    outer = (*read_already, frozenset(map(_texts, found)))
    for command in found:
        script = _script(command.words)
        if script:
            is_expanded = any(not word.is_known for word in script)
            yield from _commands(text, _part(script, part, text), outer if is_expanded else (), depth + 1)


def _texts(command: Command) -> _Texts:
    return tuple(word.text for word in command.words)


def _script(words: Sequence[LineWord]) -> tuple[LineWord, ...]:
    """Return the words that a shell reads as one text; none where the program is no shell."""
    at = program_at(words)
    if at is None or not words[at].is_known:
        return ()
    match words[at].text.rpartition("/")[2]:
        case "eval":
            return tuple(words[at + 1 :])
        case "ssh":
            return tuple(words[behind_options(words, at + 1, _OF_SSH) + 1 :])
        case "su":
            return _behind_c(words[at + 1 :], is_shell=False)
        case name:
            return _behind_c(words[at + 1 :], is_shell=True) if name in _SHELLS else ()


def _behind_c(words: Sequence[LineWord], is_shell: bool) -> tuple[LineWord, ...]:
    """Return the word behind the option ``-c``, if there is one."""
    at = 0
    while at < len(words):
        text = words[at].text
        is_option = text.startswith("-") and not text.startswith("--")
        if is_option and text.endswith("c"):
            return tuple(words[at + 1 : at + 2])
        if is_shell and not text.startswith(("-", "+")):
            return ()
        at += 2 if is_shell and is_option and text.endswith(("o", "O")) else 1
    return ()


def _part(words: tuple[LineWord, ...], outer: ShellPart, text: str) -> ShellPart:
    """Return the text of ``words`` as a part: where it stands, if the same commands are read there."""
    value = " ".join(word.text for word in words)
    span = words[0].part(0, len(words[0].text)) if len(words) == 1 else Span(words[0].span.start, words[-1].span.end)
    there = ShellPart(span, outer.dialect)
    if outer.value is not None:
        return ShellPart(outer.span, outer.dialect, value)
    made = ShellPart(span, outer.dialect._replace(is_make=False), value)
    is_same = text[slice(*span)] == value or _all_texts(text, there) == _all_texts(text, made)
    return there if is_same else made


def _all_texts(text: str, part: ShellPart) -> list[_Texts]:
    return [_texts(command) for command in read_part(text, part).commands]
