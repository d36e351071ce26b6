"""Gate: the PID namespace. A process that has no number in it does not exist for the caller: ESRCH.

kernel/ptrace.c (find_task_by_vpid); pid_namespaces(7).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from capslint.model.container import Container, PidMode, PidNamespace, Role, is_same, runs_beside
from capslint.model.operation import Plain, TargetFile
from capslint.model.setting import Unknown
from capslint.model.verdict import GateResult
from capslint.permissions.certainty import Certain, Unsure, any_of
from capslint.permissions.gates.question import Question, Sight, result

GATE = "pid namespace"


def judge(question: Question) -> GateResult | None:
    """Return whether the target is visible in the tracer's PID namespace."""
    looks = question.on_target() is not None or isinstance(question.demand, TargetFile)
    if not looks and question.demand is not Plain.SAME_USER:
        return None
    if question.demand is Plain.SAME_USER and question.by_socket_alone and question.over_volume is not False:
        why = "The tool finds its target by a socket in the volume that both mount"
        return result(GATE, any_of(question.sight.visible, question.over_volume), why, ("one volume at /tmp of both",))
    visible, unseen, cure = question.sight
    if visible is True:
        return result(GATE, True, "The target is visible in the debugger's PID namespace")
    return result(GATE, visible, unseen, (cure,))


def sees(tracer: Container | None, target: Container | None) -> Sight:
    """Return whether a process of ``tracer`` sees those of ``target`` (None: the host itself), and why not."""
    if tracer is None or (target is not None and is_same(tracer, target)):
        return Sight()
    if target is not None and tracer.role is Role.INIT and not runs_beside(tracer, target):
        why = f"{target.label} starts only when the init container has ended, so it has no process yet"
        return Sight(False, why, "running it in a container that runs beside the target")
    mode = tracer.pid.value
    if isinstance(mode, Unknown):
        return Sight(Unsure(mode.why), f"Whether the target is visible depends on {mode.why}")
    if mode.kind is PidNamespace.HOST:
        return Sight()
    if target is None:
        return Sight(False, "The target runs on the host, which the container's own PID namespace hides")
    joined = _joined(tracer, mode, target)
    if isinstance(joined, Unsure):
        return Sight(joined, f"Whether the target is visible depends on {joined.fact}")
    return Sight(joined, f"{target.label} runs in another PID namespace, so its processes are not visible")


def all_seen(tracer: Container, others: Sequence[Container]) -> Iterator[Container]:
    """Return those of ``others`` whose processes a process of ``tracer`` sees, or may see."""
    mode = tracer.pid.value
    if isinstance(mode, PidMode) and tracer.debug_target is None:  # most see none, and there can be thousands
        if mode.kind is PidNamespace.PRIVATE:
            others = [other for other in others if not _is_private(other)]
        elif mode.kind is PidNamespace.CONTAINER:
            others = [other for other in others if other.name == mode.target]
    return (other for other in others if sees(tracer, other).visible is not False)


def _is_private(container: Container) -> bool:
    mode = container.pid.value
    return isinstance(mode, PidMode) and mode.kind is PidNamespace.PRIVATE


def _joined(tracer: Container, mode: PidMode, target: Container) -> Certain:
    if mode.kind is PidNamespace.CONTAINER and mode.target == target.name:
        return True
    if tracer.debug_target is not None and tracer.debug_target == target.name:
        return True
    theirs = target.pid.value
    if isinstance(theirs, Unknown):
        return Unsure(theirs.why) if mode.kind is PidNamespace.PRIVATE else False
    if mode.kind is PidNamespace.SHARED:
        return theirs.kind is PidNamespace.SHARED
    return mode.kind is PidNamespace.PRIVATE and theirs.kind is PidNamespace.CONTAINER and theirs.target == tracer.name
