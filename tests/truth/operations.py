"""What the operations of the measurements ask of the kernel: tools from the catalogue, raw calls spelled out here."""

from __future__ import annotations

import re
from functools import lru_cache

from capslint.debuggers.catalogue import demands, operation
from capslint.model import Operation
from capslint.model.operation import Call, Need, SysctlWrite

TOOLS = {
    "strace_launch": ("strace", "launch"),
    "strace_f_launch": ("strace", "launch"),
    "strace_attach": ("strace", "attach"),
    "strace_cap_attach": ("strace", "attach"),
    "sudo_strace_attach": ("strace", "attach"),
    "ltrace_launch": ("ltrace", "launch"),
    "ltrace_attach": ("ltrace", "attach"),
    "gdb_launch": ("gdb", "launch"),
    "gdb_attach": ("gdb", "attach"),
    "gdbserver_launch": ("gdbserver", "launch"),
    "gdbserver_attach": ("gdbserver", "attach"),
    "dlv_exec": ("delve", "launch"),
    "dlv_attach": ("delve", "attach"),
    "lldb_launch": ("lldb", "launch"),
    "lldb_attach": ("lldb", "attach"),
    "pyspy_dump": ("py-spy", "attach"),
    "setarch_R": ("setarch", "launch"),
    "gcore": ("gcore", "attach"),
    "perf_stat": ("perf", "record"),
    "perf_record": ("perf", "record"),
    "perf_record_u": ("perf", "record"),  # -e cycles:u, which only spares a warning
    "perf_attach": ("perf", "attach"),
    "perf_system": ("perf", "system"),
}

RAW = {
    # lldb with target.disable-aslr false
    "lldb_launch_aslr": ("traceme",),
    "py_process_vm_readv": ("read-memory",),
    "py_personality": ("no-randomization",),
    "ptrace_attach": ("attach",),
    "ptrace_seize": ("attach",),
    "process_vm_readv": ("read-memory",),
    # packet(7): AF_PACKET sockets need CAP_NET_RAW in the user namespace of the network namespace
    "packet_socket": ("call socket 17", "capability NET_RAW own"),
    # kernel/kcmp.c: PTRACE_MODE_READ_REALCREDS
    "kcmp": ("call kcmp", "access read real target"),
    # kernel/pid.c: PTRACE_MODE_ATTACH_REALCREDS
    "pidfd_getfd": ("call pidfd_open", "call pidfd_getfd", "access attach real target"),
    "perf_pid": ("perf-pid",),
    # fs/proc/base.c: the modes of the files and the checks of their handlers
    "proc_mem_read": ("target-file read", "access attach filesystem target"),
    "proc_mem_write": ("target-file write", "access attach filesystem target"),
    "proc_maps": ("memory-map-read",),
    "proc_environ": ("target-file read", "memory-map-read"),
    "proc_exe": ("access read filesystem target",),
    "proc_root": ("access read filesystem target",),
    "proc_fd": ("target-file read", "access read filesystem target"),
    "proc_auxv": ("target-file read", "memory-map-read"),
    "proc_io": ("target-file read", "access read filesystem target"),
    "proc_stack": ("target-file read", "access attach filesystem target", "capability SYS_ADMIN initial"),
    "proc_syscall": ("target-file read", "access attach filesystem target"),
    "proc_cmdline": (),
    "traceme": ("traceme",),
    "seize_child": ("seize-child",),
    "attach_child": ("seize-child",),
    "personality_get": ("call personality 0xffffffff",),
    "personality_noaslr": ("no-randomization",),
    "perf_self_user": ("perf-self-user",),
    "perf_self_kernel": ("perf-self-kernel",),
    "perf_cpu": ("perf-system",),
    "bpf_map_create": ("call bpf", "bpf map"),
    "bpf_prog_load_kprobe": ("call bpf", "bpf tracing"),
}
_CANARY = re.compile(r"canary_([a-z][a-z0-9_]*)")
"""A call with arguments that the kernel refuses later anyway, so only seccomp is asked."""
_ARGUMENTS = (0xFFFF_FFFF,) * 6
"""What no call accepts, where a profile looks at arguments."""
_SHORT = {"perf": "perf_event_open"}


@lru_cache(maxsize=1024)
def measured(name: str, has_yama: bool = True) -> Operation:
    """Return the operation that the measurements call ``name``. Raises KeyError for one that is not known.

    ``has_yama``: the kernel of the machine has Yama.
    """
    name = name.removeprefix("traced+")
    if name in TOOLS:
        return operation(*TOOLS[name])
    if name == "yama_write":
        need = Need(SysctlWrite("kernel.yama.ptrace_scope", "SYS_PTRACE", has_yama))
        return Operation("raw", name, (need,), "security/yama/yama_lsm.c (yama_dointvec_minmax)")
    canary = _CANARY.fullmatch(name)
    if canary is not None:
        call = Call(_SHORT.get(canary.group(1), canary.group(1)), _ARGUMENTS)
        return Operation("raw", name, (Need(call),), "the system call itself")
    return Operation("raw", name, tuple(Need(demand) for demand in demands(RAW[name])), "the system call itself")
