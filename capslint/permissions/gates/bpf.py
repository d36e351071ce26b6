"""Gate: bpf(2) (kernel/bpf/syscall.c; include/uapi/linux/capability.h).

Maps need CAP_BPF (Linux 5.8) or CAP_SYS_ADMIN unless kernel.unprivileged_bpf_disabled is 0; programs that trace need
CAP_BPF and CAP_PERFMON, or CAP_SYS_ADMIN. All count over the host's user namespace only (bpf_capable).
"""

from __future__ import annotations

from capslint.model.operation import Bpf, BpfKind, Plain
from capslint.model.verdict import GateResult
from capslint.permissions.certainty import Certain, Unsure, all_of, any_of
from capslint.permissions.gates import perf_events
from capslint.permissions.gates.question import Question, result
from capslint.permissions.versions import kernel_at_least

GATE = "bpf"
LOCKED_MEMORY = "locked memory"
_SYSCTL = "kernel.unprivileged_bpf_disabled"


def judge(question: Question) -> GateResult | None:
    """Return whether the kernel allows the bpf command."""
    if not isinstance(question.demand, Bpf):
        return None
    tracer = question.tracer
    new = kernel_at_least(question.host.kernel, (5, 8))
    held = any_of(all_of(new, tracer.has("BPF")), tracer.has("SYS_ADMIN"))
    capable = all_of(held, tracer.user_namespace.initial)
    if question.demand.kind is BpfKind.TRACING:
        passes, names = all_of(capable, perf_events.capable(question)), ("BPF and PERFMON", "SYS_ADMIN")
    else:
        passes, names = any_of(_unprivileged(question), capable), ("BPF", "SYS_ADMIN")
    found = result(GATE, passes, _why(question.demand.kind, passes))
    return found if passes is True else found._replace(would_pass_with=_grants(question, names))


def judge_locked_memory(question: Question) -> GateResult | None:
    """Return whether a tool may lock as much memory as it wants for its maps and programs."""
    if question.demand is not Plain.LOCKED_MEMORY:
        return None
    tracer = question.tracer
    held = all_of(tracer.has("SYS_RESOURCE"), tracer.user_namespace.initial)
    passes = any_of(
        kernel_at_least(question.host.kernel, (5, 11)), held, Unsure("the limit of locked memory (ulimit -l)")
    )
    if passes is True:
        return result(LOCKED_MEMORY, True, "It may lock the memory that it wants")
    why = "Before Linux 5.11 eBPF counts as locked memory, whose limit is often 64 KiB, and only SYS_RESOURCE lifts it"
    return result(LOCKED_MEMORY, passes, why, _grants(question, ("SYS_RESOURCE",)))


def _unprivileged(question: Question) -> Certain:
    disabled = question.host.unprivileged_bpf_disabled
    return Unsure(_SYSCTL) if disabled is None else disabled == 0


def _grants(question: Question, names: tuple[str, ...]) -> tuple[str, ...]:
    if question.tracer.user_namespace.initial is False:
        return ("the host's user namespace",)
    if question.tracer.uid.is_root() is False:
        return tuple(f"cap_add {name} and running it as root" for name in names)
    return tuple(f"cap_add {name}" for name in names)


def _why(kind: BpfKind, passes: Certain) -> str:
    what = "Creating a BPF map" if kind is BpfKind.MAP else "Loading a BPF program that traces"
    if passes is True:
        return f"{what} is allowed"
    if isinstance(passes, Unsure):
        return f"{what} depends on {passes.fact}"
    need = "CAP_BPF" if kind is BpfKind.MAP else "CAP_BPF and CAP_PERFMON"
    return f"{what} needs {need}, or CAP_SYS_ADMIN, in the host's user namespace"
