"""Moving an entry as it is written: its lines with their comments, indented anew, under another key."""

from __future__ import annotations

import re

from capslint.cst.editing.block.block_lines import Verbatim
from capslint.cst.editing.block.block_take import comments_above
from capslint.cst.editing.entries import Slot, own_slots, position_in
from capslint.cst.editing.locate import Spot, all_nodes
from capslint.cst.editing.refused import RefusedError
from capslint.cst.nodes import Alias, Mapping
from capslint.cst.written import begins_line, column, comment_spans, line_end, next_line
from capslint.edits import TextEdit
from capslint.source import Span


def rename(text: str, slot: Slot, key: str) -> list[TextEdit]:
    """Write another key before the value of ``slot``."""
    assert slot.key is not None
    return [TextEdit(slot.key.span, key)]


def carried(text: str, spot: Spot) -> Verbatim:
    """Return the entry at ``spot`` as it is written, its lines relative to the column of its key.

    Raises RefusedError for aliases and anchors inside, whose meaning depends on their order in the file.
    """
    parent, node = spot.parent, spot.node
    if not isinstance(parent, Mapping):
        raise RefusedError("an item of a list is not moved")
    if any(isinstance(inner, Alias) or inner.anchor for inner in all_nodes(node)):
        raise RefusedError("a value with an anchor or an alias is not moved")
    every = own_slots(text, parent)
    index = position_in(parent, node)
    slot, before = every[index], every[index - 1] if index else None
    written = text[node.start : slot.end]
    inline = None if "\n" in written or "\r" in written else written
    if parent.flow:
        return _flow_value(text, slot, before, _on_one_line(written))
    return _block_lines(text, slot, before, inline)


def _flow_value(text: str, slot: Slot, before: Slot | None, inline: str | None) -> Verbatim:
    if inline is None:
        raise RefusedError("a value in brackets with a comment, a blank line or a joined line is not moved")
    if _has_comment(text, slot, before):
        raise RefusedError("an entry in brackets with a comment is not moved")
    return Verbatim((), f": {inline}" if inline else ":", (), inline)


def _on_one_line(written: str) -> str | None:
    """Return what stands in brackets on one line, as a reader folds it; None where lines could mean more.

    In brackets a line break stands for a blank (YAML 1.2.2, 6.5, 7.4), but for one behind a backslash or beside an
    empty line.
    """
    lines = [line.strip(" \t") for line in re.split(r"\r\n|\r|\n", written)]
    if len(lines) == 1:
        return written
    if "#" in written or not all(lines) or any(line.endswith("\\") for line in lines[:-1]):
        return None
    joined = " ".join(lines)
    return joined if set("\"'") & set(joined) else re.sub(r"(?<=[\[{]) (?=\S)|(?<=\S) (?=[\]}])", "", joined)


def _has_comment(text: str, slot: Slot, before: Slot | None) -> bool:
    if not begins_line(text, slot.start):
        return False
    return bool(_above(text, slot, before) or comment_spans(text, slot.end, line_end(text, slot.end)))


def _block_lines(text: str, slot: Slot, before: Slot | None, inline: str | None) -> Verbatim:
    assert slot.key is not None
    indent = column(text, slot.start)
    above: list[str] = []
    if begins_line(text, slot.start):
        above += [text[line.start : line_end(text, line.start)].lstrip(" ") for line in _above(text, slot, before)]
    end = line_end(text, slot.end)
    at = next_line(text, slot.start)
    rest: list[str] = []
    while at <= end and at > slot.start and at < len(text):
        line = text[at : line_end(text, at)]
        rest.append(_shifted(line, indent))
        at = next_line(text, at)
    first = text[slot.key.end : line_end(text, slot.start)]
    plain = inline if not above and not text[slot.end : end].strip() and not rest else None
    return Verbatim(tuple(above), first, tuple(rest), plain)


def _above(text: str, slot: Slot, before: Slot | None) -> list[Span]:
    return comments_above(text, slot, next_line(text, before.end) if before else 0, is_first=before is None)


def _shifted(line: str, indent: int) -> str:
    if line[:indent].strip(" "):
        if line.lstrip(" ").startswith("#"):
            return line.lstrip(" ")
        raise RefusedError("a value whose lines stand left of its key is not moved")
    return line[indent:]
