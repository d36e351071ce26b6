"""``# capslint: ignore[rule-id] reason``: findings that a person has looked at and accepts."""

from __future__ import annotations

import re

from capslint.cst import Document, Mapping, Sequence
from capslint.cst.comments import NOTE, line_below
from capslint.findings import Finding, Ignored, Severity
from capslint.source import Source, Span
from capslint.startup.records import NamedTuple

UNUSED = "unused-ignore"
"""The id of the rule about comments that ignore nothing: only here it is known which do."""

# Looked for in the text, not in the tree: the same words inside a string would ignore something too, which nobody does.
_COMMENT = r"(?m)(?:^|(?<=[ \t]))(?:#|//)[ \t]*capslint:[ \t]*(?:ignore\[([^\]\n]*)\])?"


class _Ignore(NamedTuple):
    """One rule id of one comment. ``line`` is the line whose findings it speaks of, ``span`` is the comment's."""

    rule: str
    line: int
    span: Span


class Suppressed(NamedTuple):
    """The findings that stay, new ones about comments that ignore nothing, and what was ignored."""

    kept: list[Finding]
    useless: list[Finding]
    ignored: list[Ignored]


def suppress(
    source: Source, findings: list[Finding], rules: frozenset[str], known: frozenset[str] = frozenset()
) -> Suppressed:
    """Return findings without those that a comment in ``source`` ignores, in their first line or in lines above it.

    ``rules`` are the rules that ran, ``known`` are all there are (none if that is not known). Comments that ignore
    nothing are told of if the rule about them ran.
    """
    ignores = _ignores(source) if NOTE in source.text else []
    if not ignores:
        return Suppressed(findings, [], [])
    kept, ignored = _parted(source, findings, ignores)
    idle = _idle(ignores, ignored)
    told = idle if UNUSED in rules else []
    useless = [_useless(source, ignore, known) for ignore in told if _is_reported(ignore, rules, known)]
    return Suppressed([_left_alone(source, finding, idle) for finding in kept], useless, ignored)


def _left_alone(source: Source, finding: Finding, idle: list[_Ignore]) -> Finding:
    """Return ``finding`` without its fix if a comment that does nothing speaks of the entry that it stands in."""
    lines = {ignore.line for ignore in idle if ignore.rule == finding.rule}
    if finding.fix is None or finding.document.source is not source or lines.isdisjoint(_above(finding)):
        return finding
    why = "a comment further up is meant to ignore it: put that in the line of the finding, or right above it"
    return finding._replace(fix=None, withheld=why)


def _above(finding: Finding) -> set[int]:
    """Return the lines in which the entries and items begin that the finding stands in."""
    lines: set[int] = set()
    node, at = finding.document.root, finding.span.start
    while isinstance(node, (Mapping, Sequence)):
        if isinstance(node, Mapping):
            parts = [(key.start, value) for key, value in node.pairs]
        else:
            parts = [(item.start, item) for item in node.items]
        inside = [(start, value) for start, value in parts if start <= at < max(value.end, start + 1)]
        if not inside:
            break
        start, node = inside[0]
        lines.add(finding.document.source.position(start).line)
    return lines


def _parted(source: Source, findings: list[Finding], ignores: list[_Ignore]) -> tuple[list[Finding], list[Ignored]]:
    """Return the findings that no comment ignores, and those that one does."""
    comments: dict[tuple[str, int], list[Span]] = {}
    for ignore in ignores:
        comments.setdefault((ignore.rule, ignore.line), []).append(ignore.span)
    kept: list[Finding] = []
    ignored: list[Ignored] = []
    for finding in findings:
        spans = [span for line in _lines_of(finding, source) for span in comments.get((finding.rule, line), ())]
        if finding.document.source is source and spans:
            ignored.append(Ignored(source.path, finding.rule, finding.span, tuple(spans)))
        else:
            kept.append(finding)
    return kept, ignored


def _lines_of(finding: Finding, source: Source) -> list[int]:
    """Return the line of a finding, and the first one of those that it goes on from, between which no comment can be.

    In YAML a backslash at the end of a line is a part of a value.
    """
    line = source.position(finding.span.start).line
    first = line
    while finding.document.syntax is not None and source.line(first - 1).endswith("\\"):
        first -= 1
    return [line] if first == line else [line, first]


def _idle(ignores: list[_Ignore], ignored: list[Ignored]) -> list[_Ignore]:
    """Return the ignores that did nothing, without those of a comment that is meant to stay so."""
    used = {(found.rule, span) for found in ignored for span in found.comments}
    meant = {ignore.span for ignore in ignores if ignore.rule == UNUSED}
    return [ignore for ignore in ignores if (ignore.rule, ignore.span) not in used and ignore.span not in meant]


def _is_reported(ignore: _Ignore, rules: frozenset[str], known: frozenset[str]) -> bool:
    """Return whether it is told of: it names no rule, one that ran, or one that there is not."""
    return not ignore.rule or ignore.rule in rules or (bool(known) and ignore.rule not in known)


def _ignores(source: Source) -> list[_Ignore]:
    found: list[_Ignore] = []
    line = 0
    for match in re.finditer(_COMMENT, source.text):
        if source.position(match.start()).line >= line:  # else one further up in a block of comments has found it
            line = line_below(source, match.start())
        names = [name for name in map(str.strip, (match[1] or "").split(",")) if name]
        found.extend(_Ignore(name, line, Span(*match.span())) for name in names or [""])
    return found


def _useless(source: Source, ignore: _Ignore, known: frozenset[str]) -> Finding:
    if ignore.rule and known and ignore.rule not in known:
        message = f"there is no rule {ignore.rule!r} to ignore"
        advice = "Write the id that the report shows in brackets; `capslint rules` names them all."
    elif ignore.rule:
        message = f"there is nothing on line {ignore.line} for {ignore.rule} to ignore"
        advice = "Remove the comment, or put it in the line of the finding or right above it."
    else:
        message = "this comment names no rule to ignore"
        advice = "Write `# capslint: ignore[rule-id] reason`."
    document = Document(source, 0, 0, len(source.text), None)
    return Finding(UNUSED, Severity.INFO, document, ignore.span, message, advice, subjects=())
