"""The grid: every service of ``grid.compose.yaml``, each with its probes."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from tests.engine.compose_flags import Service, services
from tests.engine.probes import PROBES, STAND_FOR_PODMAN, STAND_FOR_THEIR_KIND, Probe

FILE = Path(__file__).parent / "grid.compose.yaml"
SERVICES = services(FILE.read_text(encoding="utf-8"))


class Cell(NamedTuple):
    """One probe in one service. ``user`` is who starts the tool (``UID:GID``); None: the container's own user."""

    service: str
    user: str | None
    probe: Probe

    def __str__(self) -> str:
        who = f" as {self.user}" if self.user else ""
        return f"{self.service}{who}: {self.probe.name}"


def cells() -> tuple[Cell, ...]:
    """Return every cell."""
    return tuple(
        Cell(name, user, probe)
        for name, service in SERVICES.items()
        for user in (None, *service.get("x-as-users", ()))
        for probe in PROBES
        if _is_worth_it(service, user, probe)
    )


def podman_cells() -> tuple[Cell, ...]:
    """Return the cells that Podman is tried with: those in which engines can differ.

    Whether it gives NET_RAW is for its configuration file to say until 4.3, so tcpdump is left out.
    """
    return tuple(cell for cell in cells() if cell.probe.name in STAND_FOR_PODMAN and cell.service not in _NOT_PODMANS)


_NOT_PODMANS = {"unmasked-proc"}
"""Services that say what Podman has another option for."""


def _is_worth_it(service: Service, user: str | None, probe: Probe) -> bool:
    # For another user, and in a sidecar, what does not look into the main process is the same as anywhere.
    told_already = (user or "pid" in service) and not probe.looks_into_main
    return not told_already and (probe.name in STAND_FOR_THEIR_KIND or "x-every-tool" in service)
