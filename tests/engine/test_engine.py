"""Every cell of the grid: what a real debugger did in a real container is what the model says."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.engine.grid import Cell, cells
from tests.engine.laboratory import Laboratory, agrees, skip_unmeasured
from tests.engine.verdicts import explained

pytestmark = pytest.mark.engine


@pytest.mark.parametrize("cell", cells(), ids=str)
def test_the_model_foretells_what_the_engine_does(
    cell: Cell, lab: Laboratory, record_property: Callable[[str, object], None]
) -> None:
    measured, verdict = lab.measured[cell], lab.verdicts[cell]
    skip_unmeasured(measured, "the engine", cell.service, record_property)
    agreed = agrees(verdict, measured, cell)
    record_property("cell", "agree" if agreed else "disagree")
    if not agreed:
        did = {True: "worked", False: "failed", None: "was refused by the engine"}[measured.worked]
        warned = " with its warning" if measured.warned else ""
        pytest.fail(f"{cell} {did}{warned}, but {explained(verdict)}\nIt said: {measured.said}", pytrace=False)


def test_the_grid_is_large_enough() -> None:
    assert len(cells()) >= 150
    assert len({str(cell) for cell in cells()}) == len(cells())
