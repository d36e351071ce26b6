"""Gate: kernel.perf_event_paranoid (kernel/events/core.c; perf_event_open(2); admin-guide/perf-security.rst).

Above 1 the kernel may be counted, above 0 whole processors, only with CAP_PERFMON (Linux 5.8) or CAP_SYS_ADMIN; up to
2 a process may count itself in user space. With 3 and more the kernels of Debian and Ubuntu demand CAP_SYS_ADMIN of
everybody, not CAP_PERFMON (Launchpad 2131046; measured on Debian 12); others compare any number with 1 and 0 alone.
Another process also needs to be readable, unless CAP_PERFMON is held (perf_check_permission, Linux 5.8).
Addresses of the kernel's functions are shown where kernel.kptr_restrict is 0 and perf_event_paranoid is at most 1; else
only to CAP_SYSLOG over the host's user namespace (kernel/ksyms_common.c, kallsyms_show_value).
"""

from __future__ import annotations

from capslint.model.operation import PerfEvent, PerfScope, Plain
from capslint.model.verdict import GateResult
from capslint.permissions.certainty import Certain, Unsure, all_of, any_of
from capslint.permissions.gates.capability_checks import NAMESPACE, grants
from capslint.permissions.gates.question import Question, result
from capslint.permissions.versions import kernel_at_least

GATE = "perf_event_paranoid"
SYMBOLS = "kernel symbols"
_SYSCTL = "kernel.perf_event_paranoid"
_FREE_UP_TO = {
    PerfScope.SELF_USER: 2,
    PerfScope.SELF_KERNEL: 1,
    PerfScope.SWITCHES: 1,
    PerfScope.PID: 2,
    PerfScope.CPU: 0,
}
_RECORD_SWITCH = (6, 10)
"""Since then PERF_RECORD_SWITCH can send a signal (pernos.co/blog/linux-kernel-additions); rr 5.9 makes use of it."""

_MAPS_FOR_PERFMON = (6, 18)
_MAPS_PERHAPS = (6, 13)


def judge(question: Question) -> tuple[GateResult, ...]:
    """Return whether a perf event of the scope asked for may be opened."""
    if not isinstance(question.demand, PerfEvent):
        return ()
    scope, paranoid = question.demand.scope, question.host.perf_event_paranoid
    levels = range(-1, 4) if paranoid is None else (paranoid,)
    answers = [_at(level, scope, question) for level in levels]
    passes = answers[0] if all(answer == answers[0] for answer in answers) else Unsure(_SYSCTL)
    names = ("SYS_ADMIN",) if paranoid is not None and paranoid > 2 else ("PERFMON", "SYS_ADMIN")
    found = result(GATE, passes, _why(scope, paranoid, passes), (*grants(question.tracer, names), f"a lower {_SYSCTL}"))
    initial = question.tracer.user_namespace.initial
    if passes is False and initial is False:
        why = "The container has its own user namespace, in which CAP_PERFMON and CAP_SYS_ADMIN do not count for perf"
        return found, result(NAMESPACE, False, why, ("the host's user namespace",))
    return (found,)


def judge_symbols(question: Question) -> GateResult | None:
    """Return whether the kernel's functions can be told by their names."""
    if question.demand is not Plain.KERNEL_SYMBOLS:
        return None
    tracer, paranoid = question.tracer, question.host.perf_event_paranoid
    is_open = False if paranoid is not None and paranoid > 1 else Unsure("kernel.kptr_restrict")
    passes = any_of(is_open, all_of(tracer.has("SYSLOG"), tracer.user_namespace.initial))
    why = "Functions of the kernel are shown as bare addresses, or not at all, to who has no CAP_SYSLOG"
    if passes is True:
        why = "CAP_SYSLOG shows the addresses of the kernel's functions"
    return result(SYMBOLS, passes, why, grants(tracer, ("SYSLOG",)))


def capable(question: Question) -> Certain:
    """Return whether perfmon_capable() holds: CAP_PERFMON or CAP_SYS_ADMIN over the host's user namespace."""
    tracer = question.tracer
    new = kernel_at_least(question.host.kernel, (5, 8))
    return all_of(any_of(all_of(new, tracer.has("PERFMON")), tracer.has("SYS_ADMIN")), tracer.user_namespace.initial)


def reads_any_process(question: Question) -> Certain:
    """Return whether the capability spares the access check on another process."""
    return all_of(kernel_at_least(question.host.kernel, (5, 8)), capable(question))


def reads_memory_maps(question: Question) -> Certain:
    """Return whether the capability spares the access check on the memory map of another process.

    kernel/fork.c (may_access_mm): PTRACE_MODE_READ passes for perfmon_capable, whatever __ptrace_may_access says. It is
    by a patch of January 2025 (lore.kernel.org 20250123214342.4145818-1-andrii@kernel.org). Measured: Linux 6.12.118
    does not have it, 6.18.44 does.
    """
    new = kernel_at_least(question.host.kernel, _MAPS_FOR_PERFMON)
    if new is False and kernel_at_least(question.host.kernel, _MAPS_PERHAPS) is True:
        new = Unsure("whether the kernel lets CAP_PERFMON read memory maps")
    return all_of(new, capable(question))


def _at(level: int, scope: PerfScope, question: Question) -> Certain:
    if level > 2:
        as_admin = all_of(question.tracer.has("SYS_ADMIN"), question.tracer.user_namespace.initial)
        debian = question.host.debian_perf
        plain = Unsure("the distribution's kernel") if debian is None else not debian
        return any_of(as_admin, all_of(plain, _at(2, scope, question)))
    if level <= _FREE_UP_TO[scope]:
        return True
    held = capable(question)
    if scope is not PerfScope.SWITCHES:
        return held
    return any_of(held, all_of(kernel_at_least(question.host.kernel, _RECORD_SWITCH), Unsure("the release of rr")))


def _why(scope: PerfScope, paranoid: int | None, passes: Certain) -> str:
    what = {
        PerfScope.SELF_USER: "counting its own user space",
        PerfScope.SELF_KERNEL: "counting the kernel on its behalf",
        PerfScope.SWITCHES: "counting its context switches",
        PerfScope.PID: "counting another process",
        PerfScope.CPU: "counting whole processors",
    }[scope]
    if passes is True:
        return f"perf_event_open allows {what}"
    if isinstance(passes, Unsure):
        return f"Whether {what} is allowed depends on {passes.fact}"
    if paranoid is not None and paranoid > 2:
        return f"At {_SYSCTL} {paranoid} {what} needs CAP_SYS_ADMIN"
    return f"{_SYSCTL} reserves {what} for CAP_PERFMON or CAP_SYS_ADMIN"
