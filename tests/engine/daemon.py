"""A Docker daemon of our own: own socket, own folders, no bridge, no firewall rules, and nothing left behind."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.engine.shell import CommandError, run

_READY_SECONDS = 40
_STORAGE_DRIVERS = ("overlay2", "vfs")  # overlay2 does not work on top of another overlay


class Docker:
    """The command line client, pointed at one daemon. ``folder`` is the daemon's, ``version`` its release."""

    program = "docker"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.version = ""

    def __call__(self, *words: str, seconds: float = 60) -> str:
        """Run the client with ``words`` and return its standard output. Raises CommandError."""
        return run(self._found(), *words, seconds=seconds, environment=self.environment())

    def logs(self, container: str) -> str:
        """Return all that a container's main process has said so far."""
        done = subprocess.run(
            [self._found(), "logs", container],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, **self.environment()},
            check=False,
        )
        return done.stdout.decode(errors="replace")

    def remove(self, container: str) -> None:
        """Take a container away, whatever it does; nothing happens if it is not there."""
        with contextlib.suppress(CommandError):
            self("rm", "--force", container)

    def execute(self, *words: str, seconds: float) -> tuple[int, str]:
        """Run ``docker exec WORDS...``; return the exit code and all that was said. It ends after ``seconds``: 124."""
        try:
            done = subprocess.run(
                [self._found(), "exec", *words],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=seconds,
                env={**os.environ, **self.environment()},
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            return 124, (error.output or b"").decode(errors="replace")
        return done.returncode, done.stdout.decode(errors="replace")

    def _found(self) -> str:
        """Return the client's file, as its own environment finds it."""
        return shutil.which(self.program, path=self.environment().get("PATH")) or self.program

    def environment(self) -> dict[str, str]:
        """Return what points the client at the daemon."""
        # A configuration folder of its own keeps contexts and credential helpers of the person who tests out of it.
        return {"DOCKER_HOST": f"unix://{self.folder}/socket", "DOCKER_CONFIG": f"{self.folder}/config"}


def why_not() -> str | None:
    """Return why no engine can be had on this machine, before anything is tried.

    None when nothing stands against it.
    """
    if os.geteuid() != 0:
        return "the tests do not run as root"
    missing = [name for name in ("dockerd", "docker", "debootstrap", "unshare") if not shutil.which(name)]
    return f"{', '.join(missing)} is not installed" if missing else None


@contextlib.contextmanager
def private_daemon() -> Iterator[Docker]:
    """Start a daemon, return a client for it, and take everything away afterwards. Raises CommandError with its log."""
    folder = Path(tempfile.mkdtemp(prefix="capslint-"))
    try:
        with contextlib.ExitStack() as stack:
            yield _start(folder, stack)
    finally:
        remove_folder(folder)


def _start(folder: Path, stack: contextlib.ExitStack) -> Docker:
    for driver in _STORAGE_DRIVERS:
        log = folder / f"{driver}.log"
        docker = Docker(folder)
        with log.open("wb") as sink:
            process = subprocess.Popen(_command(folder, driver), stdout=sink, stderr=sink, start_new_session=True)
        stack.callback(end_daemon, process, folder)
        if _becomes_ready(process, docker):
            return docker
        end_daemon(process, folder)
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:]
    raise CommandError("dockerd does not start; the end of its log:\n" + "\n".join(lines))


def _command(folder: Path, driver: str) -> list[str]:
    # Namespaces of its own matter where dockerd finds a containerd that is running already, and uses it.
    name = f"capslint-{os.getpid()}"
    return [
        # Should these tests be killed, the daemon goes with them.
        *("setpriv", "--pdeathsig", "TERM", "--"),
        *("dockerd", "--bridge=none", "--iptables=false", "--ip6tables=false"),
        "--shutdown-timeout=1",
        *("--host", f"unix://{folder}/socket", "--pidfile", f"{folder}/pid"),
        *("--data-root", f"{folder}/data", "--exec-root", f"{folder}/exec", "--storage-driver", driver),
        *("--containerd-namespace", name, "--containerd-plugins-namespace", f"{name}-plugins"),
    ]


def _becomes_ready(process: subprocess.Popen[bytes], docker: Docker) -> bool:
    deadline = time.monotonic() + _READY_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(CommandError, ValueError):
            docker.version = json.loads(docker("version", "--format", "{{json .Server.Version}}", seconds=5))
            return True
        time.sleep(0.1)
    return False


def end_daemon(process: subprocess.Popen[bytes], folder: Path) -> None:
    """End a daemon, and all that still names its folder."""
    _end_processes(folder)
    process.wait()


def remove_folder(folder: Path) -> None:
    """Take a daemon's folder away, with what is mounted in it."""
    mounts = [line.split()[4] for line in Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines()]
    for mount in sorted((one for one in mounts if one.startswith(f"{folder}/")), reverse=True):
        subprocess.run(["umount", "--lazy", mount], check=False, capture_output=True)
    shutil.rmtree(folder, ignore_errors=True)


def _end_processes(folder: Path) -> None:
    """End the daemon gently, then whatever still names the folder on its command line: containerd and its shims."""
    for signal_number, seconds in ((signal.SIGTERM, 20), (signal.SIGKILL, 5)):
        deadline = time.monotonic() + seconds
        for pid in processes_of(folder):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal_number)
        while processes_of(folder) and time.monotonic() < deadline:
            time.sleep(0.1)


def processes_of(folder: Path) -> list[int]:
    """Return the processes of the daemon in ``folder``; the name of that folder is random, and nobody else's."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and int(entry.name) != os.getpid():
            with contextlib.suppress(OSError):
                state = (entry / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[0]
                if state != "Z" and os.fsencode(folder) in (entry / "cmdline").read_bytes():
                    found.append(int(entry.name))
    return found
