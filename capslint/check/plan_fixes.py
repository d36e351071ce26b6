"""Fixes that cannot be written in the file's layout are not offered."""

from __future__ import annotations

import re

from capslint import formats
from capslint.cst import Document
from capslint.edits import TextEdit, Withheld
from capslint.findings import Finding, Fix

_ODD = re.compile(
    r"\t|\r(?!\n)"  # white space
    r"|(?<!\S)[&*][^\s,\[\]{}]*[^\w\s,\[\]{}-]|\{[ ]*\*"  # names of anchors; an alias for a key
    r"|[]}][ ]*:|(?m:^[ ]*\?)|(?m:#.*,[ ]*\r?$)"  # keys that are more than words; comments of other languages
    r"|(?m:[|>][-+0-9]*[ ]*\r?\n[ ]*\r?$)"  # a text that begins with an empty line
)
"""What readers are of two minds about: where it stands, a second one is asked before a fix is offered."""


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
        if _is_odd(document) and not all(isinstance(plan, Withheld) for plan in plans):
            plans = _unless_unread(document, plans)
        for (index, fix), edits in zip(fixes, plans, strict=True):
            if isinstance(edits, Withheld):
                planned[index] = findings[index]._replace(fix=None, withheld=edits.reason)
            else:
                planned[index] = findings[index]._replace(fix=fix._replace(edits=edits))
    return planned


def _is_odd(document: Document) -> bool:
    text = document.source.text
    is_alias_unknown = formats.syntax_of(document) is not None and "*" in text  # our own reader of it follows none
    return is_alias_unknown or _ODD.search(text) is not None


_Plan = tuple[TextEdit, ...] | Withheld


def _unless_unread(document: Document, plans: list[_Plan]) -> list[_Plan]:
    """Return ``plans`` as they are, or why there are none where the reader of the proof does not read ``document``."""
    from capslint.fix.proof import why_unread

    reason = why_unread(document)
    return plans if reason is None else [plan if isinstance(plan, Withheld) else Withheld(reason) for plan in plans]
