"""``capslint rules`` and ``capslint rule ID``: what is checked, and why."""

from __future__ import annotations

import sys

import click

from capslint.api.rule import Rule
from capslint.cli.setup_commands.completion import rule_ids
from capslint.config import did_you_mean
from capslint.registry import Registry, load_registry
from capslint.report.rule_pages import rule_documentation, rule_summary, rule_url
from capslint.report.terminal import write
from capslint.report.text_report import error_text


def _as_table(found: tuple[Rule, ...]) -> str:
    rows = [_row(rule) for rule in found]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)][:-1]
    return "".join(_line(row, widths) for row in rows)


def _row(rule: Rule) -> tuple[str, str, str, str]:
    return rule.meta.id, rule.meta.severity.name.lower(), f"fix: {rule.meta.fixes.value}", rule_summary(rule)


def _line(row: tuple[str, str, str, str], widths: list[int]) -> str:
    *cells, summary = row
    padded = [cell.ljust(width) for cell, width in zip(cells, widths, strict=True)]
    return "  ".join([*padded, summary]) + "\n"


def _as_json(found: tuple[Rule, ...]) -> str:
    import json

    listed = [
        {
            "id": rule.meta.id,
            "summary": rule.meta.summary,
            "severity": rule.meta.severity.name.lower(),
            "fixes": rule.meta.fixes.value,
            "since": rule.meta.since,
            "opt_in": rule.meta.opt_in,
            "url": rule_url(rule),
        }
        for rule in found
    ]
    return json.dumps(listed, indent=2) + "\n"


_LISTS = {"text": _as_table, "json": _as_json}


@click.command(short_help="List the rules.")
@click.option("--format", "output_format", type=click.Choice([*_LISTS]), default="text", help="Default: text.")
@click.pass_context
def rules(ctx: click.Context, output_format: str) -> None:
    """List every rule, built in or from a plug-in."""
    registry = _loaded()
    write(_LISTS[output_format](registry.rules))
    ctx.exit(2 if registry.errors else 0)


@click.command(short_help="Print the documentation of one rule.")
@click.argument("rule_id", metavar="ID", shell_complete=rule_ids)
def rule(rule_id: str) -> None:
    """Print the documentation of the rule ID."""
    known = {rule.meta.id: rule for rule in _loaded().rules}
    if rule_id not in known:
        raise click.UsageError(f"there is no rule {rule_id!r}{did_you_mean(rule_id, known)}")
    write(rule_documentation(known[rule_id]))


def _loaded() -> Registry:
    registry = load_registry()
    for error in registry.errors:
        write(error_text(error), sys.stderr)
    return registry
