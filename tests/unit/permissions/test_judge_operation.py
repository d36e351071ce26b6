"""The judgement on containers, users, engines and scenes that the measured rows do not have."""

from __future__ import annotations

from typing import Any

import pytest

from capslint.debuggers.catalogue import operation
from capslint.model import (
    Container,
    Engine,
    Host,
    Lsm,
    Outcome,
    Role,
    Seccomp,
    SeccompKind,
    Starter,
    Unknown,
    User,
    Verdict,
)
from capslint.model.verdict import Answer
from capslint.permissions.assumed_host import assumed
from capslint.permissions.judge_operation import judge
from tests.truth.containers import container

COMPOSE = assumed(Host(lsm=Lsm.APPARMOR), Starter.ENGINE)
CONTAINERD = assumed(Host(lsm=Lsm.APPARMOR, kubelet_seccomp_default=False), Starter.KUBELET)
CRIO = assumed(Host(Engine.CRIO, lsm=Lsm.SELINUX, kubelet_seccomp_default=False), Starter.KUBELET)
PODMAN = assumed(Host(Engine.PODMAN, lsm=Lsm.SELINUX), Starter.ENGINE)
NOBODY = User(1000, 1000)
NEWER = COMPOSE._replace(kernel=(5, 11))
"""A kernel for which eBPF is no locked memory."""
WORKS, FAILS, DEPENDS = Answer.WORKS, Answer.FAILS, Answer.DEPENDS


def pod(name: str = "app", **given: Any) -> Container:
    return container(name, **{"starter": Starter.KUBELET, "role": Role.MAIN, **given})


def said(verdict: Verdict) -> tuple[Answer, list[str]]:
    """The answer, and the gates that do not pass."""
    return verdict.answer, [gate.gate for gate in verdict.gates if gate.outcome is not Outcome.PASSES]


@pytest.mark.parametrize(
    ("tool", "name", "given", "host", "expected"),
    [
        # users: capabilities are for root, except on Podman
        ("strace", "attach", {"user": NOBODY, "cap_add": ("SYS_PTRACE",)}, COMPOSE, (FAILS, ["yama"])),
        ("strace", "attach", {"user": NOBODY, "cap_add": ("SYS_PTRACE",)}, PODMAN, (WORKS, [])),
        ("strace", "attach", {"user": NOBODY, "privileged": True}, COMPOSE, (FAILS, ["yama"])),
        ("strace", "attach", {"user": None, "cap_add": ("SYS_PTRACE",)}, COMPOSE, (DEPENDS, ["yama"])),
        ("strace", "attach", {"user": None}, COMPOSE, (FAILS, ["yama"])),
        ("strace", "launch", {"user": None}, COMPOSE, (WORKS, [])),
        (
            "strace",
            "attach",
            {"user": None, "cap_add": ("SYS_PTRACE",), "run_as_non_root": True, "starter": Starter.KUBELET},
            CONTAINERD,
            (FAILS, ["yama"]),
        ),
        ("strace", "attach", {"user": Unknown("the variable UID"), "privileged": True}, COMPOSE, (DEPENDS, ["yama"])),
        ("strace", "attach", {"cap_add": ("SYS_PTRACE",), "no_new_privileges": True}, COMPOSE, (WORKS, [])),
        # what privileges do and do not do for the well-known tools
        ("gdb", "launch", {}, COMPOSE, (WORKS, [])),
        ("lldb", "launch", {}, COMPOSE, (FAILS, ["seccomp"])),
        ("lldb", "launch", {"cap_add": ("ALL",)}, COMPOSE, (FAILS, ["seccomp"])),
        ("lldb", "launch", {"privileged": True}, COMPOSE, (WORKS, [])),
        ("lldb", "attach", {"cap_add": ("SYS_PTRACE",)}, COMPOSE, (WORKS, [])),
        ("setarch", "launch", {"cap_add": ("SYS_PTRACE",)}, COMPOSE, (FAILS, ["seccomp"])),
        ("tsan", "start", {}, COMPOSE, (DEPENDS, ["seccomp"])),
        ("tsan", "start", {}, COMPOSE._replace(mmap_rnd_bits=28), (WORKS, [])),
        ("tsan", "start", {"cap_add": ("SYS_PTRACE",)}, COMPOSE._replace(mmap_rnd_bits=32), (FAILS, ["seccomp"])),
        ("lsan", "exit", {"user": NOBODY, "cap_drop": ("ALL",), "no_new_privileges": True}, COMPOSE, (WORKS, [])),
        ("lsan", "exit", {}, COMPOSE._replace(engine_version=(18, 9, 7)), (FAILS, ["seccomp"])),
        ("lsan", "exit", {}, COMPOSE._replace(ptrace_scope=2), (FAILS, ["yama"])),
        ("dotnet-dump", "collect", {"user": NOBODY}, COMPOSE, (WORKS, [])),
        ("dotnet-dump", "collect", {}, COMPOSE._replace(engine_version=(18, 9, 7)), (FAILS, ["seccomp"])),
        ("py-spy", "launch", {}, COMPOSE._replace(engine_version=(20, 10, 24)), (WORKS, [])),
        ("rbspy", "launch", {}, COMPOSE._replace(engine_version=(20, 10, 24)), (WORKS, [])),
        ("py-spy", "launch", {}, COMPOSE._replace(engine_version=(18, 9, 7)), (FAILS, ["seccomp"])),
        ("austin", "launch", {}, COMPOSE._replace(engine_version=(20, 10, 24)), (FAILS, ["seccomp"])),
        ("austin", "launch", {}, COMPOSE, (WORKS, [])),
        ("valgrind", "launch", {"cap_drop": ("ALL",)}, COMPOSE, (WORKS, [])),
        ("node-inspect", "serve", {"cap_drop": ("ALL",), "user": NOBODY}, COMPOSE, (WORKS, [])),
        ("tcpdump", "capture", {}, COMPOSE, (WORKS, [])),
        ("tcpdump", "capture", {"cap_drop": ("ALL",)}, COMPOSE, (FAILS, ["capability"])),
        ("tcpdump", "capture", {"user": NOBODY}, COMPOSE, (FAILS, ["capability"])),
        ("tcpdump", "capture", {}, PODMAN, (FAILS, ["capability"])),
        ("nsenter", "enter", {}, COMPOSE, (FAILS, ["seccomp", "capability"])),
        ("nsenter", "enter", {"cap_add": ("SYS_ADMIN",)}, COMPOSE, (WORKS, [])),
        ("proc", "read", {"cap_drop": ("ALL",)}, COMPOSE._replace(ptrace_scope=3), (WORKS, [])),
        ("criu", "dump", {"cap_add": ("SYS_PTRACE",)}, COMPOSE, (FAILS, ["capability"])),
        ("criu", "dump", {"cap_add": ("SYS_PTRACE", "CHECKPOINT_RESTORE")}, COMPOSE, (WORKS, [])),
        ("jattach", "attach", {"cap_drop": ("ALL",)}, COMPOSE, (WORKS, [])),
        ("jattach", "force", {}, COMPOSE, (FAILS, ["yama"])),
        # perf and bpf
        ("perf", "record", {}, COMPOSE._replace(perf_event_paranoid=2), (FAILS, ["seccomp"])),
        ("perf", "record", {"cap_add": ("PERFMON",)}, COMPOSE, (DEPENDS, ["perf_event_paranoid"])),
        ("perf", "record", {"cap_add": ("PERFMON",)}, COMPOSE._replace(perf_event_paranoid=2), (WORKS, [])),
        (
            "perf",
            "record",
            {"cap_add": ("PERFMON",), "user": NOBODY},
            COMPOSE._replace(perf_event_paranoid=2),
            (WORKS, []),
        ),
        (
            "perf",
            "record",
            {"cap_add": ("PERFMON",)},
            COMPOSE._replace(perf_event_paranoid=3, debian_perf=True),
            (FAILS, ["perf_event_paranoid"]),
        ),
        (
            "perf",
            "record",
            {"cap_add": ("PERFMON",)},
            COMPOSE._replace(perf_event_paranoid=4),
            (DEPENDS, ["perf_event_paranoid"]),
        ),
        ("perf", "record", {"cap_add": ("SYS_ADMIN",)}, COMPOSE._replace(perf_event_paranoid=4), (WORKS, [])),
        ("perf", "system", {"cap_add": ("PERFMON",)}, COMPOSE._replace(perf_event_paranoid=2), (WORKS, [])),
        (
            "perf",
            "system",
            {"cap_add": ("PERFMON",), "user": NOBODY},
            COMPOSE._replace(perf_event_paranoid=2),
            (FAILS, ["perf_event_paranoid"]),
        ),
        (
            "perf",
            "record",
            {"cap_add": ("PERFMON",)},
            COMPOSE._replace(engine_version=(20, 10, 24)),
            (FAILS, ["engine", "seccomp", "perf_event_paranoid"]),
        ),
        ("bpftrace", "trace", {"cap_add": ("BPF", "PERFMON")}, NEWER._replace(perf_event_paranoid=2), (WORKS, [])),
        (
            "bpftrace",
            "trace",
            {"cap_add": ("BPF",)},
            NEWER._replace(perf_event_paranoid=2),
            (FAILS, ["seccomp", "perf_event_paranoid", "bpf"]),
        ),
        ("bpftrace", "trace", {"cap_add": ("SYS_ADMIN",)}, NEWER, (WORKS, [])),
        ("bpftrace", "trace", {"cap_add": ("SYS_ADMIN",)}, COMPOSE, (DEPENDS, ["locked memory"])),
        ("bpftrace", "trace", {"cap_add": ("SYS_ADMIN", "SYS_RESOURCE")}, COMPOSE, (WORKS, [])),
        ("bpftrace", "trace", {"cap_add": ("SYS_ADMIN",)}, COMPOSE._replace(kernel=(5,)), (DEPENDS, ["locked memory"])),
        ("perf", "system", {"cap_add": ("SYS_ADMIN",)}, COMPOSE, (WORKS, [])),
        (
            "bpftrace",
            "trace",
            {"privileged": True},
            NEWER._replace(user_namespace_remap=True, perf_event_paranoid=2),
            (FAILS, ["engine", "user namespace", "perf_event_paranoid", "bpf"]),
        ),
        (
            "bpftrace",
            "trace",
            {"privileged": True, "user_namespace": "host"},
            COMPOSE._replace(user_namespace_remap=True),
            (WORKS, []),
        ),
    ],
)
def test_containers(
    tool: str, name: str, given: dict[str, Any], host: Host, expected: tuple[Answer, list[str]]
) -> None:
    assert said(judge(container(**given), operation(tool, name), host)) == expected


@pytest.mark.parametrize(
    ("added", "facts", "outcome"),
    [
        ((), {"perf_event_paranoid": 2}, Outcome.BLOCKS),
        (("SYSLOG",), {"perf_event_paranoid": 2}, None),
        ((), {"perf_event_paranoid": 1}, Outcome.DEPENDS),
        ((), {}, Outcome.DEPENDS),
        (("SYSLOG",), {"user_namespace_remap": True, "perf_event_paranoid": 2}, Outcome.BLOCKS),
    ],
)
def test_functions_of_the_kernel_have_names_for_who_may_see_addresses(
    added: tuple[str, ...], facts: dict[str, Any], outcome: Outcome | None
) -> None:
    verdict = judge(container(cap_add=("SYS_ADMIN", *added)), operation("perf", "system"), COMPOSE._replace(**facts))
    warned = [warning.outcome for warning in verdict.warnings if warning.gate == "kernel symbols"]
    assert warned == ([] if outcome is None else [outcome])


def test_gdb_warns_that_randomization_stays_and_lldb_says_how_to_leave_it() -> None:
    verdict = judge(container(), operation("gdb", "launch"), COMPOSE)
    assert [warning.gate for warning in verdict.warnings] == ["seccomp"]
    assert operation("gdb", "launch").silence == "set disable-randomization off"
    assert judge(container(seccomp=Seccomp(SeccompKind.UNCONFINED)), operation("gdb", "launch"), COMPOSE).warnings == ()


@pytest.mark.parametrize("host", [CONTAINERD, CRIO], ids=["containerd", "cri-o"])
@pytest.mark.parametrize(
    ("given", "attach"),
    [
        ({}, FAILS),
        ({"cap_add": ("SYS_PTRACE",)}, WORKS),
        ({"cap_add": ("SYS_PTRACE",), "cap_drop": ("ALL",)}, WORKS),
        ({"cap_add": ("SYS_PTRACE",), "cap_drop": ("SYS_PTRACE",)}, FAILS),
        ({"cap_add": ("SYS_PTRACE",), "user": NOBODY}, FAILS),
        ({"privileged": True}, WORKS),
    ],
)
def test_pods(host: Host, given: dict[str, Any], attach: Answer) -> None:
    assert judge(pod(**given), operation("strace", "attach"), host).answer is attach
    assert judge(pod(**given), operation("strace", "launch"), host).answer is WORKS


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({"privileged": True}, True),
        ({"cap_add": ("CAP_SYS_ADMIN",)}, True),
        ({"cap_add": ("SYS_ADMIN",)}, False),
        ({"cap_add": ("ALL",)}, False),
    ],
)
def test_the_api_server_refuses_what_contradicts_itself(given: dict[str, Any], refused: bool) -> None:
    verdict = judge(pod(no_new_privileges=True, **given), operation("strace", "launch"), CONTAINERD)
    assert said(verdict) == ((FAILS, ["engine"]) if refused else (WORKS, []))
    assert judge(pod(**given), operation("strace", "launch"), CONTAINERD).answer is WORKS


def test_a_prefixed_capability_is_worth_nothing_under_containerd_and_counts_under_cri_o() -> None:
    asked = pod(cap_add=("CAP_SYS_PTRACE",))
    assert said(judge(asked, operation("strace", "attach"), CONTAINERD)) == (FAILS, ["yama"])
    assert said(judge(asked, operation("strace", "attach"), CRIO)) == (WORKS, [])
    either = judge(asked, operation("strace", "attach"), CONTAINERD._replace(engine=None, engine_version=None))
    assert (either.answer, either.depends_on) == (DEPENDS, ("the container engine",))


def test_an_unset_profile_in_a_pod_turns_on_the_kubelet_only_where_it_matters() -> None:
    host = assumed(Host(lsm=Lsm.APPARMOR), Starter.KUBELET)
    assert judge(pod(), operation("strace", "launch"), host).answer is WORKS
    verdict = judge(pod(), operation("lldb", "launch"), host)
    assert (verdict.answer, verdict.depends_on) == (DEPENDS, ("the kubelet's --seccomp-default",))
    default = pod(seccomp=Seccomp(SeccompKind.DEFAULT))
    assert judge(default, operation("lldb", "launch"), host).answer is FAILS


def test_what_podman_refuses_without_privileged_turns_on_it() -> None:
    given: dict[str, Any] = {"cap_add": ("SYS_PTRACE",), "cap_drop": ("SYS_PTRACE",)}
    assert said(judge(container(**given), operation("strace", "launch"), PODMAN))[1] == ["engine"]
    assert said(judge(container(privileged=True, **given), operation("strace", "launch"), PODMAN)) == (WORKS, [])
    unsure = judge(container(privileged=Unknown("the variable P"), **given), operation("strace", "launch"), PODMAN)
    assert (unsure.answer, unsure.depends_on) == (DEPENDS, ("the variable P",))
