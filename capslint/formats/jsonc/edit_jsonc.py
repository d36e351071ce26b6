"""Edits of JSON with comments: planned on the text as YAML, whose every position is the same."""

from __future__ import annotations

from capslint.cst.changes import Change
from capslint.cst.nodes import Document, Mapping, Node, Scalar, Sequence
from capslint.cst.parse import YamlError, parse
from capslint.edits import TextEdit, Withheld
from capslint.formats.jsonc.masked import Masked, holds_stand_ins, masked, unmasked
from capslint.source import Span

_FORGIVEN = "the file is not quite JSON with comments, and only a forgiving reader takes it"
_TOUCHED = "a comment between two values would be touched, and it is not clear to which it belongs"


def plan_jsonc(document: Document, changes: tuple[Change, ...]) -> tuple[TextEdit, ...] | Withheld:
    """Return the edits that make ``changes`` in ``document``, or why there are none."""
    from capslint.cst.editing import plan

    mask = masked(document.source.text)
    twin = _twin(document, mask) if mask is not None else None
    if mask is None or twin is None:
        return Withheld(_FORGIVEN)
    edits = plan(twin, changes)
    if isinstance(edits, Withheld):
        return edits
    found: list[TextEdit] = []
    for edit in edits:
        new = unmasked(edit.new)
        if new is None or not _is_clear(edit.span, mask):
            return Withheld(_TOUCHED)
        found.append(TextEdit(edit.span, new))
    return tuple(found)


def _twin(document: Document, mask: Masked) -> Document | None:
    """Return ``document`` as YAML; None where YAML would read something else."""
    try:
        documents = parse(document.source.with_text(mask.text))
    except YamlError:
        return None
    if len(documents) != 1 or documents[0].problems or not _is_same(document.root, documents[0].root):
        return None
    return documents[0]


def _is_same(node: Node | None, other: Node | None) -> bool:
    if type(node) is not type(other) or node is None or other is None:
        return False
    if node.span != other.span or other.tag or other.anchor:
        return False
    if isinstance(node, Scalar) and isinstance(other, Scalar):
        return node.style == other.style and (node.value == other.value or holds_stand_ins(other.value))
    parts, others = _parts(node), _parts(other)
    return len(parts) == len(others) and all(map(_is_same, parts, others))


def _parts(node: Node) -> list[Node]:
    if isinstance(node, Mapping):
        return [part for pair in node.pairs for part in pair]
    return node.items if isinstance(node, Sequence) else []


def _is_clear(span: Span, mask: Masked) -> bool:
    return all(span.end <= hidden.start or hidden.end <= span.start for hidden in mask.hidden) and all(
        span.end <= kept.start or kept.end <= span.start or (span.start <= kept.start and kept.end <= span.end)
        for kept in mask.whole
    )
