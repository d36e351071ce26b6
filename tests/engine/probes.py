"""What is tried in each container: a real tool, and the effect that proves that it worked."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Program(Enum):
    """What the container's main process is while a tool looks at it."""

    C = ("spinner", "forever")
    GO = ("ticker", "forever")
    PYTHON = ("python3", "/opt/lab/snooze.py", "forever")


class Probe(NamedTuple):
    """One try of one operation.

    ``tool`` and ``operation`` name it in capslint's catalogue. ``command`` is run by ``docker exec``, and its output
    holds ``proof`` if, and only if, it worked. ``warning`` is what the tool says when it goes on without something
    that capslint should warn of. ``sudo`` and ``file_capabilities`` tell how the tool gets privileges of its own.
    """

    name: str
    tool: str
    operation: str
    command: tuple[str, ...]
    proof: str
    program: Program = Program.C
    warning: str | None = None
    sudo: bool = False
    file_capabilities: tuple[str, ...] = ()

    @property
    def looks_into_main(self) -> bool:
        """Whether it looks into the container's main process."""
        return self.operation in {"attach", "enter"} or self.tool == "proc"


def _shell(script: str) -> tuple[str, ...]:
    return ("bash", "-c", script)


def _gdb(*commands: str, before: tuple[str, ...] = (), after: tuple[str, ...] = ()) -> tuple[str, ...]:
    words = [word for command in commands for word in ("-ex", command)]
    return ("gdb", "-nx", "-q", "-batch", "-l", "3", *before, *words, *after)


_SECRET = "the-memory-secret"
_NO_ASLR = "Error disabling address space randomization"
_STOPPED_AT_TICK = "Breakpoint 1, tick (n="
_RUN_TO_TICK = ("break tick", "run")
_DLV = "dlv --allow-non-terminal-interactive"
_STRACE = (
    Probe("strace-launch", "strace", "launch", ("strace", "true"), "exit_group("),
    Probe("strace-follow", "strace", "launch", ("strace", "-f", "bash", "-c", "true & wait"), " attached\n"),
    Probe("strace-attach", "strace", "attach", ("until-seen", "nanosleep(", "strace", "-p", "1"), "nanosleep("),
    Probe(
        "strace-attach-by-file-capability",
        "strace",
        "attach",
        ("until-seen", "nanosleep(", "strace-with-capability", "-p", "1"),
        "nanosleep(",
        file_capabilities=("SYS_PTRACE",),
    ),
    Probe(
        "strace-attach-by-sudo",
        "strace",
        "attach",
        ("until-seen", "nanosleep(", "sudo", "-n", "strace", "-p", "1"),
        "nanosleep(",
        sudo=True,
    ),
    Probe("ltrace-launch", "ltrace", "launch", ("ltrace", "spinner"), "nanosleep("),
    Probe("ltrace-attach", "ltrace", "attach", ("until-seen", "getppid(", "ltrace", "-p", "1"), "getppid("),
)
_NATIVE = (
    Probe("gdb-launch", "gdb", "launch", _gdb(*_RUN_TO_TICK, after=("spinner",)), _STOPPED_AT_TICK, warning=_NO_ASLR),
    Probe("gdb-attach", "gdb", "attach", _gdb("info registers rip", before=("-p", "1")), "rip            0x"),
    Probe("gdb-core", "gdb", "core", _gdb("print secret", after=("spinner", "/opt/lab/spinner.core")), _SECRET),
    Probe(
        "gcore-attach",
        "gcore",
        "attach",
        _shell("cd $(mktemp -d) && gcore -o core 1; test -s core.1 && echo a core file is there"),
        "a core file is there",
    ),
    Probe(
        "gdbserver-launch",
        "gdbserver",
        "launch",
        _gdb("target remote | gdbserver - spinner", "break tick", "continue"),
        _STOPPED_AT_TICK,
        warning=_NO_ASLR,
    ),
    Probe(
        "gdbserver-attach",
        "gdbserver",
        "attach",
        _gdb("target remote | gdbserver --attach - 1", "info registers rip", "detach"),
        "rip            0x",
    ),
    Probe(
        "gdbserver-multi",
        "gdbserver",
        "multi",
        _gdb(
            "target extended-remote | gdbserver --multi -",
            "set remote exec-file /usr/local/bin/spinner",
            *_RUN_TO_TICK,
            "kill",
            "monitor exit",
            before=("/usr/local/bin/spinner",),
        ),
        _STOPPED_AT_TICK,
        warning=_NO_ASLR,
    ),
    Probe(
        "lldb-launch",
        "lldb",
        "launch",
        ("lldb", "-b", "-o", "breakpoint set -n tick", "-o", "run", "spinner"),
        "stop reason = breakpoint",
    ),
    Probe("lldb-attach", "lldb", "attach", ("lldb", "-b", "-p", "1", "-o", "register read rip"), "rip = 0x"),
    Probe("lsan", "lsan", "exit", ("leaker",), "LeakSanitizer: detected memory leaks"),
)
_A_FRAME = "(snooze.py:"  # of whichever function runs at that moment
_MANAGED = (
    Probe(
        "dlv-exec",
        "delve",
        "launch",
        _shell(f"printf 'break main.tick\\ncontinue\\nargs\\nexit\\ny\\n' | {_DLV} exec /usr/local/bin/ticker"),
        "n = 0",
    ),
    Probe(
        "dlv-attach",
        "delve",
        "attach",
        _shell(f"printf 'goroutines\\nexit\\nn\\n' | {_DLV} attach 1"),
        "time.Sleep",
        Program.GO,
    ),
    Probe("py-spy-dump", "py-spy", "attach", ("py-spy", "dump", "--pid", "1"), _A_FRAME, Program.PYTHON),
    Probe(
        "py-spy-record",
        "py-spy",
        "launch",
        _shell("py-spy record --idle -d 1 -f raw -o /dev/stdout -- python3 /opt/lab/snooze.py"),
        _A_FRAME,
        Program.PYTHON,
    ),
)
_COUNTERS = (
    Probe("perf-stat", "perf", "record", ("perf", "stat", "-e", "cpu-clock", "true"), "seconds time elapsed"),
    Probe(
        "perf-record",
        "perf",
        "record",
        ("perf", "record", "-e", "cpu-clock", "-o", "/tmp/perf.data", "spinner"),
        "Captured and wrote",
    ),
    Probe(
        "perf-attach",
        "perf",
        "attach",
        ("perf", "stat", "-e", "cpu-clock:u", "-p", "1", "sleep", "0.1"),
        "for process id '1'",
    ),
    Probe("perf-system", "perf", "system", ("perf", "stat", "-a", "-e", "cpu-clock", "sleep", "0.1"), "system wide"),
    Probe("perf-report", "perf", "read", ("perf", "report", "-i", "/opt/lab/perf.data", "--stdio"), "Samples: "),
    Probe(
        "bpftrace",
        "bpftrace",
        "trace",
        ("bpftrace", "-e", 'interval:ms:20 { printf("a tick\\n"); exit(); }'),
        "\na tick\n",
    ),
)
_LOOKS = (
    Probe(
        "tcpdump",
        "tcpdump",
        "capture",
        _shell(
            "until-seen UDP, tcpdump -Z root -l -n -i lo udp &"
            " for n in $(seq 30); do kill -0 $! || break; echo hello >/dev/udp/127.0.0.1/9; sleep 0.1; done; wait"
        ),
        "UDP,",
    ),
    Probe("setarch", "setarch", "launch", ("setarch", "-R", "cat", "/proc/self/personality"), "00040000"),
    Probe("nsenter", "nsenter", "enter", ("nsenter", "-t", "1", "-u", "-i", "echo", "entered"), "entered"),
    Probe("proc-maps", "proc", "map", ("cat", "/proc/1/maps"), "/usr/local/bin/spinner"),
    Probe("proc-environ", "proc", "map", ("cat", "/proc/1/environ"), "SECRET=the-environment-secret"),
    Probe("proc-exe", "proc", "read", ("readlink", "/proc/1/exe"), "/usr/local/bin/spinner"),
    Probe("proc-root", "proc", "read", ("ls", "/proc/1/root/opt"), "lab"),
)
STAND_FOR_THEIR_KIND = {
    "strace-launch",
    "strace-attach",
    "strace-attach-by-file-capability",
    "strace-attach-by-sudo",
    "gdb-launch",
    "gdb-attach",
    "gdb-core",
    "gcore-attach",
    "lldb-launch",
    "lsan",
    "dlv-exec",
    "perf-stat",
    "perf-attach",
    "perf-system",
    "bpftrace",
    "tcpdump",
    "setarch",
    "nsenter",
    "proc-environ",
    "proc-exe",
}
"""Names of the probes that are tried in every service."""

STAND_FOR_PODMAN = {
    "strace-launch",
    "strace-attach",
    "strace-attach-by-file-capability",
    "strace-attach-by-sudo",
    "setarch",
    "perf-stat",
    "proc-maps",
    "proc-exe",
}
"""Names of quick ones, which are tried on Podman.

/proc/PID/environ is not among them: its mode is 0400, and who has SYS_PTRACE alone cannot open it.
"""

PROBES = (*_STRACE, *_NATIVE, *_MANAGED, *_COUNTERS, *_LOOKS)
