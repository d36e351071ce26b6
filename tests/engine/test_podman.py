"""Cells of the grid on Podman: what a real debugger did in a real container is what the model says."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.engine.grid import Cell, podman_cells
from tests.engine.laboratory import (
    REQUIRED,
    Laboratory,
    NoEngineError,
    agrees,
    podman_laboratory,
    skip_unmeasured,
)
from tests.engine.verdicts import explained

pytestmark = pytest.mark.engine
OPEN = "the engine version"
"""What Podman's default capabilities turn on until 4.3: a configuration file can add three of them."""


@pytest.fixture(scope="module")
def podman(request: pytest.FixtureRequest) -> Iterator[Laboratory]:
    """Podman, with what came of the cells that were selected."""
    found = (
        getattr(item, "callspec", None)
        for item in request.session.items
        if getattr(item, "module", None) is request.module
    )
    cells = [one.params["cell"] for one in found if one is not None]
    try:
        with podman_laboratory(cells) as started:
            yield started
    except NoEngineError as error:
        if REQUIRED:
            pytest.fail(f"there is no Podman, and CAPSLINT_ENGINE=required: {error}", pytrace=False)
        pytest.skip(f"no Podman: {error}")


@pytest.mark.parametrize("cell", podman_cells(), ids=str)
def test_the_model_foretells_what_podman_does(
    cell: Cell, podman: Laboratory, record_property: Callable[[str, object], None]
) -> None:
    version = ".".join(map(str, podman.host.engine_version or ()))
    record_property("engine", f"Podman {version}")
    measured, verdict = podman.measured[cell], podman.verdicts[cell]
    skip_unmeasured(measured, "Podman", cell.service, record_property)
    if verdict.depends_on == (OPEN,):
        record_property("cell", "left open")
        record_property("refused", f"cells: whether it works turns on {OPEN}, which no release tells")
        pytest.skip(f"it turns on {OPEN}")
    agreed = agrees(verdict, measured, cell)
    record_property("cell", "agree" if agreed else "disagree")
    if not agreed:
        did = {True: "worked", False: "failed", None: "was refused by Podman"}[measured.worked]
        pytest.fail(f"{cell} {did}, but {explained(verdict)}\nIt said: {measured.said}", pytrace=False)


def test_there_are_enough_cells_for_podman() -> None:
    assert len(podman_cells()) >= 300
