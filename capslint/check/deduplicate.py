"""One cause, one finding: what several containers share is said once, with all that it affects."""

from __future__ import annotations

from collections.abc import Iterable

from capslint.findings import Finding, Fix


def merged(findings: Iterable[Finding]) -> list[Finding]:
    """Join findings of one rule at one place, in the order in which they came first."""
    places: dict[tuple[str, int, int, int], Finding] = {}
    for finding in findings:
        key = (finding.rule, id(finding.document), finding.span.start, finding.span.end)
        first = places.get(key)
        places[key] = finding if first is None else _join(first, finding)
    return list(places.values())


def _join(one: Finding, other: Finding) -> Finding:
    fix, withheld = _join_fixes(one, other)
    return one._replace(
        severity=max(one.severity, other.severity),
        subjects=tuple(dict.fromkeys(one.subjects + other.subjects)),
        related=tuple(dict.fromkeys(one.related + other.related)),
        fix=fix,
        withheld=withheld,
    )


def _join_fixes(one: Finding, other: Finding) -> tuple[Fix | None, str | None]:
    if one.fix == other.fix:
        return one.fix, one.withheld or other.withheld
    if one.fix is None or other.fix is None:
        without = one if one.fix is None else other
        return None, without.withheld or f"{', '.join(without.subjects)} shares what is written there"
    if one.fix.document is other.fix.document and one.fix.changes == other.fix.changes:
        return one.fix._replace(safety=max(one.fix.safety, other.fix.safety)), None
    return None, "those who share what is written there need different things"
