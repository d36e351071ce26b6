"""Every measured row agrees with the model."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from tests.truth.replay import disagreements, main, rows

MEASURED = Path(__file__).parent / "data" / "truth.jsonl.gz"


def test_every_measured_row_agrees() -> None:
    agreed: Counter[str] = Counter()
    wrong = [f"{each.problem}: {each.row}" for each in disagreements(rows(MEASURED), agreed)]
    assert wrong == []
    assert agreed.total() == 60_681


def test_a_row_that_is_wrong_is_told(tmp_path: Path) -> None:
    row = next(row for row in rows(MEASURED) if row["op"] == "strace_attach")
    row["ok"] = not row["ok"]
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert main([str(path)]) == 1


def test_a_row_that_cannot_be_mapped_is_told(tmp_path: Path) -> None:
    row = {**next(iter(rows(MEASURED))), "op": "telepathy"}
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert main([str(path)]) == 1
