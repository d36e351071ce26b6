"""JSON with comments as YAML of the same length: what edits YAML edits it, and every position stays.

A comment at the end of a line becomes one of YAML's; another one becomes blanks, and no edit may touch it. Inside of
strings, which YAML writes otherwise, other characters stand for the backslash and for what YAML does not print.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from capslint.formats.jsonc.tokens import BLOCK_COMMENT, STRING, Token, tokens
from capslint.source import Span
from capslint.startup.records import NamedTuple

_MARK = "##"
_BACKSLASH, _QUOTE, _OTHER = "\ue000", "\ue001", "\ue002"
_NOT_YAML = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]"


class Masked(NamedTuple):
    """The text as YAML. An edit may touch no span of ``hidden``, and hold one of ``whole`` whole or not at all."""

    text: str
    hidden: tuple[Span, ...]
    whole: tuple[Span, ...]


def masked(text: str) -> Masked | None:
    """Return ``text``, which is JSON with comments, as YAML; None where it holds what stands for something else."""
    if holds_stand_ins(text):
        return None
    parts: list[str] = []
    hidden: list[Span] = []
    whole: list[Span] = []
    at = 0
    for token in tokens(text):
        written = text[token.start : token.end]
        if token.kind == STRING:
            written = _string(written)
        elif token.is_comment and _ends_line(text, token):
            written = _comment(written)
            if token.kind == BLOCK_COMMENT:
                whole.append(Span(token.start, token.end))
        elif token.is_comment:
            written = re.sub(r"[^\r\n]", " ", written)
            hidden.append(Span(token.start, token.end))
        parts += [text[at : token.start], written]
        at = token.end
    parts.append(text[at:])
    return Masked(re.sub(_NOT_YAML, _OTHER, "".join(parts)), tuple(hidden), tuple(whole))


def holds_stand_ins(text: str) -> bool:
    """Return whether a character of ``text`` stands for another one, or would be taken to."""
    return any(character in text for character in (_BACKSLASH, _QUOTE, _OTHER))


def unmasked(new: str) -> str | None:
    """Return the new text of an edit as JSON; None where it holds more than plain values."""
    if _OTHER in new or _MARK in new:
        return None
    return new.replace(_BACKSLASH, "\\").replace(_QUOTE, '"')


def _ends_line(text: str, token: Token) -> bool:
    return token.kind != BLOCK_COMMENT or re.compile(r"[ \t]*(?:[\r\n]|\Z)").match(text, token.end) is not None


def _string(written: str) -> str:
    inside = re.sub(r"(?s)\\(.)", lambda found: _BACKSLASH + _escaped(found[1]), written[1:-1])
    return f'"{inside}"'


def _escaped(character: str) -> str:
    return {"\\": _BACKSLASH, '"': _QUOTE}.get(character, character)


def _comment(written: str) -> str:
    first, *lines = _lines(_MARK + written[2:])
    return first + "".join(re.sub(r"[^ \t\r\n]", "#", line, count=1) for line in lines)


def _lines(text: str) -> Iterator[str]:
    # At the line ends of editors alone: what else ends a line for Python does not for JSON.
    return (found[0] for found in re.finditer(r"[^\r\n]*(?:\r\n|\r|\n|\Z)", text) if found[0])
