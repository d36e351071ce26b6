"""What single tools ask for beyond the usual: rr by engine release, and those whose own code decides."""

from __future__ import annotations

from typing import Any

import pytest

from capslint.debuggers.catalogue import operation, operation_for
from capslint.model import Engine, Evidence, Host, Lsm, Outcome, Seccomp, SeccompKind, Starter, Sureness, User
from capslint.model.verdict import Answer
from capslint.permissions.assumed_host import assumed
from capslint.permissions.capabilities import CapabilitySet
from capslint.permissions.judge_operation import judge
from capslint.permissions.seccomp.rules import Machine
from capslint.profile_writer import base_of, extras, left
from capslint.source import Span
from tests.default_capabilities import DOCKER_DEFAULT
from tests.truth.containers import container

WORKS, FAILS, DEPENDS = Answer.WORKS, Answer.FAILS, Answer.DEPENDS
TODAY = assumed(Host(lsm=Lsm.APPARMOR, perf_event_paranoid=2), Starter.ENGINE)
NOBODY = User(1000, 1000)
OPEN: dict[str, Any] = {"seccomp": Seccomp(SeccompKind.UNCONFINED)}
BOTH: dict[str, Any] = {"cap_add": ("SYS_PTRACE", "PERFMON")}
ADMIN: dict[str, Any] = {"cap_add": ("SYS_PTRACE", "SYS_ADMIN")}


def docker(*version: int) -> Host:
    return TODAY._replace(engine_version=version)


def podman(*version: int) -> Host:
    return TODAY._replace(engine=Engine.PODMAN, engine_version=version)


def containerd(*version: int) -> Host:
    return TODAY._replace(engine=Engine.CONTAINERD, engine_version=version)


@pytest.mark.parametrize(
    ("name", "given", "host", "expected"),
    [
        ("record", {}, TODAY, (FAILS, ["seccomp", "perf_event_paranoid"])),
        ("record", {"cap_add": ("PERFMON",)}, TODAY, (FAILS, ["seccomp"])),  # pidfd_getfd
        ("record", {"cap_add": ("SYS_PTRACE",)}, TODAY, (FAILS, ["seccomp", "perf_event_paranoid"])),
        ("record", BOTH, TODAY, (WORKS, [])),
        ("record", ADMIN, TODAY, (WORKS, [])),
        ("record", {"privileged": True}, TODAY, (WORKS, [])),
        # by release: perf_event_open is SYS_ADMIN's alone before 23.0, pidfd_open nobody's before 20.10
        ("record", ADMIN, docker(20, 10, 24), (WORKS, [])),
        ("record", {"cap_add": ("SYS_PTRACE",)}, docker(20, 10, 24), (FAILS, ["seccomp", "perf_event_paranoid"])),
        ("record", ADMIN, docker(19, 3, 15), (FAILS, ["seccomp"])),
        ("record", {"cap_add": ("ALL",)}, docker(18, 9, 7), (FAILS, ["seccomp"])),
        ("record", {"cap_add": ("ALL",), **OPEN}, docker(18, 9, 7), (WORKS, [])),
        ("record", {"cap_add": ("PERFMON", "SYS_ADMIN")}, podman(5, 8, 2), (WORKS, [])),  # pidfd_getfd is free there
        ("record", {"cap_add": ("PERFMON",)}, podman(5, 8, 2), (FAILS, ["seccomp"])),
        # kernel.perf_event_paranoid and the release of rr
        ("record", OPEN, TODAY._replace(perf_event_paranoid=1), (WORKS, [])),
        ("record", OPEN, TODAY._replace(perf_event_paranoid=2, kernel=(6, 9)), (FAILS, ["perf_event_paranoid"])),
        ("record", OPEN, TODAY._replace(perf_event_paranoid=2, kernel=(6, 10)), (DEPENDS, ["perf_event_paranoid"])),
        ("record", OPEN, TODAY._replace(perf_event_paranoid=None), (DEPENDS, ["perf_event_paranoid"])),
        ("record", BOTH, TODAY._replace(perf_event_paranoid=3, debian_perf=True), (FAILS, ["perf_event_paranoid"])),
        ("record", BOTH, TODAY._replace(perf_event_paranoid=3), (DEPENDS, ["perf_event_paranoid"])),
        ("record", BOTH, TODAY._replace(perf_event_paranoid=4, debian_perf=False), (WORKS, [])),
        (
            "record",
            {},
            TODAY._replace(perf_event_paranoid=4, debian_perf=False),
            (FAILS, ["seccomp", "perf_event_paranoid"]),
        ),
        ("record", ADMIN, TODAY._replace(perf_event_paranoid=3), (WORKS, [])),
        ("record", BOTH, TODAY._replace(ptrace_scope=3), (FAILS, ["yama"])),
        # a replay counts its own user space and fetches no descriptor
        ("replay", {"cap_add": ("PERFMON",)}, TODAY, (WORKS, [])),
        ("replay", OPEN, TODAY, (WORKS, [])),
        ("replay", {}, TODAY, (FAILS, ["seccomp"])),
    ],
)
def test_rr_needs_two_capabilities_and_by_release_more(
    name: str, given: dict[str, Any], host: Host, expected: tuple[Answer, list[str]]
) -> None:
    host = host._replace(lsm=Lsm.NONE)
    verdict = judge(container(**given), operation("rr", name), host)
    assert (verdict.answer, [one.gate for one in verdict.gates if one.outcome is not Outcome.PASSES]) == expected


def test_rr_without_its_buffer_fetches_no_descriptor() -> None:
    words = ("rr", "record", "--no-syscall-buffer", "./app")
    shown = operation_for(Evidence("rr", "record", "command", Span(0, 0), Sureness.COMMAND, words=words))
    host = TODAY._replace(perf_event_paranoid=2)
    assert judge(container(cap_add=("PERFMON",)), shown, host).answer is WORKS
    assert judge(container(**OPEN), shown, host).answer is WORKS
    assert judge(container(), shown, host).answer is FAILS


@pytest.mark.parametrize(
    ("host", "added", "unlocked"),
    [
        (docker(29, 7, 2), [], {"perf_event_open": "SYS_ADMIN PERFMON", "pidfd_getfd": "SYS_PTRACE"}),
        (docker(23, 0, 0), [], {"perf_event_open": "SYS_ADMIN PERFMON", "pidfd_getfd": "SYS_PTRACE"}),
        (docker(20, 10, 24), [], {"perf_event_open": "SYS_ADMIN", "pidfd_getfd": "SYS_PTRACE"}),
        (docker(20, 10, 0), [], {"perf_event_open": "SYS_ADMIN", "pidfd_getfd": "SYS_PTRACE"}),
        (docker(19, 3, 15), ["pidfd_open", "pidfd_getfd"], {"perf_event_open": "SYS_ADMIN"}),
        (docker(18, 9, 7), ["pidfd_open", "pidfd_getfd"], {"ptrace": "SYS_PTRACE", "perf_event_open": "SYS_ADMIN"}),
        (docker(1, 11, 0), ["ptrace", "perf_event_open", "pidfd_open", "pidfd_getfd"], {}),
        (containerd(1, 7, 0), [], {"perf_event_open": "SYS_ADMIN PERFMON", "pidfd_getfd": "SYS_PTRACE"}),
        (containerd(1, 6, 8), [], {"perf_event_open": "SYS_ADMIN", "pidfd_getfd": "SYS_PTRACE"}),
        (podman(5, 8, 2), [], {"perf_event_open": "SYS_ADMIN+PERFMON"}),
        (podman(4, 9, 4), [], {"perf_event_open": "SYS_ADMIN"}),
    ],
)
def test_the_profile_for_rr_by_engine_release(host: Host, added: list[str], unlocked: dict[str, str]) -> None:
    base, wanted = base_of(host), [operation("rr", "record"), operation("rr", "replay")]
    assert [str(one) for one in extras(base, wanted, host.kernel)] == added
    machine = Machine(CapabilitySet(DOCKER_DEFAULT, DOCKER_DEFAULT), host.kernel)
    said = {one.syscall: " ".join("+".join(names) for names in one.any_of) for one in left(base, wanted, machine)}
    assert said == unlocked


def seen(command: str) -> Evidence:
    (tool, name), words = command.split(":", maxsplit=1)[0].split("."), command.partition(":")[2].split()
    return Evidence(tool, name, "command", Span(0, 0), Sureness.COMMAND, words=tuple(words))


@pytest.mark.parametrize(
    ("command", "given", "host", "expected"),
    [
        # address space randomization: fatal for what measures coverage by ptrace
        ("tarpaulin.launch:cargo-tarpaulin", {}, TODAY, (FAILS, ["seccomp"])),
        ("tarpaulin.launch:cargo-tarpaulin", {"cap_add": ("SYS_PTRACE",)}, TODAY, (FAILS, ["seccomp"])),
        ("tarpaulin.launch:cargo-tarpaulin", OPEN, TODAY, (WORKS, [])),
        ("tarpaulin.llvm:cargo-tarpaulin", {}, TODAY, (WORKS, [])),
        ("kcov.launch:kcov out ./a", {}, TODAY, (FAILS, ["seccomp"])),
        ("kcov.launch:kcov out ./a", OPEN, TODAY, (WORKS, [])),
        ("kcov.script:kcov out ./a.sh", {}, TODAY, (WORKS, [])),
        # createdump started by hand comes from outside; the runtime names the one that it starts
        ("createdump.attach:createdump 1", {}, TODAY, (FAILS, ["yama"])),
        ("createdump.attach:createdump 1", {"cap_add": ("SYS_PTRACE",)}, TODAY, (WORKS, [])),
        ("createdump.attach:createdump 1", {}, TODAY._replace(ptrace_scope=0), (WORKS, [])),
        ("dotnet-dump.collect:dotnet-dump collect -p 1", {}, TODAY, (WORKS, [])),
        # process_vm_readv alone, and with a stop of the process
        ("phpspy.attach:phpspy -p 1", {}, TODAY, (FAILS, ["yama"])),
        ("phpspy.attach:phpspy -S -p 1", {"cap_add": ("SYS_PTRACE",)}, TODAY, (WORKS, [])),
        ("phpspy.attach:phpspy -p 1", {"cap_add": ("SYS_PTRACE",)}, docker(18, 9, 7), (WORKS, [])),
        ("pdb.attach:pdb -p 1", {}, TODAY._replace(ptrace_scope=0), (WORKS, [])),
        # perf events that have no fallback
        ("samply.launch:samply record ./a", {}, TODAY, (FAILS, ["seccomp", "perf_event_paranoid"])),
        ("samply.launch:samply record ./a", OPEN, TODAY, (FAILS, ["perf_event_paranoid"])),
        ("samply.launch:samply record ./a", {"cap_add": ("PERFMON",)}, TODAY, (WORKS, [])),
        ("async-profiler.attach:asprof 1", {}, TODAY, (WORKS, [])),
        ("async-profiler.attach:asprof -e cache-misses 1", {}, TODAY, (FAILS, ["seccomp"])),
        ("async-profiler.attach:asprof -e cache-misses 1", {"cap_add": ("PERFMON",)}, TODAY, (WORKS, [])),
        ("async-profiler.attach:asprof --fdtransfer 1", {"cap_add": ("PERFMON",)}, TODAY, (WORKS, [])),
        ("async-profiler.agent:-agentpath:libasyncProfiler.so=start,event=cpu", {}, TODAY, (WORKS, [])),
        ("async-profiler.agent:-agentpath:libasyncProfiler.so=start,event=faults", {}, TODAY, (FAILS, ["seccomp"])),
        ("perf.record:perf record -e cycles:k ls", OPEN, TODAY, (FAILS, ["perf_event_paranoid"])),
        ("perf.record:perf record -e cycles:u ls", OPEN, TODAY, (WORKS, [])),
    ],
)
def test_what_a_command_line_needs(
    command: str, given: dict[str, Any], host: Host, expected: tuple[Answer, list[str]]
) -> None:
    verdict = judge(container(**given), operation_for(seen(command)), host._replace(lsm=Lsm.NONE))
    gates = [one.gate for one in verdict.gates if one.outcome is not Outcome.PASSES]
    assert (verdict.answer, gates if verdict.answer is not WORKS else []) == expected


@pytest.mark.parametrize(
    ("tool", "given", "host", "expected"),
    [
        # heaptrack.sh looks at the setting itself, before it starts gdb
        ("heaptrack", {"cap_add": ("SYS_PTRACE",)}, TODAY, (FAILS, ["yama"])),
        ("heaptrack", {"privileged": True}, TODAY, (FAILS, ["yama"])),
        ("heaptrack", {}, TODAY._replace(ptrace_scope=0), (WORKS, [])),
        ("heaptrack", {}, TODAY._replace(ptrace_scope=None), (DEPENDS, ["yama"])),
        # debugpy starts gdb
        ("debugpy", {}, TODAY, (FAILS, ["yama"])),
        ("debugpy", {"cap_add": ("SYS_PTRACE",)}, TODAY, (WORKS, [])),
        # vsdbg opens pipes of the .NET process's user and reads its maps: Yama is not asked
        ("vsdbg", {}, TODAY, (WORKS, [])),
        ("vsdbg", {"user": NOBODY}, TODAY, (WORKS, [])),
        ("vsdbg", {"user": NOBODY}, TODAY._replace(ptrace_scope=3), (WORKS, [])),
        ("vsdbg", {"user": NOBODY}, docker(18, 9, 7), (WORKS, [])),
    ],
)
def test_tools_whose_own_code_decides(
    tool: str, given: dict[str, Any], host: Host, expected: tuple[Answer, list[str]]
) -> None:
    verdict = judge(container(**given), operation(tool, "attach"), host)
    assert (verdict.answer, [one.gate for one in verdict.gates if one.outcome is not Outcome.PASSES]) == expected
