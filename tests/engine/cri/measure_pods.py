"""Start the pods, try the probes in them, and write down what came of it."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from capslint.cst.parse import parse
from capslint.formats import read
from capslint.formats.reading.neighbour_files import NoFiles
from capslint.model import Host, Lsm, Workload
from capslint.source import Source
from tests.engine.cri.containerd import Containerd
from tests.engine.cri.pods import APP, PODS, PodCell, container_config, sandbox_config, text_of
from tests.engine.machine import host_of
from tests.engine.measure import Measurement
from tests.engine.probes import Program
from tests.engine.shell import CommandError

_AT_ONCE = 4
_READY_SECONDS = 30
_PROBE_SECONDS = 8
_TIMED_OUT = 124  # the exit code of timeout(1)
_DEBUGGER = ("sh", "-c", "echo ready; exec sleep 600")


def measure_pods(containerd: Containerd, cells: Iterable[PodCell], patience: int = 1) -> dict[PodCell, Measurement]:
    """Try every cell; pods run beside each other, the probes of one after one another."""
    groups: dict[tuple[str, Program], list[PodCell]] = {}
    for cell in cells:
        groups.setdefault((cell.pod, cell.cell.probe.program), []).append(cell)
    numbers = itertools.count(1)

    def tried(group: tuple[tuple[str, Program], list[PodCell]]) -> dict[PodCell, Measurement]:
        (pod, program), asked = group
        try:
            with _running(containerd, PODS[pod], f"{pod}-{next(numbers)}-{patience}", program.value) as container:
                return {cell: _attempt(containerd, container, cell, patience) for cell in asked}
        except CommandError as refusal:
            return dict.fromkeys(asked, Measurement(None, str(refusal)))

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return {cell: found for part in pool.map(tried, groups.items()) for cell, found in part.items()}


@contextlib.contextmanager
def _running(containerd: Containerd, pod: dict[str, Any], name: str, program: tuple[str, ...]) -> Iterator[str]:
    """Run a pod, and return the container in which debuggers are tried. Raises CommandError."""
    runtime, logs = containerd.runtime, containerd.folder / "logs" / name
    logs.mkdir(parents=True)
    config = sandbox_config(runtime.words, pod, name, logs)
    sandbox = runtime.run_sandbox(config)
    try:
        (entry,) = pod["spec"]["containers"]
        container = runtime.start(sandbox, container_config(runtime.words, entry, program, None), config)
        _wait(logs / f"{APP}.log")
        for debugger in pod["spec"].get("ephemeralContainers", ()):
            words = container_config(runtime.words, debugger, _DEBUGGER, container)
            container = runtime.start(sandbox, words, config)
            _wait(logs / f"{debugger['name']}.log")
        yield container
    finally:
        with contextlib.suppress(CommandError):
            runtime.remove_sandbox(sandbox)


def _wait(log: Path) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while not log.exists() or "ready" not in log.read_text(encoding="utf-8", errors="replace"):
        if time.monotonic() > deadline:
            raise CommandError(f"{log.stem} does not get ready")
        time.sleep(0.05)


def _attempt(containerd: Containerd, container: str, cell: PodCell, patience: int) -> Measurement:
    probe = cell.cell.probe
    seconds = _PROBE_SECONDS * patience
    words = ("timeout", "-k", "1", str(seconds), *probe.command)
    try:
        code, said = containerd.runtime.execute(container, words, seconds + 10)
    except CommandError as error:
        return Measurement(False, str(error), timed_out=True)
    worked = probe.proof in said
    return Measurement(worked, f"exit code {code}\n{said[-1500:]}", False, code == _TIMED_OUT and not worked)


def node_host(containerd: Containerd) -> Host:
    """Return the host that `capslint host` makes of a node that is this machine, without --seccomp-default."""
    info = {
        "architecture": "amd64" if os.uname().machine == "x86_64" else os.uname().machine,
        "bootID": Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip(),
        "containerRuntimeVersion": f"containerd://{containerd.version}",
        "kernelVersion": os.uname().release,
        "operatingSystem": "linux",
        "osImage": "the machine of the tests",
    }
    node = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "here"}, "status": {"nodeInfo": info}}
    command = [sys.executable, "-m", "capslint", "host", "--format", "json", "-"]
    done = subprocess.run(command, input=json.dumps(node), capture_output=True, text=True, check=True)
    enabled = Path("/sys/module/apparmor/parameters/enabled")
    confined = enabled.exists() and enabled.read_text(encoding="ascii").strip() == "Y"
    lsm = Lsm.APPARMOR if confined else Lsm.NONE
    return host_of(done.stdout)._replace(lsm=lsm, kubelet_seccomp_default=False)


def pod_workload(name: str) -> Workload:
    """Return a pod as capslint reads it."""
    (document,) = parse(Source(f"{name}.yaml", text_of(name)))
    found = read(document, NoFiles())
    assert isinstance(found, tuple), found
    (workload,) = found
    return workload
