"""What would become of a finding's fix, for reports that show it without applying it."""

from __future__ import annotations

from capslint import formats
from capslint.edits import Safety, TextEdit, Withheld
from capslint.findings import Finding


def edits_of(finding: Finding) -> tuple[TextEdit, ...] | Withheld | None:
    """Return the text edits of the fix, the reason why there are none, or None where no fix is expected."""
    if finding.fix is None:
        return Withheld(finding.withheld) if finding.withheld else None
    if finding.fix.edits is not None:
        return finding.fix.edits
    return formats.plan_each(finding.fix.document, [finding.fix.changes])[0]


def how_to_apply(safety: Safety) -> str:
    """Return in words how a fix of this safety is applied."""
    return {
        Safety.SAFE: "`capslint fix` applies it",
        Safety.UNSAFE: "unsafe: `capslint fix --unsafe` applies it",
        Safety.SHOW: "shown only: apply it by hand",
    }[safety]


def command_for(safety: Safety) -> str | None:
    """Return the command that applies a fix of this safety, between backticks; None where a person has to."""
    return {Safety.SAFE: "`capslint fix`", Safety.UNSAFE: "`capslint fix --unsafe`", Safety.SHOW: None}[safety]
