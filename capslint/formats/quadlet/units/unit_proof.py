"""Unit files read a second time, by the standard library, to prove an edit: configparser for lines, shlex for words.

Only how each key is read, and which flags take a value, is known from the tables that the first reader has too.
"""

from __future__ import annotations

import re
from collections import Counter
from configparser import Error as ConfigError
from configparser import RawConfigParser
from getopt import GetoptError, getopt
from shlex import shlex

from capslint.cst.changes import Value
from capslint.cst.editing import Tree
from capslint.cst.editing.expected_tree import MAPPING, SCALAR, SEQUENCE
from capslint.formats.quadlet.keys import KINDS, Kind
from capslint.formats.run_flags.flag_table import Takes, command_flags

_JOIN = re.compile(r"\\[ \t\r]*\n(?:[ \t]*(?:[#;][^\n]*)?\r?\n)*[ \t]*")
"""What joins two lines, with the comments and the empty lines in between."""

_MARK = "\1"
Values = dict[str, dict[str, list[str]]]
"""Each section's keys, with all that is assigned to them, in the order of the file."""


class UnprovenError(Exception):
    """The second reader does not read a text: one sentence for a person."""


class _EachValue(dict[str, list[str]]):
    """A section that keeps all values of a key that is there several times."""

    def __setitem__(self, key: str, value: list[str]) -> None:
        super().__setitem__(key, [*self.get(key, []), *value] if isinstance(value, list) else value)


def values_in(text: str) -> Values:
    """Return what is assigned in a unit file. Raises UnprovenError."""
    lines = _JOIN.sub("", text).split("\n")
    reader = RawConfigParser(
        dict_type=_EachValue, delimiters=("=",),  # type: ignore[arg-type]
        comment_prefixes=("#", ";"), strict=False,
        empty_lines_in_values=False, default_section="\0",
    )  # fmt: skip
    reader.optionxform = str  # type: ignore[assignment,method-assign]
    try:
        reader.read_string("".join(f"{_marked(line.strip())}\n" for line in lines))
    except ConfigError as error:
        raise UnprovenError(str(error).partition("\n")[0]) from None
    sections = ((name, reader[name]) for name in reader.sections())
    return {
        name: {key: [value.strip() for value in keys[key].split(_MARK)[:-1]] for key in keys} for name, keys in sections
    }


def _marked(line: str) -> str:
    # configparser joins repeated keys with a line end, also where a value is empty: each is kept apart by a mark.
    is_value = line[:1] not in ("", "#", ";", "[") and "=" in line
    return f"{line}{_MARK}" if is_value else line


def comments_in(text: str) -> Counter[str]:
    """Return the comment lines of a unit file, each with how often it is there."""
    return Counter(line.strip() for line in text.split("\n") if line.strip()[:1] in ("#", ";"))


def tree(values: Values) -> Tree:
    """Return what the values of a unit file mean, as a bare tree."""
    return _mapping({name: _mapping({key: made for key, given in keys.items() if (made := _made(key, given))})
                     for name, keys in values.items()})  # fmt: skip


def plain(value: Tree) -> object:
    """Return a bare tree as plain values, in which the order of keys means nothing."""
    if value[0] == MAPPING:
        return {key[3][0]: plain(inner) for key, inner in value[3]}
    return [plain(item) for item in value[3]] if value[0] == SEQUENCE else value[3][0]


def leaf(value: Value) -> list[object]:
    """Return how a scalar that is written is read."""
    return [{True: "true", False: "false"}[value] if isinstance(value, bool) else str(value or "")]


def _made(key: str, given: list[str]) -> Tree | None:
    kind = KINDS.get(key, Kind.LAST)
    if kind in (Kind.LAST, Kind.COMMAND):
        given = given[-1:]
    while "" in given:
        given = given[given.index("") + 1 :]
    if not given:
        return None
    if kind is Kind.LAST:
        return _leaf_of(given[0][1:-1] if len(given[0]) > 1 and given[0][0] == given[0][-1] == '"' else given[0])
    if kind is Kind.VALUES:
        return [SEQUENCE, None, None, [*map(_leaf_of, given)]]
    words = [word for value in given for word in _words(value, escapes=kind is not Kind.WORDS)]
    if kind is not Kind.FLAGS:
        return [SEQUENCE, None, None, [*map(_leaf_of, words)]]
    return [SEQUENCE, None, None, [_mapping({name: _flag_value(name, value)}) for name, value in _flags(words)]]


def _words(value: str, escapes: bool) -> list[str]:
    reader = shlex(value, posix=True, punctuation_chars=False)
    reader.whitespace_split, reader.commenters = True, ""
    reader.escape, reader.escapedquotes = ("\\", "\"'") if escapes else ("", "")
    try:
        return list(reader)
    except ValueError as error:
        raise UnprovenError(str(error)) from None


def _flags(words: list[str]) -> list[tuple[str, str]]:
    table = command_flags("podman", "run")
    found: list[tuple[str, str]] = []
    while words:
        word, *words = words
        name, has_value, value = word.removeprefix("--").partition("=")
        if not word.startswith("--"):
            short, words = _short(word, words)
            found += short
        elif has_value or table.takes(name) is Takes.NOTHING:
            found.append((name, value if has_value else "true"))
        elif words:
            found.append((name, words.pop(0)))
    return found


def _short(word: str, words: list[str]) -> tuple[list[tuple[str, str]], list[str]]:
    table = command_flags("podman", "run")
    letters = {letter: table.named(letter) or "" for letter in word[1:]}
    spec = "".join(letter + (":" if table.takes(name) is not Takes.NOTHING else "")
                   for letter, name in letters.items() if name)  # fmt: skip
    try:
        taken = 0 if _ends_itself(word, spec) else 1
        pairs, _ = getopt([word, *words[:taken]], spec)
    except GetoptError as error:
        raise UnprovenError(str(error)) from None
    return [(letters[letter[1:]], value.removeprefix("=") or "true") for letter, value in pairs], words[taken:]


def _ends_itself(word: str, spec: str) -> bool:
    for index, letter in enumerate(word[1:], 2):
        if f"{letter}:" in spec:
            return index < len(word)
    return True


def _flag_value(name: str, value: str) -> Tree:
    parts = [part for part in value.split(",") if part]
    is_listed = command_flags("podman", "run").takes(name) is Takes.SLICE and len(parts) > 1
    return [SEQUENCE, None, None, [*map(_leaf_of, parts)]] if is_listed else _leaf_of(value)


def _leaf_of(text: str) -> Tree:
    return [SCALAR, None, None, [text]]


def _mapping(values: dict[str, Tree]) -> Tree:
    return [MAPPING, None, None, [[_leaf_of(key), value] for key, value in values.items()]]
