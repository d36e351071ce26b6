"""The words behind ``docker run`` as flags with their values, image and command, cut as pflag does.

Source: github.com/spf13/pflag flag.go (parseArgs, parseLongArg, parseSingleShortArg), with SetInterspersed(false): the
first word that is neither a flag nor its value ends them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from capslint.formats.run_flags.flag_table import FlagTable, Takes
from capslint.formats.run_flags.line_word import Expands, LineWord
from capslint.model import Unknown
from capslint.source import Span
from capslint.startup.records import NamedTuple

_LONG = re.compile(r"--([a-zA-Z0-9][\w-]*)(=)?")
_IMAGE = re.compile(r"(?i)image|img")
"""In the name of a variable: it is the image, and no flags."""


class GivenFlag(NamedTuple):
    """One flag: its long name without dashes, and its value (``"true"`` where it stands alone).

    ``span`` is the value's range, or that of a flag without one. ``words`` are the numbers of the words that it is made
    of; ``is_shared``: others are written in these words too, as in ``-it``. ``why`` says why the value is not known.
    """

    name: str
    value: str
    span: Span
    words: tuple[int, ...]
    is_shared: bool = False
    why: Unknown | None = None


class SplitLine(NamedTuple):
    """The flags in their order, and the number of the word that is the image; behind it stands the command.

    ``why_unknown`` says why image and command cannot be told; there may then be more flags than are listed.
    """

    flags: tuple[GivenFlag, ...]
    image: int | None
    why_unknown: str | None = None


class _CannotTellError(Exception):
    pass


def split_flags(words: Sequence[LineWord], table: FlagTable, start: int = 0) -> SplitLine:
    """Return the words from number ``start`` on as flags, image and command."""
    flags: list[GivenFlag] = []
    at = start
    try:
        while at < len(words):
            word = words[at]
            if word.text == "--" and word.is_known:
                at += 1
                break
            if not word.text.startswith("-") or word.text == "-":
                break
            found = list(_flags_at(words, at, table))
            flags.extend(found)
            at = max(flag.words[-1] for flag in found) + 1
        if at < len(words):
            _check_image(words[at])
    except _CannotTellError as error:
        return SplitLine(tuple(flags), None, str(error))
    return SplitLine(tuple(flags), at if at < len(words) else None, None if at < len(words) else "there is no image")


def last_value(flags: Sequence[GivenFlag], *names: str) -> GivenFlag | None:
    """Return the last of the flags with one of these names, None if there is none."""
    return next((flag for flag in reversed(flags) if flag.name in names), None)


def _check_image(word: LineWord) -> None:
    if word.expands is Expands.LIST or not word.text:
        raise _CannotTellError(f"nobody knows what {word.text} holds")
    if word.expands is Expands.ANY and not _IMAGE.search(word.text):
        raise _CannotTellError(f"nobody knows whether {word.text} is the image, or holds flags")


def _flags_at(words: Sequence[LineWord], at: int, table: FlagTable) -> Iterator[GivenFlag]:
    word = words[at]
    long = _LONG.match(word.text)
    if long is None:
        yield from _short_flags(words, at, table)
        return
    name = long[1]
    kind = table.takes(name)
    if kind is None or (long[2] is None and long.end() < len(word.text)):
        raise _CannotTellError(f"nobody knows a flag {word.text}")
    if long[2] is not None:
        yield from _with_value(name, kind, word, long.end(), (at,))
    elif kind is Takes.NOTHING:
        yield GivenFlag(name, "true", word.span, (at,))
    else:
        yield from _with_value(name, kind, _following(words, at), 0, (at, at + 1))


def _short_flags(words: Sequence[LineWord], at: int, table: FlagTable) -> Iterator[GivenFlag]:
    word = words[at]
    text = word.text
    for index in range(1, len(text)):
        name = table.named(text[index])
        kind = table.takes(name) if name is not None else None
        if name is None or kind is None:
            raise _CannotTellError(f"nobody knows a flag -{text[index]}")
        is_shared = index > 1
        has_value = text[index + 1 : index + 2] == "="
        if kind is Takes.NOTHING and not has_value:
            yield GivenFlag(name, "true", word.part(index, index + 1), (at,), len(text) > 2)
            continue
        start = index + 1 + has_value
        if start < len(text) or has_value:
            yield from _with_value(name, kind, word, start, (at,), is_shared)
        else:
            yield from _with_value(name, kind, _following(words, at), 0, (at, at + 1), is_shared)
        return


def _following(words: Sequence[LineWord], at: int) -> LineWord:
    if at + 1 == len(words):
        raise _CannotTellError(f"{words[at].text} takes a value, and has none")
    return words[at + 1]


def _with_value(
    name: str, kind: Takes, word: LineWord, start: int, numbers: tuple[int, ...], is_shared: bool = False
) -> Iterator[GivenFlag]:
    if word.expands is Expands.LIST:
        raise _CannotTellError(f"nobody knows what {word.text} holds")
    why = None if word.is_known else Unknown(f"what {word.text[start:]} holds when the line runs")
    text = word.text
    if kind is not Takes.SLICE or "," not in text[start:] or why is not None:
        yield GivenFlag(name, text[start:], word.part(start, len(text)), numbers, is_shared, why)
        return
    for part in re.finditer(r"[^,]+", text[start:]):
        first, end = start + part.start(), start + part.end()
        yield GivenFlag(name, part[0], word.part(first, end), numbers, True)
