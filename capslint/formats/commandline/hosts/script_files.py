"""Scripts, makefiles, justfiles and the code blocks of Markdown as shell text.

Sources: GNU make manual, "Recipe Syntax" (a tab begins a recipe line, ``@``, ``-`` and ``+`` before it are make's, a
backslash at its end goes on); just's manual, "Grammar" and "Shebang recipes"; CommonMark 0.31, fenced code blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from capslint.formats.commandline.hosts.parts import FileParts, ShellPart
from capslint.formats.commandline.one_word import Dialect
from capslint.source import Span

SHELLS = re.compile(r"#!\s*\S*?(?:/env\s+(?:-S\s+)?)?(?:/|\b)(?:ba|da|k|z|a)?sh\b")
_MAKE = Dialect(is_make=True)
_JUST = Dialect(templates=True)
_RECIPE = re.compile(r"(?m)^\t[ \t]*[@+-]*[ \t]*((?:[^\\\n]|\\\r?\n|\\.)*)")
_JUST_RECIPE = re.compile(r"(?m)^@?[\w-][^\n:]*:(?!=)[^\n]*\n((?:[ \t]+[^\n]*(?:\n|\Z)|\s*\n)+)")
_BODY_LINE = re.compile(r"(?m)^[ \t]+[@-]*[ \t]*((?:[^\\\n]|\\\r?\n|\\.)+)")
_FENCE = re.compile(r"(?ms)^([ \t]*)(`{3,}|~{3,})[ \t]*(\S*)[^\n]*(?:\n|\Z)(.*?)(?:^[ \t]*\2|\Z)")
_OF_SHELLS = frozenset(
    ("", "bash", "console", "sh", "shell", "shell-session", "shellsession", "terminal", "text", "txt", "zsh")
)
_INDENTED = re.compile(r"(?m)^(?: {4,}|\t)\$ +((?:[^\\\n]|\\\r?\n|\\.)*)")
_PROMPT = re.compile(r"(?m)^[ \t]*[$#][ \t]+((?:[^\\\n]|\\\r?\n|\\.)*)")


def script(text: str) -> FileParts:
    """Return a whole script as one part."""
    return FileParts((ShellPart(Span(0, len(text))),))


def makefile(text: str) -> FileParts:
    """Return each line of the recipes."""
    return FileParts(tuple(ShellPart(Span(*line.span(1)), _MAKE) for line in _RECIPE.finditer(text)))


def justfile(text: str) -> FileParts:
    """Return each line of the recipes, and those that are scripts as a whole."""
    return FileParts(tuple(part for recipe in _JUST_RECIPE.finditer(text) for part in _body(text, recipe.span(1))))


def _body(text: str, span: tuple[int, int]) -> Iterator[ShellPart]:
    body = text[slice(*span)].lstrip()
    if body.startswith("#!"):
        if SHELLS.match(body):
            yield ShellPart(Span(*span), _JUST)
        return
    for line in _BODY_LINE.finditer(text, *span):
        yield ShellPart(Span(*line.span(1)), _JUST)


def markdown(text: str) -> FileParts:
    """Return the code blocks that are for a shell; where they show a prompt, what is typed behind it."""
    blocks = list(_FENCE.finditer(text))
    typed = (ShellPart(Span(*line.span(1))) for line in _INDENTED.finditer(text) if not _is_within(line, blocks))
    return FileParts((*(part for block in blocks for part in _block(text, block)), *typed))


def _is_within(line: re.Match[str], blocks: list[re.Match[str]]) -> bool:
    return any(block.start() <= line.start() < block.end() for block in blocks)


def _block(text: str, block: re.Match[str]) -> Iterator[ShellPart]:
    if block[3].strip("{}.").lower() not in _OF_SHELLS:
        return
    start, end = block.span(4)
    typed = [line for line in _PROMPT.finditer(text, start, end) if line[0].lstrip().startswith("$")]
    if typed:
        yield from (ShellPart(Span(*line.span(1))) for line in typed)
    else:
        yield ShellPart(Span(start, end))
