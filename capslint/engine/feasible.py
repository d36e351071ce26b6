"""Fixes that cannot be written in the file's layout are not offered."""

from __future__ import annotations

from capslint.edits import Withheld
from capslint.findings import Finding


def feasible(finding: Finding) -> Finding:
    """Give ``finding`` with its fix planned if that can be turned into edits, else with the reason why it cannot."""
    fix = finding.fix
    if fix is None:
        return finding
    from capslint.cst.ops import plan

    edits = plan(fix.document, fix.changes)
    if isinstance(edits, Withheld):
        return finding._replace(fix=None, withheld=edits.reason)
    return finding._replace(fix=fix._replace(edits=edits))
