"""Run a service as Compose would, with its own command, and see whether its debugger does its work."""

from __future__ import annotations

import contextlib
import shlex
import time
from pathlib import Path

from tests.engine.compose_flags import Service, flags
from tests.engine.daemon import Docker
from tests.engine.measure import IMAGE, Measurement, RefusedError, next_name, running
from tests.engine.shell import CommandError

_SECONDS = 20


def command(service: Service) -> tuple[str, ...]:
    """Return a service's command as a list of words."""
    words = service["command"]
    return tuple(shlex.split(words) if isinstance(words, str) else words)


def run_service(docker: Docker, name: str, services: dict[str, Service], project: Path) -> Measurement:
    """Start service ``name`` and, if it joins another one's processes, that one; wait for its ``x-proof``."""
    service = services[name]
    with contextlib.ExitStack() as stack:

        def target(other: str) -> str:
            return stack.enter_context(running(docker, other, command(services[other]), services, project))

        container = next_name(name)
        try:
            words = flags(service, project, target)
            stack.callback(docker.remove, container)
            docker("run", "--detach", "--name", container, "--network", "none", *words, IMAGE, *command(service))
        except (CommandError, RefusedError) as error:
            return Measurement(None, str(error))
        said, ended = "", False
        deadline = time.monotonic() + _SECONDS
        while service["x-proof"] not in said and not ended and time.monotonic() < deadline:
            ended = docker("inspect", "--format", "{{.State.Running}}", container).strip() != "true"
            said = docker.logs(container)
            time.sleep(0.1)
        return Measurement(service["x-proof"] in said, said[-1500:])
