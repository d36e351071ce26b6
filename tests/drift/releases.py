"""The releases of an engine, by their tags, and which of them are looked at."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from tests.generators.engine_tables import Version, version


class Release(NamedTuple):
    """A release: its number, the number as it is written, and the tag it has. They are ordered by their numbers."""

    number: Version
    name: str
    tag: str

    @property
    def line(self) -> tuple[int, int]:
        """Return the line of releases that it belongs to."""
        return self.number[:2]


def releases_of(tags: Iterable[str], pattern: str, since: str) -> list[Release]:
    """Return the releases from ``since`` on, the oldest first; tags that do not look like ``pattern`` are none."""
    found: dict[Version, Release] = {}
    for tag in sorted(tags):
        match = re.search(pattern, tag)
        name = next(group for group in match.groups() if group) if match else "0"
        if match and version(name) >= version(since):
            found[version(name)] = Release(version(name), name, tag)
    return sorted(found.values())


def at_the_ends(releases: list[Release], newest: Version) -> list[Release]:
    """Return the first and the last release of every line, and all that are later than ``newest``.

    The later ones are those whose data was never looked at; a change in an old line is in its last release.
    """
    lines: dict[tuple[int, int], list[Release]] = {}
    for release in releases:
        lines.setdefault(release.line, []).append(release)
    ends = {release for line in lines.values() for release in (line[0], line[-1])}
    return [release for release in releases if release in ends or release.number > newest]
