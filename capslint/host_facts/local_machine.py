"""The machine that capslint runs on, as /proc and /sys show it."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Mapping

from capslint.host_facts.read_host import ReadFact, fact_of, version_in
from capslint.source.files import reason_of
from capslint.startup.records import NamedTuple

GO_ARCHES = {
    "x86_64": "amd64",
    "aarch64": "arm64",
    "arm64": "arm64",  # macOS, and some engines, which say it in Go's words
    "amd64": "amd64",
    "loongarch64": "loong64",
    "loong64": "loong64",
    "riscv64": "riscv64",
    "s390x": "s390x",
}
"""Go's name of each architecture that `uname -m` names (go.dev/doc/install/source, "GOARCH")."""

_LONGEST = 64 * 1024  # bytes of a file of /proc that are read
_DIGITS = 9  # of a number in a file of /proc/sys
_WHOLE = ["0", "0", "4294967295"]
"""The map of users where there is one user namespace (user_namespaces(7))."""
_CONTAINER_FILES = ("/.dockerenv", "/run/.containerenv", "/run/systemd/container")
"""What Docker, Podman and systemd put into containers."""
_KERNELS_OF_DEBIAN = ("debian-kernel@", "-Ubuntu ")
"""In /proc/version of their kernels: who built it, and the name of the build."""


_OF_LINUX_ALONE = "/proc/sys/kernel/perf_event_paranoid"
"""What a sandbox that acts as a kernel lacks: gVisor has a Yama of its own, and not this.

Source: github.com/google/gvisor, pkg/sentry/fsimpl/proc/tasks_sys.go, newSysDir.
"""
KERNEL_ALONE = ("ptrace-scope", "perf-event-paranoid", "unprivileged-bpf-disabled", "mmap-rnd-bits", "debian-perf")
"""What neither an engine nor the API of a cluster tells of a machine."""


class LocalMachine(NamedTuple):
    """``root`` is where its files are, ``environment`` what variables there are, the rest is as ``uname`` has it."""

    root: str
    environment: Mapping[str, str]
    system: str
    release: str
    arch: str
    node: str
    uid: int

    def path(self, path: str) -> str:
        """Return where the absolute ``path`` is."""
        return path if self.root == "/" else self.root + path

    def text(self, path: str) -> str:
        """Return the text of a small file, without white space around it. Raises OSError."""
        with open(self.path(path), encoding="utf-8", errors="replace") as file:
            return file.read(_LONGEST).strip()

    def text_or_none(self, path: str) -> str | None:
        """Return the text of a small file, None if it cannot be read."""
        try:
            return self.text(path)
        except (OSError, ValueError):
            return None

    def has(self, path: str) -> bool:
        """Return whether there is a file ``path``, of whatever kind."""
        return os.path.lexists(self.path(path))

    @property
    def memory(self) -> int | None:
        """The bytes of memory that the kernel has (MemTotal of /proc/meminfo)."""
        for line in (self.text_or_none("/proc/meminfo") or "").splitlines():
            name, _, rest = line.partition(":")
            number = rest.split()
            if name == "MemTotal" and number and number[0].isdecimal():
                return int(number[0]) * 1024
        return None


def this_machine() -> LocalMachine:
    """Return the machine that this process runs on."""
    names = platform.uname()
    uid = os.getuid() if hasattr(os, "getuid") else 0
    return LocalMachine("/", os.environ, names.system, names.release, names.machine, names.node, uid)


def kernel_facts(machine: LocalMachine) -> Iterator[ReadFact]:
    """Return the facts about the kernel that can be read on ``machine``."""
    if machine.system != "Linux":
        return
    if not machine.has(_OF_LINUX_ALONE):
        for name in ("kernel", *KERNEL_ALONE):
            yield ReadFact(name, None, f"there is no {_OF_LINUX_ALONE}, which every kernel but that of a sandbox has")
        return
    yield fact_of("kernel", version_in(machine.release), "uname -r")
    yield fact_of("arch", GO_ARCHES.get(machine.arch, machine.arch), "uname -m")
    yield _ptrace_scope(machine)
    yield _sysctl(machine, "perf-event-paranoid", _OF_LINUX_ALONE)
    yield _sysctl(machine, "unprivileged-bpf-disabled", "/proc/sys/kernel/unprivileged_bpf_disabled")
    yield _sysctl(machine, "mmap-rnd-bits", "/proc/sys/vm/mmap_rnd_bits")
    yield _debian_perf(machine)


def _sysctl(machine: LocalMachine, name: str, path: str) -> ReadFact:
    try:
        text = machine.text(path)
    except OSError as error:
        return ReadFact(name, None, f"{path}: {reason_of(error)}")
    return fact_of(name, int(text) if text.lstrip("-").isdecimal() and len(text) <= _DIGITS else text, path)


def _ptrace_scope(machine: LocalMachine) -> ReadFact:
    """Return the fact; without Yama in the kernel there is no such file, and what is allowed is as at 0.

    Yama makes the folder when it starts (security/yama/yama_lsm.c, yama_init_sysctl).
    """
    if machine.has("/proc/sys/kernel/yama"):
        return _sysctl(machine, "ptrace-scope", "/proc/sys/kernel/yama/ptrace_scope")
    modules = machine.text_or_none("/sys/kernel/security/lsm")
    if modules is not None and "yama" in modules.split(","):
        return ReadFact("ptrace-scope", None, "/sys/kernel/security/lsm has yama, but /proc/sys/kernel/yama is hidden")
    return fact_of("ptrace-scope", 0, "no /proc/sys/kernel/yama: a kernel without Yama, which is the same as 0")


def _debian_perf(machine: LocalMachine) -> ReadFact:
    version = machine.text_or_none("/proc/version") or ""
    if any(word in version for word in _KERNELS_OF_DEBIAN):
        return fact_of("debian-perf", True, "/proc/version names who built the kernel")
    return ReadFact("debian-perf", None, "/proc/version names neither Debian nor Ubuntu as who built the kernel")


def lsm_fact(machine: LocalMachine) -> ReadFact:
    """Return what the kernel says of the security module: only an engine knows whether it confines containers."""
    path = "/sys/kernel/security/lsm"
    try:
        modules = machine.text(path).split(",")
    except OSError as error:
        return ReadFact("lsm", None, f"{path}: {reason_of(error)}")
    active = [name for name in ("apparmor", "selinux") if name in modules]
    if active:
        return ReadFact("lsm", None, f"{path} has {active[0]}; whether it confines containers is for the engine to say")
    return fact_of("lsm", "none", f"{path} has neither apparmor nor selinux")


def container_remarks(machine: LocalMachine) -> Iterator[str]:
    """Return what there is to say where capslint itself runs in a container, or in a user namespace."""
    signs = [path for path in _CONTAINER_FILES if machine.has(path)]
    if not signs and machine.environment.get("KUBERNETES_SERVICE_HOST"):
        signs = ["KUBERNETES_SERVICE_HOST is set"]
    if signs:
        yield f"capslint itself runs in a container ({signs[0]}): it shares the kernel of its host"
    users = machine.text_or_none("/proc/self/uid_map")
    if users and users.split() != _WHOLE:
        yield "capslint itself runs in a user namespace (/proc/self/uid_map); of the engine's that says nothing"
