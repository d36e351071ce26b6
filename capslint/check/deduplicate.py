"""One cause, one finding: what several containers share is said once, with all that it affects."""

from __future__ import annotations

from collections.abc import Iterable

from capslint.findings import Finding, Fix


def merged(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings, those of one rule at one place joined, in the order in which they came first."""
    places: dict[tuple[str, int, int, int], Finding] = {}
    for finding in findings:
        key = (finding.rule, id(finding.document), finding.span.start, finding.span.end)
        first = places.get(key)
        places[key] = finding if first is None else _join(first, finding)
    return list(places.values())


def _join(first: Finding, other: Finding) -> Finding:
    fix, withheld = _join_fixes(first, other)
    return first._replace(
        severity=max(first.severity, other.severity),
        subjects=tuple(dict.fromkeys(first.subjects + other.subjects)),
        related=tuple(dict.fromkeys(first.related + other.related)),
        fix=fix,
        withheld=withheld,
        fails=tuple(dict.fromkeys(first.fails + other.fails)),
        level=min(first.level, other.level),
        hosts=tuple(dict.fromkeys(first.hosts + other.hosts)) if first.hosts and other.hosts else (),
    )


def _join_fixes(first: Finding, other: Finding) -> tuple[Fix | None, str | None]:
    from capslint.api.fixes import DIFFERENT_NEEDS, agree, why_shared

    if first.fix == other.fix:
        return first.fix, first.withheld or other.withheld
    if first.fix is None or other.fix is None:
        return None, why_shared(first if first.fix is None else other)
    is_one_document = first.fix.document is other.fix.document
    cure = agree((first.fix, other.fix), alike=True) if is_one_document else DIFFERENT_NEEDS
    return (cure, None) if isinstance(cure, Fix) else (None, cure.reason)
