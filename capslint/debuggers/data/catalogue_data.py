"""Made from catalogue.toml by tests/generators/build_catalogue.py: change that, not this."""

# fmt: off
# ruff: noqa: E501

# option, like, unlike, needs
Asking = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]]
# variables, names of flags, values that switch off, flags that name a file of flags
Flags = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]]
# needs, warns, source, notes, silence, advice, silences, demands, flags
Entry = tuple[
    tuple[str, ...],
    tuple[str, ...],
    str,
    tuple[str, ...],
    str | None,
    str | None,
    tuple[str, ...],
    tuple[Asking, ...],
    Flags | None,
]

TOOLS: dict[str, dict[str, Entry]] = {
    'ptrace': {
        'attach': (('attach',), (), 'ptrace(2), PTRACE_ATTACH and PTRACE_SEIZE; capabilities(7), CAP_SYS_PTRACE', (), None, 'Add SYS_PTRACE and run the debugger as root, or let it start the program.', (), (), None),
        'launch': (('traceme', 'seize-child'), (), 'ptrace(2), PTRACE_TRACEME, and PTRACE_SEIZE of a child', (), None, 'Nothing is needed on Docker 19.03 or later with kernel 4.8 or later; on older ones add SYS_PTRACE.', (), (), None),
    },
    'strace': {
        'launch': (('traceme', 'seize-child'), (), 'strace src/strace.c (startup_child, PTRACE_SEIZE), src/ptrace_syscall_info.c', (), None, 'Nothing is needed on Docker 19.03 or later with kernel 4.8 or later; on older ones add SYS_PTRACE.', (), (), None),
        'attach': (('traceme', 'attach'), (), 'strace src/strace.c (attach_tcb), src/ptrace_syscall_info.c', (), None, 'Add SYS_PTRACE and run strace as root, or start the program under strace.', (), (), None),
    },
    'ltrace': {
        'launch': (('traceme',), (), 'ltrace sysdeps/linux-gnu/trace.c (trace_me); github.com/moby/moby issue 21051', (), None, 'Nothing is needed on Docker 19.03 or later with kernel 4.8 or later; on older ones add SYS_PTRACE.', (), (), None),
        'attach': (('attach',), (), 'ltrace sysdeps/linux-gnu/trace.c (trace_pid)', (), None, 'Add SYS_PTRACE and run ltrace as root, or start the program under ltrace.', (), (), None),
    },
    'gdb': {
        'launch': (('traceme',), ('no-randomization',), 'gdb gdb/fork-child.c, gdb/nat/linux-personality.c; github.com/moby/moby issue 43011', (), 'set disable-randomization off', 'Nothing is needed on Docker 19.03 or later with kernel 4.8 or later; on older ones add SYS_PTRACE.', ('no-randomization',), (), None),
        'attach': (('attach', 'proc-mem'), (), 'gdb gdb/inf-ptrace.c (inf_ptrace_target::attach), gdb/linux-nat.c (proc_mem_file, gdb 12 and later)', (), None, 'Add SYS_PTRACE and run gdb as root, or start the program under gdb.', (), (), None),
        'core': ((), (), 'gdb gdb/corelow.c: a core file is read like any other file', (), None, 'No extra permission is needed to read a core file.', (), (), None),
    },
    'gcore': {
        'attach': (('attach', 'proc-mem'), (), 'gdb gdb/gcore.in: attaches with gdb', (), None, 'Add SYS_PTRACE and run gcore as root.', (), (), None),
    },
    'gdbserver': {
        'launch': (('traceme',), ('no-randomization',), 'gdb gdbserver/linux-low.cc (create_inferior), gdb/nat/linux-personality.c', (), 'gdbserver --no-disable-randomization', 'Nothing is needed on Docker 19.03 or later with kernel 4.8 or later; on older ones add SYS_PTRACE.', ('no-randomization',), (), None),
        'attach': (('traceme', 'attach'), (), 'gdb gdbserver/linux-low.cc (attach), gdb/nat/linux-ptrace.c (linux_ptrace_test_ret_to_nx)', (), None, 'Add SYS_PTRACE and run gdbserver as root, or start the program under gdbserver.', (), (), None),
        'multi': (('traceme',), ('no-randomization',), 'gdb gdbserver/server.cc: --multi starts programs on request, as launch does', (), 'gdbserver --no-disable-randomization', 'Nothing is needed on Docker 19.03 or later with kernel 4.8 or later to start programs; to attach add SYS_PTRACE.', ('no-randomization',), (), None),
    },
    'lldb': {
        'launch': (('traceme', 'no-randomization'), (), 'LLVM lldb/source/Host/posix/ProcessLauncherPosixFork.cpp; github.com/llvm/llvm-project issue 61899', (), 'settings set target.disable-aslr false', 'Run `settings set target.disable-aslr false`, or use a seccomp profile that allows personality(0x40000); no capability helps.', ('no-randomization',), (), None),
        'attach': (('attach',), (), 'LLVM lldb/source/Plugins/Process/Linux/NativeProcessLinux.cpp (Attach)', (), None, 'Add SYS_PTRACE and run lldb as root.', (), (), None),
        'core': ((), (), 'LLVM lldb/source/Plugins/Process/elf-core: a core file is read like any other file', (), None, 'No extra permission is needed to read a core file.', (), (), None),
    },
    'lldb-server': {
        'launch': (('traceme', 'no-randomization'), (), 'LLVM lldb/source/Host/posix/ProcessLauncherPosixFork.cpp; lldb/tools/lldb-server', (), None, 'lldb-server has no switch for it: use a seccomp profile that allows personality(0x40000); no capability helps.', (), (), None),
        'attach': (('attach',), (), 'LLVM lldb/source/Plugins/Process/Linux/NativeProcessLinux.cpp (Attach)', (), None, 'Add SYS_PTRACE and run lldb-server as root.', (), (), None),
    },
    'lldb-dap': {
        'launch': (('traceme', 'no-randomization'), (), 'LLVM lldb/tools/lldb-dap (disableASLR), lldb/source/Host/posix/ProcessLauncherPosixFork.cpp', (), '"disableASLR": false', 'Set disableASLR to false in the launch configuration, or use a seccomp profile that allows personality(0x40000); no capability helps.', ('no-randomization',), (), None),
        'attach': (('attach',), (), 'LLVM lldb/source/Plugins/Process/Linux/NativeProcessLinux.cpp (Attach)', (), None, 'Add SYS_PTRACE and run lldb-dap as root.', (), (), None),
    },
    'codelldb': {
        'launch': (('traceme',), ('no-randomization',), 'github.com/vadimcn/codelldb@15d42065b9ee adapter/codelldb/src/debug_session/launch.rs (complete_launch: takes DisableASLR back where personality fails)', (), 'settings set target.disable-aslr false', 'Nothing is needed on Docker 19.03 or later with kernel 4.8 or later; on older ones add SYS_PTRACE.', ('no-randomization',), (), None),
        'attach': (('attach',), (), 'LLVM lldb/source/Plugins/Process/Linux/NativeProcessLinux.cpp (Attach), by the LLDB that it brings', (), None, 'Add SYS_PTRACE and run it as root, or let it start the program.', (), (), None),
    },
    'delve': {
        'launch': (('traceme',), (), 'delve pkg/proc/native/proc_linux.go (Launch: SysProcAttr.Ptrace)', (), None, 'Nothing is needed on Docker 19.03 or later with kernel 4.8 or later; on older ones add SYS_PTRACE.', (), (), None),
        'attach': (('attach',), (), 'delve pkg/proc/native/proc_linux.go (Attach), service/debugger/debugger_linux.go', (), None, 'Add SYS_PTRACE and run dlv as root, or start the program with dlv exec.', (), (), None),
        'core': ((), (), 'delve pkg/proc/core: a core file is read like any other file', (), None, 'No extra permission is needed to read a core file.', (), (), None),
        'ebpf': (('bpf-tracing',), (), 'delve pkg/proc/internal/ebpf/helpers.go (LoadEBPFTracingProgram, AttachUprobe: perf_event_open); github.com/cilium/ebpf rlimit (RemoveMemlock)', (), None, 'Add BPF and PERFMON (Docker 23 and kernel 5.8 or later; SYS_ADMIN before), or leave --ebpf out.', (), (), None),
        'connect': ((), (), 'delve cmd/dlv (connect): a TCP client', (), None, 'No extra permission is needed to connect to a headless server.', (), (), None),
    },
    'rr': {
        'record': (('seize-child', 'proc-child-mem', 'perf-self-user', 'perf-switches', 'child-descriptor'), (), 'rr 5.9.0 src/PerfCounters.cc, src/ContextSwitchEvent.cc, src/AutoRemoteSyscalls.cc (retrieve_fd), src/RecordTask.cc, src/Task.cc (open_mem_fd); rr issues 1937 (memory through /proc/PID/mem), 2243 and 3542, pull request 3840', ('a processor whose performance counters the machine exposes',), 'rr record --no-syscall-buffer', 'Add SYS_PTRACE (rr 5.6 and older do without it) and PERFMON (Docker 23 or later; SYS_ADMIN before).', ('perf switches', 'child-descriptor'), (), None),
        'replay': (('seize-child', 'proc-child-mem', 'perf-self-user'), (), 'rr 5.9.0 src/ReplaySession.cc, src/PerfCounters.cc, src/Task.cc (open_mem_fd)', ('a processor whose performance counters the machine exposes',), None, 'Add PERFMON (Docker 23 or later; SYS_ADMIN before).', (), (), None),
    },
    'perf': {
        'record': (('perf-self-user',), ('perf-self-kernel', 'kernel-symbols'), 'perf_event_open(2); Documentation/admin-guide/perf-security.rst; tools/perf/util/evsel.c (evsel__fallback)', (), 'perf record -e cycles:u', 'Add PERFMON (Docker 23 or later; SYS_ADMIN before, and on Debian and Ubuntu kernels with perf_event_paranoid above 2).', ('perf-self-kernel', 'kernel-symbols'), ((('-e', '--event'), ('*:k', '*:k[pPhHGSD]', '*:kpp', '*:kppp', '*:[hHG]k', '*/k'), (), ('perf-self-kernel',)),), None),
        'attach': (('perf-pid',), ('kernel-symbols',), 'perf_event_open(2); kernel/events/core.c (perf_check_permission)', (), 'perf record -e cycles:u', 'Add PERFMON (Docker 23 or later; SYS_ADMIN before, and on Debian and Ubuntu kernels with perf_event_paranoid above 2).', ('kernel-symbols',), ((('-e', '--event'), ('*:k', '*:k[pPhHGSD]', '*:kpp', '*:kppp', '*:[hHG]k', '*/k'), (), ('perf-self-kernel',)),), None),
        'system': (('perf-system',), ('kernel-symbols',), 'perf_event_open(2); kernel/events/core.c (perf_allow_cpu)', ('a mounted tracefs for tracepoints',), None, 'Add PERFMON (Docker 23 or later; SYS_ADMIN before, and on Debian and Ubuntu kernels with perf_event_paranoid above 2) and run perf as root.', (), (), None),
        'read': ((), (), 'perf-report(1): perf.data is read like any other file', (), None, 'No extra permission is needed to read perf.data.', (), (), None),
    },
    'bpftrace': {
        'trace': (('bpf-tracing',), ('kernel-symbols',), 'bpftrace src/run_bpftrace.cpp; include/uapi/linux/capability.h (CAP_BPF)', ('/sys/kernel/tracing mounted, and BTF of the kernel', 'older releases demand to be root', 'DAC_READ_SEARCH and DAC_OVERRIDE where it is not root', 'SYS_ADMIN to write to user memory or to iterate over ids'), None, 'Add BPF and PERFMON (Docker 23 and kernel 5.8 or later; SYS_ADMIN before) and mount /sys/kernel/tracing.', (), (), None),
    },
    'bcc': {
        'trace': (('bpf-tracing',), ('kernel-symbols',), 'bcc src/cc/libbpf.c (bpf_prog_load, bpf_attach_tracing_event: perf_event_open), INSTALL.md; bcc issue 1875; include/uapi/linux/capability.h (CAP_BPF)', ('kernel headers (/lib/modules and /usr/src of the host) or BTF', '/sys/kernel/tracing mounted'), None, "Add BPF and PERFMON (Docker 23 and kernel 5.8 or later; SYS_ADMIN before) and mount the kernel's headers.", (), (), None),
    },
    'py-spy': {
        'launch': (('seize-child', 'read-child-memory-somehow'), (), 'py-spy README (Docker, Kubernetes); remoteprocess src/linux (lock: PTRACE_ATTACH); github.com/rbspy/read-process-memory pull request 19: process_vm_readv, else /proc/PID/mem', (), None, 'Nothing is needed on Docker 19.03 or later with kernel 4.8 or later; on older ones add SYS_PTRACE.', (), (), None),
        'attach': (('attach', 'read-memory-somehow'), (), 'py-spy README (Docker, Kubernetes); remoteprocess src/linux (lock: PTRACE_ATTACH); github.com/rbspy/read-process-memory pull request 19: process_vm_readv, else /proc/PID/mem', (), None, 'Add SYS_PTRACE and run py-spy as root, or start the program with py-spy record.', (), (), None),
    },
    'austin': {
        'launch': (('read-child-memory',), (), 'austin README; src/linux/py_proc.h: process_vm_readv', (), None, 'Nothing is needed on Docker 23 or later with kernel 4.8 or later; on older ones add SYS_PTRACE.', (), (), None),
        'attach': (('read-memory',), (), 'austin README (Permissions)', (), None, 'Add SYS_PTRACE and run austin as root.', (), (), None),
    },
    'phpspy': {
        'launch': (('read-child-memory',), ('traceme',), 'phpspy phpspy.c (main_fork: PTRACE_TRACEME, copy_proc_mem: process_vm_readv)', (), None, 'Nothing is needed on Docker 23 or later with kernel 4.8 or later; on older ones add SYS_PTRACE.', (), (), None),
        'attach': (('read-memory',), (), 'phpspy phpspy.c (copy_proc_mem: process_vm_readv, pause_pid: PTRACE_ATTACH with -S), addr_objdump.c (/proc/PID/maps); phpspy issue 54', (), None, 'Add SYS_PTRACE and run phpspy as root.', (), ((('-S', '--pause-process'), (), (), ('attach',)),), None),
    },
    'memray': {
        'attach': (('attach', 'proc-mem'), (), 'memray src/memray/commands/attach.py: gdb -p or lldb -p, and on Python 3.14 sys.remote_exec first, which passes the same access check; memray issue 668', (), None, 'Add SYS_PTRACE and run memray as root, or start the program with memray run, which needs nothing.', (), (), None),
        'launch': ((), (), 'memray src/memray/_memray (hooks inside the Python process)', (), None, 'No extra permission is needed.', (), (), None),
    },
    'pyrasite': {
        'attach': (('attach', 'proc-mem'), (), 'pyrasite pyrasite/injector.py (gdb -p)', (), None, 'Add SYS_PTRACE and run pyrasite as root.', (), (), None),
    },
    'pystack': {
        'attach': (('attach', 'read-memory'), (), 'pystack src/pystack/_pystack/process.cpp (PTRACE_ATTACH), mem.cpp (process_vm_readv; another way only on ENOSYS)', (), None, 'Add SYS_PTRACE and run pystack as root.', (), (), None),
        'core': ((), (), 'pystack README: a core file is read like any other file', (), None, 'No extra permission is needed to read a core file.', (), (), None),
    },
    'pdb': {
        'attach': (('read-memory', 'call process_vm_writev'), (), 'CPython 3.14 Lib/pdb.py (attach: sys.remote_exec), Python/remote_debug.h (process_vm_readv, process_vm_writev; another way only on ENOSYS)', ('Python 3.14 or later on both sides', 'a file that both can read'), None, 'Add SYS_PTRACE and run pdb as root, or put breakpoint() into the program, which needs nothing.', (), (), None),
        'launch': ((), (), 'docs.python.org/3/library/pdb.html: inside the Python process', (), None, 'No extra permission is needed.', (), (), None),
    },
    'rbspy': {
        'launch': (('seize-child', 'read-child-memory-somehow'), (), 'rbspy.github.io/using-rbspy; remoteprocess src/linux (lock: PTRACE_ATTACH); github.com/rbspy/read-process-memory pull request 19: process_vm_readv, else /proc/PID/mem', ('rbspy of 2022 or later; older ones know no other way than process_vm_readv',), None, 'Nothing is needed on Docker 19.03 or later with kernel 4.8 or later; on older ones add SYS_PTRACE.', (), (), None),
        'attach': (('attach', 'read-memory-somehow'), (), 'rbspy.github.io/using-rbspy (containers); remoteprocess src/linux (lock: PTRACE_ATTACH)', (), None, 'Add SYS_PTRACE and run rbspy as root.', (), (), None),
    },
    'async-profiler': {
        'attach': (('same-user',), ('perf-self-kernel',), 'async-profiler docs/ProfilingInContainer.md, docs/CpuSamplingEngines.md; src/profiler.cpp (selectEngine), src/perfEvents_linux.cpp (start), src/main/fdtransferServer_linux.cpp; async-profiler issues 730, 937 and 1294', ('the same /tmp as the Java process', 'before async-profiler 4.0 perf events for -e cpu too, and events of the kernel for every perf event without --all-user'), 'asprof -e ctimer', 'Nothing is needed with -e ctimer or -e itimer; for perf events add PERFMON.', ('perf-self-kernel',), ((('-e', '--event'), (), ('cpu', 'ctimer', 'itimer', 'wall', 'alloc', 'nativemem', 'lock', 'nativelock', '*.*'), ('perf-self-user',)), (('--fdtransfer',), (), (), ('perf-pid',)), (('--record-cpu', '--target-cpu'), (), (), ('perf-self-kernel',))), None),
        'agent': ((), ('perf-self-kernel',), 'async-profiler docs/IntegratingAsyncProfiler.md (Launching as an agent); src/profiler.cpp (selectEngine), src/perfEvents_linux.cpp (start)', ('before async-profiler 4.0 perf events for event=cpu too, and events of the kernel for every perf event without alluser',), 'event=ctimer', 'Nothing is needed with event=ctimer or event=itimer; for perf events add PERFMON.', ('perf-self-kernel',), ((('event',), (), ('cpu', 'ctimer', 'itimer', 'wall', 'alloc', 'nativemem', 'lock', 'nativelock', '*.*'), ('perf-self-user',)),), None),
    },
    'jattach': {
        'attach': (('same-user',), (), 'jattach README; JDK sun.tools.attach.VirtualMachineImpl (Linux): a signal and a UNIX socket', ('the same /tmp as the Java process',), None, "Run it as the Java process's user and group; no capability is needed.", (), (), None),
        'force': (('attach',), (), 'JDK 8 jstack(1), jmap(1): -F uses the serviceability agent, src/jdk.hotspot.agent (PTRACE_ATTACH)', (), None, 'Add SYS_PTRACE and run it as root, or drop -F: the plain attach needs no capability.', (), (), None),
    },
    'jhsdb': {
        'attach': (('attach',), (), 'JDK src/jdk.hotspot.agent/linux/native/libsaproc/ps_proc.c (ptrace_attach)', (), None, 'Add SYS_PTRACE and run jhsdb as root, or use jcmd, which needs no capability.', (), (), None),
        'core': ((), (), 'JDK src/jdk.hotspot.agent: a core file is read like any other file', (), None, 'No extra permission is needed to read a core file.', (), (), None),
    },
    'node-inspect': {
        'serve': ((), (), 'nodejs.org/en/learn/getting-started/debugging: a TCP server inside node', (), None, 'No extra permission is needed: publish the port.', (), (), None),
    },
    'eu-stack': {
        'attach': (('attach',), (), 'elfutils src/stack.c, libdwfl/linux-pid-attach.c (__libdwfl_ptrace_attach: PTRACE_ATTACH)', (), None, 'Add SYS_PTRACE and run eu-stack as root.', (), (), None),
        'core': ((), (), 'eu-stack(1): a core file is read like any other file', (), None, 'No extra permission is needed to read a core file.', (), (), None),
    },
    'procdump': {
        'attach': (('attach', 'proc-mem'), (), 'ProcDump-for-Linux src/CoreDumpWriter.cpp (gcore); ProcDump-for-Linux issue 41', ('a .NET process is asked through its socket instead',), None, 'Add SYS_PTRACE and run procdump as root.', (), (), None),
        'dotnet': (('same-user',), (), "ProcDump-for-Linux README (.NET triggers), src/CoreDumpWriter.cpp (GenerateCoreClrDump: the runtime's socket)", ('the same TMPDIR as the .NET process',), None, "Run it as the .NET process's user; no capability is needed.", (), (), None),
    },
    'memleax': {
        'attach': (('attach',), (), 'memleax memleax.c (ptrace_attach), ptrace_utils.h; memleax issue 41', (), None, 'Add SYS_PTRACE and run memleax as root.', (), (), None),
    },
    'reptyr': {
        'attach': (('attach',), (), 'reptyr platform/linux/linux_ptrace.c (PTRACE_ATTACH), platform/linux/linux.c (check_ptrace_scope)', (), None, 'Add SYS_PTRACE and run reptyr as root.', (), (), None),
    },
    'radare2': {
        'launch': (('traceme',), (), 'radare2 libr/io/p/io_debug.c (PTRACE_TRACEME)', (), None, 'Nothing is needed on Docker 19.03 or later with kernel 4.8 or later; on older ones add SYS_PTRACE.', (), (), None),
        'attach': (('attach',), (), 'radare2 libr/debug/p/native/linux/linux_debug.c, libr/io/p/io_ptrace.c (PTRACE_ATTACH)', (), None, 'Add SYS_PTRACE and run radare2 as root, or start the program under it.', (), (), None),
    },
    'frida': {
        'launch': (('traceme',), (), 'frida-core src/linux/frida-helper-backend.vala (spawn: PTRACE_TRACEME)', (), None, 'Nothing is needed on Docker 19.03 or later with kernel 4.8 or later; on older ones add SYS_PTRACE.', (), (), None),
        'attach': (('attach',), (), 'frida-core src/linux/frida-helper-backend.vala (PTRACE_SEIZE, else PTRACE_ATTACH; memory by process_vm_readv, else through ptrace)', (), None, 'Add SYS_PTRACE and run Frida as root, or load its gadget into the program.', (), (), None),
    },
    'kcov': {
        'launch': (('traceme', 'no-randomization'), (), 'kcov src/engines/ptrace.cc (fork, disable_aslr, trace_me: each of them fatal), src/engines/ptrace_linux.cc; kcov issue 151', ('a shell or Python script needs neither; those without .sh or .py are known by their first line only',), None, 'Use a seccomp profile that allows personality(0x40000) (`capslint profile kcov`); no capability helps.', (), (), None),
        'attach': (('attach',), (), 'kcov src/engines/ptrace_linux.cc (attachLwp: PTRACE_ATTACH)', (), None, 'Add SYS_PTRACE and run kcov as root.', (), (), None),
        'script': ((), (), 'kcov src/engines/bash-engine.cc, python-engine.cc: the interpreter itself tells what it runs', (), None, 'No extra permission is needed for a script.', (), (), None),
    },
    'tarpaulin': {
        'launch': (('traceme', 'no-randomization'), (), 'tarpaulin src/process_handling/linux.rs (execute: "ASLR disable failed" ends it), src/process_handling/ptrace_control.rs (traceme), build.rs (ptrace_default); README (Docker); tarpaulin issues 146, 406 and 1087', ("on processors other than x86 it takes LLVM's own coverage by itself", 'tarpaulin.toml can name the engine too'), None, 'Run it with --engine llvm, which needs nothing, or use a seccomp profile that allows personality(0x40000) (`capslint profile tarpaulin`); no capability helps.', (), (), None),
        'llvm': ((), (), 'tarpaulin src/process_handling/mod.rs (TraceEngine::Llvm: the tests are started like any program)', (), None, 'No extra permission is needed with --engine llvm.', (), (), None),
    },
    'samply': {
        'launch': (('perf-self-kernel',), (), 'samply samply/src/linux/perf_group.rs (open_process: sample_kernel), profiler.rs (init_profiler: it gives up)', ('room for its buffers: kernel.perf_event_mlock_kb, or IPC_LOCK',), None, 'Add PERFMON (Docker 23 or later; SYS_ADMIN before, and on Debian and Ubuntu kernels with perf_event_paranoid above 2).', (), (), None),
        'attach': (('perf-pid', 'perf-self-kernel', 'memory-map-read'), (), 'samply samply/src/linux/perf_group.rs (open_process: sample_kernel), profiler.rs (/proc/PID/maps)', (), None, 'Add PERFMON and SYS_PTRACE and run samply as root.', (), (), None),
    },
    'uftrace': {
        'launch': ((), (), 'uftrace cmds/record.c: a library inside the program; that --no-randomize-addr is refused does not stop it', ('root and a mounted tracefs with -k',), None, 'No extra permission is needed.', (), (), None),
    },
    'rdbg': {
        'serve': ((), (), 'github.com/ruby/debug README: inside the Ruby process, with a UNIX or TCP socket', (), None, 'No extra permission is needed: publish the port.', (), (), None),
    },
    'arthas': {
        'attach': (('same-user',), (), 'arthas core/src/main/java/com/taobao/arthas/core/Arthas.java (VirtualMachine.attach); JDK sun.tools.attach.VirtualMachineImpl (Linux): a signal and a UNIX socket', ('the same /tmp as the Java process',), None, "Run it as the Java process's user and group; no capability is needed.", (), (), None),
    },
    'jdwp': {
        'serve': ((), (), 'JDK JDWP agent: a TCP server inside the Java process', (), None, 'No extra permission is needed: publish the port.', (), (), None),
    },
    'debugpy': {
        'serve': ((), (), 'github.com/microsoft/debugpy README: a TCP server inside Python', (), None, 'No extra permission is needed: publish the port.', (), (), None),
        'attach': (('attach', 'proc-mem'), (), 'debugpy 1.8.22 pydevd_attach_to_process/add_code_to_python_process.py (gdb -p), server/cli.py (Python 3.14: sys.remote_exec first, which passes the same access check); debugpy issue 578', (), None, 'Add SYS_PTRACE and run it as root, or start the program with debugpy --listen, which needs nothing.', (), (), None),
    },
    'xdebug': {
        'serve': ((), (), 'xdebug.org/docs/step_debug: a TCP client inside PHP', (), None, 'No extra permission is needed.', (), (), None),
    },
    'dotnet-trace': {
        'collect': (('same-user',), (), 'learn.microsoft.com/dotnet/core/diagnostics/diagnostics-in-containers: a UNIX socket', ('the same TMPDIR as the .NET process',), None, "Run it as the .NET process's user; no capability is needed.", (), (), None),
    },
    'dotnet-dump': {
        'collect': (('same-user', 'attach-parent'), ('read-parent-memory',), 'dotnet/diagnostics documentation/dotnet-dump-instructions.md; dotnet/runtime src/coreclr/debug/createdump; dotnet/diagnostics issue 2098; dotnet/runtime pull request 50477 (.NET 6 reads /proc/PID/mem where process_vm_readv is blocked)', ('.NET 5 fails where process_vm_readv is blocked',), None, 'Nothing is needed on Docker 19.03 or later with kernel 4.8 or later; on older ones add SYS_PTRACE.', (), (), None),
    },
    'createdump': {
        'attach': (('attach', 'target-file read', 'access attach filesystem target'), (), 'dotnet/runtime src/coreclr/debug/createdump/crashinfounix.cpp (Initialize opens /proc/PID/mem, EnumerateAndSuspendThreads: PTRACE_ATTACH); dotnet/docs pull request 20573; dotnet/coreclr issue 27548; dotnet/runtime issue 62781', ('a release that takes a process id: newer ones dump the process that started them, and nothing else',), None, 'Add SYS_PTRACE and run createdump as root, or use dotnet-dump collect, which asks the runtime and needs no capability.', (), (), None),
    },
    'vsdbg': {
        'attach': (('memory-map-read', 'target-file write'), (), 'it attaches through dbgshim (dotnet/vscode-csharp issue 2622): pipes of mode 0700 and a look at /proc/PID/maps (dotnet/coreclr pull requests 397 and 3159), memory over the pipe too (MT_ReadMemory in src/coreclr/debug/shared/dbgtransportsession.cpp)', ('the same TMPDIR as the .NET process',), None, "Run it as the .NET process's user and group; no capability is needed.", (), (), None),
    },
    'criu': {
        'dump': (('attach', 'call kcmp', 'capability CHECKPOINT_RESTORE|SYS_ADMIN own', 'capability SYS_PTRACE target'), (), 'github.com/checkpoint-restore/criu issue 2401 and pull request 1155; include/uapi/linux/capability.h', (), None, 'Add CHECKPOINT_RESTORE (kernel 5.9 and Docker 23 or later; SYS_ADMIN before) and SYS_PTRACE, or use docker checkpoint, which runs on the host.', (), (), None),
    },
    'lsan': {
        'exit': (('attach-threads',), (), 'LLVM compiler-rt/lib/sanitizer_common/sanitizer_stoptheworld_linux_libcdep.cpp; github.com/google/sanitizers issue 764', (), 'ASAN_OPTIONS=detect_leaks=0', 'Nothing is needed on Docker 19.03 or later with kernel 4.8 or later; on older ones add SYS_PTRACE or set ASAN_OPTIONS=detect_leaks=0.', ('attach-threads',), (), (('ASAN_OPTIONS', 'LSAN_OPTIONS', 'UBSAN_OPTIONS'), ('detect_leaks', 'leak_check_at_exit'), ('0', 'no', 'false'), ('include', 'include_if_exists'))),
    },
    'tsan': {
        'start': (('call personality 0x40000 only-if mmap-rnd-bits',), (), 'LLVM compiler-rt/lib/tsan/rtl/tsan_platform_linux.cpp; github.com/google/sanitizers issue 1716', (), None, 'Set vm.mmap_rnd_bits to 28 on the host, or use a seccomp profile that allows personality(0x40000); SYS_PTRACE does not help.', (), (), None),
    },
    'msan': {
        'start': (('call personality 0x40000 only-if mmap-rnd-bits',), (), 'LLVM compiler-rt/lib/msan/msan_linux.cpp (InitShadowWithReExec); github.com/llvm/llvm-project pull request 85142 (LLVM 19); github.com/google/sanitizers issue 1716', (), None, 'Set vm.mmap_rnd_bits to 28 on the host, or use a seccomp profile that allows personality(0x40000); SYS_PTRACE does not help.', (), (), None),
    },
    'valgrind': {
        'launch': ((), (), 'valgrind.org/docs/manual/manual-core-adv.html: it translates the program in its own process', ('vgdb wakes a blocked process through ptrace (--max-invoke-ms=0 switches that off)',), None, 'No extra permission is needed.', (), (), None),
    },
    'heaptrack': {
        'launch': ((), (), 'github.com/KDE/heaptrack README: LD_PRELOAD', (), None, 'No extra permission is needed.', (), (), None),
        'attach': (('no-yama', 'attach', 'proc-mem'), (), 'heaptrack 1.4.0 and 1.5.0 src/track/heaptrack.sh.cmake: --pid refuses where ptrace_scope is above 0, whatever the capabilities, then injects with gdb -p', (), None, 'Start the program with heaptrack: to attach it needs kernel.yama.ptrace_scope 0 on the host, whatever the capabilities.', (), (), None),
    },
    'gperftools': {
        'launch': ((), (), 'github.com/gperftools/gperftools docs/cpuprofile.html: a timer signal inside the process', (), None, 'No extra permission is needed.', (), (), None),
    },
    'tcpdump': {
        'capture': (('capability NET_RAW own',), (), 'capabilities(7), packet(7)', ('SETUID and SETGID as well where it is built to change its user when root starts it (Debian and Fedora do so)',), None, 'Add NET_RAW (Docker grants it by default, Podman and CRI-O do not) and run it as root.', (), (), None),
    },
    'nsenter': {
        'enter': (('call setns', 'proc-read', 'capability SYS_ADMIN target'), (), 'setns(2)', ('SYS_CHROOT as well to enter a mount namespace',), None, 'Add SYS_ADMIN; nothing smaller does it.', (), (), None),
    },
    'proc': {
        'read': (('proc-read',), (), 'proc(5): PTRACE_MODE_READ_FSCREDS', (), None, "Run it as the target's user and group, or add SYS_PTRACE and run it as root.", (), (), None),
        'map': (('memory-map-read',), (), 'proc(5): PTRACE_MODE_READ_FSCREDS; procps src/pmap.c (/proc/PID/maps, smaps)', (), None, "Run it as the target's user and group, or add SYS_PTRACE (PERFMON since Linux 6.18) and run it as root.", (), (), None),
    },
    'setarch': {
        'launch': (('no-randomization',), (), 'setarch(8) -R: personality(2)', (), None, 'Use a seccomp profile that allows personality(0x40000); no capability helps.', (), (), None),
    },
}

ALSO: dict[str, str] = {
    'lldb-vscode': 'lldb-dap',
    'dlv': 'delve',
    'asprof': 'async-profiler',
    'jcmd': 'jattach',
    'jstack': 'jattach',
    'jmap': 'jattach',
    'jinfo': 'jattach',
    'dotnet-counters': 'dotnet-trace',
    'dotnet-gcdump': 'dotnet-trace',
    'dotnet-monitor': 'dotnet-trace',
    'dotnet-stack': 'dotnet-trace',
    'tshark': 'tcpdump',
    'dumpcap': 'tcpdump',
    'pmap': 'proc',
    'lsof': 'proc',
}

DEMANDS: dict[str, tuple[str, ...]] = {
    'traceme': ('call ptrace', 'traceme'),
    'seize-child': ('call ptrace', 'access attach real child'),
    'attach': ('call ptrace', 'access attach real target', 'sole-tracer'),
    'attach-parent': ('call ptrace', 'access attach real parent'),
    'attach-threads': ('call ptrace', 'access attach real threads'),
    'read-memory': ('call process_vm_readv', 'access attach real target'),
    'read-child-memory': ('call process_vm_readv', 'access attach real child'),
    'child-descriptor': ('call pidfd_open', 'call pidfd_getfd', 'access attach real child'),
    'read-parent-memory': ('call process_vm_readv', 'access attach real parent'),
    'write-child-memory': ('call process_vm_writev', 'access attach real child'),
    'proc-mem': ('target-file write', 'access attach filesystem target'),
    'proc-child-mem': ('access attach filesystem child',),
    'read-memory-somehow': ('either read-memory or proc-mem',),
    'write-child-memory-somehow': ('either write-child-memory or proc-child-mem',),
    'read-child-memory-somehow': ('either read-child-memory or proc-child-mem',),
    'proc-read': ('access read filesystem target',),
    'memory-map-read': ('access read filesystem target memory-map',),
    'no-randomization': ('call personality 0x40000',),
    'perf-self-user': ('call perf_event_open', 'perf self-user'),
    'perf-self-kernel': ('call perf_event_open', 'perf self-kernel'),
    'perf-switches': ('call perf_event_open', 'perf switches'),
    'perf-pid': ('call perf_event_open', 'perf pid'),
    'perf-system': ('call perf_event_open', 'perf cpu'),
    'bpf-tracing': ('call bpf', 'bpf map', 'bpf tracing', 'locked-memory', 'call perf_event_open', 'perf cpu'),
    'kernel-symbols': ('kernel-symbols',),
}
