"""What a shell can complete where a word is no path: names of rules, of debuggers, of formats.

The scripts that ask are click's own: ``_CAPSLINT_COMPLETE=bash_source capslint`` prints the one for bash.
"""

from __future__ import annotations

from collections.abc import Iterable

import click
from click.shell_completion import CompletionItem


def rule_ids(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the ids of rules that begin with ``incomplete``, each with what the rule finds."""
    from capslint.registry import load_registry

    rules = load_registry().rules
    return [
        CompletionItem(rule.meta.id, help=rule.meta.summary) for rule in rules if rule.meta.id.startswith(incomplete)
    ]


def rule_names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the names of rules and groups for the last one of a list with commas."""
    from capslint.config.policy import known_names
    from capslint.registry import load_registry

    before, comma, last = incomplete.rpartition(",")
    return [CompletionItem(f"{before}{comma}{name}") for name in _beginning(last, known_names(load_registry().rules))]


def tools(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the names of debuggers that begin with ``incomplete``."""
    from capslint.debuggers.catalogue import tools as known

    return [CompletionItem(name) for name in _beginning(incomplete, known())]


def formats(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the names of output formats; behind one and a ``=`` the files that are there."""
    from capslint.report.reporters import REPORTERS

    name, equals, file = incomplete.partition("=")
    if equals and name in REPORTERS:
        return [CompletionItem(file, type="file")]
    return [CompletionItem(each) for each in _beginning(incomplete, REPORTERS)]


def _beginning(start: str, names: Iterable[str]) -> list[str]:
    return sorted(name for name in names if name.startswith(start))
