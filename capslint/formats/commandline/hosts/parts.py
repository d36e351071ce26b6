"""Parts of a file that a shell gets to read, and containers that a workflow asks for."""

from __future__ import annotations

from capslint.cst import Path, Scalar
from capslint.formats.commandline.one_word import Dialect
from capslint.formats.commandline.shell_lexer import Command, ShellText, read_shell
from capslint.formats.reading.word_spans import content_start
from capslint.model import Word
from capslint.source import Span
from capslint.startup.records import NamedTuple

SCRIPT = Dialect()
"""A script of its own."""
_BLOCKS = ("|", ">")


class ShellPart(NamedTuple):
    """A range of a file that is shell text.

    ``value`` is what the shell gets where that is not what stands there, character by character; it can be read, and
    nothing in it can be changed. ``runs_on`` is the name of the host that its shell runs on, where that is told.
    """

    span: Span
    dialect: Dialect = SCRIPT
    value: str | None = None
    runs_on: str = ""


class JobContainer(NamedTuple):
    """A container that a workflow asks for: ``options`` are words of ``docker create``, ``steps`` run in it by exec.

    ``path`` leads to it from the top of the workflow. ``runs_on`` is the name of the host, where that is told.
    """

    name: str
    header: Span
    image: Word | None
    options: ShellPart | None
    steps: tuple[Word, ...]
    path: Path
    runs_on: str = ""


class FileParts(NamedTuple):
    """All of a file that says how containers are started."""

    shell: tuple[ShellPart, ...] = ()
    jobs: tuple[JobContainer, ...] = ()


def read_part(text: str, part: ShellPart) -> ShellText:
    """Return what stands in ``part`` of ``text``."""
    if part.value is None:
        return read_shell(text, *part.span, part.dialect)
    found = read_shell(part.value, 0, len(part.value), part.dialect)
    whole = (
        Command(tuple(word._replace(span=part.span, places=()) for word in command.words)) for command in found.commands
    )
    return ShellText(tuple(whole), ())


def scalar_part(node: Scalar, text: str) -> ShellPart:
    """Return the text of a scalar as a part: read where it stands, if that leaves the same commands as its value."""
    of_value = Dialect(templates=True)
    is_folded = node.style == ">" or (node.style != "|" and "\n" in text[node.start : node.end])
    dialect = of_value._replace(is_one_line=is_folded)
    start = _content(node, text)
    if start is not None:
        end = node.end - (node.style in ("'", '"'))
        in_place = read_shell(text, start, end, dialect)
        if _texts(in_place) == _texts(read_shell(node.value, 0, len(node.value), of_value)):
            return ShellPart(Span(start, end), dialect)
    return ShellPart(node.span, of_value, node.value)


def scalar_word(node: Scalar, text: str) -> Word:
    """Return the value of a scalar as one word."""
    start = content_start(node, text)
    return Word(node.value, node.span if start is None else Span(start, start + len(node.value)))


def _content(node: Scalar, text: str) -> int | None:
    if node.style in _BLOCKS:
        end = text.find("\n", node.start, node.end)
        return None if end < 0 else end + 1
    if node.style == '"' and "\\" in text[node.start : node.end]:
        return None
    start = content_start(node, text)
    if start is None and node.style in ("'", '"'):
        return text.find(node.style, node.start) + 1
    return node.start if start is None and not (node.tag or node.anchor) else start


def _texts(found: ShellText) -> list[list[str]]:
    return [[word.text for word in command.words] for command in found.commands]
