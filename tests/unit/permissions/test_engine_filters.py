"""Which calls engines let through and what their AppArmor profiles allow, release by release."""

from __future__ import annotations

from typing import Any

import pytest

from capslint.debuggers.catalogue import operation
from capslint.model import (
    Engine,
    Host,
    Lsm,
    PidMode,
    PidNamespace,
    Process,
    Scene,
    Seccomp,
    SeccompKind,
    Start,
)
from capslint.model.operation import Access, Call, Identity, Mode, Need, Operation
from capslint.model.verdict import Answer
from capslint.permissions.assumed_host import assumed
from capslint.permissions.capabilities import ALL, exactly, mask
from capslint.permissions.judge_operation import judge
from capslint.permissions.seccomp.filter import Filter, decide
from capslint.permissions.seccomp.in_force import filter_of
from capslint.permissions.seccomp.rules import Machine
from tests.truth.containers import container
from tests.unit.permissions.test_engines import ENGINES, KERNEL, asked, starter

BEFORE, AFTER = False, True


@pytest.mark.parametrize(
    ("versions", "kernel", "capabilities", "call"),
    [
        # the release before a change, and the first with it: denied before, allowed after
        (("1.10.3", "1.11.0"), (4, 9), "", "personality 8"),
        (("1.11.2", "1.12.0"), (4, 9), "SYS_PTRACE", "ptrace"),
        (("1.11.2", "1.12.0"), (4, 9), "SYS_PTRACE", "kcmp"),
        (("1.11.2", "1.12.0"), (4, 9), "SYS_PTRACE", "process_vm_readv"),
        (("1.11.2", "1.12.0"), (4, 9), "SYS_ADMIN", "perf_event_open"),
        (("1.11.2", "1.12.0"), (4, 9), "SYS_ADMIN", "bpf"),
        (("1.11.2", "1.12.0"), (4, 9), "SYS_ADMIN", "mount"),
        (("1.11.2", "1.12.0"), (4, 9), "SYS_ADMIN", "setns"),
        (("1.11.2", "1.12.0"), (4, 9), "SYS_ADMIN", "unshare"),
        (("17.5.0", "17.6.0"), (4, 9), "", "personality 0x20000"),
        (("17.5.0", "17.6.0"), (4, 9), "", "personality 0x20008"),
        (("18.6.3", "18.9.0"), (4, 9), "SYS_NICE", "set_mempolicy 0"),
        (("18.9.9", "19.3.0"), (4, 8), "", "ptrace"),
        (("19.3.15", "20.10.0"), (5, 10), "", "pidfd_open"),
        (("19.3.15", "20.10.0"), (5, 10), "SYS_PTRACE", "pidfd_getfd"),
        (("19.3.15", "20.10.0"), (5, 10), "", "io_uring_setup"),
        (("20.10.3", "20.10.4"), (5, 10), "SYS_PTRACE", "process_madvise"),
        (("20.10.24", "23.0.0"), (4, 8), "", "process_vm_readv"),
        (("20.10.24", "23.0.0"), (4, 8), "", "process_vm_writev"),
        (("20.10.24", "23.0.0"), (6, 1), "PERFMON", "perf_event_open"),
        (("20.10.24", "23.0.0"), (6, 1), "BPF", "bpf"),
        # and the other way round
        (("25.0.0", "24.0.9"), (6, 1), "ALL", "io_uring_enter"),
        (("29.4.2", "29.4.1"), (6, 1), "ALL", "socket 38"),
        # and what no release changed
        (("18.9.9", None), (6, 1), "", "ptrace"),
        (("29.7.2", None), (4, 7), "", "ptrace"),
        (("29.7.2", None), (3, 10), "", "process_vm_readv"),
        (("29.7.2", None), (6, 1), "ALL", "personality 0x40000"),
        (("29.7.2", None), (6, 1), "ALL", "keyctl"),
        (("29.7.2", None), (6, 1), "", "clone3"),
        (("29.7.2", None), (6, 1), "", "clone 0x10000000"),
        ((None, "29.7.2"), (6, 1), "", "clone 0x11"),
        ((None, "29.7.2"), (6, 1), "SYS_ADMIN", "clone3"),
        ((None, "29.7.2"), (3, 10), "SYS_PTRACE", "ptrace"),
    ],
)
def test_changes_of_dockers_default_profile(
    versions: tuple[str | None, str | None], kernel: tuple[int, int], capabilities: str, call: str
) -> None:
    name, *args = call.split()
    wanted = Call(name, tuple(int(value, 0) for value in args))
    bounding = exactly(ALL if capabilities == "ALL" else mask(capabilities.split()))
    for version, answer in zip(versions, (BEFORE, AFTER), strict=True):
        if version is not None:
            host = Host(Engine.DOCKER, tuple(map(int, version.split("."))), kernel)
            found = filter_of(container(), host, Engine.DOCKER, False)
            assert isinstance(found, Filter)
            assert decide(wanted, found, Machine(bounding, kernel)) is answer, version


NEVER = Seccomp(SeccompKind.FILE, "never.json", '{"defaultAction": "SCMP_ACT_ERRNO", "syscalls": []}')


@pytest.mark.parametrize(
    ("name", "version", "given", "ptrace"),
    [
        ("docker", (27, 0, 0), {"privileged": True, "seccomp": NEVER}, True),
        ("docker", (27, 0, 1), {"privileged": True, "seccomp": NEVER}, False),
        ("docker", (27, 0, 1), {"privileged": True}, True),
        ("docker", (18, 9, 9), {"privileged": True}, True),
        ("docker", (18, 9, 9), {"cap_add": ("ALL",)}, True),
        ("docker", (18, 9, 9), {}, False),
        ("podman", (4, 0, 3), {}, False),
        ("podman", (4, 1, 0), {}, True),
        ("containerd", (1, 6, 6), {"seccomp": Seccomp(SeccompKind.DEFAULT)}, False),
        ("containerd", (1, 6, 6), {}, True),  # CRI applies it only when the pod asks for RuntimeDefault
        ("containerd", (1, 6, 6), {"privileged": True, "seccomp": Seccomp(SeccompKind.DEFAULT)}, True),
        ("cri-o", (1, 24, 6), {"seccomp": Seccomp(SeccompKind.DEFAULT)}, False),
        ("cri-o", (1, 24, 6), {}, True),
        ("cri-o", (1, 24, 6), {"privileged": True, "seccomp": NEVER}, True),
    ],
)
def test_when_a_filter_is_in_force(name: str, version: tuple[int, ...], given: dict[str, Any], ptrace: bool) -> None:
    host = ENGINES[name]._replace(engine_version=version, kubelet_seccomp_default=False, lsm=Lsm.NONE)
    made = judge(asked(host, **given), operation("delve", "launch"), assumed(host, starter(host)))
    assert made.answer is (Answer.WORKS if ptrace else Answer.FAILS)


@pytest.mark.parametrize(
    ("name", "call", "capabilities", "answer"),
    [
        ("podman", "clone 0x10000000", "", True),
        ("podman", "clone3", "", True),
        ("podman", "pidfd_getfd", "", True),
        ("podman", "bpf", "BPF", True),
        ("podman", "bpf", "", False),
        ("cri-o", "clone 0x10000000", "", False),
        ("cri-o", "clone 0x10000000", "SYS_ADMIN", True),
        ("cri-o", "clone 0x11", "", True),
        ("cri-o", "clone3", "", False),
        ("cri-o", "unshare", "", False),
        ("cri-o", "pidfd_getfd", "", True),
        ("containerd", "pidfd_getfd", "", False),
        ("containerd", "pidfd_getfd", "SYS_PTRACE", True),
        ("containerd", "clone 0x10000000", "", False),
    ],
)
def test_calls_of_other_engines(name: str, call: str, capabilities: str, answer: bool) -> None:
    host, (syscall, *args) = ENGINES[name], call.split()
    assert host.engine is not None
    found = filter_of(asked(host, seccomp=Seccomp(SeccompKind.DEFAULT)), host, host.engine, False)
    assert isinstance(found, Filter)
    wanted = Call(syscall, tuple(int(value, 0) for value in args))
    assert decide(wanted, found, Machine(exactly(mask(capabilities.split())), KERNEL)) is answer


BASE = "AppArmor lets it through, because the stock abstractions/base lets processes be traced"
OWN = "AppArmor lets it through"


@pytest.mark.parametrize(
    ("engine", "version", "why"),
    [
        (Engine.DOCKER, (1, 11, 0), BASE),
        (Engine.DOCKER, (18, 9, 9), BASE),
        (Engine.DOCKER, (19, 3, 15), BASE),
        (Engine.DOCKER, (20, 10, 0), OWN),
        (Engine.DOCKER, (29, 7, 2), OWN),
        (Engine.CONTAINERD, (1, 6, 36), BASE),
        (Engine.CONTAINERD, (1, 7, 0), OWN),
        (Engine.PODMAN, (5, 8, 0), BASE),
        (Engine.CRIO, (1, 36, 3), BASE),
    ],
)
@pytest.mark.parametrize("mode", Mode)
def test_apparmor_profiles_of_engines(engine: Engine, version: tuple[int, ...], why: str, mode: Mode) -> None:
    host = Host(engine, version, KERNEL, 0, Lsm.APPARMOR, kubelet_seccomp_default=False)
    look = Operation("raw", "look", (Need(Access(mode, Identity.REAL)),), "test")
    host = assumed(host, starter(host))
    tracer = asked(host, cap_add=("SYS_PTRACE",), pid=PidMode(PidNamespace.HOST))

    def said(scene: Scene) -> tuple[str, str]:
        return next(
            (one.outcome.value, one.why) for one in judge(tracer, look, host, scene).gates if one.gate == "apparmor"
        )

    # inside the container, another container under the same profile, and the host, which no peer= covers
    assert said(Scene(Process(), Process(Start.EXEC))) == ("passes", why)
    other = asked(host)._replace(name="other", path=("services", "other"))
    assert said(Scene(Process(), Process(Start.MAIN, other))) == ("passes", why)
    assert said(Scene(Process(), Process(Start.HOST)))[0] == "blocks"
    free = other._replace(privileged=other.privileged._replace(value=True))
    assert said(Scene(Process(), Process(Start.MAIN, free)))[0] == "blocks"
