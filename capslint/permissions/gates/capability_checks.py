"""Gates: capability and user namespace. Which capability an operation must hold, and over which user namespace.

capable() in the kernel means the host's user namespace, ns_capable() a given one (kernel/capability.c): under userns-
remap, rootless mode and hostUsers: false the first kind never holds (include/linux/capability.h, perfmon_capable).
"""

from __future__ import annotations

from capslint.model.operation import HeldOver, HoldCapability, SysctlWrite
from capslint.model.verdict import GateResult
from capslint.permissions.certainty import Certain, Unsure, any_of
from capslint.permissions.container.process import Task
from capslint.permissions.gates.question import Question, result

GATE = "capability"
NAMESPACE = "user namespace"


def judge(question: Question) -> tuple[GateResult, ...]:
    """Return whether the tracer has the capability in its effective set, and over the right user namespace."""
    demand = question.demand
    if isinstance(demand, SysctlWrite):
        return in_host(question.tracer, (demand.capability,))
    if not isinstance(demand, HoldCapability):
        return ()
    tracer = question.tracer
    if demand.where is HeldOver.INITIAL:
        return in_host(tracer, demand.any_of)
    held = (held_result(tracer, demand.any_of),)
    if demand.where is HeldOver.OWN or question.target.user_namespace == tracer.user_namespace:
        return held
    counts = tracer.user_namespace.rules(question.target.user_namespace)
    why = "The capability does not count over the target's user namespace"
    return (*held, result(NAMESPACE, counts, why if counts is not True else "The capability counts over the target"))


def held_result(tracer: Task, names: tuple[str, ...]) -> GateResult:
    """Return the capability gate's result for holding one of ``names``."""
    held = any_of(*(tracer.has(name) for name in names))
    listed = " or ".join(f"CAP_{name}" for name in names)
    return result(GATE, held, _why(tracer, listed, names, held), grants(tracer, names))


def in_host(tracer: Task, names: tuple[str, ...]) -> tuple[GateResult, ...]:
    """Return the results for holding one of ``names`` over the host's user namespace."""
    initial = tracer.user_namespace.initial
    why = "The container is in the host's user namespace"
    if initial is not True:
        why = "The container has a user namespace of its own, in which the capability does not count for this"
    return held_result(tracer, names), result(NAMESPACE, initial, why, ("the host's user namespace",))


def grants(tracer: Task, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return what to grant so that one of ``names`` is in the effective set."""
    if tracer.uid.is_root() is not False:
        return tuple(f"cap_add {name}" for name in names)
    if any_of(*(tracer.bounding.has(name) for name in names)) is True:
        return ("running it as root",)
    return tuple(f"cap_add {name} and running it as root" for name in names)


def _why(tracer: Task, listed: str, names: tuple[str, ...], held: Certain) -> str:
    if held is True:
        return f"The debugger has {listed}"
    if isinstance(held, Unsure):
        return f"Whether the debugger has {listed} depends on {held.fact}"
    if any_of(*(tracer.bounding.has(name) for name in names)) is not False:
        return f"It needs {listed}, which the debugger as {tracer.uid.user} does not have"
    return f"It needs {listed}, which the container does not have"
