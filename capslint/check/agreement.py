"""What several workloads of one file say of a value that they share: a base that several overlays build on."""

from __future__ import annotations

from capslint.edits import Safety
from capslint.findings import Finding
from capslint.model import Place, Workload
from capslint.source import Span
from capslint.startup.records import NamedTuple

_Where = tuple[str, int, Span]


class _Heard(NamedTuple):
    """What one workload is made of, and what was found in it."""

    parts: tuple[Place, ...]
    found: frozenset[_Where]


class Agreement:
    """Knows of each workload of a file what was found in it."""

    def __init__(self) -> None:
        self._heard: list[_Heard] = []

    def add(self, workload: Workload, findings: list[Finding]) -> None:
        """Take what was found in ``workload``; one that is made of nothing that others could share has no say."""
        parts = tuple(dict.fromkeys(part for container in workload.containers for part in container.parts))
        if parts:
            self._heard.append(_Heard(parts, frozenset(map(_where, findings))))

    def cautious(self, finding: Finding) -> Finding:
        """Return ``finding`` with an unsafe fix where it changes what others use, in whom nothing is wrong with it."""
        fix = finding.fix
        if fix is None or len(self._heard) < 2:
            return finding
        where = _where(finding)
        if all(where in heard.found or not _uses(heard, finding) for heard in self._heard):
            return finding
        return finding._replace(fix=fix._replace(safety=max(fix.safety, Safety.UNSAFE)))


def _where(finding: Finding) -> _Where:
    return finding.rule, id(finding.document), finding.span


def _uses(heard: _Heard, finding: Finding) -> bool:
    document = finding.fix.document if finding.fix is not None else finding.document
    return any(
        part.document is document
        and (document is not finding.document or part.node.start <= finding.span.start <= part.node.end)
        for part in heard.parts
    )
