"""The question that every gate is asked: a demand of the tracer upon the target, on a host."""

from __future__ import annotations

from capslint.model.host import Host
from capslint.model.operation import Access, Demand, Mode, Whom
from capslint.model.verdict import GateResult, Outcome
from capslint.permissions.certainty import Certain, Unsure, any_of, outcome
from capslint.permissions.container.process import Task
from capslint.startup.records import NamedTuple


class Sight(NamedTuple):
    """Whether the target has a number in the tracer's PID namespace: ``unseen`` says why not, ``cure`` what helps."""

    visible: Certain = True
    unseen: str = ""
    cure: str = "sharing the target's PID namespace"


class Question(NamedTuple):
    """One demand of ``tracer`` upon ``target``, of which it has ``sight``.

    ``emulated``: the tracer's programs are for another architecture than the host's. ``over_volume`` and
    ``by_socket_alone`` are the scene's. ``is_elsewhere``: the target is in another container, or on the host.
    """

    demand: Demand
    tracer: Task
    target: Task
    host: Host
    sight: Sight = Sight()
    descendant: bool = False
    already_traced: bool = False
    emulated: Certain = False
    over_volume: Certain = False
    by_socket_alone: bool = False
    is_elsewhere: bool = False

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


def unless(spared: Certain, found: list[GateResult]) -> list[GateResult]:
    """Return what is ``found``, which counts only as far as nothing has ``spared`` it."""
    if not isinstance(spared, Unsure):
        return found
    return [
        answer if answer.outcome is Outcome.PASSES else answer._replace(outcome=Outcome.DEPENDS, depends_on=spared.fact)
        for answer in found
    ]


def ptrace_grants(question: Question) -> tuple[str, ...]:
    """Return what to grant so that the tracer has CAP_SYS_PTRACE over the user namespace of what it looks into."""
    tracer = question.tracer
    if question.on_target() is not None and _counts(question) is False:  # it is of use in its own namespace only
        return ("the host's user namespace",)
    if tracer.uid.is_root() is False and any_of(tracer.bounding.has("SYS_PTRACE")) is not False:
        return ("running the debugger as root",)
    if tracer.uid.is_root() is False:
        return ("cap_add SYS_PTRACE and running the debugger as root",)
    return ("cap_add SYS_PTRACE",)


def apart(question: Question) -> str | None:
    """Return what to say where neither ids nor capabilities of the tracer mean anything in the target's namespace."""
    same_ids = question.tracer.user_namespace.same_ids_as(question.target.user_namespace)
    if same_ids is not False or _counts(question) is not False:
        return None
    return "Debugger and target are in different user namespaces, where none of its ids and capabilities counts"


def lacked(question: Question) -> str:
    """Return what a sentence says of a tracer that cannot do without CAP_SYS_PTRACE over the target."""
    if _counts(question) is False and question.tracer.has("SYS_PTRACE") is not False:
        return "its CAP_SYS_PTRACE does not count in the target's user namespace"
    return "it has no CAP_SYS_PTRACE"


def _counts(question: Question) -> Certain:
    """Return whether a capability of the tracer counts over the target's user namespace."""
    return question.tracer.user_namespace.rules(question.target.user_namespace)
