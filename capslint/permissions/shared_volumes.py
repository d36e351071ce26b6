"""Which containers mount a volume together, so that one can ask the other over a socket in it."""

from __future__ import annotations

from collections.abc import Sequence

from capslint.model.container import Container
from capslint.model.scene import Process
from capslint.model.setting import Unknown

_TMP = "/tmp"  # noqa: S108  # where runtimes keep their sockets: dotnet/diagnostics ipc-protocol.md; HotSpot os_posix.cpp
_ELSEWHERE = Unknown("whether the runtime's socket is in the volume that both mount")


def sharing(container: Container, others: Sequence[Container]) -> list[Container]:
    """Return those of ``others`` that mount a volume or folder that ``container`` mounts too."""
    own = {source for source, _ in _mounted(container)}
    return [other for other in others if any(source in own for source, _ in _mounted(other))]


def holds_socket(container: Container, sharing: list[Container], targets: Sequence[Process]) -> bool | Unknown:
    """Return whether what ``container`` shares with the container of each of ``targets`` is the /tmp of both.

    ``sharing`` are the containers that mount something of it. What else they mount may hold the socket, or may not.
    """
    if not all(any(process.container is other for other in sharing) for process in targets):
        return False
    found = [other for other in sharing if any(process.container is other for process in targets)]
    return True if all(_shares_tmp(container, other) for other in found) else _ELSEWHERE


def _shares_tmp(container: Container, other: Container) -> bool:
    theirs = _mounted(other)
    return any(target == _TMP and (source, target) in theirs for source, target in _mounted(container))


def _mounted(container: Container) -> list[tuple[str, str]]:
    """Return source and target of each mount that has a source: one without is the container's alone."""
    parts = [mount.split(":") for mount in container.mounts.value]
    return [(part[0], part[1].rstrip("/")) for part in parts if len(part) > 1 and part[0]]
