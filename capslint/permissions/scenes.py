"""Who looks into whom, as far as the file tells."""

from __future__ import annotations

from capslint.model.container import Container, Exec, PidMode, PidNamespace, Role, Workload, is_same
from capslint.model.evidence import Evidence, Sureness
from capslint.model.operation import Operation
from capslint.model.scene import Process, Scene, Start
from capslint.model.setting import Unknown
from capslint.permissions.pid_namespace import sees

_POD_OR_OWN = (PidNamespace.PRIVATE, PidNamespace.SHARED)


def scene_for(container: Container, workload: Workload, evidence: Evidence | None, operation: Operation) -> Scene:
    """Give the scene of ``operation``, which ``evidence`` shows in ``container`` (None: started by exec).

    The target is the main process: of the container whose PID namespace is joined, of another container in a shared
    one, of the host itself under pid: host, else of the container itself. Under pid: host it can be any process of the
    host (pid_namespaces(7)), and those of containers are no likelier: process 1 is the host's own init. A debugger that
    is all its container runs and attaches is meant for another container, whether or not it sees that one's processes;
    so is one of an init container that ends, whatever it does, since nothing else runs there.
    """
    start = Start.MAIN if evidence is not None and evidence.sureness is Sureness.COMMAND else Start.EXEC
    switches = evidence.switches if evidence is not None else ()
    tracer = Process(start=start, switches=switches, file_capabilities=_file_capabilities(container, evidence))
    is_all = start is Start.MAIN and evidence is not None and evidence.is_main
    is_meant_for_others = is_all and (operation.attaches or container.role is Role.INIT)
    target = _target(container, workload, start, is_meant_for_others)
    if evidence is not None and evidence.exec_as is not None:
        tracer = _executed(tracer, evidence.exec_as)
    if target.container is None and target.start is not Start.HOST and switches and not switches[-1].gives_root:
        # A command that gives up root for the debugger mostly does so for its target too.
        target = target._replace(user=Unknown("whom the target runs as"))
    return Scene(tracer, target)


def _executed(tracer: Process, exec_as: Exec) -> Process:
    """Give ``tracer`` as a hook starts it."""
    privileged = exec_as.privileged
    if isinstance(privileged, Unknown):
        return tracer._replace(user=exec_as.user, privileged_if=privileged)
    return tracer._replace(user=exec_as.user, start=Start.EXEC_PRIVILEGED if privileged else tracer.start)


def _file_capabilities(container: Container, evidence: Evidence | None) -> tuple[str, ...]:
    """Give what the Dockerfile's setcap grants to the program that ``evidence`` was seen to run."""
    if container.build is None or evidence is None or not evidence.words:
        return ()
    program = evidence.words[0].rpartition("/")[2]
    return dict(container.build.file_capabilities).get(program, ())


def _target(container: Container, workload: Workload, start: Start, is_meant_for_others: bool) -> Process:
    others = [other for other in workload.containers if not is_same(other, container) and other.role is not Role.INIT]
    joined = _joined(container, others)
    mode = container.pid.value
    if joined is None and is_meant_for_others and isinstance(mode, PidMode) and mode.kind in _POD_OR_OWN:
        seen = [other for other in others if sees(container, other).visible is not False]
        joined = next(iter(seen or others), None)
    if joined is not None:
        return Process(start=Start.MAIN, container=joined)
    if isinstance(mode, PidMode) and mode.kind is PidNamespace.HOST and start is Start.MAIN:
        return Process(start=Start.HOST)
    # Where the debugger is the main process itself, its target was started beside it.
    return Process(start=Start.EXEC if start is Start.MAIN else Start.MAIN)


def _joined(container: Container, others: list[Container]) -> Container | None:
    """Give the other container whose processes ``container`` is there to see, if it sees any."""
    mode = container.pid.value
    if isinstance(mode, Unknown):
        return None
    wanted = container.debug_target or mode.target
    for other in others:
        if wanted is not None and other.name == wanted:
            return other
    if mode.kind is PidNamespace.SHARED:
        return next((other for other in others if sees(container, other).visible is True), None)
    return None
