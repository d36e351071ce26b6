"""The grid: every service of ``grid.compose.yaml``, each with every probe."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from tests.engine.compose_flags import services
from tests.engine.probes import PROBES, Probe

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
    """Give every cell. Other users, and sidecars, try only what looks into the main process: the rest is no other."""
    return tuple(
        Cell(name, user, probe)
        for name, service in SERVICES.items()
        for user in (None, *service.get("x-as-users", ()))
        for probe in PROBES
        if probe.looks_into_main or not (user or "pid" in service)
    )
