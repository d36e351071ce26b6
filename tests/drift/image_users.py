"""Who images run as: the last USER of the Dockerfiles that image_users.toml names, held against its rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import Any, NamedTuple

from tests.drift.upstream import Unreachable, Upstream

_SOURCE = re.compile(r"github\.com/([\w.-]+/[\w.-]+)@[0-9a-f]+ ([^\s:,]*[Dd]ocker[Ff]ile[^\s:,]*)")
_INSTRUCTION = re.compile(
    r"^(?:[ \t]|\{\{[^\n]*?\}\})*(FROM|USER|ARG|ENV)[ \t]+(.+?)[ \t\r]*$", re.MULTILINE | re.IGNORECASE
)
_VALUE = re.compile(r"([A-Za-z_]\w*)(?:=|[ \t]+)\"?([^\s\"]+)")
_VARIABLE = re.compile(r"\$\{?([A-Za-z_]\w*)\}?")
ROOT = ("", "root", "0")


class State(Enum):
    """What is to be done about a row."""

    HOLDS = "as the row says"
    CHANGED = "changed"
    LOOK_AGAIN = "look again"
    NOT_READ = "could not be read"


class ImageReport(NamedTuple):
    """What was found of one row."""

    image: str
    state: State
    why: str = ""


def image_reports(rows: Iterable[dict[str, Any]], upstream: Upstream) -> Iterator[ImageReport]:
    """Return what the newest Dockerfile of each row says."""
    for row in rows:
        name = row["names"][0]
        found = _SOURCE.search(row["source"])
        if found is None or "becomes" in row:
            yield ImageReport(name, State.LOOK_AGAIN, f"more than the USER of one Dockerfile: {row['source']}")
        else:
            yield _report(name, row, upstream, *found.groups())


def _report(name: str, row: dict[str, Any], upstream: Upstream, repository: str, path: str) -> ImageReport:
    try:
        there = upstream.repository(repository)
        blobs = there.blobs(there.newest(), [path])
        if path not in blobs:
            return ImageReport(name, State.LOOK_AGAIN, f"github.com/{repository} has no {path} any more")
        text = there.text(blobs[path])
    except Unreachable as error:
        return ImageReport(name, State.NOT_READ, f"github.com/{repository}: {error}")
    return ImageReport(name, *_judged(row, text, f"github.com/{repository} {path}"))


def _judged(row: dict[str, Any], text: str, place: str) -> tuple[State, str]:
    """Return whether the row still holds, and why not."""
    user = last_user(text)
    own, _, group = user.name.partition(":")
    said = f"{place}: USER {user.written}" if user.written else f"{place}: no USER"
    if user.written and f"USER {user.written}" in row["source"]:
        return State.HOLDS, ""  # as it was read: where it is a name, the source says where the number was found
    if "$" in user.name or (user.written and "{{" in text):  # a value from elsewhere, or a template with conditions
        return State.LOOK_AGAIN, said
    holds = str(row["user"]) in ROOT if own in ROOT else str(row["user"]) == own
    if holds and (not group or "group" not in row or str(row["group"]) == group):
        return State.HOLDS, ""
    return State.CHANGED, f"{said}; the row says {row['user']}"


class LastUser(NamedTuple):
    """The last USER of the last stage: as it is written, and with the values that the Dockerfile gives to variables."""

    written: str
    name: str


def last_user(dockerfile: str) -> LastUser:
    """Return the last USER behind the last FROM: an empty one where there is none."""
    values: dict[str, str] = {}
    written = ""
    for instruction in _INSTRUCTION.finditer(dockerfile):
        match instruction.group(1).upper():
            case "FROM":
                written = ""
            case "USER":
                written = instruction.group(2).split(" #")[0].strip().strip('"')
            case _:
                values |= dict(_VALUE.findall(instruction.group(2)))
    return LastUser(written, _VARIABLE.sub(lambda match: values.get(match.group(1), match.group()), written))
