"""Comments and annotations that accept findings, written where each file can have them."""

from __future__ import annotations

from collections.abc import Iterable

from capslint import formats
from capslint.cst import Document, Mapping, Node, Scalar, node_at
from capslint.cst.changes import Insert, Replace
from capslint.cst.paths import path_to
from capslint.edits import Safety, TextEdit, Withheld
from capslint.findings import Finding, Fix
from capslint.source import Span
from capslint.startup.records import NamedTuple
from capslint.suppress import ANNOTATION, OF_NOTES
from capslint.suppress.reach import Reach
from capslint.suppress.written_notes import note_of_value, rest_of_value

_WIDTH = 100
"""The widest line that a comment is put at the end of; else it gets a line of its own."""
_LONGEST_NAME = 63  # of an annotation behind its prefix (Kubernetes documentation, "Annotations", Syntax)
_NO_COMMENTS = "JSON has no comments"
_NO_PLACE = "no comment can stand here: it is inside of a text that goes on over lines"


class NotePlace(NamedTuple):
    """Where a comment goes: behind the line ``line``, or above it; or into the annotation at ``path``."""

    line: int = 0
    is_tail: bool = False
    path: tuple[str | int, ...] = ()


def with_notes(findings: Iterable[Finding], reason: str) -> list[Finding]:
    """Return ``findings`` with fixes that accept them for ``reason``, in the place of their own.

    Those for which one comment is enough have the fix at the first of them. What the rules about comments say of them
    cannot be accepted so.
    """
    found = list(findings)
    groups: dict[tuple[int, int, NotePlace], list[int]] = {}
    reaches: dict[int, Reach] = {}
    for index, finding in enumerate(found):
        source = finding.document.source
        place = _place(finding, reaches.setdefault(id(source), Reach(source)), reason)
        if isinstance(place, Withheld):
            found[index] = finding._replace(fix=None, withheld=place.reason)
        else:
            document = id(finding.document) if place.path else 0
            groups.setdefault((id(source), document, place), []).append(index)
    for (_, _, place), members in groups.items():
        first = found[members[0]]
        rules = sorted({found[index].rule for index in members})
        fix = _annotation(first.document, place, rules, reason) if place.path else _comment(first, place, rules, reason)
        for index in members:
            found[index] = found[index]._replace(fix=None, withheld=fix.reason if isinstance(fix, Withheld) else None)
        if isinstance(fix, Fix):
            found[members[0]] = found[members[0]]._replace(fix=fix)
    return found


def _place(finding: Finding, reach: Reach, reason: str) -> NotePlace | Withheld:
    """Return where what accepts ``finding`` is to be written, or why nowhere."""
    document = finding.document
    if finding.rule in OF_NOTES:
        return Withheld("a comment about comments is changed by hand")
    if document.sealed is not None:
        return Withheld(document.sealed)
    syntax = formats.syntax_of(document)
    if syntax is not None and syntax.tail_mark:
        return _beside(reach, None, finding, reason)
    if reach.source.path.endswith(".json"):
        return _annotated(document, finding.span.start)
    root = _root(finding, reach)
    return _beside(reach, root, finding, reason) if root is not None else NotePlace(reach.command_line(finding))


def _root(finding: Finding, reach: Reach) -> Node | None:
    """Return the YAML in whose lines a comment about ``finding`` stands; None: it is in the lines of shell text."""
    document, at = finding.document, finding.span.start
    if document.syntax is None and document.index >= 0:
        return document.root
    host = reach.host_root(at) if reach.source.path.endswith((".yaml", ".yml")) else None
    return None if document.syntax is not None and _is_literal(host, at) else host


def _beside(reach: Reach, root: Node | None, finding: Finding, reason: str) -> NotePlace | Withheld:
    """Return the end of the finding's line, or a line above it, or above what it is a part of."""
    source = reach.source
    line = source.position(finding.span.start).line
    written = source.line(line)
    end = source.line_starts()[line - 1] + len(written)
    is_short = len(written) + len(_text([finding.rule], reason)) < _WIDTH and "#" not in written and "//" not in written
    if is_short and not reach.is_in_text(root, end):
        return NotePlace(line, True)
    lines = [line, *(reach.around(root, finding.span.start) if root is not None else [])]
    for above in lines:
        if not reach.is_in_text(root, source.line_starts()[above - 1]):
            return NotePlace(above)
    return Withheld(_NO_PLACE)


def _is_literal(root: Node | None, offset: int) -> bool:
    """Return whether ``offset`` is in a block scalar that keeps its lines."""
    node = root
    while node is not None and not isinstance(node, Scalar):
        parts = [value for _, value in node.pairs] if isinstance(node, Mapping) else getattr(node, "items", [])
        node = next((part for part in parts if part.start <= offset < part.end), None)
    return isinstance(node, Scalar) and node.style == "|"


def _text(rules: list[str], reason: str) -> str:
    return f" capslint: ignore[{', '.join(rules)}] {reason}"


def _comment(finding: Finding, place: NotePlace, rules: list[str], reason: str) -> Fix:
    source, document = finding.document.source, finding.document
    written = source.line(place.line)
    start = source.line_starts()[place.line - 1]
    taker = formats.taker_of(source.path, source.text)
    syntax = taker.syntax if taker is not None else None
    said = _text(rules, reason)
    if place.is_tail:
        mark = (syntax.tail_mark if syntax is not None else "") or "#"
        at = start + len(written.rstrip(" \t"))
        edit, comment = TextEdit(Span(at, at), f" {mark}{said}"), f"{mark}{said}"
    else:
        indent = written[: len(written) - len(written.lstrip(" \t"))]
        begin = syntax.note_start(source.path, written) if syntax is not None else f"{indent}#"
        edit, comment = TextEdit(Span(start, start), f"{begin}{said}{source.newline}"), f"{begin}{said}".strip()
    title = f"accept {', '.join(rules)} with a comment"
    return Fix(title, document, (), Safety.SAFE, (edit,), (("", comment),))


def _annotated(document: Document, offset: int) -> NotePlace | Withheld:
    """Return the annotation for what is at ``offset``."""
    found = formats.annotated(document, path_to(document, offset))
    if found is None:
        return Withheld(_NO_COMMENTS)
    path, container = found
    key = ANNOTATION if container is None else f"{ANNOTATION}.{container}"
    if len(key.rpartition("/")[2]) > _LONGEST_NAME:
        return Withheld(f"{_NO_COMMENTS}, and no annotation has a name as long as {key}")
    return NotePlace(path=(*path, key))


def _annotation(document: Document, place: NotePlace, rules: list[str], reason: str) -> Fix | Withheld:
    there = node_at(document.root, place.path)
    change: Insert | Replace = Insert(place.path, f"{', '.join(rules)} {reason}")
    if isinstance(there, Scalar):
        note = note_of_value(there.value, there.span)
        if note.wrong is not None or note.until is not None:
            return Withheld("there is an annotation already that says something else")
        names = dict.fromkeys([*(name.text for name in note.names), *rules])
        change = Replace(place.path, f"{', '.join(names)}{rest_of_value(there.value) or f' {reason}'}")
    edits = formats.plan_each(document, [(change,)])[0]
    if isinstance(edits, Withheld):
        return edits
    return Fix(f"accept {', '.join(rules)} with an annotation", document, (change,), Safety.SAFE, edits)
