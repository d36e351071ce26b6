"""Gate: SELinux. container_t may ptrace its own domain and categories since container-selinux 2.223.0 (4b384f0).

Before that it is not known whether other modules granted it. bpf is granted to spc_t alone; what container_t may do
with perf_event is not known (containers/container-selinux container.te). Docker (selinux-enabled) and containerd
(enable_selinux) label containers only when told to, Podman and CRI-O always.
"""

from __future__ import annotations

from capslint.model.host import Engine, Lsm
from capslint.model.operation import Access, Bpf, Mode, PerfEvent, Plain, Whom
from capslint.model.verdict import GateResult
from capslint.permissions.certainty import Certain, Unsure, any_of
from capslint.permissions.container.labels import UNCONFINED
from capslint.permissions.gates.apparmor import SECURITY_MODULE
from capslint.permissions.gates.question import Question, result
from capslint.permissions.versions import at_least

GATE = "selinux"


def judge(question: Question) -> GateResult | None:
    """Return whether SELinux allows tracing, reading processes, perf or bpf."""
    lsm = question.host.lsm
    by_default = question.tracer.engine in (Engine.PODMAN, Engine.CRIO)
    asked = isinstance(question.demand, Access | Bpf | PerfEvent) or question.demand is Plain.TRACEME
    if not asked or lsm in (Lsm.APPARMOR, Lsm.NONE) or (lsm is None and not by_default):
        return None
    passes, why = _decide(question)
    if passes is True:
        return result(GATE, True, "SELinux lets it through")
    return result(GATE, Unsure(SECURITY_MODULE) if lsm is None else passes, why, ("label=disable",))


def _decide(question: Question) -> tuple[Certain, str]:
    tracer = question.tracer.labels.selinux
    if isinstance(tracer, Unsure):
        return tracer, f"What SELinux says depends on {tracer.fact}"
    if tracer == UNCONFINED:
        return True, ""
    if isinstance(question.demand, Bpf):
        return False, "SELinux grants bpf to spc_t alone, not to container_t"
    if isinstance(question.demand, PerfEvent):
        return Unsure("the SELinux policy for perf_event"), "Whether container_t may use perf_event is not documented"
    return _trace(question, tracer)


def _trace(question: Question, tracer: str) -> tuple[Certain, str]:
    demand = question.demand
    other = isinstance(demand, Access) and demand.whom is Whom.TARGET
    target = question.target.labels.selinux if other else tracer
    if isinstance(target, Unsure):
        return target, f"What SELinux says depends on {target.fact}"
    if target != tracer:
        return False, "SELinux keeps containers from the processes of other containers and of the host"
    if not tracer.startswith("container_t "):
        return Unsure(
            "the policy of the SELinux type"
        ), f"What {tracer.split(maxsplit=1)[0]} may do depends on its policy"
    if isinstance(demand, Access) and demand.mode is Mode.READ:
        return True, ""
    new = at_least(question.host.container_selinux, (2, 223, 0), "the container-selinux version")
    old_policy = Unsure("the SELinux policy before container-selinux 2.223")
    return any_of(new, old_policy) if new is False else new, "container_t may ptrace since container-selinux 2.223"
