"""Where keys of TOML files stand: every key that tomllib reads has a place, and the place begins with the key."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from capslint.config.toml_places import Key, key_places, line_and_column

TEXT = '''\
# [not-a-table]
plain = "a # b" # c = 1
"quoted" = 'lit"eral'
a.b."c.d" = [1, # one
  "two, ]",
  { x = "}", "y" = [ [ ], [3] ] },
]
long = """
[no] = "quotes \\""" ""
still """""
raw = \'\'\'
x = 1 \'\'\'\'
date = 2026-11-30 10:00:00
empty = {}
[ table ]
k = 1
[table.deep]
"\\u00e9" = true
[[many]]
k = 1
[[many.inner]]
k = 2
[[many.inner]]
[many.inner.last]
k = 3
[[many]]
k = 4
'''


def keys_of(value: Any, key: Key = ()) -> Iterator[Key]:
    """Return the way to everything in ``value``."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, item in inner:
        yield (*key, name)
        yield from keys_of(item, (*key, name))


@pytest.mark.parametrize("text", [TEXT, TEXT.replace("\n", "\r\n"), TEXT.rstrip("\n"), TEXT.replace("    ", "\t")])
def test_every_key_has_a_place(text: str) -> None:
    places = key_places(text)
    assert set(places) == set(keys_of(tomllib.loads(text)))


def test_places_are_those_of_the_keys() -> None:
    places = {key: line_and_column(TEXT, offset) for key, offset in key_places(TEXT).items()}
    assert places["plain",] == (2, 1)
    assert places["a", "b", "c.d"] == (4, 1)
    assert places["a", "b", "c.d", 1] == (5, 3)
    assert places["a", "b", "c.d", 2, "y"] == (6, 14)
    assert places["a", "b", "c.d", 2, "y", 1, 0] == (6, 28)
    assert places["date",] == (13, 1)
    assert places["table", "deep", "é"] == (18, 1)
    assert places["many", 0] == places["many",] == (19, 1)
    assert places["many", 0, "inner", 1, "last", "k"] == (25, 1)
    assert places["many", 1, "k"] == (27, 1)
