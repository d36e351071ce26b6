"""On which of several hosts a finding holds, and what it says fails."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api.say import by_answer, listed, where_it_works
from capslint.check.context import Judge
from capslint.findings import Finding
from capslint.model import Answer, Verdict


def with_hosts(finding: Finding, judge: Judge) -> Finding:
    """Return ``finding``, of what fails, with the hosts on which it does, if that is not all; its message says so."""
    failing = _failing_on(finding, judge)
    if not failing:
        return finding
    found = finding._replace(hosts=failing)
    if all(f" {name}" in finding.message for name in failing):
        return found
    first = next(verdict for verdict, _ in _verdicts(finding, judge) if verdict.hosts)
    return found._replace(message=f"{where_it_works(by_answer(first))}: {finding.message}")


def hosts_told(finding: Finding, judge: Judge) -> Finding:
    """Return ``finding``, which holds on every host, with those on which fails what it says that fails for it."""
    failing = _failing_on(finding, judge)
    if not failing or finding.hosts:
        return finding
    return finding._replace(message=f"{finding.message} (on {listed(failing)})")


def _failing_on(finding: Finding, judge: Judge) -> tuple[str, ...]:
    """Return the names of the hosts on which something fails that the finding says does; () where on all or none.

    A debugger that sees no process but its own fails on all of them.
    """
    failing: set[str] = set()
    for verdict, sees in _verdicts(finding, judge):
        if not sees:
            return ()
        failing |= {name for name, _ in judge.model.host.each if verdict.on(name).answer is Answer.FAILS}
    names = [name for name, _ in judge.model.host.each]
    return tuple(filter(failing.__contains__, names)) if len(failing) < len(names) else ()


def _verdicts(finding: Finding, judge: Judge) -> Iterator[tuple[Verdict, bool]]:
    """Return the verdicts on what ``finding`` says that fails, each with whether the debugger sees its target."""
    for container in judge.model.workload.containers:
        if container.label in finding.subjects:
            context = judge.context(container)
            for seen in context.purposes:
                if (seen.tool, seen.operation) in finding.fails:
                    yield context.judge(seen), context.sees_target(seen)
