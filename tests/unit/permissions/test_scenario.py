"""The judgement on who looks into whom: sidecars, pods, the host, SELinux, sudo, file capabilities."""

from __future__ import annotations

from typing import Any

import pytest

from capslint.debuggers.catalogue import operation
from capslint.model import (
    AppArmorProfile,
    Container,
    Engine,
    Host,
    Lsm,
    Operation,
    Outcome,
    PidMode,
    PidNamespace,
    Process,
    Role,
    Scene,
    Seccomp,
    SeccompKind,
    Start,
    Starter,
    Switch,
    Unknown,
    User,
    Verdict,
)
from capslint.model.operation import Bpf, BpfKind, Call, Need, SysctlWrite
from capslint.model.verdict import Answer
from capslint.permissions.assumed_host import assumed
from capslint.permissions.judge_operation import ORDER, judge
from tests.truth.containers import container

COMPOSE = assumed(Host(lsm=Lsm.APPARMOR), Starter.ENGINE)
CONTAINERD = assumed(Host(lsm=Lsm.APPARMOR, kubelet_seccomp_default=False), Starter.KUBELET)
PODMAN = assumed(Host(Engine.PODMAN, lsm=Lsm.SELINUX), Starter.ENGINE)
NOBODY = User(1000, 1000)
SUDO = (Switch("sudo", "root", is_sudo=True),)
WORKS, FAILS, DEPENDS = Answer.WORKS, Answer.FAILS, Answer.DEPENDS


def pod(name: str = "app", **given: Any) -> Container:
    return container(name, **{"starter": Starter.KUBELET, "role": Role.MAIN, **given})


def said(verdict: Verdict) -> tuple[Answer, list[str]]:
    """The answer, and the gates that do not pass."""
    return verdict.answer, [gate.gate for gate in verdict.gates if gate.outcome is not Outcome.PASSES]


def beside(tracer: Container, target: Container, **process: Any) -> Scene:
    return Scene(Process(Start.MAIN), Process(Start.MAIN, target, **process))


APP = container("app", user=NOBODY)


@pytest.mark.parametrize(
    ("given", "host", "expected"),
    [
        ({}, COMPOSE, (FAILS, ["pid namespace", "credentials", "yama"])),
        ({"cap_add": ("SYS_PTRACE",)}, COMPOSE, (FAILS, ["pid namespace"])),
        ({"cap_add": ("SYS_PTRACE",), "pid": PidMode(PidNamespace.CONTAINER, "app")}, COMPOSE, (WORKS, [])),
        (
            {"cap_add": ("SYS_PTRACE",), "pid": PidMode(PidNamespace.CONTAINER, "db")},
            COMPOSE,
            (FAILS, ["pid namespace"]),
        ),
        ({"cap_add": ("SYS_PTRACE",), "pid": PidMode(PidNamespace.HOST)}, COMPOSE, (WORKS, [])),
        ({"cap_add": ("SYS_PTRACE",), "pid": Unknown("the variable PID")}, COMPOSE, (DEPENDS, ["pid namespace"])),
        (
            {"pid": PidMode(PidNamespace.CONTAINER, "app"), "user": NOBODY},
            COMPOSE._replace(ptrace_scope=0),
            (WORKS, []),
        ),
        (
            {"cap_add": ("SYS_PTRACE",), "pid": PidMode(PidNamespace.CONTAINER, "app")},
            COMPOSE._replace(user_namespace_remap=True),
            (WORKS, []),
        ),
        (
            {"cap_add": ("SYS_PTRACE",), "pid": PidMode(PidNamespace.CONTAINER, "app")},
            PODMAN,
            (WORKS, []),
        ),
        (
            {"cap_add": ("SYS_PTRACE",), "apparmor": "mine", "pid": PidMode(PidNamespace.CONTAINER, "app")},
            COMPOSE,
            (DEPENDS, ["apparmor"]),
        ),
        (
            {"cap_add": ("SYS_PTRACE",), "apparmor": "mine", "pid": PidMode(PidNamespace.CONTAINER, "app")},
            COMPOSE._replace(lsm=Lsm.NONE),
            (WORKS, []),
        ),
    ],
)
def test_sidecars(given: dict[str, Any], host: Host, expected: tuple[Answer, list[str]]) -> None:
    tracer = container("debugger", **given)
    assert said(judge(tracer, operation("delve", "attach"), host, beside(tracer, APP))) == expected


@pytest.mark.parametrize(
    ("tracer", "target", "expected"),
    [
        ({}, {}, FAILS),
        ({"pid": PidMode(PidNamespace.SHARED)}, {"pid": PidMode(PidNamespace.SHARED)}, WORKS),
        ({"debug_target": "app", "role": Role.EPHEMERAL}, {}, WORKS),
        ({"debug_target": "other", "role": Role.EPHEMERAL}, {}, FAILS),
    ],
)
def test_containers_of_a_pod_see_each_other_when_they_share(
    tracer: dict[str, Any], target: dict[str, Any], expected: Answer
) -> None:
    debugger, app = pod("debugger", cap_add=("SYS_PTRACE",), **tracer), pod("app", **target)
    verdict = judge(debugger, operation("strace", "attach"), CONTAINERD, beside(debugger, app))
    assert verdict.answer is expected


def test_processes_of_the_host_are_kept_by_apparmor_though_the_capability_is_there() -> None:
    tracer = container(cap_add=("SYS_PTRACE",), pid=PidMode(PidNamespace.HOST))
    scene = Scene(Process(Start.MAIN), Process(Start.HOST))
    what = operation("strace", "attach")
    assert said(judge(tracer, what, COMPOSE, scene)) == (FAILS, ["apparmor"])
    unknown = judge(tracer, what, COMPOSE._replace(lsm=None), scene)
    assert (unknown.answer, unknown.depends_on) == (DEPENDS, ("the host's security module",))
    assert said(judge(tracer, what, COMPOSE._replace(lsm=Lsm.NONE), scene)) == (WORKS, [])
    free = container(cap_add=("SYS_PTRACE",), pid=PidMode(PidNamespace.HOST), apparmor="unconfined")
    assert said(judge(free, what, COMPOSE, scene)) == (WORKS, [])
    remapped = COMPOSE._replace(user_namespace_remap=True)
    assert said(judge(free, what, remapped, scene))[1][0] == "engine"


@pytest.mark.parametrize(
    ("version", "expected"),
    [((2, 223, 0), (WORKS, [])), ((2, 222, 0), (DEPENDS, ["selinux"])), (None, (DEPENDS, ["selinux"]))],
)
def test_selinux_allows_ptrace_since_2_223(version: Any, expected: tuple[Answer, list[str]]) -> None:
    host = PODMAN._replace(container_selinux=version)
    assert said(judge(container(), operation("strace", "launch"), host)) == expected
    assert said(judge(container(selinux="disable"), operation("strace", "launch"), host)) == (WORKS, [])


@pytest.mark.parametrize(
    ("given", "outcome"),
    [({}, Outcome.BLOCKS), ({"selinux": "disable"}, None), ({"privileged": True}, None), ({"ipc": "host"}, None)],
)
def test_selinux_keeps_bpf_from_container_t(given: dict[str, Any], outcome: Outcome | None) -> None:
    what = Operation("raw", "bpf", (Need(Call("bpf")), Need(Bpf(BpfKind.MAP))), "test")
    verdict = judge(container(cap_add=("SYS_ADMIN",), **given), what, PODMAN)
    assert next((gate.outcome for gate in verdict.gates if gate.gate == "selinux"), Outcome.PASSES) is (
        outcome or Outcome.PASSES
    )


def test_selinux_keeps_containers_apart_and_from_the_host() -> None:
    tracer = container("debugger", cap_add=("SYS_PTRACE",), pid=PidMode(PidNamespace.HOST), selinux="type:container_t")
    to_host = Scene(Process(Start.MAIN), Process(Start.HOST))
    assert "selinux" in said(judge(tracer, operation("strace", "attach"), PODMAN, to_host))[1]


@pytest.mark.parametrize(
    ("process", "given", "expected"),
    [
        ({"file_capabilities": ("SYS_PTRACE",)}, {}, (FAILS, ["program", "yama"])),
        ({"file_capabilities": ("SYS_PTRACE",)}, {"cap_add": ("SYS_PTRACE",), "user": NOBODY}, (WORKS, [])),
        (
            {"file_capabilities": ("SYS_PTRACE",)},
            {"cap_add": ("SYS_PTRACE",), "user": NOBODY, "no_new_privileges": True},
            (FAILS, ["yama"]),
        ),
        ({"switches": SUDO}, {"cap_add": ("SYS_PTRACE",), "user": NOBODY}, (WORKS, [])),
        (
            {"switches": SUDO},
            {"cap_add": ("SYS_PTRACE",), "user": NOBODY, "no_new_privileges": True},
            (FAILS, ["program"]),
        ),
        ({"switches": SUDO}, {"cap_add": ("SYS_PTRACE",), "cap_drop": ("ALL",), "user": NOBODY}, (FAILS, ["program"])),
        ({"user": User(0, 0)}, {"cap_add": ("SYS_PTRACE",), "user": NOBODY}, (WORKS, [])),
        ({"start": Start.EXEC_PRIVILEGED}, {}, (WORKS, [])),
        ({"start": Start.EXEC_PRIVILEGED}, {"user": NOBODY}, (FAILS, ["yama"])),
    ],
)
def test_how_the_debugger_is_started(
    process: dict[str, Any], given: dict[str, Any], expected: tuple[Answer, list[str]]
) -> None:
    verdict = judge(container(**given), operation("strace", "attach"), COMPOSE, Scene(Process(**process)))
    assert said(verdict) == expected


@pytest.mark.parametrize(("version", "expected"), [((24, 0, 7), FAILS), ((25, 0, 0), WORKS), (None, DEPENDS)])
def test_exec_as_root_under_no_new_privileges_has_what_docker_wrote_down(version: Any, expected: Answer) -> None:
    asked = container(user=NOBODY, cap_add=("SYS_PTRACE",), no_new_privileges=True)
    host = COMPOSE._replace(engine_version=version)
    scene = Scene(Process(user=User(0, 0)))
    assert judge(asked, operation("delve", "attach"), host, scene).answer is expected


def test_a_malformed_profile_is_a_refusal_with_its_reason_and_no_exception() -> None:
    asked = container(seccomp=Seccomp(SeccompKind.FILE, "broken.json", '{"defaultAction": 1}'))
    verdict = judge(asked, operation("strace", "launch"), COMPOSE)
    assert verdict.answer is FAILS
    assert verdict.gates[0].why == "Docker refuses the seccomp profile: 1 is no seccomp action"


def test_gates_come_in_the_order_of_the_kernel_each_once() -> None:
    verdict = judge(container("debugger"), operation("gdb", "attach"), COMPOSE, beside(container(), APP))
    found = [gate.gate for gate in verdict.gates]
    assert found == sorted(set(found), key=ORDER.index)
    assert all(gate.why and "\n" not in gate.why for gate in verdict.gates)


def test_every_gate_that_does_not_pass_says_what_would_help_or_that_nothing_does() -> None:
    verdict = judge(container(user=NOBODY), operation("strace", "attach"), COMPOSE)
    (yama,) = [gate for gate in verdict.gates if gate.outcome is Outcome.BLOCKS]
    assert yama.would_pass_with == (
        "cap_add SYS_PTRACE and running the debugger as root",
        "kernel.yama.ptrace_scope=0 on the host",
    )
    never = judge(container(), operation("strace", "attach"), COMPOSE._replace(ptrace_scope=3))
    assert [gate.would_pass_with for gate in never.gates if gate.gate == "yama"] == [()]


def test_users_of_two_images_are_not_taken_for_the_same() -> None:
    tracer = container("debugger", user=None, pid=PidMode(PidNamespace.CONTAINER, "app"))
    target = container("app", user=None)
    verdict = judge(tracer, operation("strace", "attach"), COMPOSE._replace(ptrace_scope=0), beside(tracer, target))
    assert (verdict.answer, verdict.depends_on) == (DEPENDS, ("the image's USER",))
    named = User(None, None, "app")
    tracer, target = tracer._replace(user=tracer.user._replace(value=named)), container("app", user=named)
    verdict = judge(tracer, operation("strace", "attach"), COMPOSE._replace(ptrace_scope=0), beside(tracer, target))
    assert (verdict.answer, verdict.depends_on) == (DEPENDS, ("the image's user app",))


@pytest.mark.parametrize(
    ("rules", "launch", "attach"),
    [
        ((), FAILS, FAILS),
        ((("trace", "mine"),), FAILS, FAILS),
        ((("trace", "mine"), ("tracedby", None)), WORKS, FAILS),
        ((("trace", None), ("tracedby", "mine")), WORKS, WORKS),
        ((("trace", None), ("tracedby", None)), WORKS, WORKS),
    ],
)
def test_a_loaded_apparmor_profile_is_asked_rule_by_rule(
    rules: tuple[tuple[str, str | None], ...], launch: Answer, attach: Answer
) -> None:
    host = COMPOSE._replace(apparmor_profiles=(AppArmorProfile("other"), AppArmorProfile("mine", rules)))
    given: dict[str, Any] = {"cap_add": ("SYS_PTRACE",), "apparmor": "localhost/mine"}
    pid = PidMode(PidNamespace.CONTAINER, "app")
    assert judge(container(**given), operation("delve", "launch"), host).answer is launch
    # The target is under docker-default, which lets everybody trace it through abstractions/base.
    tracer = container("debugger", pid=pid, **given)
    assert judge(tracer, operation("delve", "attach"), host, beside(tracer, APP)).answer is attach


@pytest.mark.parametrize(
    ("given", "host", "blocked_by"),
    [
        ({}, COMPOSE, ["file permissions", "apparmor", "capability"]),
        ({"cap_add": ("SYS_PTRACE",), "unmasked_proc": True}, COMPOSE, ["apparmor"]),
        ({"cap_add": ("SYS_PTRACE",), "unmasked_proc": True, "apparmor": "unconfined"}, COMPOSE, []),
        ({"unmasked_proc": True, "apparmor": "unconfined"}, COMPOSE, ["capability"]),
        ({"privileged": True}, COMPOSE, []),
        ({"privileged": True, "user": NOBODY}, COMPOSE, ["file permissions", "capability"]),
        (
            {"cap_add": ("SYS_PTRACE",), "unmasked_proc": True, "apparmor": "unconfined"},
            COMPOSE._replace(user_namespace_remap=True),
            ["file permissions", "user namespace"],
        ),
    ],
)
def test_ptrace_scope_is_out_of_reach_for_containers(given: dict[str, Any], host: Host, blocked_by: list[str]) -> None:
    need = Need(SysctlWrite("kernel.yama.ptrace_scope", "SYS_PTRACE"))
    verdict = judge(container(**given), Operation("raw", "write", (need,), "test"), host)
    assert said(verdict)[1] == blocked_by
