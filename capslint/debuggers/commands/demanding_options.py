"""What the options of a command line make a debugger need besides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from capslint.debuggers.commands.command_options import read_options
from capslint.debuggers.commands.located_words import Piece
from capslint.debuggers.commands.unwrap import program_called
from capslint.debuggers.data.catalogue_data import Asking
from capslint.source import Span

_NOWHERE = Span(0, 0)


def demanded(words: Sequence[str], asking: Sequence[Asking]) -> tuple[str, ...]:
    """Return the bundles of the catalogue that the command line ``words`` asks for, by what ``asking`` says of options.

    ``words`` may also be a single one that says all (``-agentpath:lib.so=start,event=wall``).
    """
    written = tuple(_written(words))
    return tuple(
        bundle
        for option, like, unlike, needs in asking
        if any(name in option and _is_meant(value, like, unlike) for name, value in written)
        for bundle in needs
    )


def _written(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Return the options of a command line, each with its value or nothing."""
    program = program_called(words[0])
    if program is not None:
        reading = read_options([Piece(word, _NOWHERE, None) for word in words], program)
        yield from ((name, value.text if value is not None else "") for name, value in reading.options)
        return
    for word in words:
        for part in word.split(","):
            name, _, value = part.partition("=")
            yield name, value


def _is_meant(value: str, like: Sequence[str], unlike: Sequence[str]) -> bool:
    parts = value.split(",")
    return any(
        (not like or any(fnmatchcase(part, pattern) for pattern in like))
        and not any(fnmatchcase(part, pattern) for pattern in unlike)
        for part in parts
    )
