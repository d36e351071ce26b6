"""Gate: the PID namespace. A process that has no number in it does not exist for the caller: ESRCH.

kernel/ptrace.c (find_task_by_vpid); pid_namespaces(7).
"""

from __future__ import annotations

from capslint.model.container import Container, PidMode, PidNamespace
from capslint.model.operation import Plain, TargetFile
from capslint.model.setting import Unknown
from capslint.model.verdict import GateResult
from capslint.permissions.certainty import Certain, Unsure
from capslint.permissions.question import Question, result

GATE = "pid namespace"


def judge(question: Question) -> GateResult | None:
    """Say whether the target can be seen."""
    looks = question.on_target() is not None or isinstance(question.demand, TargetFile)
    if not looks and question.demand is not Plain.SAME_USER:
        return None
    if question.visible is True:
        return result(GATE, True, "The target is visible in the debugger's PID namespace")
    return result(GATE, question.visible, question.unseen, ("sharing the target's PID namespace",))


def sees(tracer: Container | None, target: Container | None) -> tuple[Certain, str]:
    """Say whether a process of ``tracer`` sees those of ``target`` (None: the host itself), and why not."""
    if tracer is None or (target is not None and _same(tracer, target)):
        return True, ""
    mode = tracer.pid.value
    if isinstance(mode, Unknown):
        return Unsure(mode.why), f"Whether the target is visible turns on {mode.why}"
    if mode.kind is PidNamespace.HOST:
        return True, ""
    if target is None:
        return False, "The target runs on the host, which the container's own PID namespace hides"
    joined = _joined(tracer, mode, target)
    if isinstance(joined, Unsure):
        return joined, f"Whether the target is visible turns on {joined.fact}"
    return joined, f"{target.label} runs in another PID namespace, so its processes are not visible"


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


def _same(one: Container, other: Container) -> bool:
    return one is other or (one.path == other.path and one.document is other.document)
