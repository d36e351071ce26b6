"""The words of ``PodmanArgs`` as flags of ``podman run``, each of which can be taken out or changed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from capslint.formats.run_flags.flag_table import command_flags
from capslint.formats.run_flags.line_word import Expands, LineWord
from capslint.formats.run_flags.split_flags import GivenFlag, split_flags
from capslint.source import Span
from capslint.startup.records import NamedTuple


class Argument(NamedTuple):
    """One flag: its ``values`` are several where they are written with commas, and alone where it takes none.

    ``first`` and ``last`` are the numbers of its words. ``is_joined``: other flags stand in its word (``-it``).
    """

    name: str
    values: tuple[GivenFlag, ...]
    first: int
    last: int
    is_joined: bool


class Arguments(NamedTuple):
    """The flags, and why what stands behind them is not understood, if anything does."""

    flags: tuple[Argument, ...]
    why_unknown: str | None = None


def read_arguments(words: Sequence[LineWord]) -> Arguments:
    """Return the flags that ``words`` are."""
    line = split_flags(words, command_flags("podman", "run"))
    grouped = [list(group) for _, group in groupby(line.flags, key=lambda flag: (flag.words, flag.name))]
    flags = tuple(_argument(group, line.flags) for group in grouped)
    if line.image is not None:
        return Arguments(flags, f"{words[line.image].text!r} is no flag")
    is_all_read = flags[-1].last + 1 == len(words) if flags else not words
    return Arguments(flags, None if is_all_read else line.why_unknown)


def line_word(text: str, span: Span, places: tuple[int, ...] = (), unsure: str | None = None) -> LineWord:
    """Return a word as it is on the line that systemd runs, where ``%`` and ``$`` stand for something.

    systemd.unit(5), Specifiers; systemd.service(5), Command lines. Two of a kind are that character. What releases of
    Podman read differently can be several words.
    """
    if unsure is not None:
        return LineWord(text, span, Expands.LIST, places)
    plain = text.replace("%%", "").replace("$$", "")
    if "%" in plain or "$" in plain:
        return LineWord(text, span, Expands.ONE, places)
    shorter = text.replace("%%", "%").replace("$$", "$")
    return LineWord(shorter, span, Expands.NOTHING, places if shorter == text else ())


def _argument(group: list[GivenFlag], flags: Sequence[GivenFlag]) -> Argument:
    first = group[0]
    is_joined = any(other.words[0] <= first.words[-1] and other.words[-1] >= first.words[0] for other in flags
                    if other not in group)  # fmt: skip
    return Argument(first.name, tuple(group), first.words[0], first.words[-1], is_joined)
