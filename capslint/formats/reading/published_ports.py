"""The ports of a container that ``ports:`` and ``--publish`` name."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.formats.reading.scalars import integer

_WIDEST_RANGE = 16
"""Ports of a range that are read: a wider one is for whatever takes one of many, and tells of none."""


def container_ports(target: str) -> Iterator[int]:
    """Return the ports that ``TARGET[-TARGET][/PROTOCOL]`` stands for; none if a variable is in it."""
    first, _, last = target.partition("/")[0].partition("-")
    ends = [number for number in map(integer, (first, last or first)) if number is not None]
    if len(ends) == 2 and ends[0] <= ends[1] < ends[0] + _WIDEST_RANGE:
        yield from range(ends[0], ends[1] + 1)
