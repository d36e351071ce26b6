"""The scenario of an operation: which process looks into which, as far as the file tells."""

from __future__ import annotations

from collections.abc import Callable

from capslint.model.container import Container, Exec, PidMode, PidNamespace, Role, Workload, is_same
from capslint.model.evidence import Evidence, Sureness, last_named
from capslint.model.operation import Operation
from capslint.model.scene import Process, Scene, Start
from capslint.model.setting import Unknown
from capslint.permissions import shared_volumes
from capslint.permissions.gates.pid_namespace import all_seen
from capslint.source.budget import PAIRS, spend
from capslint.startup.records import NamedTuple


def _main(container: Container, _: Evidence | None) -> Process:
    return Process(start=Start.MAIN, container=container)


class CommandFacts(NamedTuple):
    """What the commands of containers tell to those who can read them.

    ``is_debugger`` returns whether a container runs a debugger and nothing else. ``main_process`` returns a container's
    main process as its command starts it; what the evidence (if given) shows is not it.
    """

    is_debugger: Callable[[Container], bool] = lambda _: False
    main_process: Callable[[Container, Evidence | None], Process] = _main


_UNREAD = CommandFacts()


def scene_for(
    container: Container,
    workload: Workload,
    evidence: Evidence | None,
    operation: Operation,
    commands: CommandFacts = _UNREAD,
    *,
    as_if_seen: bool = False,
) -> Scene:
    """Return the scene of ``operation``, which ``evidence`` shows in ``container`` (None: started by exec).

    With ``as_if_seen`` a debugger that sees no other container's processes is taken to see its target beside itself,
    unless nothing can be shared with it; one that does see others is meant for them.
    """
    others = _others(container, workload)
    spend(PAIRS, len(others))
    is_free = as_if_seen and next(all_seen(container, others), None) is None
    debugger = _debugger(container, evidence, operation, is_free)
    sharing = shared_volumes.sharing(container, others) if operation.asks_target else []
    by_socket_alone = operation.tool.startswith(_BY_SOCKET_ALONE)
    is_ancestor = evidence is not None and evidence.is_ancestor
    if is_ancestor:
        found = [_own(debugger)]
    elif sharing and by_socket_alone and debugger.is_all and _is_alone(container):
        found = [_main(other, None) for other in sharing]
    else:
        found = _targets(debugger, others, commands.is_debugger)
    target, *alternatives = (_as_started(process, debugger, evidence, commands.main_process) for process in found)
    return Scene(
        _tracer(debugger, evidence),
        target,
        descendant=is_ancestor,
        alternatives=tuple(alternatives),
        over_volume=shared_volumes.holds_socket(container, sharing, found),
        by_socket_alone=by_socket_alone,
    )


_BY_SOCKET_ALONE = ("dotnet-",)
"""How tools are called that find their target by the name of a socket in its /tmp, and need no number of it.

Source: dotnet/diagnostics documentation/design-docs/ipc-protocol.md; dotnet-monitor issues 4427 and 7016. jattach and
asprof send a signal besides (jattach src/posix/jattach_hotspot.c, start_attach_mechanism).
"""


def _is_alone(container: Container) -> bool:
    """Return whether the container has a process namespace of its own."""
    mode = container.pid.value
    return isinstance(mode, PidMode) and mode.kind is PidNamespace.PRIVATE


class _Debugger(NamedTuple):
    """Where a debugger runs and how it is started.

    ``is_all`` tells that its container runs nothing else, ``is_meant_for_others`` that its target is in another one.
    """

    container: Container
    start: Start
    is_all: bool
    is_meant_for_others: bool


def _debugger(container: Container, evidence: Evidence | None, operation: Operation, is_free: bool) -> _Debugger:
    """Return the debugger of the scene.

    One that is all its container runs and attaches is meant for another container, whether or not it sees that one's
    processes; so is one of an init container that ends, whatever it does, since nothing else runs there.
    """
    if evidence is None or evidence.sureness is not Sureness.COMMAND:
        return _Debugger(container, Start.EXEC, is_all=False, is_meant_for_others=False)
    is_init = container.role is Role.INIT
    is_meant_for_others = evidence.is_main and (is_init or (operation.attaches and not is_free))
    return _Debugger(container, Start.MAIN, evidence.is_main, is_meant_for_others)


def _others(container: Container, workload: Workload) -> list[Container]:
    """Return the other containers that can run a target: init containers have ended by then."""
    return [other for other in workload.containers if not is_same(other, container) and other.role is not Role.INIT]


def _tracer(debugger: _Debugger, evidence: Evidence | None) -> Process:
    """Return the debugger's process."""
    switches = evidence.switches if evidence is not None else ()
    file_capabilities = _file_capabilities(debugger.container, evidence)
    tracer = Process(start=debugger.start, switches=switches, file_capabilities=file_capabilities)
    exec_as = evidence.exec_as if evidence is not None else None
    if exec_as is None and debugger.start is Start.EXEC:
        exec_as = debugger.container.exec_as
    return tracer if exec_as is None else _executed(tracer, exec_as)


def _executed(tracer: Process, exec_as: Exec) -> Process:
    """Return ``tracer`` as a hook starts it."""
    privileged = exec_as.privileged
    if isinstance(privileged, Unknown):
        return tracer._replace(user=exec_as.user, privileged_if=privileged)
    return tracer._replace(user=exec_as.user, start=Start.EXEC_PRIVILEGED if privileged else tracer.start)


def _file_capabilities(container: Container, evidence: Evidence | None) -> tuple[str, ...]:
    """Return what the Dockerfile's setcap grants to the program that ``evidence`` was seen to run."""
    if container.build is None or evidence is None or not evidence.words:
        return ()
    program = evidence.words[0].rpartition("/")[2]
    return dict(container.build.file_capabilities).get(program, ())


def _targets(debugger: _Debugger, others: list[Container], is_debugger: Callable[[Container], bool]) -> list[Process]:
    """Return the processes that the target can be, at least one, of which nothing tells which it is.

    It is the main process of the container that is named, if one is. Else the namespace decides: under pid: host it can
    be any process of the host (pid_namespaces(7)), and those of containers are no likelier: process 1 is the host's own
    init. In a shared one it is that of any other container, else that of the container itself.
    """
    mode = debugger.container.pid.value
    own = _own(debugger)
    if isinstance(mode, Unknown):
        return [own]
    named = _named(debugger, mode, others)
    if named is not None:
        return [_main(named, None)]
    if mode.kind is PidNamespace.HOST:
        return [Process(start=Start.HOST) if debugger.start is Start.MAIN else own]
    if mode.kind is PidNamespace.CONTAINER:
        return [own]  # a container that the file does not describe
    if mode.kind is PidNamespace.SHARED or debugger.is_meant_for_others:
        return _elsewhere(debugger, others, is_debugger, own)
    return [own]


def _elsewhere(
    debugger: _Debugger, others: list[Container], is_debugger: Callable[[Container], bool], own: Process
) -> list[Process]:
    """Return the targets of a debugger that sees other containers, or is meant for them; ``own`` is that in its own."""
    seen = [_main(other, None) for other in _seen(debugger, others, is_debugger)]
    if debugger.is_all:
        return seen or _unseen(debugger, others) or [own]
    return seen if seen and _is_shell(debugger) else [*seen, own]


def _own(debugger: _Debugger) -> Process:
    """Return the target in the debugger's own container: started beside the debugger where that is the main process.

    Where people work by exec, they start there what they look into.
    """
    exec_as = debugger.container.exec_as
    if debugger.start is Start.EXEC and exec_as is not None:
        return Process(start=Start.EXEC, user=exec_as.user)
    return Process(start=Start.EXEC if debugger.start is Start.MAIN else Start.MAIN)


def _named(debugger: _Debugger, mode: PidMode, others: list[Container]) -> Container | None:
    """Return the container that the file names as the one whose processes are looked into."""
    wanted = debugger.container.debug_target or mode.target
    return next((other for other in others if wanted is not None and other.name == wanted), None)


def _seen(debugger: _Debugger, others: list[Container], is_debugger: Callable[[Container], bool]) -> list[Container]:
    """Return the containers that the debugger can see: of several those that run more than a debugger, if one does."""
    seen = list(all_seen(debugger.container, others))
    if len(seen) < 2:
        return seen
    return [other for other in seen if not is_debugger(other)] or seen


def _unseen(debugger: _Debugger, others: list[Container]) -> list[Process]:
    """Return the target of a debugger that is meant for other containers, and sees none."""
    return [_main(other, None) for other in others[:1]] if debugger.is_meant_for_others else []


def _is_shell(debugger: _Debugger) -> bool:
    """Return whether what its container runs is only the shell from which the debugger is started."""
    return debugger.container.role is Role.EPHEMERAL and debugger.start is Start.EXEC


def _as_started(
    target: Process,
    debugger: _Debugger,
    evidence: Evidence | None,
    main_process: Callable[[Container, Evidence | None], Process],
) -> Process:
    """Return ``target`` as its container's command starts it, and as far as the debugger gives up root, it too.

    One in a container that the file does not describe stays as it is.
    """
    if target.container is not None:
        return main_process(target.container, None)
    mode = debugger.container.pid.value
    is_described = isinstance(mode, Unknown) or mode.kind is not PidNamespace.CONTAINER
    is_started_by_hand = target.start is Start.EXEC and debugger.start is Start.EXEC
    if target.start is not Start.HOST and is_described and not is_started_by_hand:
        target = main_process(debugger.container, evidence)._replace(start=target.start, container=None)
    named = last_named(evidence.switches) if evidence is not None else None
    return target if named is None or named.gives_root else _given_up_root(target)


def _given_up_root(target: Process) -> Process:
    """Return a target of the debugger's own container.

    A command that gives up root for the one mostly does for both.
    """
    if target.start is Start.HOST or target.switches:
        return target
    return target._replace(user=Unknown("whom the target runs as"))
