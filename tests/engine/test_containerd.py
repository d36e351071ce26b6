"""Cells on containerd, asked as a kubelet asks: what a real debugger did in a real pod is what the model says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest

from capslint.model import Host, Verdict
from tests.engine.cri.containerd import private_containerd, why_not
from tests.engine.cri.measure_pods import measure_pods, node_host, pod_workload
from tests.engine.cri.pods import PODS, PodCell, pod_cells
from tests.engine.laboratory import REQUIRED, agrees, skip_unmeasured
from tests.engine.measure import Measurement
from tests.engine.shell import CommandError
from tests.engine.verdicts import explained, verdict

pytestmark = pytest.mark.engine
_CELLS_IN_PATIENCE = 40


class PodLaboratory(NamedTuple):
    """``measured`` and ``verdicts`` hold the same cells."""

    host: Host
    measured: dict[PodCell, Measurement]
    verdicts: dict[PodCell, Verdict]


@pytest.fixture(scope="module")
def containerd(request: pytest.FixtureRequest) -> Iterator[PodLaboratory]:
    """What came of the cells that were selected."""
    items = (item for item in request.session.items if getattr(item, "module", None) is request.module)
    specs = (getattr(item, "callspec", None) for item in items)
    cells = [spec.params["cell"] for spec in specs if spec is not None]
    try:
        reason = why_not()
        if reason:
            raise CommandError(reason)
        yield _tried(cells)
    except CommandError as error:
        if REQUIRED:
            pytest.fail(f"there is no containerd, and CAPSLINT_ENGINE=required: {error}", pytrace=False)
        pytest.skip(f"no containerd: {error}")


def _tried(cells: list[PodCell]) -> PodLaboratory:
    with private_containerd() as started:
        host = node_host(started)
        workloads = {name: pod_workload(name) for name in PODS}
        verdicts = {cell: verdict(cell.cell, workloads[cell.pod], host) for cell in cells}
        measured = measure_pods(started, cells)
        slow = [
            cell for cell in cells if measured[cell].timed_out and not agrees(verdicts[cell], measured[cell], cell.cell)
        ]
        if 0 < len(slow) <= _CELLS_IN_PATIENCE:
            measured |= measure_pods(started, slow, patience=4)
    return PodLaboratory(host, measured, verdicts)


@pytest.mark.parametrize("cell", pod_cells(), ids=str)
def test_the_model_foretells_what_containerd_does(
    cell: PodCell, containerd: PodLaboratory, record_property: Callable[[str, object], None]
) -> None:
    version = ".".join(map(str, containerd.host.engine_version or ()))
    record_property("engine", f"containerd {version} through the CRI")
    measured, answer = containerd.measured[cell], containerd.verdicts[cell]
    skip_unmeasured(measured, "containerd", cell.pod, record_property)
    agreed = agrees(answer, measured, cell.cell)
    record_property("cell", "agree" if agreed else "disagree")
    if not agreed:
        did = {True: "worked", False: "failed", None: "was refused by containerd"}[measured.worked]
        pytest.fail(f"{cell} {did}, but {explained(answer)}\nIt said: {measured.said}", pytrace=False)


def test_there_are_enough_cells_for_containerd() -> None:
    assert len(pod_cells()) >= 300
    assert len({str(cell) for cell in pod_cells()}) == len(pod_cells())
