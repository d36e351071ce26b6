"""How Quadlet cuts a value into words.

Source: podman ``pkg/systemd/parser/split.go`` (extractFirstWord, cUnescapeOne), tag v5.8.2. Its surprise: an empty word
(``""``) ends the list.
"""

from __future__ import annotations

import re

from capslint.startup.records import NamedTuple

_SPACE = " \t\n\r"
_SINGLE = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "s": " "}
_NUMBERED = re.compile(r"x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2})")


class UnitWord(NamedTuple):
    """A word, and the range ``[start, end)`` of the value that it was cut from, quotes included."""

    text: str
    start: int
    end: int


def split(value: str, escapes: bool) -> list[UnitWord] | None:
    r"""Return the words of ``value``; None if Quadlet drops the whole value.

    ``escapes``: ``\`` begins an escape as in C, and an open quote ends with the value (keys like ``Exec``). Without
    them a ``\`` is a character, and no quote may stay open (keys like ``AddCapability``).
    """
    words: list[UnitWord] = []
    at = 0
    while True:
        while at < len(value) and value[at] in _SPACE:
            at += 1
        found = _word(value, at, escapes)
        if found is None:
            return None
        if not found.text:
            return words
        words.append(found)
        at = found.end


def _word(value: str, start: int, escapes: bool) -> UnitWord | None:
    at, quote = start, ""
    text: list[str] = []
    while at < len(value):
        character = value[at]
        if character == "\\" and escapes:
            unescaped = _escape(value, at + 1)
            if unescaped is None:
                return None
            text.append(unescaped[0])
            at = unescaped[1]
            continue
        if quote == character:
            quote = ""
        elif not quote and character in "'\"":
            quote = character
        elif not quote and character in _SPACE:
            break
        else:
            text.append(character)
        at += 1
    return None if quote and not escapes else UnitWord("".join(text), start, at)


def _escape(value: str, at: int) -> tuple[str, int] | None:
    """Return the character of the escape whose letter stands at ``at``, and where the text goes on."""
    if at == len(value):
        return "", at
    letter = value[at]
    if letter in _SINGLE or letter in "\\\"'":
        return _SINGLE.get(letter, letter), at + 1
    found = _NUMBERED.match(value, at)
    if found is None:
        return None
    number = int(found[4], 8) if found[4] else int(found[1] or found[2] or found[3], 16)
    return (chr(number), found.end()) if 0 < number <= 0x10FFFF else None
