"""Start the services of the grid, try the probes in them, and write down what came of it."""

from __future__ import annotations

import contextlib
import itertools
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from tests.engine.compose_flags import Service, flags
from tests.engine.daemon import Docker
from tests.engine.grid import Cell
from tests.engine.probes import Probe, Program
from tests.engine.shell import CommandError

IMAGE = "capslint-lab"
_AT_ONCE = 4
_READY_SECONDS = 30
_PROBE_SECONDS = 8
_TIMED_OUT = 124  # the exit code of timeout(1)
_numbers = itertools.count(1)


def next_name(service: str) -> str:
    """Return a name for a container of ``service`` that no other has."""
    return f"{service}-{next(_numbers)}"


class Measurement(NamedTuple):
    """What came of a cell. ``worked`` is None where the engine refused to start the container; ``said`` tells why.

    ``warned`` tells whether the tool gave the warning that the probe knows of.
    ``timed_out`` tells that it neither worked nor ended.
    """

    worked: bool | None
    said: str
    warned: bool = False
    timed_out: bool = False


def measure(
    docker: Docker, cells: Iterable[Cell], services: dict[str, Service], project: Path, patience: int = 1
) -> dict[Cell, Measurement]:
    """Try every cell; services run beside each other, the probes of one container after one another.

    ``patience`` multiplies the time that a tool gets.
    """
    groups: dict[tuple[str, Program], list[Cell]] = {}
    for cell in cells:
        groups.setdefault((cell.service, cell.probe.program), []).append(cell)

    def one(group: tuple[tuple[str, Program], list[Cell]]) -> dict[Cell, Measurement]:
        (service, program), tried = group
        try:
            with running(docker, service, program.value, services, project) as container:
                return {cell: attempt(docker, container, cell.probe, cell.user, patience) for cell in tried}
        except RefusedError as refusal:
            return dict.fromkeys(tried, Measurement(None, str(refusal)))

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return {cell: found for part in pool.map(one, groups.items()) for cell, found in part.items()}


class RefusedError(Exception):
    """The engine did not start a container; its words."""


@contextlib.contextmanager
def running(
    docker: Docker, name: str, program: tuple[str, ...], services: dict[str, Service], project: Path
) -> Iterator[str]:
    """Run service ``name`` with ``program`` as its main process, and return the container's name.

    A service that joins another one's processes gets a target of its own, which runs ``program`` in its place: no
    other tool is then at it. Raises RefusedError.
    """
    with contextlib.ExitStack() as stack:

        def target(other: str) -> str:
            return stack.enter_context(running(docker, other, program, services, project))

        words = flags(services[name], project, target)
        is_sidecar = any(word.startswith("container:") for word in words)
        container = next_name(name)
        stack.callback(docker.remove, container)
        command = ("sh", "-c", "echo ready; exec sleep 600") if is_sidecar else program
        _start(docker, container, words, command)
        yield container


def attempt(docker: Docker, container: str, probe: Probe, user: str | None, patience: int = 1) -> Measurement:
    """Try ``probe`` in a running container."""
    who = ("--user", user) if user else ()
    seconds = _PROBE_SECONDS * patience
    words = (*who, container, "timeout", "-k", "1", str(seconds), *probe.command)
    code, said = docker.execute(*words, seconds=seconds + 10)
    if "is not running" in said:
        raise CommandError(f"{container} ended before {probe.name}: {said}")
    worked = probe.proof in said
    warned = probe.warning is not None and probe.warning in said
    return Measurement(worked, f"exit code {code}\n{said[-1500:]}", warned, code == _TIMED_OUT and not worked)


def _start(docker: Docker, container: str, words: list[str], command: tuple[str, ...]) -> None:
    try:
        docker("run", "--detach", "--name", container, "--network", "none", *words, IMAGE, *command)
    except CommandError as error:
        raise RefusedError(str(error)) from None
    deadline = time.monotonic() + _READY_SECONDS
    while "ready" not in docker.logs(container):
        if time.monotonic() > deadline:
            raise CommandError(f"{container} does not get ready")
        time.sleep(0.05)
