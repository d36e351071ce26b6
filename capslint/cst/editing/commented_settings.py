"""Comments that are settings switched off, which stay when the entry goes that they stand beside.

A comment counts as one where its text, without the ``#``, starts like an entry whose key is one word or quoted
(``key: value``, ``"key": value``, ``? key``), like an item (``- item``), or is a collection in brackets; and so does
what continues one: deeper lines, and lines up to the last bracket. ``# the slowlog: see below`` is prose, since no key
of these files has blanks; ``# Note: see below`` may be an entry, and stays.
"""

from __future__ import annotations

import re

from capslint.cst.comments import NOTE, comments_inside
from capslint.cst.editing.entries import Slot
from capslint.cst.nodes import Node
from capslint.cst.written import begins_line, line_end, line_start, next_line
from capslint.source import Span

_PROPERTIES = r"(?:[&!]\S*\s+)*"
_KEY = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s"'#&*!|>%@`\[\]{},]\S*?)\s*:(?:\s|$)"""
_START = rf"""{_PROPERTIES}(?:{_KEY}|[-?](?:\s|$)|[\[{{].*[\]}}],?$|"[^"]*",$|'[^']*',$|[^\s,]+,$)"""


def is_note_to_capslint(line: str) -> bool:
    """Return whether a comment line is one to capslint itself."""
    return line.lstrip("# \t").startswith(NOTE)


def switched_off(lines: list[str]) -> list[bool]:
    """Return for each of the comment ``lines``, which follow each other, whether it is a setting switched off."""
    found: list[bool] = []
    key, depth = -1, 0  # the column at which the setting starts that may go on, and its open brackets
    for line in lines:
        bare = line.lstrip(" \t").lstrip("#").strip()
        at = line.find(bare) if bare else len(line)
        goes_on = key >= 0 and (not bare or at > key or depth > 0)
        if is_note_to_capslint(line):
            goes_on, key, depth = False, -1, 0
        elif not goes_on:
            key, depth = (at, 0) if bare and re.match(_START, bare) else (-1, 0)
        found.append(goes_on or key >= 0)
        depth = max(depth + _opened(bare), 0) if found[-1] else 0
    return found


def settings_inside(text: str, slot: Slot, but: Span | None = None) -> list[Span]:
    """Return the whole lines inside of ``slot`` that are settings switched off, without those in the range ``but``."""
    nodes: list[Node] = [slot.value] if slot.key is None else [slot.key, slot.value]
    found: list[Span] = []
    run: list[Span] = []
    for comment in comments_inside(text, nodes, slot.start, slot.end):
        if not begins_line(text, comment.start) or (but and but.start <= comment.start < but.end):
            continue
        line = Span(line_start(text, comment.start), next_line(text, comment.start))
        if run and run[-1].end != line.start:
            found += _settings(text, run)
            run = []
        run.append(line)
    return found + _settings(text, run)


def _settings(text: str, run: list[Span]) -> list[Span]:
    flags = switched_off([text[line.start : line_end(text, line.start)] for line in run])
    return [line for line, is_setting in zip(run, flags, strict=True) if is_setting]


def _opened(bare: str) -> int:
    rest = re.sub(r"""\s#.*|"[^"]*"|'[^']*'""", "", bare)
    return sum(rest.count(bracket) for bracket in "[{") - sum(rest.count(bracket) for bracket in "]}")
