"""The text of words that are written anew: flags with their values."""

from __future__ import annotations

import re

from capslint.cst.changes import Value

_OPERATORS = "();<>|&"
_PLAIN = re.compile(r"[\w@%+=:,./-]+")
"""A word that no shell, no YAML and no JSON reads as anything else."""


class CannotWriteError(Exception):
    """A change that cannot be written into the words: one sentence for a person."""


def flag_words(name: str, value: Value, between: str) -> str:
    """Return a flag for each of the values, ``between`` standing before the value. Raises CannotWriteError."""
    if isinstance(value, list):
        return " ".join(flag_words(name, item, between) for item in value)
    if isinstance(value, bool):
        return f"--{name}" if value else f"--{name}=false"
    return f"--{name}{between}{plain_word(value)}"


def plain_word(value: Value) -> str:
    """Return the text of ``value``, which needs no quotes. Raises CannotWriteError."""
    text = str(value)
    if not _PLAIN.fullmatch(text):
        raise CannotWriteError(f"{text!r} would have to be quoted")
    return text


def cut_again(text: str) -> list[str]:
    """Return the words of one command as Python's own reader of shells cuts it, a proof of ours. Raises ValueError."""
    import shlex  # a check that changes nothing asks nobody

    lexer = shlex.shlex(re.sub(r"\\\r?\n", " ", text), posix=True, punctuation_chars=_OPERATORS)
    lexer.whitespace_split = True
    lexer.commenters = ""
    return [word for word in lexer if word or text != '""']
