"""What came of the fixes of a run, file by file."""

from __future__ import annotations

import os

from capslint.findings import CheckResult, Error, Finding
from capslint.fix import FixOutcome, Trail, error_before, finding_before
from capslint.run.merge_results import light
from capslint.source import Span

_FAILED = "the file in which it is to be fixed cannot be written"
_Place = tuple[str, str, Span]


class FixesMade:
    """The fixes that were made, by the real path of the file, and why others were not."""

    def __init__(self) -> None:
        self.applied: dict[str, list[Finding]] = {}
        self.failures: dict[str, Error] = {}
        self.trails: dict[str, Trail] = {}
        self._reasons: dict[_Place, str] = {}

    def add(self, key: str, outcome: FixOutcome) -> None:
        """Take what came of fixing the file ``key``."""
        for finding, reason in outcome.withheld:
            if _is_fixed_in(finding, key):
                self.withhold(finding, reason)
        if not outcome.applied:
            return
        applied = light(CheckResult(outcome.applied)).findings
        self.applied.setdefault(key, []).extend(finding_before(finding, self._trail) for finding in applied)
        self.trails.setdefault(key, outcome.trail._replace(passes=[])).passes.extend(outcome.trail.passes)

    def withhold(self, finding: Finding, reason: str) -> None:
        """Keep why ``finding`` is not fixed."""
        self._reasons[_place(finding)] = reason

    def forget_reasons(self) -> None:
        """Forget them: what was wrong before can be right beside what is fixed now."""
        self._reasons.clear()

    def is_ruled_out(self, finding: Finding, key: str) -> bool:
        """Return whether it is known that ``finding`` cannot be fixed in the file ``key``."""
        return _place(finding) in self._reasons or key in self.failures

    def left_in(self, key: str, result: CheckResult, as_before: bool) -> CheckResult:
        """Return what of ``result``, that of the file ``key``, is left to be told.

        ``as_before``: with the places that it has in the files as they were.
        """
        errors = result.errors + ((self.failures[key],) if key in self.failures else ())
        findings = tuple(self._with_reason(finding) for finding in result.findings)
        if as_before:
            findings = tuple(finding_before(finding, self._trail) for finding in findings)
            errors = tuple(error_before(error, self._trail) for error in errors)
        return result._replace(findings=findings, errors=errors)

    def _with_reason(self, finding: Finding) -> Finding:
        # A fix that was tried and taken back is not offered again: its reason stands in its place.
        reason = self._reasons.get(_place(finding))
        if finding.fix is not None and os.path.realpath(finding.fix.document.source.path) in self.failures:
            reason = _FAILED
        return finding._replace(fix=None, withheld=reason) if reason else finding

    def _trail(self, path: str) -> Trail | None:
        return self.trails.get(os.path.realpath(path))


def _place(finding: Finding) -> _Place:
    return finding.rule, os.path.realpath(finding.document.source.path), finding.span


def _is_fixed_in(finding: Finding, key: str) -> bool:
    return finding.fix is not None and os.path.realpath(finding.fix.document.source.path) == key
