"""Files are read once for all hosts: what a text says, and what is recognised in it, turns on no host."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from capslint import formats
from capslint.check import read_file
from capslint.fix import proof, second_reader
from capslint.plan import workload_model
from capslint.source import Source
from tests.privilege import asked_operations, fixing

MANY = 256
"""More texts than fixes make of one generated file."""


def read_once(put: Callable[[Any, str, Any], None] = setattr) -> None:
    """Let this process remember what it read: eight hosts fix a file in few ways. ``put`` changes a module."""
    for module, name, remembering in (
        (second_reader, "trees", lru_cache(maxsize=MANY)),
        (second_reader, "comments", lru_cache(maxsize=MANY)),
        (fixing, "debuggers_in", lru_cache(maxsize=MANY)),
        (read_file, "parse_slice", parsed_once),
        (proof, "parse_slice", parsed_once),
        (formats, "read", by_identity),
        (asked_operations, "recognise", by_identity),
        (workload_model, "recognise", by_identity),
        (workload_model, "other_reasons", by_identity),
    ):
        put(module, name, remembering(getattr(module, name)))


def parsed_once(parse_slice: Any) -> Any:
    """Return ``parse_slice`` with what it read of the last texts: every `Source` is another one."""
    sources = lru_cache(maxsize=MANY)(Source)
    parse = lru_cache(maxsize=MANY)(parse_slice)
    return lambda source, *rest: parse(sources(source.path, source.text), *rest)


def by_identity(function: Any) -> Any:
    """Return ``function`` with its last results remembered by which very objects it was given."""
    remember = lru_cache(maxsize=MANY)(lambda *same: function(*(each.held for each in same)))
    return lambda *given: remember(*map(_Same, given))


class _Same:
    """Stands for an object, and is equal to what stands for the same one, or an equal one of the plain kinds."""

    def __init__(self, held: Any) -> None:
        self.held = held
        self.key = held if isinstance(held, str) or held == () else id(held)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.key == other.key
