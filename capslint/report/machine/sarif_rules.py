"""Rules as SARIF describes them, and texts as it wants them."""

from __future__ import annotations

from typing import Any

from capslint.api.rule import Rule
from capslint.findings import Severity
from capslint.report.rule_pages import rule_documentation, rule_summary, rule_url

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
"""The words for severities (3.27.10)."""

_OF_CODE_SCANNING = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}


def rule_descriptor(rule: Rule) -> dict[str, Any]:
    """Return what is to be known of a rule (3.49)."""
    summary = rule_summary(rule)
    sentence = message(f"{summary[0].upper()}{summary[1:]}." if summary else rule.meta.id)
    documentation = rule_documentation(rule)
    url = rule_url(rule)
    return {
        "id": rule.meta.id,
        "name": "".join(part.capitalize() for part in rule.meta.id.split("-")),
        "shortDescription": sentence,
        "fullDescription": sentence,
        "help": {"text": documentation, "markdown": documentation},
        **({"helpUri": url} if url else {}),
        "defaultConfiguration": {"enabled": not rule.meta.opt_in, "level": LEVELS[rule.meta.severity]},
        # docs.github.com, "SARIF support for code scanning", reportingDescriptor object
        "properties": {"problem.severity": _OF_CODE_SCANNING[rule.meta.severity]},
    }


def message(text: str) -> dict[str, str]:
    """Return a message (3.11). What would be a link in it (3.11.6) is none: the text can come from anybody's file."""
    return {"text": text.replace("](", "] (")}
