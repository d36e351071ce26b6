"""`capslint host` reads of real engines what is so; all verdicts of these tests are for the hosts that it reads."""

from __future__ import annotations

import contextlib
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from capslint.model import Host
from tests.engine.laboratory import Laboratory
from tests.engine.machine import host, podman_host, read_host
from tests.engine.podman import Podman, podman_without_image, why_not
from tests.engine.shell import CommandError

pytestmark = pytest.mark.engine
_READY_SECONDS = 20


def is_so(read: Host, looked_up: Host) -> bool:
    """Return whether all that was looked up was read, too; userns-remap is Docker's alone."""
    assert read.kernel is not None
    short = read._replace(kernel=read.kernel[:2], user_namespace_remap=read.user_namespace_remap or False)
    looked_at = [name for name, value in looked_up._asdict().items() if value not in (None, ())]
    return all(getattr(short, name) == getattr(looked_up, name) for name in looked_at)


def test_docker_s_host_is_read(lab: Laboratory) -> None:
    assert is_so(lab.host, host(lab.docker))


def test_podman_s_service_says_what_podman_does() -> None:
    reason = why_not()
    if reason:
        pytest.skip(f"no Podman: {reason}")
    with podman_without_image() as podman, _service(podman) as socket:
        assert is_so(read_host(socket), podman_host(podman))


@contextlib.contextmanager
def _service(podman: Podman) -> Iterator[Path]:
    """Run Podman's service, which no systemd holds, and return its socket."""
    socket = podman.folder / "s"
    command = [f"{podman.folder}/bin/podman", "system", "service", "--time", "0", f"unix://{socket}"]
    environment = {"PATH": podman.environment()["PATH"], "CONTAINERS_CONF": str(podman.folder / "containers.conf")}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + _READY_SECONDS
        while not socket.exists():
            if process.poll() is not None or time.monotonic() > deadline:
                raise CommandError("podman system service does not start")
            time.sleep(0.05)
        yield socket
    finally:
        process.terminate()
        process.wait()
