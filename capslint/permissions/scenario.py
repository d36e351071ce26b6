"""Who looks into whom, as far as the file tells."""

from __future__ import annotations

from collections.abc import Callable

from capslint.model.container import Container, Exec, PidNamespace, Role, Workload, is_same
from capslint.model.evidence import Evidence, Sureness, last_named
from capslint.model.operation import Operation
from capslint.model.scene import Process, Scene, Start
from capslint.model.setting import Unknown
from capslint.permissions.gates.pid_namespace import sees
from capslint.startup.records import NamedTuple


def _main(container: Container, _: Evidence | None) -> Process:
    return Process(start=Start.MAIN, container=container)


def scene_for(
    container: Container,
    workload: Workload,
    evidence: Evidence | None,
    operation: Operation,
    is_debugger: Callable[[Container], bool] = lambda _: False,
    main_process: Callable[[Container, Evidence | None], Process] = _main,
    *,
    as_if_seen: bool = False,
) -> Scene:
    """Return the scene of ``operation``, which ``evidence`` shows in ``container`` (None: started by exec).

    The target is the main process: of the container whose PID namespace is joined, of any other container in a shared
    one, of the host itself under pid: host, else of the container itself. Under pid: host it can be any process of the
    host (pid_namespaces(7)), and those of containers are no likelier: process 1 is the host's own init. A debugger that
    is all its container runs and attaches is meant for another container, whether or not it sees that one's processes;
    so is one of an init container that ends, whatever it does, since nothing else runs there.
    Containers of which ``is_debugger`` says that they run nothing else are targets only where no other is to be seen.
    ``main_process`` gives a container's main process, as far as its command tells; what the evidence shows is not it.
    With ``as_if_seen`` one that sees no other's processes is taken to see them, unless nothing can be shared with it.
    """
    start = Start.MAIN if evidence is not None and evidence.sureness is Sureness.COMMAND else Start.EXEC
    switches = evidence.switches if evidence is not None else ()
    tracer = Process(start=start, switches=switches, file_capabilities=_file_capabilities(container, evidence))
    is_all = start is Start.MAIN and evidence is not None and evidence.is_main
    is_meant_for_others = is_all and (operation.attaches or container.role is Role.INIT)
    if as_if_seen and container.role is not Role.INIT:
        is_meant_for_others = False
    others = [other for other in workload.containers if not is_same(other, container) and other.role is not Role.INIT]
    debugger = _Debugger(container, start, is_all, is_meant_for_others)
    targets = [_read(one, debugger, evidence, main_process) for one in _targets(debugger, others, is_debugger)]
    if evidence is not None and evidence.exec_as is not None:
        tracer = _executed(tracer, evidence.exec_as)
    named = last_named(switches)
    if named is not None and not named.gives_root:
        targets = [_given_up_root(one) for one in targets]
    target, *alternatives = targets
    return Scene(tracer, target, alternatives=tuple(alternatives))


class _Debugger(NamedTuple):
    """Where a debugger runs and how it is started; ``is_all`` tells that its container runs nothing else."""

    container: Container
    start: Start
    is_all: bool
    is_meant_for_others: bool


def _executed(tracer: Process, exec_as: Exec) -> Process:
    """Return ``tracer`` as a hook starts it."""
    privileged = exec_as.privileged
    if isinstance(privileged, Unknown):
        return tracer._replace(user=exec_as.user, privileged_if=privileged)
    return tracer._replace(user=exec_as.user, start=Start.EXEC_PRIVILEGED if privileged else tracer.start)


def _given_up_root(target: Process) -> Process:
    """Return a target of the debugger's own container.

    A command that gives up root for the one mostly does for both.
    """
    if target.container is not None or target.start is Start.HOST or target.switches:
        return target
    return target._replace(user=Unknown("whom the target runs as"))


def _read(
    target: Process,
    debugger: _Debugger,
    evidence: Evidence | None,
    main_process: Callable[[Container, Evidence | None], Process],
) -> Process:
    """Return ``target`` as its container's command starts it.

    One in a container that the file has not stays as it is.
    """
    mode = debugger.container.pid.value
    if target.container is not None:
        return main_process(target.container, None)
    if target.start is Start.HOST or (not isinstance(mode, Unknown) and mode.kind is PidNamespace.CONTAINER):
        return target
    return main_process(debugger.container, evidence)._replace(start=target.start, container=None)


def _file_capabilities(container: Container, evidence: Evidence | None) -> tuple[str, ...]:
    """Return what the Dockerfile's setcap grants to the program that ``evidence`` was seen to run."""
    if container.build is None or evidence is None or not evidence.words:
        return ()
    program = evidence.words[0].rpartition("/")[2]
    return dict(container.build.file_capabilities).get(program, ())


def _targets(debugger: _Debugger, others: list[Container], is_debugger: Callable[[Container], bool]) -> list[Process]:
    """Return the processes that the target can be, at least one, of which nothing tells which it is."""
    mode = debugger.container.pid.value
    # Where the debugger is the main process itself, its target was started beside it.
    own = [Process(start=Start.EXEC if debugger.start is Start.MAIN else Start.MAIN)]
    if isinstance(mode, Unknown):
        return own
    wanted = debugger.container.debug_target or mode.target
    named = [other for other in others if wanted is not None and other.name == wanted]
    if named:
        return _mains(named[:1])
    if mode.kind is PidNamespace.HOST:
        return [Process(start=Start.HOST)] if debugger.start is Start.MAIN else own
    if mode.kind is PidNamespace.CONTAINER:
        return own  # a container that the file does not describe
    seen = _seen(debugger, others) if mode.kind is PidNamespace.SHARED or debugger.is_meant_for_others else []
    if len(seen) > 1:
        seen = [other for other in seen if not is_debugger(other)] or seen
    if debugger.is_all:
        unseen = others[:1] if debugger.is_meant_for_others else []
        return _mains(seen or unseen) or own
    # What runs in an ephemeral container of its own is the shell from which the debugger is started.
    is_shell = debugger.container.role is Role.EPHEMERAL and debugger.start is Start.EXEC
    return _mains(seen) + (own if not seen or not is_shell else [])


def _seen(debugger: _Debugger, others: list[Container]) -> list[Container]:
    return [other for other in others if sees(debugger.container, other).visible is not False]


def _mains(containers: list[Container]) -> list[Process]:
    return [Process(start=Start.MAIN, container=one) for one in containers]
