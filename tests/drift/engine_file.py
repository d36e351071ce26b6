"""Changes in the text of an engine's TOML file: entries that are added, replaced or taken out, all else as it was."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from textwrap import fill
from typing import Any

from tests.generators.engine_tables import Version, version

Entry = dict[str, Any]
_HEAD = re.compile(r"^\[\[(seccomp|capabilities)\]\]$", re.MULTILINE)
WIDTH = 120
NEW_LINE = "\n    "


class Block:
    """The text of one entry: its lines up to the comments of the next one."""

    def __init__(self, kind: str, text: str) -> None:
        """``kind`` is seccomp or capabilities, and empty for what is no entry."""
        self.kind = kind
        self.text = text

    @property
    def since(self) -> Version:
        """Return the release that the entry begins with."""
        found = re.search(r'^since = "([^"]+)"', self.text, re.MULTILINE)
        return version(found.group(1)) if found else (0, 0, 0)


def blocks_of(text: str) -> list[Block]:
    """Return the parts of a file, in their order; comments before an entry are a part of their own."""
    found = []
    at = 0
    for head in _HEAD.finditer(text):
        found += [Block("", text[at : head.start()])] if head.start() > at else []
        at = _end(text, head.end())
        found.append(Block(head.group(1), text[head.start() : at]))
    return [*found, *([Block("", text[at:])] if at < len(text) else [])]


def _end(text: str, at: int) -> int:
    """Return where an entry ends whose head ends at ``at``: behind its last line that is no comment between entries."""
    following = _HEAD.search(text, at)
    part = text[at : following.start() if following else len(text)]
    return at + len(re.sub(r"\n\n(?:(?:#[^\n]*)?\n)*\Z", "\n", part))


def with_entry(text: str, kind: str, since: Version, entry: str | None) -> str:
    """Return ``text`` with ``entry`` as what begins at ``since``, or with none there.

    What comes next may build on it: the releases that come next are looked at next, and put right where they differ.
    """
    parts = blocks_of(text)
    entries = [part for part in parts if part.kind == kind]
    here = next((part for part in entries if part.since == since), None)
    before = [part for part in entries if part.since < since]
    if here is not None:
        here.text = entry if entry is not None else ""
    elif entry is not None:
        before[-1].text += f"\n{entry}"
    return re.sub(r"\n{3,}", "\n\n", "".join(part.text for part in parts))


def with_newest(text: str, newest: str, source: str, date: str) -> str:
    """Return ``text`` with another newest release, its source, and the day the data is of."""
    head = blocks_of(text)[0].text
    changed = head
    for key, value in (("newest", newest), ("date", date), ("source", source)):
        line = f"{key} = {json.dumps(value)}"
        changed = re.sub(rf"^{key} = .*$", line.replace("\\", r"\\"), changed, flags=re.MULTILINE)
    return changed + text[len(head) :]


def seccomp_entry(since: str, source: str, entries: Iterable[Entry]) -> str:
    """Return a [[seccomp]] whose ``entries`` take the place of what was said of the calls they name."""
    lines = ["[[seccomp]]", f'since = "{since}"', f"source = {json.dumps(source)}", "syscalls = ["]
    return "\n".join([*lines, *map(_inline, entries), "]", ""])


def capabilities_entry(since: str, source: str, names: Iterable[str]) -> str:
    """Return a [[capabilities]] with ``names``."""
    lines = ["[[capabilities]]", f'since = "{since}"', f"source = {json.dumps(source)}", "default = ["]
    return "\n".join([*lines, _names(names, "  "), "]", ""])


def _inline(entry: Entry) -> str:
    """Return an entry on one line, or with its names and what it asks of arguments on lines of their own."""
    names = ", ".join(json.dumps(name) for name in entry["names"])
    short = f"  {{ names = [{names}]{_rest(entry, ', ')} }},"
    if len(short) <= WIDTH:
        return short
    if len(names) > WIDTH // 2:
        names = f"\n{_names(entry['names'], '    ')}\n  "
    return f"  {{ names = [{names}]{_rest(entry, NEW_LINE)} }},"


def _rest(entry: Entry, between: str) -> str:
    found = ""
    for key, value in entry.items():
        if key == "args" and between == NEW_LINE:
            found += ", args = [" + "".join(f"{NEW_LINE}{_value(test)}," for test in value) + "\n  ]"
        elif key != "names":
            found += f", {key} = {_value(value)}"
    return found


def _names(names: Iterable[str], indent: str) -> str:
    text = ", ".join(json.dumps(name) for name in names) + ","
    return fill(text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)


def _value(value: Any) -> str:
    match value:
        case dict():
            return "{ " + ", ".join(f"{key} = {_value(part)}" for key, part in value.items()) + " }"
        case list():
            return "[" + ", ".join(_value(part) for part in value) + "]"
        case int() if value > 0xFFFF:
            return hex(value)
    return json.dumps(value)
