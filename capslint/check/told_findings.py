"""Which of the findings in a file are told, and how grave they are: by the settings that hold for that file."""

from __future__ import annotations

from capslint.findings import CheckResult, Finding, Level
from capslint.startup.records import NamedTuple


class FilePolicy(NamedTuple):
    """What is told of the findings in a file: those up to ``level``."""

    level: Level = Level.REGULAR

    def tells(self, finding: Finding) -> bool:
        """Return whether ``finding`` is told."""
        return finding.level <= self.level

    def told(self, result: CheckResult) -> CheckResult:
        """Return what is told of ``result``, and how many findings are held back."""
        if not result.findings:
            return result
        findings = tuple(filter(self.tells, result.findings))
        return result._replace(findings=findings, held_back=len(result.findings) - len(findings))

    def fixable(self, result: CheckResult) -> CheckResult:
        """Return ``result`` without the fixes of what is not told; its findings stay, for a fix to be held against."""
        return result._replace(findings=tuple(map(self._fixable, result.findings)))

    def _fixable(self, finding: Finding) -> Finding:
        return finding if self.tells(finding) or finding.fix is None else finding._replace(fix=None)
