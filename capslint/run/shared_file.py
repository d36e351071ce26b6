"""One file as all who use it see it: what a fix of a shared file is held against."""

from __future__ import annotations

import os

from capslint.cst import Document
from capslint.findings import CheckResult, Finding
from capslint.run.merge_results import Checked, gathered
from capslint.source import Source, Span


def together(source: Source, checks: list[tuple[str, CheckResult]]) -> CheckResult:
    """Join the results of checks that all saw ``source``, each with the path of the file that was checked.

    Findings in ``source`` come first, as findings of that very text. Abilities, grants and limits name the file that
    has them, because two projects can have services of the same name.
    """
    real = os.path.realpath(source.path)
    findings = [
        _moved(finding, source, real)
        for one in gathered([Checked(path, True, result) for path, result in checks])
        for finding in one.result.findings
    ]
    findings.sort(key=lambda one: one.document.source is not source)
    errors = dict.fromkeys(error for _, result in checks for error in result.errors)
    told = {_place(finding) for finding in findings}
    judged = [result for _, result in checks if result.skipped is None]
    return CheckResult(
        tuple(findings),
        tuple(errors),
        None if judged or not checks else checks[0][1].skipped,
        tuple(one._replace(container=_named(path, one.container)) for path, each in checks for one in each.abilities),
        tuple(one._replace(container=_named(path, one.container)) for path, each in checks for one in each.grants),
        ignored=tuple(
            one._replace(path=source.path)
            for _, each in checks
            for one in each.ignored
            if os.path.realpath(one.path) == real
        ),
        limits=tuple(
            one._replace(container=_named(path, one.container)) for path, each in checks for one in each.limits
        ),
        beneath=tuple(one for _, each in checks for one in each.beneath if _place(one) not in told),
    )


def _place(finding: Finding) -> tuple[str, str, Span]:
    return finding.rule, os.path.realpath(finding.document.source.path), finding.span


def _named(path: str, container: str) -> str:
    return f"{container} of {path}"


def _moved(finding: Finding, source: Source, real: str) -> Finding:
    # Each check reads a neighbour for itself, under the path that leads to it from there.
    fix = finding.fix
    if fix is not None:
        fix = fix._replace(document=_of_source(fix.document, source, real))
    return finding._replace(document=_of_source(finding.document, source, real), fix=fix)


def _of_source(document: Document, source: Source, real: str) -> Document:
    written = document.source
    if written is source or written.text != source.text or os.path.realpath(written.path) != real:
        return document
    return Document(source, document.index, document.start, document.end, document.root)
