"""The question that every gate is asked: a demand of the tracer upon the target, on a host."""

from __future__ import annotations

from capslint.model.host import Host
from capslint.model.operation import Access, Demand, Mode, Whom
from capslint.model.verdict import GateResult
from capslint.permissions.certainty import Certain, Unsure, any_of, outcome
from capslint.permissions.container.process import Task
from capslint.startup.records import NamedTuple


class Sight(NamedTuple):
    """Whether the target has a number in the tracer's PID namespace: ``unseen`` says why not, ``cure`` what helps."""

    visible: Certain = True
    unseen: str = ""
    cure: str = "sharing the target's PID namespace"


class Question(NamedTuple):
    """One demand of ``tracer`` upon ``target``, of which it has ``sight``."""

    demand: Demand
    tracer: Task
    target: Task
    host: Host
    sight: Sight = Sight()
    descendant: bool = False
    already_traced: bool = False

    def on_target(self) -> Access | None:
        """Return the demand if it is an access check on the scene's target."""
        demand = self.demand
        return demand if isinstance(demand, Access) and demand.whom is Whom.TARGET else None

    def attaches(self) -> bool:
        """Return whether the demand is an access check in attach mode, on any process."""
        return isinstance(self.demand, Access) and self.demand.mode is Mode.ATTACH

    def may_ptrace(self) -> Certain:
        """Return whether the tracer has CAP_SYS_PTRACE over the target's user namespace."""
        return self.tracer.has_over("SYS_PTRACE", self.target.user_namespace)


def result(gate: str, passes: Certain, why: str, would_pass_with: tuple[str, ...] = ()) -> GateResult:
    """Return the result of a gate that lets through if ``passes``."""
    depends_on = passes.fact if isinstance(passes, Unsure) else None
    return GateResult(gate, outcome(passes), why, depends_on, () if passes is True else would_pass_with)


def ptrace_grants(tracer: Task) -> tuple[str, ...]:
    """Return what to grant so that CAP_SYS_PTRACE is in the tracer's effective set."""
    if tracer.uid.is_root() is False and any_of(tracer.bounding.has("SYS_PTRACE")) is not False:
        return ("running the debugger as root",)
    if tracer.uid.is_root() is False:
        return ("cap_add SYS_PTRACE and running the debugger as root",)
    return ("cap_add SYS_PTRACE",)
