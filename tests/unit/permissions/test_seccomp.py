"""Which filter a container gets, what engines' defaults say, and how that is told."""

from __future__ import annotations

import json
from typing import Any

import pytest

from capslint.model import Engine, Host, Outcome, Seccomp, SeccompKind, Starter, Unknown
from capslint.model.operation import Call, HostFact
from capslint.permissions.capabilities import ALL, exactly, mask
from capslint.permissions.certainty import Certain, Unsure
from capslint.permissions.gates.seccomp_gate import host_fact
from capslint.permissions.gates.seccomp_gate import judge as judge_call
from capslint.permissions.seccomp.filter import NO_FILTER, Filter, decide
from capslint.permissions.seccomp.in_force import filter_of
from capslint.permissions.seccomp.rules import Machine
from tests.default_capabilities import DOCKER_DEFAULT
from tests.truth.containers import container

DOCKER = Host(Engine.DOCKER, (29, 7, 2), (6, 1))
KUBERNETES = Host(Engine.CONTAINERD, (2, 3, 4), (6, 1), kubelet_seccomp_default=False)


def profile(*entries: dict[str, Any], default: str = "SCMP_ACT_ERRNO", **more: Any) -> str:
    return json.dumps({"defaultAction": default, "syscalls": list(entries), **more})


def entry(action: str = "ALLOW", *args: tuple[int, str, int], **more: Any) -> dict[str, Any]:
    tests = [{"index": index, "op": f"SCMP_CMP_{op}", "value": value} for index, op, value in args]
    return {"names": ["ptrace"], "action": f"SCMP_ACT_{action}", "args": tests, **more}


def in_force(host: Host, privileged: bool = False, starter: Starter = Starter.ENGINE, **given: Any) -> Filter:
    assert host.engine is not None
    asked = container(starter=starter, privileged=privileged, **given)
    found = filter_of(asked, host, host.engine, privileged)
    assert isinstance(found, Filter)
    return found


NEVER = Seccomp(SeccompKind.FILE, "never.json", profile())
K8S = Starter.KUBELET


@pytest.mark.parametrize(
    ("host", "given", "ptrace"),
    [
        (DOCKER, {}, True),
        (DOCKER._replace(kernel=(3, 10)), {}, False),
        (DOCKER, {"seccomp": Seccomp(SeccompKind.DEFAULT)}, True),
        (DOCKER, {"seccomp": NEVER}, False),
        (DOCKER, {"seccomp": NEVER, "privileged": True}, False),
        (DOCKER._replace(engine_version=(27, 0, 0)), {"seccomp": NEVER, "privileged": True}, True),
        (DOCKER._replace(engine_version=None), {"seccomp": NEVER, "privileged": True}, Unsure("the Docker version")),
        (KUBERNETES, {"starter": K8S}, True),
        (KUBERNETES._replace(kubelet_seccomp_default=True, kernel=(4, 4)), {"starter": K8S}, False),
        (KUBERNETES._replace(kubelet_seccomp_default=None), {"starter": K8S}, True),
        (
            KUBERNETES._replace(kubelet_seccomp_default=None, kernel=(4, 4)),
            {"starter": K8S},
            Unsure("the kubelet's --seccomp-default"),
        ),
        (KUBERNETES, {"starter": K8S, "seccomp": Seccomp(SeccompKind.DEFAULT)}, True),
        (KUBERNETES, {"starter": K8S, "seccomp": NEVER}, False),
        (KUBERNETES, {"starter": K8S, "seccomp": NEVER, "privileged": True}, True),
        (
            DOCKER,
            {"seccomp": Seccomp(SeccompKind.FILE, "gone.json")},
            Unsure("the seccomp profile gone.json, which could not be read"),
        ),
        (DOCKER, {"seccomp": Unknown("the variable PROFILE")}, Unsure("the variable PROFILE")),
    ],
)
def test_which_filter_is_in_force(host: Host, given: dict[str, Any], ptrace: Certain) -> None:
    found = in_force(host, **given)
    assert decide(Call("ptrace"), found, Machine(exactly(DOCKER_DEFAULT), host.kernel)) == ptrace


def test_a_docker_profile_with_conditions_opens_everything_under_containerd() -> None:
    conditional = Seccomp(SeccompKind.FILE, "c.json", profile(entry(includes={"caps": ["CAP_SYS_PTRACE"]})))
    crio = Host(Engine.CRIO, (1, 36, 3), (6, 1))
    for host, expected in ((KUBERNETES, True), (crio, False)):
        found = in_force(host, starter=K8S, seccomp=conditional)
        assert decide(Call("ptrace"), found, Machine(exactly(0), host.kernel)) is expected


V = "process_vm_readv"


@pytest.mark.parametrize(
    ("engine", "version", "kernel", "call", "capability", "expected"),
    [
        (Engine.CONTAINERD, (1, 5, 18), (5, 10), "ptrace", None, False),
        (Engine.CONTAINERD, (1, 6, 6), (5, 10), "ptrace", "SYS_PTRACE", True),
        (Engine.CONTAINERD, (1, 6, 7), (5, 10), "ptrace", None, True),
        (Engine.CONTAINERD, (1, 6, 7), (4, 4), "ptrace", None, False),
        (Engine.CONTAINERD, (1, 6, 8), (5, 10), "perf_event_open", "PERFMON", False),
        (Engine.CONTAINERD, (1, 6, 9), (5, 10), "perf_event_open", "PERFMON", True),
        (Engine.CONTAINERD, (1, 6, 9), (5, 10), "bpf", "BPF", True),
        (Engine.CONTAINERD, (1, 6, 36), (5, 10), V, None, False),
        (Engine.CONTAINERD, (1, 7, 0), (5, 10), V, None, True),
        (Engine.CONTAINERD, (2, 3, 4), (5, 10), "kcmp", None, False),
        (Engine.CONTAINERD, None, (5, 10), "ptrace", None, Unsure("the containerd version")),
        (Engine.CONTAINERD, None, (5, 10), "ptrace", "SYS_PTRACE", True),
        (Engine.CONTAINERD, (1, 6), (5, 10), "ptrace", None, Unsure("the containerd version")),
        (Engine.PODMAN, (4, 0, 3), (5, 10), "ptrace", None, False),
        (Engine.PODMAN, (4, 1, 0), (3, 10), "ptrace", None, True),
        (Engine.PODMAN, (4, 1, 0), (5, 10), V, None, True),
        (Engine.PODMAN, (5, 8, 0), (5, 10), "pidfd_getfd", None, True),
        (Engine.PODMAN, (5, 8, 0), (5, 10), "setns", None, True),
        (Engine.PODMAN, (5, 8, 0), (5, 10), "unshare", None, True),
        (Engine.PODMAN, (5, 4, 0), (5, 10), "perf_event_open", "PERFMON", False),
        (Engine.PODMAN, (5, 4, 0), (5, 10), "perf_event_open", "SYS_ADMIN", False),
        (Engine.PODMAN, (5, 7, 0), (5, 10), "perf_event_open", "PERFMON", False),
        # seccomp.json in the vendor folder at v5.8.2: what allows it with PERFMON alone came later
        (Engine.PODMAN, (5, 8, 2), (5, 10), "perf_event_open", "PERFMON", False),
        (Engine.CRIO, (1, 24, 6), (5, 10), "ptrace", None, False),
        (Engine.CRIO, (1, 25, 0), (5, 10), "ptrace", None, True),
        (Engine.CRIO, (1, 36, 3), (5, 10), "unshare", None, False),
        (Engine.CRIO, (1, 36, 3), (5, 10), "unshare", "SYS_ADMIN", True),
        (Engine.CRIO, (1, 35, 0), (5, 10), "perf_event_open", "PERFMON", False),
        (Engine.CRIO, (1, 35, 1), (5, 10), "perf_event_open", "PERFMON", True),
        (Engine.CRIO, (1, 36, 3), (5, 10), "perf_event_open", "PERFMON", True),
        (Engine.CRIO, (1, 35), (5, 10), "perf_event_open", "PERFMON", Unsure("the CRI-O version")),
        # internal/config/seccomp/seccomp.go takes unshare away since 1.24, clone3 since 1.29.9 and 1.30.6
        (Engine.CRIO, (1, 23, 0), (5, 10), "unshare", None, True),
        (Engine.CRIO, (1, 24, 0), (5, 10), "unshare", None, False),
        (Engine.CRIO, (1, 29, 8), (5, 10), "clone3", None, True),
        (Engine.CRIO, (1, 29, 9), (5, 10), "clone3", None, False),
        (Engine.CRIO, (1, 30, 5), (5, 10), "clone3", None, True),
        (Engine.CRIO, (1, 30, 6), (5, 10), "clone3", None, False),
    ],
)
def test_defaults_of_other_engines(
    engine: Engine, version: Any, kernel: tuple[int, int], call: str, capability: str | None, expected: Certain
) -> None:
    host = Host(engine, version, kernel)
    found = in_force(host, seccomp=Seccomp(SeccompKind.DEFAULT))
    bounding = exactly(mask([capability] if capability else []))
    assert decide(Call(call), found, Machine(bounding, kernel)) == expected


@pytest.mark.parametrize("engine", Engine)
def test_no_default_profile_lets_randomization_be_switched_off(engine: Engine) -> None:
    found = in_force(Host(engine, None, (6, 1)), seccomp=Seccomp(SeccompKind.DEFAULT))
    call = Call("personality", (0x40000,))
    assert decide(call, found, Machine(exactly(ALL), (6, 1))) is False
    said = judge_call(call, found, Machine(exactly(ALL), (6, 1)), True)
    assert said.outcome is Outcome.BLOCKS
    assert "never allows personality(0x40000)" in said.why
    assert said.would_pass_with == ("a seccomp profile that allows personality(0x40000)",)


@pytest.mark.parametrize(
    ("bits", "outcome", "fact"),
    [(28, Outcome.PASSES, None), (32, Outcome.BLOCKS, None), (None, Outcome.DEPENDS, "vm.mmap_rnd_bits")],
)
def test_a_call_that_is_made_on_some_hosts_only(bits: int | None, outcome: Outcome, fact: str | None) -> None:
    call = Call("personality", (0x40000,), HostFact.MMAP_RND_BITS)
    said = judge_call(call, in_force(DOCKER), Machine(exactly(0), (6, 1)), host_fact(HostFact.MMAP_RND_BITS, bits))
    assert (said.outcome, said.depends_on) == (outcome, fact)


@pytest.mark.parametrize(
    ("version", "capability", "why"),
    [
        ((18, 9, 7), None, "Docker 18.09.7's default profile allows ptrace only with CAP_SYS_PTRACE"),
        (
            (18, 9, 7),
            "SYS_PTRACE",
            "Docker 18.09.7's default profile allows ptrace with CAP_SYS_PTRACE, which the container has",
        ),
        ((29, 7, 2), None, "Docker 29.7.2's default profile allows ptrace with kernel 4.8 or later"),
        ((1, 11, 0), "SYS_PTRACE", "Docker 1.11.0's default profile never allows ptrace"),
    ],
)
def test_the_sentence_names_the_profile_and_the_condition(
    version: tuple[int, ...], capability: str | None, why: str
) -> None:
    host = DOCKER._replace(engine_version=version)
    bounding = exactly(mask([capability] if capability else []))
    assert judge_call(Call("ptrace"), in_force(host), Machine(bounding, host.kernel), True).why == why


def test_what_would_unlock_a_call_is_named() -> None:
    said = judge_call(Call("perf_event_open"), in_force(DOCKER), Machine(exactly(0), (6, 1)), True)
    assert said.would_pass_with == (
        "cap_add SYS_ADMIN",
        "cap_add PERFMON",
        "a seccomp profile that allows perf_event_open",
    )


def test_without_a_filter_everything_passes() -> None:
    assert decide(Call("anything"), NO_FILTER, Machine(exactly(0), None)) is True
