"""A small check of its own for the fix engine: each rule of it is a function from a document to findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from capslint.cst import Document, Node, Path, node_at
from capslint.cst.changes import Change
from capslint.cst.parse import YamlError, parse
from capslint.edits import Safety
from capslint.findings import Ability, CheckResult, Error, Finding, Fix, HeldGrant, Limit, Severity
from capslint.source import Source

FakeRule = Callable[[Document], Iterator[Finding]]
SAFE = frozenset({Safety.SAFE})


def found(
    rule: str, document: Document, node: Node, *changes: Change, safety: Safety = Safety.SAFE, subject: str = "web"
) -> Finding:
    """Make a finding at ``node`` with a fix of ``changes``."""
    fix = Fix("change it", document, changes, safety) if changes else None
    return Finding(rule, Severity.ERROR, document, node.span, "it is bad", "change it", (subject,), fix=fix)


def at(document: Document, *path: str | int) -> Node | None:
    """Return the node at ``path``."""
    return node_at(document.root, path)


def check_with(
    *rules: FakeRule,
    abilities: Callable[[Document], tuple[Ability, ...]] = lambda _: (),
    grants: Callable[[Document], tuple[HeldGrant, ...]] = lambda _: (),
    limits: Callable[[Document], tuple[Limit, ...]] = lambda _: (),
) -> Callable[[Source], CheckResult]:
    """Make a check of ``rules``; a text that is not YAML is an error."""

    def check(source: Source) -> CheckResult:
        try:
            documents = parse(source)
        except YamlError as error:
            return CheckResult(errors=(Error(source.path, 1, 1, error.message),))
        return CheckResult(
            tuple(finding for document in documents for rule in rules for finding in rule(document)),
            abilities=tuple(one for document in documents for one in abilities(document)),
            grants=tuple(one for document in documents for one in grants(document)),
            limits=tuple(one for document in documents for one in limits(document)),
        )

    return check


def rule_for(rule: str, path: Path, *changes: Change, subject: str = "web", safety: Safety = Safety.SAFE) -> FakeRule:
    """Make a rule that finds what is at ``path`` in each document, and fixes it by ``changes``."""

    def finds(document: Document) -> Iterator[Finding]:
        node = node_at(document.root, path)
        if node is not None:
            yield found(rule, document, node, *changes, subject=subject, safety=safety)

    return finds
