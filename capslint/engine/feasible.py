"""Fixes that cannot be written in the file's layout are not offered."""

from __future__ import annotations

from capslint.edits import Withheld
from capslint.findings import Finding


def feasible(finding: Finding) -> Finding:
    """Give ``finding`` with its fix if that can be turned into edits, else with the reason why it cannot."""
    if finding.fix is None:
        return finding
    from capslint.cst.ops import plan

    edits = plan(finding.fix.document, finding.fix.changes)
    return finding._replace(fix=None, withheld=edits.reason) if isinstance(edits, Withheld) else finding
