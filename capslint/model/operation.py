"""What a debugger asks of the kernel for one of its operations, as data. Nothing here judges.

An operation is a list of needs. A need that is not fatal is one the tool survives with a warning.
"""

from __future__ import annotations

from enum import Enum

from capslint.startup.records import NamedTuple


class Mode(Enum):
    """The two access modes of the kernel's ptrace check (ptrace(2), "Ptrace access mode checking")."""

    READ = "read"  # maps, environ, exe, fd of another process; kcmp; perf_event_open on a pid
    ATTACH = "attach"  # ptrace attach and seize, process_vm_readv, /proc/PID/mem, pidfd_getfd


class Identity(Enum):
    """Which of the caller's ids and capability sets that check takes."""

    REAL = "real"  # PTRACE_MODE_REALCREDS: real ids, permitted set (system calls)
    FILESYSTEM = "filesystem"  # PTRACE_MODE_FSCREDS: file system ids, effective set (files of /proc)


class Whom(Enum):
    """Who is looked into."""

    TARGET = "target"  # the target of the scene
    CHILD = "child"  # a process that the debugger started itself
    PARENT = "parent"  # the process that started the debugger, and named it by PR_SET_PTRACER (createdump)
    THREADS = "threads"  # threads of the program itself, by a process that shares its memory (LeakSanitizer)


class PerfScope(Enum):
    """What a perf event counts; each has its own rule in kernel/events/core.c."""

    SELF_USER = "self-user"  # the caller and its children, in user space only
    SELF_KERNEL = "self-kernel"  # the same, in the kernel too
    SWITCHES = "switches"  # its context switches: in the kernel, or beside an event in user space (PERF_RECORD_SWITCH)
    PID = "pid"  # another process, in user space only
    CPU = "cpu"  # a whole processor, every process on it


class BpfKind(Enum):
    """What bpf(2) is asked for."""

    MAP = "map"
    TRACING = "tracing"  # load a kprobe, tracepoint or perf_event program


class HeldOver(Enum):
    """The user namespace a capability must be held over."""

    OWN = "own"
    INITIAL = "initial"  # the host's: capable() in the kernel
    TARGET = "target"  # the one the target lives in


class Call(NamedTuple):
    """A system call that the seccomp filter must let through.

    ``args`` are the values of the first arguments; None is one that can be anything.
    ``only_if`` names a fact of the host without which the call is not made; the answer then turns on that fact.
    """

    syscall: str
    args: tuple[int | None, ...] = ()
    only_if: HostFact | None = None


class HostFact(Enum):
    """A fact of the host that decides whether a tool makes a call at all."""

    MMAP_RND_BITS = "vm.mmap_rnd_bits above 30"  # sanitizers re-execute without randomization only then


class Access(NamedTuple):
    """The kernel's ptrace access check (__ptrace_may_access) on another process.

    ``of_memory_map``: it is asked for what belongs to the memory map (mm_access: maps, smaps, environ, auxv), of which
    newer kernels let more be read.
    """

    mode: Mode
    identity: Identity
    whom: Whom = Whom.TARGET
    of_memory_map: bool = False


class Plain(Enum):
    """Demands without parameters (an enum, because empty named tuples of different kinds are equal)."""

    TRACEME = "traceme"  # PTRACE_TRACEME by a child: no access check, but the security modules are asked
    SOLE_TRACER = "sole-tracer"  # being the target's tracer, of which there is one (ptrace_attach: EPERM if traced)
    NO_YAMA = "no-yama"  # kernel.yama.ptrace_scope being 0 or absent: the tool itself reads it and gives up
    SAME_USER = "same-user"  # the target's user and group: a socket or a signal carries the request
    LOCKED_MEMORY = "locked-memory"  # more of it than the limit of memory that a process may lock, RLIMIT_MEMLOCK
    KERNEL_SYMBOLS = "kernel-symbols"  # addresses in /proc/kallsyms, by which functions of the kernel get their names


class HoldCapability(NamedTuple):
    """One of ``any_of`` (names without CAP_) in the effective set, over ``where``."""

    any_of: tuple[str, ...]
    where: HeldOver = HeldOver.OWN


class PerfEvent(NamedTuple):
    """A perf event of ``scope``: kernel.perf_event_paranoid and CAP_PERFMON decide."""

    scope: PerfScope


class Bpf(NamedTuple):
    """A bpf(2) command of ``kind``: kernel.unprivileged_bpf_disabled, CAP_BPF and CAP_PERFMON decide."""

    kind: BpfKind


class TargetFile(NamedTuple):
    """Opening a file of /proc/PID that its permission bits keep for the target's user (mode 0400, 0600 or 0500)."""

    write: bool = False


class SysctlWrite(NamedTuple):
    """Writing the file of /proc/sys that belongs to sysctl ``name``, of which ``capability`` guards the value.

    ``exists``: the kernel has that sysctl; without Yama it has none of Yama's.
    """

    name: str
    capability: str
    exists: bool = True


class Either(NamedTuple):
    """Any one of several ways will do; the tool tries them in this order."""

    ways: tuple[tuple[Demand, ...], ...]


Demand = Call | Access | Plain | HoldCapability | PerfEvent | Bpf | TargetFile | SysctlWrite | Either


class Need(NamedTuple):
    """A demand; ``fatal`` says whether the operation fails without it, or goes on with a warning.

    ``unless`` is a setting that nobody knows and that can spare it.
    """

    demand: Demand
    fatal: bool = True
    unless: str | None = None


class Operation(NamedTuple):
    """One operation of one tool.

    ``source`` is the document or code that says what it needs.
    ``notes`` are what else it wants and the model cannot see (mounts, hardware); ``silence`` is the setting with
    which it does without what is refused; ``advice`` is what to do where it fails, one sentence.
    """

    tool: str
    name: str
    needs: tuple[Need, ...]
    source: str
    notes: tuple[str, ...] = ()
    silence: str | None = None
    advice: str | None = None

    @property
    def demands(self) -> tuple[Demand, ...]:
        """The demands it fails without."""
        return tuple(need.demand for need in self.needs if need.fatal)

    @property
    def attaches(self) -> bool:
        """Whether it looks into a process that it did not start."""
        return any(_on_target(demand) for demand in self.demands)

    @property
    def asks_target(self) -> bool:
        """Whether it asks a process that it did not start, over a socket, to do the work."""
        return Plain.SAME_USER in self.demands


def _on_target(demand: Demand) -> bool:
    if isinstance(demand, Either):
        return any(_on_target(part) for way in demand.ways for part in way)
    return isinstance(demand, Access) and demand.whom is Whom.TARGET
