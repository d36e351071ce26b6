"""Says at the end of the test run, loudly, what was measured on a real engine and what was not."""

from __future__ import annotations

from collections import Counter

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print one line about the engine, and one for each reason why cells could not be measured."""
    kinds = ("passed", "failed", "error", "skipped")
    reports = [report for kind in kinds for report in terminalreporter.getreports(kind)]
    told = [dict(report.user_properties) for report in reports if isinstance(report, pytest.TestReport)]
    missing = {str(one["engine missing"]) for one in told if "engine missing" in one}
    for reason in missing:
        line = " ".join(reason.split())
        terminalreporter.write_line(f"NOTHING WAS TRIED ON A REAL ENGINE: {line}", red=True, bold=True)
    cells = Counter(str(one["cell"]) for one in told if "cell" in one)
    engines = {str(one["engine"]) for one in told if "engine" in one}
    if cells:
        counts = ", ".join(f"{count} {what}" for what, count in sorted(cells.items()))
        terminalreporter.write_line(f"Debuggers tried on {', '.join(sorted(engines))}: {counts}", bold=True)
    refused = Counter(str(one["refused"]) for one in told if "refused" in one)
    for reason, count in refused.items():
        terminalreporter.write_line(f"NOT MEASURED, {count} {reason}", yellow=True, bold=True)
