"""Which fixes can be made together in one pass."""

from __future__ import annotations

from capslint import formats
from capslint.edits import Safety, TextEdit, Withheld, collide
from capslint.findings import Finding, Fix
from capslint.source import Source
from capslint.startup.records import NamedTuple


class Planned(NamedTuple):
    """A finding with its fix as edits of the current text."""

    finding: Finding
    fix: Fix
    edits: tuple[TextEdit, ...]


Identity = tuple[str, tuple[str, ...], str]
"""What a fix is known by from one pass to the next: its rule, the containers, the changes (which may hold lists)."""


def identity(finding: Finding) -> Identity:
    """Return what tells the finding's fix from others in every pass."""
    fix = finding.fix
    return finding.rule, finding.subjects, repr((fix.changes, fix.notes)) if fix else ""


def planned(source: Source, finding: Finding, allowed: frozenset[Safety]) -> Planned | Withheld | None:
    """Return the planned fix of ``finding``: None if none is allowed, Withheld if it cannot be made here."""
    fix = finding.fix
    if fix is None or fix.safety not in allowed:
        return None
    written = fix.document.source
    if written is not source and (written.path, written.text) != (source.path, source.text):
        return Withheld(f"it is to be fixed in another file: {written.path}")
    edits = formats.plan_each(fix.document, [fix.changes])[0] if fix.edits is None else fix.edits
    if isinstance(edits, Withheld):
        return edits
    return Planned(finding, fix, edits) if edits else Withheld("the fix would change nothing")


def without_collisions(fixes: list[Planned]) -> list[Planned]:
    """Return the fixes that neither overlap nor touch, the first in the text first; others wait for a later pass.

    Those of comments wait for all others, which can leave a comment without what it is about.
    """
    chosen: list[Planned] = []
    for fix in sorted([plan for plan in fixes if not plan.fix.notes] or fixes, key=_order):
        if not any(collide(fix.edits, other.edits) for other in chosen):
            chosen.append(fix)
    return chosen


def _order(fix: Planned) -> tuple[int, int, str]:
    return fix.edits[0].span.start, fix.edits[-1].span.end, fix.finding.rule
