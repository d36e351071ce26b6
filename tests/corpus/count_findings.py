"""Count the findings in a folder of real files by rule, severity and level, as a table for tests/corpus/census.md.

Usage: python -m tests.corpus.count_findings FOLDER
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from typing import Any, NamedTuple

LEVELS = ("regular", "pedantic")


class Kind(NamedTuple):
    """What findings are counted by."""

    rule: str
    severity: str


def findings_in(folder: str) -> list[dict[str, Any]]:
    """Return every finding in ``folder``, at whatever level."""
    command = [sys.executable, "-m", "capslint", "check", "--no-config", "--level", "pedantic", "--format", "json", "."]
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=600, check=False)
    found = json.loads(done.stdout)["findings"]
    assert isinstance(found, list)
    return found


def table(findings: list[dict[str, Any]]) -> str:
    """Return a table with a row for each rule and severity, those with most findings first."""
    counts = {level: Counter(kind_of(found) for found in findings if found["level"] == level) for level in LEVELS}
    total = sum(counts.values(), Counter[Kind]())
    rows = [f"| rule | severity | {' | '.join(LEVELS)} |", f"|---|---|{'---|' * len(LEVELS)}"]
    for kind, _ in sorted(total.items(), key=lambda item: (-item[1], item[0])):
        rows.append(_row(*kind, *(counts[level][kind] for level in LEVELS)))
    rows.append(_row("all", "", *(counts[level].total() for level in LEVELS)))
    return "".join(f"{row}\n" for row in rows)


def kind_of(finding: dict[str, Any]) -> Kind:
    """Return what ``finding`` is counted by."""
    return Kind(finding["rule"], finding["severity"])


def _row(*cells: str | int) -> str:
    return f"| {' | '.join(str(cell) for cell in cells)} |"


if __name__ == "__main__":
    print(table(findings_in(sys.argv[1])), end="")
