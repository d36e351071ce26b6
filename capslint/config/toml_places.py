"""Where the keys of a TOML file stand: tomllib reads their values, and says nothing of places."""

from __future__ import annotations

import re
from collections.abc import Mapping

Key = tuple[str | int, ...]
"""The way to a value: keys of tables, and numbers of items."""

_KEY = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|[A-Za-z0-9_-]+')
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_STRING = re.compile(
    r'"""(?:[^"\\]|\\[\s\S]|"{1,2}(?!"))*"{3,5}'
    r"|'''(?:[^']|'{1,2}(?!'))*'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
)
_OTHER = re.compile(r"[^,\]}#\n]+")


def key_places(text: str) -> Mapping[Key, int]:
    """Return where each key of ``text``, which tomllib has read, and each item of its arrays begins."""
    scan = _Scan(text)
    scan.run()
    return scan.places


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Return the line and the column of ``offset``, both from 1."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


class _Scan:
    """Reads a valid document from its first character to the last."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.places: dict[Key, int] = {}
        self.items: dict[Key, int] = {}  # how many tables an array of tables has so far

    def run(self) -> None:
        table: Key = ()
        while self._skip_blank():
            start = self.at
            if self.text.startswith("[", start):
                table = self._header(start)
            else:
                self._pair(table)

    def _skip_blank(self) -> bool:
        blank = _BLANK.match(self.text, self.at)
        self.at = blank.end() if blank else self.at
        return self.at < len(self.text)

    def _header(self, start: int) -> Key:
        is_array = self.text.startswith("[[", start)
        self.at += 2 if is_array else 1
        names = self._dotted()
        self.at += 2 if is_array else 1
        table: Key = ()
        for index, name in enumerate(names):
            table = (*table, name)
            self.places.setdefault(table, start)
            if index < len(names) - 1 or not is_array:
                table = (*table, self.items[table] - 1) if table in self.items else table
        if is_array:
            number = self.items.get(table, 0)
            self.items[table] = number + 1
            table = (*table, number)
            self.places[table] = start
        return table

    def _dotted(self) -> list[str]:
        names: list[str] = []
        while True:
            self._skip_blank()
            found = _KEY.match(self.text, self.at)
            assert found is not None
            names.append(_unquoted(found[0]))
            self.at = found.end()
            self._skip_blank()
            if not self.text.startswith(".", self.at):
                return names
            self.at += 1

    def _pair(self, table: Key) -> None:
        start = self.at
        key = table
        for name in self._dotted():
            key = (*key, name)
            self.places.setdefault(key, start)
        self.at += 1  # the equals sign
        self._value(key)

    def _value(self, key: Key) -> None:
        self._skip_blank()
        if self.text.startswith("[", self.at):
            self._array(key)
        elif self.text.startswith("{", self.at):
            self._inline_table(key)
        else:
            found = _STRING.match(self.text, self.at) or _OTHER.match(self.text, self.at)
            assert found is not None
            self.at = found.end()

    def _array(self, key: Key) -> None:
        self.at += 1
        index = 0
        while self._skip_blank() and not self.text.startswith("]", self.at):
            self.places[*key, index] = self.at
            self._value((*key, index))
            self._past_comma()
            index += 1
        self.at += 1

    def _inline_table(self, key: Key) -> None:
        self.at += 1
        while self._skip_blank() and not self.text.startswith("}", self.at):
            self._pair(key)
            self._past_comma()
        self.at += 1

    def _past_comma(self) -> None:
        self._skip_blank()
        self.at += self.text.startswith(",", self.at)


def _unquoted(key: str) -> str:
    if not key.startswith('"'):
        return key.strip("'")
    import tomllib

    return str(tomllib.loads(f"k = {key}")["k"])
