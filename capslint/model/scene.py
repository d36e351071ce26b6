"""Who looks into whom, and how both were started: what the file alone does not tell of an operation."""

from __future__ import annotations

from enum import Enum

from capslint.model.container import Container, User
from capslint.model.evidence import Switch
from capslint.model.setting import Unknown
from capslint.startup.records import NamedTuple


class Start(Enum):
    """How a process came to be."""

    MAIN = "main"  # the container's own command
    EXEC = "exec"  # docker exec, kubectl exec, a probe
    EXEC_PRIVILEGED = "exec --privileged"
    HOST = "host"  # on the host itself, in no container


class Process(NamedTuple):
    """A process of the scene.

    ``container`` is the one it runs in; None is the container that is judged (a HOST process runs in none).
    ``user`` is who it runs as; None is the container's user (on the host: root).
    ``privileged_if`` names what it turns on whether an EXEC process is an EXEC_PRIVILEGED one.
    ``dumpable`` is prctl(PR_SET_DUMPABLE); ``ptracer_any`` tells that it called PR_SET_PTRACER(PR_SET_PTRACER_ANY).
    ``dropped_root`` tells that it was root, with root's capabilities, and became ``user`` by setuid without execve.
    ``switches`` are the wrappers behind which its program was started, each as the user that the last one gave.
    ``dropped`` are capabilities that were taken from all its sets before (capsh --drop), names without CAP_.
    ``file_capabilities`` are the names in its program file's permitted set, the effective bit being on.
    """

    start: Start = Start.EXEC
    container: Container | None = None
    user: User | Unknown | None = None
    dumpable: bool = True
    ptracer_any: bool = False
    dropped_root: bool = False
    dropped: tuple[str, ...] = ()
    switches: tuple[Switch, ...] = ()
    file_capabilities: tuple[str, ...] = ()
    privileged_if: Unknown | None = None


class Scene(NamedTuple):
    """The debugger's process and its target. ``target`` matters to operations that look into another process only.

    ``descendant`` tells that the tracer (or one of its threads) is an ancestor of the target.
    ``already_traced`` tells that another debugger holds the target.
    ``alternatives`` are processes that the target can be as well, where nothing tells which it is.
    ``over_volume`` tells that both containers mount what holds the socket over which the tool asks its target;
    ``by_socket_alone`` that it then needs no number of the target's process.
    """

    tracer: Process = Process()
    target: Process = Process(start=Start.MAIN)
    descendant: bool = False
    already_traced: bool = False
    alternatives: tuple[Process, ...] = ()
    over_volume: bool | Unknown = False
    by_socket_alone: bool = False
