"""Fixes that cannot be written in the file's layout are not offered."""

from __future__ import annotations

from capslint import formats
from capslint.cst import Document
from capslint.edits import Withheld
from capslint.findings import Finding, Fix


def feasible(findings: list[Finding]) -> list[Finding]:
    """Return ``findings`` with fixes planned where the layout allows it, else with the reason why it does not."""
    planned = list(findings)
    by_document: dict[int, tuple[Document, list[tuple[int, Fix]]]] = {}
    for index, finding in enumerate(findings):
        if finding.fix is not None:
            document = finding.fix.document
            if document.sealed is not None:
                planned[index] = finding._replace(fix=None, withheld=document.sealed)
                continue
            by_document.setdefault(id(document), (document, []))[1].append((index, finding.fix))
    for document, fixes in by_document.values():
        plans = formats.plan_each(document, [fix.changes for _, fix in fixes])
        for (index, fix), edits in zip(fixes, plans, strict=True):
            if isinstance(edits, Withheld):
                planned[index] = findings[index]._replace(fix=None, withheld=edits.reason)
            else:
                planned[index] = findings[index]._replace(fix=fix._replace(edits=edits))
    return planned
