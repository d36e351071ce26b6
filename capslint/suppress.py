"""``# capslint: ignore[rule-id] reason``: findings that a person has looked at and accepts."""

from __future__ import annotations

import re

from capslint.cst import Document
from capslint.cst.comments import NOTE, line_below
from capslint.findings import Finding, Ignored, Severity
from capslint.source import Source, Span
from capslint.startup.records import NamedTuple

UNUSED = "unused-ignore"
"""The id of the rule about comments that ignore nothing: only here it is known which do."""

# Looked for in the text, not in the tree: the same words inside a string would ignore something too, which nobody does.
_COMMENT = r"(?m)(?:^|(?<=[ \t]))#[ \t]*capslint:[ \t]*(?:ignore\[([^\]\n]*)\])?"


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
    """Take out the findings that a comment in ``source`` ignores: one in their first line, or in lines above it.

    ``rules`` are the rules that ran, ``known`` are all there are (none if that is not known). Comments that ignore
    nothing are told of if the rule about them ran.
    """
    ignores = _ignores(source) if NOTE in source.text else []
    if not ignores:
        return Suppressed(findings, [], [])
    wanted: dict[tuple[str, int], list[Span]] = {}
    for ignore in ignores:
        wanted.setdefault((ignore.rule, ignore.line), []).append(ignore.span)
    used: set[tuple[str, int]] = set()
    kept, ignored = [], []
    for finding in findings:
        key = (finding.rule, source.position(finding.span.start).line)
        if finding.document.source is source and key in wanted:
            used.add(key)
            ignored.append(Ignored(source.path, finding.rule, finding.span, tuple(wanted[key])))
        else:
            kept.append(finding)
    if UNUSED not in rules:
        return Suppressed(kept, [], ignored)
    meant = {ignore.span for ignore in ignores if ignore.rule == UNUSED}
    idle = [one for one in ignores if (one.rule, one.line) not in used and one.span not in meant]
    useless = [
        _useless(source, one, known)
        for one in idle
        if not one.rule or one.rule in rules or (known and one.rule not in known)
    ]
    return Suppressed(kept, useless, ignored)


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
