"""Everything the tests of the real engine share: the daemon, its host, and what came of the cells that run today."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import pytest

from capslint.model import Answer, Host, Verdict, Workload
from tests.engine import podman
from tests.engine.daemon import Docker, private_daemon, why_not
from tests.engine.grid import FILE, SERVICES, Cell
from tests.engine.image import image_file
from tests.engine.machine import read_host, read_podman_host
from tests.engine.measure import IMAGE, Measurement, measure
from tests.engine.shell import CommandError
from tests.engine.verdicts import verdict, workload_of

REQUIRED = os.environ.get("CAPSLINT_ENGINE") == "required"
# runc says this where the daemon itself lacks a capability that the container shall get: this machine's limit.
NOT_ON_THIS_MACHINE = "unable to apply caps: operation not permitted"
_OF_A_REFUSAL = ("capability", "removing all caps")  # Docker's and Podman's words about the lists
_CELLS_IN_PATIENCE = 40  # more of them are no accident of a slow machine, and would take minutes


class NoEngineError(Exception):
    """No engine can be had here; one line says why."""


class Laboratory(NamedTuple):
    """``measured`` and ``verdicts`` hold the same cells."""

    docker: Docker
    host: Host
    workload: Workload
    measured: dict[Cell, Measurement]
    verdicts: dict[Cell, Verdict]


@contextlib.contextmanager
def laboratory(cells: Sequence[Cell]) -> Iterator[Laboratory]:
    """Start the engine and measure ``cells``. Raises NoEngineError."""
    reason = why_not()
    if reason:
        raise NoEngineError(reason)
    with contextlib.ExitStack() as stack:
        try:
            archive = image_file()
            docker = stack.enter_context(private_daemon())
            docker("import", str(archive), IMAGE, seconds=300)
        except CommandError as error:
            raise NoEngineError(str(error)) from None
        yield _tried(docker, read_host(docker.folder / "socket"), cells)


@contextlib.contextmanager
def podman_laboratory(cells: Sequence[Cell]) -> Iterator[Laboratory]:
    """Measure ``cells`` on Podman. Raises NoEngineError."""
    reason = podman.why_not()
    if reason:
        raise NoEngineError(reason)
    with contextlib.ExitStack() as stack:
        try:
            started = stack.enter_context(podman.private_podman())
        except CommandError as error:
            raise NoEngineError(str(error)) from None
        yield _tried(started, read_podman_host(started), cells)


def _tried(docker: Docker, here: Host, cells: Sequence[Cell]) -> Laboratory:
    workload = workload_of(FILE, FILE.read_text(encoding="utf-8"))
    verdicts = {cell: verdict(cell, workload, here) for cell in cells}
    return Laboratory(docker, here, workload, _measured(docker, verdicts), verdicts)


def agrees(verdict: Verdict, measurement: Measurement, cell: Cell) -> bool:
    """Return whether the model foretold what was measured, the tool's warning included."""
    if measurement.worked is None:
        foretold = verdict.answer is Answer.FAILS and any(gate.gate == "engine" for gate in verdict.gates)
        return foretold and any(word in measurement.said for word in _OF_A_REFUSAL)
    if verdict.answer is not (Answer.WORKS if measurement.worked else Answer.FAILS):
        return False
    return not measurement.worked or cell.probe.warning is None or measurement.warned == bool(verdict.warnings)


def skip_unmeasured(
    measurement: Measurement, engine: str, what: str, record_property: Callable[[str, object], None]
) -> None:
    """Skip a cell whose container (``what``) this machine cannot start, and count it among what was not measured."""
    if NOT_ON_THIS_MACHINE in measurement.said and measurement.worked is None:
        record_property("cell", "not measured")
        record_property("refused", f"cells: {engine} refused to start «{what}»: {NOT_ON_THIS_MACHINE}")
        # Only where the kernel itself refused it the capabilities (no CAP_SYS_RESOURCE here): any other refusal fails.
        pytest.skip(f"{engine} cannot start «{what}» on this machine: {NOT_ON_THIS_MACHINE}")


def _measured(docker: Docker, verdicts: dict[Cell, Verdict]) -> dict[Cell, Measurement]:
    measured = measure(docker, verdicts, SERVICES, FILE.parent)
    # A tool that did not get done in time on a busy machine is not one that may not do its work.
    slow = [cell for cell, one in measured.items() if one.timed_out and not agrees(verdicts[cell], one, cell)]
    if 0 < len(slow) <= _CELLS_IN_PATIENCE:
        measured |= measure(docker, slow, SERVICES, FILE.parent, patience=4)
    return measured
