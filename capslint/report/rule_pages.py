"""Where a rule is explained: its documentation, and its page on the web."""

from __future__ import annotations

from capslint import HOME
from capslint.api.rule import Rule

_BUILT_IN = "capslint_rules."


def rule_url(rule: Rule) -> str | None:
    """Return the address of a built-in rule's page; None for a rule of a plug-in, whose pages nobody knows."""
    return f"{HOME}/rules/{rule.meta.id}/" if rule.check.__module__.startswith(_BUILT_IN) else None


def rule_documentation(rule: Rule) -> str:
    """Return the documentation of a rule, in Markdown; of one that brings none, one line that says what it finds."""
    from importlib.resources import files

    try:
        return (files(rule.check.__module__) / "README.md").read_text(encoding="utf-8")
    except (OSError, TypeError):
        return f"{rule.meta.id}: {rule_summary(rule)}\n"


def rule_summary(rule: Rule) -> str:
    """Return what a rule finds, in a few words, and whether it runs only when it is asked for."""
    return rule.meta.summary + (" (runs only when selected)" if rule.meta.opt_in else "")
