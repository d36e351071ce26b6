"""Values in JSON that somebody else wrote: each may be missing, or of another kind than it should be."""

from __future__ import annotations

import json
from typing import Any


class NotJsonError(Exception):
    """A text that is no JSON: one sentence for a person."""


def documents_in(text: str) -> list[Any]:
    """Return the JSON values in ``text``, one behind the other. Raises NotJsonError."""
    decoder, found, at = json.JSONDecoder(), [], 0
    text = text.removeprefix("\ufeff")
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        try:
            value, at = decoder.raw_decode(text, at)
        except json.JSONDecodeError as error:
            raise NotJsonError(f"is not JSON: {error.msg} in line {error.lineno}, column {error.colno}") from None
        except (RecursionError, ValueError):  # nested too deeply, or a number of more digits than Python reads
            raise NotJsonError("is not JSON that can be read: it is nested too deeply, or has a huge number") from None
        found.append(value)
    return found


def at(value: Any, *path: str) -> Any:
    """Return what is at ``path`` in nested objects, None if it is not there."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def text_at(value: Any, *path: str) -> str | None:
    """Return the string at ``path``, None if there is none, or an empty one."""
    found = at(value, *path)
    return found if isinstance(found, str) and found else None


def number_at(value: Any, *path: str) -> int | None:
    """Return the whole number at ``path``, None if there is none."""
    found = at(value, *path)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def flag_at(value: Any, *path: str) -> bool | None:
    """Return the truth value at ``path``, None if there is none."""
    found = at(value, *path)
    return found if isinstance(found, bool) else None


def list_at(value: Any, *path: str) -> list[Any]:
    """Return the list at ``path``, an empty one if there is none."""
    found = at(value, *path)
    return found if isinstance(found, list) else []
