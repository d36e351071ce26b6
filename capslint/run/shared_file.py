"""One file as all who use it see it: what a fix of a shared file is held against."""

from __future__ import annotations

import os
from collections.abc import Iterator

from capslint.cst import Document
from capslint.findings import CheckResult, Finding, Ignored
from capslint.run.merge_results import Checked, gathered
from capslint.source import Source, Span


def together(source: Source, checks: list[tuple[str, CheckResult]]) -> CheckResult:
    """Return the joined results of checks that all saw ``source``, each with the path of the file that was checked.

    Findings in ``source`` come first, as findings of that very text. Abilities, grants and limits name the file that
    has them, because two projects can have services of the same name.
    """
    findings = _findings(source, checks)
    results = [_with_file_named(path, result) for path, result in checks]
    return CheckResult(
        tuple(findings),
        tuple(dict.fromkeys(error for result in results for error in result.errors)),
        _why_skipped(results),
        tuple(ability for result in results for ability in result.abilities),
        tuple(grant for result in results for grant in result.grants),
        ignored=tuple(_ignored(source, results)),
        limits=tuple(limit for result in results for limit in result.limits),
        beneath=tuple(_beneath(results, findings)),
    )


def _findings(source: Source, checks: list[tuple[str, CheckResult]]) -> list[Finding]:
    real = os.path.realpath(source.path)
    files = gathered([Checked(path, True, result) for path, result in checks])
    findings = [_moved(finding, source, real) for file in files for finding in file.result.findings]
    return sorted(findings, key=lambda finding: finding.document.source is not source)


def _with_file_named(path: str, result: CheckResult) -> CheckResult:
    """Return ``result`` with the file ``path`` in what its containers are called."""
    return result._replace(
        abilities=tuple(ability._replace(container=f"{ability.container} of {path}") for ability in result.abilities),
        grants=tuple(grant._replace(container=f"{grant.container} of {path}") for grant in result.grants),
        limits=tuple(limit._replace(container=f"{limit.container} of {path}") for limit in result.limits),
    )


def _why_skipped(results: list[CheckResult]) -> str | None:
    """Return why the first one was skipped, if all were."""
    is_skipped = bool(results) and all(result.skipped is not None for result in results)
    return results[0].skipped if is_skipped else None


def _ignored(source: Source, results: list[CheckResult]) -> Iterator[Ignored]:
    """Return what is ignored in ``source``, under its own path."""
    real = os.path.realpath(source.path)
    for result in results:
        for ignored in result.ignored:
            if os.path.realpath(ignored.path) == real:
                yield ignored._replace(path=source.path)


def _beneath(results: list[CheckResult], reported: list[Finding]) -> Iterator[Finding]:
    """Return the findings that are not reported, without those that another check reports."""
    places = {_place(finding) for finding in reported}
    for result in results:
        yield from (finding for finding in result.beneath if _place(finding) not in places)


def _place(finding: Finding) -> tuple[str, str, Span]:
    return finding.rule, os.path.realpath(finding.document.source.path), finding.span


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
    return Document(source, document.index, document.start, document.end, document.root, document.syntax)
