"""Every row of docs/recognition.md is so."""

from __future__ import annotations

import pytest

from capslint.debuggers import recognise
from capslint.debuggers.data.reasons_data import REASONS
from capslint.model import Sureness
from tests import markdown
from tests.places import ROOT
from tests.unit.debuggers.samples import scripted

ROWS = [row.cells for row in markdown.rows((ROOT / "docs" / "recognition.md").read_text(encoding="utf-8"))]


@pytest.mark.parametrize("cells", [cells for cells in ROWS if "command" in cells], ids=lambda cells: cells["command"])
def test_commands(cells: dict[str, str]) -> None:
    found = [
        text if evidence.sureness is Sureness.COMMAND else f"[{text}]"
        for evidence in recognise(scripted(cells["command"]))
        for text in [f"{evidence.tool} {evidence.operation}"]
    ]
    assert (", ".join(found) or "nothing") == cells["recognised"].partition(":")[0]


def test_needs() -> None:
    documented = {cells["need"]: cells["explains"].replace("`", "").split(", ") for cells in ROWS if "need" in cells}
    assert documented == {sign.name: list(sign.explains) for sign in REASONS}
