"""From changes, which are data, to edits of the text: every change is a step on the tree that the last one left."""

from __future__ import annotations

from functools import lru_cache

from capslint.cst.changes import Append, Change, Insert, Move, Remove, Replace, ReplaceEntry, touched
from capslint.cst.editing.block.block_take import empty_out, take
from capslint.cst.editing.commented_settings import settings_inside
from capslint.cst.editing.entries import Collection, Slot, own_slots, position_in, quote_of
from capslint.cst.editing.excerpt import excerpt, read_excerpt
from capslint.cst.editing.expected_tree import refuse_other_outcome
from capslint.cst.editing.file_style import FileStyle, style_of
from capslint.cst.editing.flow.flow_take import empty_out_flow, take_flow
from capslint.cst.editing.locate import Spot, existing, locate, refuse_used_anchors
from capslint.cst.editing.move import carried, rename
from capslint.cst.editing.put import append, insert, put
from capslint.cst.editing.refused import RefusedError, spelled
from capslint.cst.editing.replace import replace_entry, replace_in_block, replace_in_flow
from capslint.cst.editing.spelling import key_text
from capslint.cst.editing.stepwise import Draft
from capslint.cst.merges import merges
from capslint.cst.nodes import Document, Mapping, Path, Sequence
from capslint.edits import TextEdit, Withheld
from capslint.source import Span

_LONG = 64 * 1024  # characters of a part whose plan is not remembered


def plan(document: Document, changes: tuple[Change, ...]) -> tuple[TextEdit, ...] | Withheld:
    """Turn ``changes`` into edits on ``document.source.text``, none of which touch each other.

    The paths of all changes are those of ``document`` as it is. What adds or replaces is done first, in its order,
    then what is taken out: so a list that loses one item and gains another is never empty in between.
    The result is read again; when it is not the tree that the changes describe, or the construct is one that no edit
    is made for, the answer is Withheld with the reason.
    """
    return plan_each(document, [changes])[0]


def plan_each(document: Document, wishes: list[tuple[Change, ...]]) -> list[tuple[TextEdit, ...] | Withheld]:
    """Plan each of ``wishes`` on its own, as `plan` does."""
    newline = FileStyle(newline=document.source.newline)
    style: FileStyle | None = None
    plans: list[tuple[TextEdit, ...] | Withheld] = []
    for changes in wishes:
        # What takes out needs no more of the style than the line end, and the rest is in every node of the document.
        takes_out = all(isinstance(change, Remove) for change in changes)
        if style is None and not takes_out:
            style = style_of(document)
        plans.append(_planned(document, changes, style or newline))
    return plans


def _planned(document: Document, changes: tuple[Change, ...], style: FileStyle) -> tuple[TextEdit, ...] | Withheld:
    part = excerpt(document, changes)
    if part is not None:
        try:
            is_known = len(part.text) < _LONG and all(isinstance(change, Remove) for change in part.changes)
            plan_part = _plan_once if is_known else _plan_part
            return part.in_whole(plan_part(part.text, part.is_flow, part.changes, style))
        except RefusedError:
            pass  # the whole document gives the reason, with the whole path
    try:
        return _plan(document, changes, style)
    except RefusedError as refused:
        return Withheld(refused.reason)


def _plan_part(text: str, is_flow: bool, changes: tuple[Change, ...], style: FileStyle) -> tuple[TextEdit, ...]:
    return _plan(read_excerpt(text, is_flow), changes, style)


_plan_once = lru_cache(maxsize=64)(_plan_part)  # what a chart was rendered to has the same container again and again


def _plan(document: Document, changes: tuple[Change, ...], style: FileStyle) -> tuple[TextEdit, ...]:
    _refuse_contradictions(changes)
    draft = Draft(document)
    for change in changes:
        if not isinstance(change, Remove):
            draft.apply(_put_edits(draft.document, change, style))
    moved = {change.path for change in changes if isinstance(change, Move)}
    for path, keep in removals(document, changes):
        draft.apply(_take_edits(draft.document, path, keep, style, path in moved))
    refuse_other_outcome(document, draft.document, changes, removals(document, changes))
    return draft.edits()


def removals(document: Document, changes: tuple[Change, ...]) -> list[tuple[Path, int]]:
    """Return what is taken out, the last in the file first, so that no index shifts before it is used.

    A collection stays, empty, where that says more than nothing: one with a tag (``cap_add: !override []``), and one
    that hides what a merge (``<<``) brings under the same key.
    """
    found = [(path, _kept(document, path, keep)) for path, keep in _outermost(_leaving(changes)).items()]
    return sorted(found, key=lambda removal: existing(document, removal[0]).node.start, reverse=True)


def _leaving(changes: tuple[Change, ...]) -> list[tuple[Path, int]]:
    removed: list[Remove | Move] = []
    for change in changes:
        if isinstance(change, Remove) or (isinstance(change, Move) and _leaves(change)):
            removed.append(change)
    return [(change.path, change.keep) for change in removed]


def _outermost(leaving: list[tuple[Path, int]]) -> dict[Path, int]:
    """Return those of ``leaving`` that are inside of no other."""
    paths = {path for path, _ in leaving}
    return {path: keep for path, keep in leaving if not any(path[:length] in paths for length in range(len(path)))}


def _kept(document: Document, path: Path, keep: int) -> int:
    """Return how many steps of ``path`` stay at least: ``keep``, or more where a collection stays although empty."""
    nodes = existing(document, path).nodes[:-1]
    stays = [
        depth for depth, node in enumerate(nodes) if node.tag or (depth and merges(nodes[depth - 1], path[depth - 1]))
    ]
    return max([keep, *stays])


def _leaves(change: Move) -> bool:
    return change.path[:-1] != change.to[:-1]


def _refuse_contradictions(changes: tuple[Change, ...]) -> None:
    for change in changes:
        if not isinstance(change, (Append, Insert)) and any(_needs(other, change) for other in changes):
            verb = "removes" if isinstance(change, (Remove, Move)) else "replaces"
            raise RefusedError(f"one change {verb} {spelled(change.path)} and another one needs it")


def _needs(other: Change, change: Remove | Replace | ReplaceEntry | Move) -> bool:
    """Return whether ``other`` touches what ``change`` takes away."""
    if isinstance(change, Remove) and isinstance(other, Remove):
        return False
    if other == change and not isinstance(change, Move):
        return False
    paths = touched(other)[1:] if other is change else touched(other)
    return any(path[: len(change.path)] == change.path for path in paths)


def _put_edits(document: Document, change: Change, style: FileStyle) -> list[TextEdit]:
    if isinstance(change, Append):
        return append(document, change, style)
    if isinstance(change, Insert):
        return insert(document, change, style)
    if isinstance(change, Move):
        return _move_edits(document, change, style)
    assert not isinstance(change, Remove)
    spot = existing(document, change.path)
    parent = _collection(spot)
    refuse_used_anchors(document, spot.node, but=spot.node if isinstance(change, Replace) else None)
    text = document.source.text
    if settings_inside(text, _holder(text, parent, spot)):
        raise RefusedError(f"a setting that is switched off stands in {spelled(change.path)}")
    if isinstance(change, Replace) and spot.node.tag:
        raise RefusedError(f"{spelled(change.path)} has the tag {spot.node.tag}, which says how its value is meant")
    if isinstance(change, ReplaceEntry):
        if not isinstance(parent, Mapping):
            raise RefusedError(f"{spelled(change.path)} is an item of a list, not an entry")
        return replace_entry(text, parent, spot.node, change.key, change.value, style)
    replace = replace_in_flow if parent.flow else replace_in_block
    return replace(text, parent, spot.node, change.value, style)


def _move_edits(document: Document, change: Move, style: FileStyle) -> list[TextEdit]:
    source, to = existing(document, change.path), locate(document, change.to)
    text, key = document.source.text, str(change.to[-1])
    if not to.missing:
        raise RefusedError(f"{spelled(change.to)} is already there")
    if not _leaves(change):
        slot = _holder(text, _collection(source), source)
        return rename(text, slot, key_text(key, quote_of(slot.key)))
    return put(to, carried(text, source), None, style)


def _take_edits(document: Document, path: Path, keep: int, style: FileStyle, is_moved: bool) -> list[TextEdit]:
    spot = existing(document, path)
    gone = _holder(document.source.text, _collection(spot), spot) if is_moved else None
    moved = Span(gone.start, gone.end) if gone else None
    depth = len(path)
    while depth - 1 > keep and _count(spot.nodes[depth - 1]) == 1:
        depth -= 1
    node, parent = spot.nodes[depth], _collection(spot, depth)
    text, index = document.source.text, position_in(parent, node)
    leaving = [node] if isinstance(parent, Sequence) else list(parent.pairs[index])
    refuse_used_anchors(document, *leaving)
    if _count(parent) > 1:
        return take_flow(text, parent, index) if parent.flow else take(text, parent, index, style, moved)
    if parent.flow:
        return empty_out_flow(text, parent)
    above = _collection(spot, depth - 1) if depth > 1 else None
    holder = own_slots(text, above)[position_in(above, parent)] if above is not None else None
    return empty_out(text, parent, holder, style, moved)


def _collection(spot: Spot, depth: int = 0) -> Collection:
    """Return the collection that holds the node ``depth`` steps from the root (the last by default)."""
    parent = spot.nodes[(depth or len(spot.nodes) - 1) - 1]
    assert isinstance(parent, (Mapping, Sequence))
    return parent


def _holder(text: str, parent: Collection, spot: Spot) -> Slot:
    return own_slots(text, parent)[position_in(parent, spot.node)]


def _count(node: object) -> int:
    if isinstance(node, Mapping):
        return len(node.pairs)
    return len(node.items) if isinstance(node, Sequence) else 0
