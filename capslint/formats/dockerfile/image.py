"""A Dockerfile, read for what it tells about the image: packages, entrypoint, command, user, base.

Source of the meaning: Docker's Dockerfile reference; moby ``builder/dockerfile/dispatchers.go`` for what resets what.
"""

from __future__ import annotations

import json

from capslint.formats.dockerfile.file_capabilities import set_capabilities
from capslint.formats.dockerfile.install_commands import installed_words
from capslint.formats.dockerfile.structure import (
    Instruction,
    Stage,
    chain,
    define,
    environment,
    filled,
    instructions,
    stages,
)
from capslint.model import Build, CommandLine, Word
from capslint.source import Span
from capslint.startup.records import NamedTuple

_SHELL = ("/bin/sh", "-c")
_LONGEST_FILE = 1_000_000  # characters; what is longer is no Dockerfile that a person wrote


class _Image(NamedTuple):
    """What is known of the image so far. ``has_command``: this stage gave a CMD."""

    entrypoint: CommandLine | None = None
    command: CommandLine | None = None
    user: str | None = None
    shell: tuple[str, ...] = _SHELL
    has_command: bool = False


def read_dockerfile(path: str, text: str, target: str | None, arguments: dict[str, str]) -> Build | None:
    """Read the stage ``target`` (the last one if None), and the stages that it is built from.

    ``arguments`` are the build arguments that are given; the defaults of ``ARG`` hold for the others.
    None if the file has no such stage. Raises nothing on odd input.
    """
    if len(text) > _LONGEST_FILE:
        return None
    known: dict[str, str] = {}
    line = chain(stages(instructions(text), known, arguments), target)
    if not line:
        return None
    image = _Image()
    packages: list[Word] = []
    granted: list[tuple[str, tuple[str, ...]]] = []
    inherited: dict[str, str] = {}
    for stage in line:
        image = image._replace(has_command=False)
        image, inherited = _read_stage(stage, image, inherited, arguments, _Text(path, text, known))
        for one in stage.instructions:
            if one.name == "RUN":
                packages.extend(installed_words(one, text))
                granted.extend(set_capabilities(one, text) if "setcap" in one.value else ())
    base = line[0].base or None
    return Build(path, tuple(packages), image.entrypoint, image.command, image.user, base, tuple(granted))


class _Text(NamedTuple):
    path: str
    text: str
    known: dict[str, str]


def _read_stage(
    stage: Stage, image: _Image, inherited: dict[str, str], arguments: dict[str, str], file: _Text
) -> tuple[_Image, dict[str, str]]:
    # ENV is inherited by later stages, ARG is not; an ARG of the file's head is seen where the stage names it again.
    values = dict(inherited)
    variables = dict(inherited)
    for one in stage.instructions:
        match one.name:
            case "ARG":
                define(values, one.value, arguments, file.known)
            case "ENV":
                given = environment(one.value, values)
                values.update(given)
                variables.update(given)
            case "USER":
                image = image._replace(user=filled(one.value, values))
            case "SHELL" | "CMD" | "ENTRYPOINT":
                image = _with_command(image, one, file)
            case _:
                pass
    return image, variables


def _with_command(image: _Image, one: Instruction, file: _Text) -> _Image:
    words = _exec_form(one, file.text)
    if one.name == "SHELL":
        return image._replace(shell=tuple(word.text for word in words)) if words else image
    if words is None:
        start = one.span.start + max(0, file.text[one.span.start : one.span.end].find(one.value))
        span = Span(start, start + len(one.value)) if file.text.startswith(one.value, start) else one.span
        words = (*(Word(text, one.span) for text in image.shell), Word(one.value, span))
    line = CommandLine(f"Dockerfile {one.name}", words, file.path) if words else None
    if one.name == "CMD":
        return image._replace(command=line, has_command=True)
    # A new entrypoint clears the command that an earlier stage or the base image gave.
    return image._replace(entrypoint=line, command=image.command if image.has_command else None)


def _exec_form(one: Instruction, text: str) -> tuple[Word, ...] | None:
    # The JSON form, or None for the shell form: what does not read as JSON is shell, as Docker has it.
    if not one.value.startswith("["):
        return None
    try:
        given = json.loads(one.value)
    except (ValueError, RecursionError):
        return None
    if not isinstance(given, list) or not all(isinstance(word, str) for word in given):
        return None
    found, at = [], one.span.start
    for word in given:
        start = text.find(f'"{word}"', at, one.span.end)
        span = Span(start + 1, start + 1 + len(word)) if start >= 0 else one.span
        at = span.end if start >= 0 else at
        found.append(Word(word, span))
    return tuple(found)
