"""The instructions and stages of a Dockerfile.

Lines and continuations come from the dockerfile-parse package; here-documents, which it does not know, are ours.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from capslint.source import Span
from capslint.source.budget import CHARACTERS, spend
from capslint.startup.records import NamedTuple

_HEREDOC = re.compile(r"<<-?(['\"]?)([A-Za-z_][A-Za-z0-9_]*)\1")
_HEREDOC_INSTRUCTIONS = ("RUN", "COPY", "ADD")


class Instruction(NamedTuple):
    """One instruction: its name in capitals, its text with continued lines joined, and its range in the file."""

    name: str
    value: str
    span: Span


class Stage(NamedTuple):
    """One ``FROM`` and what follows it. ``base`` is an image or the name of an earlier stage.

    ``written`` is how ``origin``, the ``FROM``, spells it.
    """

    base: str
    written: str
    origin: Instruction
    name: str | None
    instructions: list[Instruction]


def instructions(text: str) -> list[Instruction]:
    """Return the instructions of a Dockerfile in their order, comments left out; none if it cannot be read."""
    import logging

    from dockerfile_parse import DockerfileParser

    logging.getLogger("dockerfile_parse").setLevel(logging.CRITICAL)
    bodies: dict[int, int] = {}
    plain = _hide_heredocs(text, bodies) if "<<" in text else text
    try:
        # A file object, so that no file of the working directory is touched. No content is cached or replaced.
        parser = DockerfileParser(fileobj=io.BytesIO(plain.encode("utf-8", "replace")), env_replace=False)
        structure: list[dict[str, Any]] = parser.structure
    except Exception:  # a foreign parser on foreign text: what it cannot read tells nothing
        return []
    starts = [0, *(match.end() for match in re.finditer("\n", plain)), len(plain)]
    found = []
    for parsed in structure:
        if parsed["instruction"] == "COMMENT":
            continue
        last = bodies.get(parsed["endline"], parsed["endline"])
        span = Span(starts[parsed["startline"]], starts[min(last + 1, len(starts) - 1)])
        found.append(Instruction(parsed["instruction"], (parsed["value"] or "").strip(), span))
    return found


def _hide_heredocs(text: str, bodies: dict[int, int]) -> str:
    # The lines of a here-document become comments of the same length. `bodies`: marker line to the last line.
    lines: list[str] = []
    end: str | None = None
    marker_line = 0
    for number, line in enumerate(text.split("\n")):
        if end is not None:
            bodies[marker_line] = number
            end = None if line.strip() == end else end
            lines.append("#" * len(line))
            continue
        marker = _HEREDOC.search(line) if _may_have_heredoc(lines, line) else None
        if marker:
            end, marker_line = marker[2], number
        lines.append(line)
    return "\n".join(lines)


def _may_have_heredoc(before: list[str], line: str) -> bool:
    is_continued = bool(before) and before[-1].rstrip().endswith("\\")
    return is_continued or line.lstrip().upper().startswith(_HEREDOC_INSTRUCTIONS)


def stages(found: list[Instruction], known: dict[str, str], arguments: dict[str, str]) -> list[Stage]:
    """Return the stages that instructions form. ``ARG`` before the first ``FROM`` are added to ``known``."""
    cut: list[Stage] = []
    for instruction in found:
        if instruction.name == "FROM":
            base, name = _from(instruction.value)
            cut.append(Stage(filled(base, known), base, instruction, name, []))
        elif cut:
            cut[-1].instructions.append(instruction)
        elif instruction.name == "ARG":
            define(known, instruction.value, arguments)
    return cut


def chain(cut: list[Stage], target: str | None) -> list[Stage]:
    """Return the stage ``target`` (None: the last) behind those it is built from, the first of them leading."""
    at: int | None = len(cut) - 1 if target is None else _index(cut, target, len(cut))
    found: list[Stage] = []
    while at is not None and at >= 0:
        found.append(cut[at])
        at = _index(cut, cut[at].base, at, numbers=False)
    return found[::-1]


def _index(cut: list[Stage], name: str, before: int, numbers: bool = True) -> int | None:
    for index in range(before - 1, -1, -1):
        if (cut[index].name or "").lower() == name.lower():
            return index
    return int(name) if numbers and name.isascii() and name.isdigit() and int(name[:6]) < before else None


def _from(value: str) -> tuple[str, str | None]:
    words = [word for word in value.split() if not word.startswith("--")]
    name = words[2] if len(words) >= 3 and words[1].lower() == "as" else None
    return (words[0] if words else ""), name


def define(known: dict[str, str], value: str, arguments: dict[str, str], head: dict[str, str] | None = None) -> None:
    """Add an ``ARG`` to ``known``: what the build gives, else its default, else what the ``head`` of the file says."""
    for name, has_default, default in _assignments(value):
        if name in arguments:
            known[name] = arguments[name]
        elif has_default:
            known[name] = filled(default, known)
        elif head and name in head:
            known[name] = head[name]


def environment(value: str, known: dict[str, str]) -> dict[str, str]:
    """Return the variables of an ``ENV``: ``NAME=value …``, or the old ``NAME value``."""
    first, _, rest = value.partition(" ")
    if "=" not in first:
        return {first: filled(rest.strip(), known)}
    return {name: filled(text, known) for name, has_value, text in _assignments(value) if has_value}


def _assignments(value: str) -> Iterator[tuple[str, bool, str]]:
    for match in re.finditer(r"""([A-Za-z_]\w*)(?:(=)("[^"]*"|'[^']*'|\S*))?(?:\s+|$)""", value):
        yield match[1], bool(match[2]), (match[3] or "").strip("\"'")


_PLAIN_VARIABLE = re.compile(r"\$(?:(?!)()()|([A-Za-z_]\w*))")  # its groups are numbered as those of _VARIABLE
_VARIABLE = re.compile(r"\$(?:\{([A-Za-z_]\w*)(?::-([^}]*))?\}|([A-Za-z_]\w*))")


def filled(text: str, known: dict[str, str]) -> str:
    """Return ``text`` with known variables put in; the others become their default, or stay as written."""

    def value(match: re.Match[str]) -> str:
        name = match[1] or match[3]
        if known.get(name):
            spend(CHARACTERS, len(known[name]))
            return known[name]
        return match[0] if match[2] is None else match[2]

    if "$" not in text:
        return text
    # Behind the last brace none closes, and looking for one from each that opens would take the square of the time.
    end = text.rfind("}") + 1
    return _VARIABLE.sub(value, text[:end]) + _PLAIN_VARIABLE.sub(value, text[end:])
