"""Machines made of files, and engines that answer over real sockets."""

from __future__ import annotations

import contextlib
import json
import os
import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingMixIn, UnixStreamServer
from typing import Any

from capslint.host_facts.local_machine import LocalMachine

RELEASE = "6.8.0-45-generic"
KIBIBYTES = 16326656
FILES = {
    "/proc/meminfo": f"MemTotal:       {KIBIBYTES} kB\nMemFree:  1 kB\n",
    "/proc/version": f"Linux version {RELEASE} (buildd@lcy02) (gcc 13) #45-Ubuntu SMP PREEMPT_DYNAMIC\n",
    "/proc/self/uid_map": "         0          0 4294967295\n",
    "/proc/sys/kernel/yama/ptrace_scope": "1\n",
    "/proc/sys/kernel/perf_event_paranoid": "4\n",
    "/proc/sys/kernel/unprivileged_bpf_disabled": "2\n",
    "/proc/sys/kernel/random/boot_id": "6dcb4f6e-3b16-4ff1-9f3c-0f7e63b5c5ff\n",
    "/proc/sys/vm/mmap_rnd_bits": "32\n",
    "/sys/kernel/security/lsm": "lockdown,capability,landlock,yama,apparmor",
}
"""Of a machine with Ubuntu 24.04."""

INFO: dict[str, Any] = {
    "ServerVersion": "27.5.1",
    "KernelVersion": RELEASE,
    "Architecture": "x86_64",
    "OperatingSystem": "Ubuntu 24.04.1 LTS",
    "OSType": "linux",
    "Name": "box",
    "MemTotal": KIBIBYTES * 1024,
    "DefaultRuntime": "runc",
    "SecurityOptions": ["name=apparmor", "name=seccomp,profile=builtin", "name=cgroupns"],
}
"""The fields of ``GET /info`` that are read (github.com/moby/moby, api/types/system/info.go)."""
VERSION: dict[str, Any] = {
    "Platform": {"Name": "Docker Engine - Community"},
    "Components": [{"Name": "Engine", "Version": "27.5.1"}, {"Name": "runc", "Version": "1.2.4"}],
    "Version": "27.5.1",
    "ApiVersion": "1.47",
    "Os": "linux",
    "Arch": "amd64",
    "KernelVersion": RELEASE,
}
"""The answer to ``GET /version`` (github.com/moby/moby, api/types/types.go, Version)."""
PODMAN_VERSION: dict[str, Any] = {
    "Components": [{"Name": "Podman Engine", "Version": "5.4.2", "Details": {"APIVersion": "5.4.2"}}],
    "Version": "5.4.2",
    "ApiVersion": "1.41",
}
"""Podman's (github.com/containers/podman, pkg/api/handlers/compat/version.go)."""
PODMAN_INFO: dict[str, Any] = {
    "host": {
        "arch": "amd64",
        "hostname": "box",
        "kernel": RELEASE,
        "memTotal": KIBIBYTES * 1024,
        "ociRuntime": {"name": "crun", "version": "crun version 1.21"},
        "serviceIsRemote": False,
        "security": {
            "apparmorEnabled": False,
            "rootless": True,
            "seccompEnabled": True,
            "seccompProfilePath": "/usr/share/containers/seccomp.json",
            "selinuxEnabled": False,
        },
    },
    "version": {"APIVersion": "5.4.2", "Version": "5.4.2"},
}
"""The fields of ``podman info`` that are read (github.com/containers/podman, libpod/define/info.go)."""


def machine(root: Path, *, without: tuple[str, ...] = (), **changes: Any) -> LocalMachine:
    """Return a machine whose files are below ``root``; ``files`` are others, ``without`` those that it lacks."""
    files: Mapping[str, str] = {**FILES, **changes.pop("files", {})}
    for path, text in files.items():
        if not path.startswith(without):
            target = root / path.lstrip("/")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
    given = {"environment": {"HOME": "/home/me"}, "system": "Linux", "release": RELEASE, "arch": "x86_64"}
    return LocalMachine(**{"root": str(root), "node": "box", "uid": 1000, **given, **changes})


class Slowly(bytes):
    """An answer that comes byte by byte."""


class Service(ThreadingMixIn, UnixStreamServer):
    """An engine at a socket. ``answers`` are by path: a value is sent as JSON, bytes as they are."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, path: Path, answers: Mapping[str, Any]) -> None:
        self.answers = answers
        self.asked: list[str] = []
        self.free = threading.Event()
        super().__init__(str(path), _Handler)

    def server_close(self) -> None:
        self.free.set()
        super().server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that is gone is none of our errors."""


class _Handler(BaseHTTPRequestHandler):
    server: Service

    def do_GET(self) -> None:
        self.server.asked.append(f"{self.command} {self.path}")
        answer = self.server.answers.get(self.path)
        if isinstance(answer, Slowly):
            for number in answer:
                self.wfile.write(bytes([number]))
                self.server.free.wait(0.1)
        elif isinstance(answer, bytes):
            self.wfile.write(answer)
            self.wfile.flush()
            if answer.endswith(b"..."):
                self.server.free.wait(30)
        else:
            self._send(answer)

    def _send(self, answer: Any) -> None:
        data = json.dumps(answer).encode()
        self.send_response(404 if answer is None else 200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def address_string(self) -> str:
        return "unix"

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def service(path: Path, answers: Mapping[str, Any]) -> Iterator[Service]:
    """An engine that answers at the socket ``path`` while the block runs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    started = Service(path, answers)
    thread = threading.Thread(target=started.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield started
    finally:
        started.shutdown()
        started.server_close()
        thread.join()


def held(root: Path, path: str, *, by: tuple[tuple[int, str], ...], shown: bool = True) -> None:
    """Write into ``root`` that the socket ``path`` is held by processes, each an id and a name."""
    table = root / "proc/net/unix"
    table.parent.mkdir(parents=True, exist_ok=True)
    table.write_text(
        "Num       RefCount Protocol Flags    Type St Inode Path\n"
        f"00000000e7d1e2f0: 00000002 00000000 00010000 0001 01 4711 {path}\n"
        "00000000e7d1e2f1: 00000003 00000000 00000000 0001 03 4712\n",
        encoding="utf-8",
    )
    for pid, name in by:
        folder = root / f"proc/{pid}"
        (folder / "fd").mkdir(parents=True)
        (folder / "comm").write_text(f"{name}\n", encoding="utf-8")
        if shown:
            os.symlink("socket:[4711]", folder / "fd/3")
        os.symlink("/dev/null", folder / "fd/0")
