"""The example files of one rule folder, and what stands beside each."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import NamedTuple

from capslint.formats import FORMATS, Format
from capslint.source import Source
from capslint.source.files import read_bytes

_FIXED = (".fixed.yaml", ".fixed")
_OUT = ".out"
_BY_NAME = {each.name: each for each in FORMATS}


class Example(NamedTuple):
    """One example. ``name`` is its path from the folder ``examples``, as complaints show it.

    ``bad`` tells which of the two folders it is in, ``format`` is the name of the format that it is in.
    """

    folder: str
    name: str
    bad: bool
    format: str

    @property
    def path(self) -> str:
        """Where the example is."""
        return os.path.join(self.folder, self.name)

    @property
    def out_path(self) -> str:
        """Where its text report is, or would be."""
        return self.path.removesuffix(".yaml") + _OUT

    @property
    def fixed_path(self) -> str:
        """Where its fixed text is, or would be: under a name that is no example's."""
        stem = self.path.removesuffix(".yaml")
        return stem + (_FIXED[0] if stem != self.path else _FIXED[1])

    @property
    def is_yaml(self) -> bool:
        """Whether it is in YAML, in which layouts are asked for."""
        return self.in_format.syntax is None

    @property
    def in_format(self) -> Format:
        """Its format."""
        return _BY_NAME[self.format]

    def source(self) -> Source:
        """Read it, under its bare file name, or under the one that tells its format."""
        path = self.in_format.example_path or os.path.basename(self.path)
        return Source.decode(path, read_bytes(self.path))


def find(folder: str) -> list[Example]:
    """Return the examples in ``folder`` (a rule folder's ``examples``), sorted by name."""
    return sorted(_find(folder))


def _find(folder: str) -> Iterator[Example]:
    for kind in ("bad", "good"):
        for name in _names(os.path.join(folder, kind)):
            for each in FORMATS:
                if each.example_suffix and name.endswith(each.example_suffix):
                    yield Example(folder, f"{kind}/{name}", kind == "bad", each.name)


def strays(folder: str, examples: list[Example]) -> Iterator[str]:
    """Return the reports and fixed texts in ``folder`` that belong to no bad example."""
    wanted = {path for example in examples if example.bad for path in (example.out_path, example.fixed_path)}
    for kind in ("bad", "good"):
        for name in _names(os.path.join(folder, kind)):
            if name.endswith((_OUT, *_FIXED)) and os.path.join(folder, f"{kind}/{name}") not in wanted:
                yield f"{kind}/{name}"


def _names(folder: str) -> list[str]:
    return sorted(os.listdir(folder)) if os.path.isdir(folder) else []


def read_text(path: str) -> str | None:
    """Return the text of ``path``, line ends as they are, or None if there is no such file."""
    if not os.path.exists(path):
        return None
    return Source.decode(path, read_bytes(path)).text


def write_text(path: str, text: str | None) -> bool:
    """Make the file hold ``text``, or take it away for None; return whether that changed anything."""
    if read_text(path) == text:
        return False
    if text is None:
        os.remove(path)
    else:
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(text)
    return True
