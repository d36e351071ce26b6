"""Whether an engine's socket can be touched without starting the engine.

systemd listens on the sockets of its units in the place of a daemon, and starts the daemon with the first connection
(systemd.socket(5)). So who holds a socket is looked up first: it is touched if an engine runs that holds it.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

from capslint.host_facts.local_machine import LocalMachine

_LISTENS = 0x10000
"""Of the flags in /proc/net/unix: __SO_ACCEPTCON of include/linux/socket.h."""
_STARTERS = ("systemd", "init", "s6-ipcserver")
"""Programs that hold a socket for somebody else, beside process 1."""
_ENGINES = ("dockerd", "podman", "com.docker.backe", "docker")
"""Programs that are an engine, as /proc/PID/comm has them, which is 15 characters long."""


def why_not_touched(path: str, machine: LocalMachine) -> str | None:
    """Return why nobody shall connect to the socket ``path`` who wants to start nothing; None if it starts nothing."""
    inodes = _listening(path, machine)
    if not inodes:
        # A rootless dockerd has a network namespace of its own, and its sockets are in that one's list.
        is_run = _engine_of_its_owner(path, machine)
        return None if is_run else "no process of this machine can be seen to listen there"
    holders = {name for pid, name in _processes(machine) if inodes & _sockets_of(pid, machine)}
    engines = holders - {*_STARTERS, "1"}
    if engines:
        return None
    if holders:
        return "the system holds it and would start the engine (socket activation)"
    if _engine_of_its_owner(path, machine):
        return None
    return "nobody but root can see whether an engine runs that holds it, and none runs that belongs to its owner"


def _listening(path: str, machine: LocalMachine) -> set[str]:
    """Return the numbers of the sockets that listen at ``path``."""
    found: set[str] = set()
    wanted = os.path.realpath(machine.path(path))
    for line in (machine.text_or_none("/proc/net/unix") or "").splitlines()[1:]:
        fields = line.split(None, 7)
        if len(fields) == 8 and int(fields[3], 16) & _LISTENS and os.path.realpath(machine.path(fields[7])) == wanted:
            found.add(fields[6])
    return found


def _processes(machine: LocalMachine) -> Iterator[tuple[str, str]]:
    """Return the id and the name of each process that can be seen; process 1 is called "1" if it is no engine."""
    try:
        entries = os.listdir(machine.path("/proc"))
    except OSError:
        return
    for pid in filter(str.isdecimal, entries):
        name = machine.text_or_none(f"/proc/{pid}/comm")
        if name is not None:
            yield pid, "1" if pid == "1" and name not in _ENGINES else name


def _sockets_of(pid: str, machine: LocalMachine) -> set[str]:
    folder = machine.path(f"/proc/{pid}/fd")
    found: set[str] = set()
    with contextlib.suppress(OSError):
        for descriptor in os.listdir(folder):
            with contextlib.suppress(OSError):
                kind, _, rest = os.readlink(f"{folder}/{descriptor}").partition(":[")
                if kind == "socket":
                    found.add(rest.rstrip("]"))
    return found


def _engine_of_its_owner(path: str, machine: LocalMachine) -> bool:
    """Return whether an engine runs as the user whom the socket belongs to: who holds it only root can see."""
    with contextlib.suppress(OSError):
        owner = os.stat(machine.path(path)).st_uid
        return any(
            name in _ENGINES and os.stat(machine.path(f"/proc/{pid}")).st_uid == owner
            for pid, name in _processes(machine)
        )
    return False
