"""What a tool asks of the kernel, in words for people who know those of ptrace(2)."""

from __future__ import annotations

from capslint.model.operation import (
    Access,
    Bpf,
    Call,
    Demand,
    Either,
    HeldOver,
    HoldCapability,
    Mode,
    PerfEvent,
    Plain,
    SysctlWrite,
    TargetFile,
    Whom,
)
from tests.generators.tool_answers import joined

WHOM = {
    Whom.TARGET: "the target",
    Whom.CHILD: "a process that it started itself",
    Whom.PARENT: "the process that started it",
    Whom.THREADS: "the threads of its own program",
}
OVER = {
    HeldOver.OWN: "its own user namespace",
    HeldOver.INITIAL: "the host's user namespace",
    HeldOver.TARGET: "the user namespace of the target",
}
PLAIN = {
    Plain.TRACEME: "to be traced by its parent (`PTRACE_TRACEME`), which Yama and the security modules are asked about",
    Plain.SOLE_TRACER: "that no other debugger traces the target",
    Plain.NO_YAMA: "`kernel.yama.ptrace_scope` 0: the tool itself reads it and gives up",
    Plain.SAME_USER: "the user and the group of the target: a socket or a signal carries the request",
    Plain.LOCKED_MEMORY: "before Linux 5.11 a high limit of locked memory (`RLIMIT_MEMLOCK`), or `SYS_RESOURCE`",
    Plain.KERNEL_SYMBOLS: "the addresses in `/proc/kallsyms`: `SYSLOG`, or an open `kernel.kptr_restrict`",
}


def in_words(demand: Demand) -> str:
    """Return what is demanded, for people who know the words of ptrace(2)."""
    match demand:
        case Call(syscall, arguments, only_if):
            values = ", ".join("…" if value is None else f"0x{value:x}" for value in arguments)
            where = f", where {only_if.value}" if only_if else ""
            return f"the system call `{syscall}({values})`{where}"
        case HoldCapability(names, where):
            wanted = joined([f"`{name}`" for name in names], " or ")
            return f"the capability {wanted} over {OVER[where]}"
        case PerfEvent(scope):
            return f"a perf event of the kind {scope.value}, which `kernel.perf_event_paranoid` guards"
        case Bpf(kind):
            return f"bpf(2): {kind.value}"
        case Either(ways):
            return " or ".join(joined([in_words(part) for part in way]) for way in ways)
        case _:
            return _of_process(demand)


def _of_process(demand: Access | Plain | TargetFile | SysctlWrite) -> str:
    match demand:
        case Access(mode, _, whom, of_map):
            kind = "to look into" if mode is Mode.READ else "to attach to"
            return f"the access check of ptrace {kind} {WHOM[whom]}{', for its memory map' if of_map else ''}"
        case Plain():
            return PLAIN[demand]
        case TargetFile(write):
            return f"to {'write' if write else 'read'} a file in `/proc/PID` that is for the target's user alone"
        case SysctlWrite(name):
            return f"to write the sysctl `{name}`"
