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
from capslint.model import Build, CommandLine, Unknown, Variable, Word
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
    """Return what the stage ``target`` (None: the last) makes of the image, with the stages that it is built from.

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
    spans: dict[str, Span] = {}
    for stage in line:
        image = image._replace(has_command=False)
        image, inherited = _read_stage(stage, image, inherited, arguments, _Text(path, text, known))
        for instruction in stage.instructions:
            if instruction.name == "RUN":
                packages.extend(installed_words(instruction, text))
                granted.extend(set_capabilities(instruction, text) if "setcap" in instruction.value else ())
            elif instruction.name == "ENV":
                spans.update(dict.fromkeys(environment(instruction.value, {}), instruction.span))
    base = _base_image(line[0], text)
    variables = tuple(_variable(name, value, spans[name], path) for name, value in inherited.items() if name)
    return Build(path, tuple(packages), image.entrypoint, image.command, image.user, base, tuple(granted), variables)


def _variable(name: str, value: str, span: Span, path: str) -> Variable:
    """Return a variable of the image; what a build argument that nobody knows is put into is unknown."""
    return Variable(name, Unknown(f"what the build puts into {name}") if "$" in value else value, span, path)


def _base_image(stage: Stage, text: str) -> Word | None:
    return Word(stage.base, _span_of(stage.written, stage.origin, text)) if stage.base else None


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
    for instruction in stage.instructions:
        match instruction.name:
            case "ARG":
                define(values, instruction.value, arguments, file.known)
            case "ENV":
                assigned = environment(instruction.value, values)
                values.update(assigned)
                variables.update(assigned)
            case "USER":
                image = image._replace(user=filled(instruction.value, values))
            case "SHELL" | "CMD" | "ENTRYPOINT":
                image = _with_command(image, instruction, file)
            case _:
                pass
    return image, variables


def _with_command(image: _Image, instruction: Instruction, file: _Text) -> _Image:
    words = _exec_form(instruction, file.text)
    if instruction.name == "SHELL":
        return image._replace(shell=tuple(word.text for word in words)) if words else image
    if words is None:
        script = Word(instruction.value, _span_of(instruction.value, instruction, file.text))
        words = (*(Word(text, instruction.span) for text in image.shell), script)
    line = CommandLine(f"Dockerfile {instruction.name}", words, file.path) if words else None
    if instruction.name == "CMD":
        return image._replace(command=line, has_command=True)
    # A new entrypoint clears the command that an earlier stage or the base image gave.
    return image._replace(entrypoint=line, command=image.command if image.has_command else None)


def _span_of(part: str, instruction: Instruction, text: str) -> Span:
    span = instruction.span
    start = text.find(part, span.start, span.end)
    return Span(start, start + len(part)) if start >= 0 else span


def _exec_form(instruction: Instruction, text: str) -> tuple[Word, ...] | None:
    # The JSON form, or None for the shell form: what does not read as JSON is shell, as Docker has it.
    if not instruction.value.startswith("["):
        return None
    try:
        words = json.loads(instruction.value)
    except (ValueError, RecursionError):
        return None
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        return None
    found, at = [], instruction.span.start
    for word in words:
        start = text.find(f'"{word}"', at, instruction.span.end)
        span = Span(start + 1, start + 1 + len(word)) if start >= 0 else instruction.span
        at = span.end if start >= 0 else at
        found.append(Word(word, span))
    return tuple(found)
