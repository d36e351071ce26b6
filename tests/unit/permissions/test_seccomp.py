"""Custom profiles, and which filter a container gets."""

from __future__ import annotations

import json
from typing import Any

import pytest

from capslint.model import Engine, Host, Outcome, Platform, Seccomp, SeccompKind, Unknown
from capslint.model.operation import Call, HostFact
from capslint.permissions.capabilities import ALL, DOCKER_DEFAULT, exactly, mask
from capslint.permissions.certainty import Certain, Unsure
from capslint.permissions.filters import filter_of
from capslint.permissions.seccomp import NO_FILTER, Filter, decide
from capslint.permissions.seccomp import judge as judge_call
from capslint.permissions.seccomp_profile import Malformed, Profile, parse
from capslint.permissions.seccomp_rules import Machine, allowed
from tests.truth.containers import container

DOCKER = Host(Engine.DOCKER, (29, 7, 2), (6, 1))
KUBERNETES = Host(Engine.CONTAINERD, (2, 3, 4), (6, 1), kubelet_seccomp_default=False)


def profile(*entries: dict[str, Any], default: str = "SCMP_ACT_ERRNO", **more: Any) -> str:
    return json.dumps({"defaultAction": default, "syscalls": list(entries), **more})


def entry(action: str = "ALLOW", *args: tuple[int, str, int], **more: Any) -> dict[str, Any]:
    tests = [{"index": index, "op": f"SCMP_CMP_{op}", "value": value} for index, op, value in args]
    return {"names": ["ptrace"], "action": f"SCMP_ACT_{action}", "args": tests, **more}


def answer(
    text: str,
    *args: int | None,
    capabilities: int = 0,
    kernel: tuple[int, int] | None = (6, 1),
    arch: str = "amd64",
    oci: bool = False,
) -> Certain:
    read = parse(text, oci)
    assert isinstance(read, Profile), read
    machine = Machine(exactly(capabilities), kernel, arch)
    return allowed(read.rules("ptrace"), read.default, "ptrace", args, machine)


@pytest.mark.parametrize(
    ("action", "default", "lets_through"),
    [
        ("ALLOW", "ERRNO", True),
        ("LOG", "ERRNO", True),
        ("ERRNO", "ALLOW", False),
        ("KILL", "ALLOW", False),
        ("KILL_PROCESS", "ALLOW", False),
        ("TRAP", "ALLOW", False),
        ("TRACE", "ALLOW", False),
        ("NOTIFY", "ALLOW", Unsure("the seccomp agent that is notified")),
    ],
)
def test_actions(action: str, default: str, lets_through: Certain) -> None:
    assert answer(profile(entry(action), default=f"SCMP_ACT_{default}")) == lets_through
    other = json.loads(profile(default=f"SCMP_ACT_{default}"))
    assert answer(json.dumps(other)) is (default == "ALLOW")


@pytest.mark.parametrize(
    ("op", "value", "hits", "misses"),
    [
        ("EQ", 5, [5], [4, 6]),
        ("NE", 5, [4, 6], [5]),
        ("LT", 5, [4], [5, 6]),
        ("LE", 5, [4, 5], [6]),
        ("GT", 5, [6], [4, 5]),
        ("GE", 5, [5, 6], [4]),
        ("MASKED_EQ", 0x7E020000, [0, 0x11, 0x01000000], [0x10000000, 0x7E020000]),
    ],
)
def test_comparisons(op: str, value: int, hits: list[int], misses: list[int]) -> None:
    text = profile(entry("ALLOW", (1, op, value)))
    assert [answer(text, 0, given) for given in hits] == [True] * len(hits)
    assert [answer(text, 0, given) for given in misses] == [False] * len(misses)
    assert answer(text, 0, None) == answer(text, 0) == Unsure("argument 1 of ptrace")


def test_masked_comparison_with_a_value() -> None:
    text = profile({"names": ["ptrace"], "action": "SCMP_ACT_ALLOW", "args": [
        {"index": 0, "op": "SCMP_CMP_MASKED_EQ", "value": 0xF0, "valueTwo": 0x20}]})  # fmt: skip
    assert [answer(text, given) for given in (0x20, 0x2F, 0x30)] == [True, True, False]


def test_arguments_of_one_rule_must_all_match_but_two_tests_of_one_argument_are_two_rules() -> None:
    both = profile(entry("ALLOW", (0, "EQ", 1), (1, "EQ", 2)))
    assert [answer(both, 1, 2), answer(both, 1, 3), answer(both, 0, 2)] == [True, False, False]
    twice = profile(entry("ALLOW", (0, "EQ", 1), (0, "EQ", 2)))
    assert [answer(twice, 1), answer(twice, 2), answer(twice, 3)] == [True, True, False]


@pytest.mark.parametrize(
    ("condition", "machine", "expected"),
    [
        ({"includes": {"caps": ["CAP_SYS_PTRACE"]}}, {"capabilities": mask(["SYS_PTRACE"])}, True),
        ({"includes": {"caps": ["CAP_SYS_PTRACE"]}}, {}, False),
        ({"includes": {"caps": ["CAP_SYS_PTRACE", "CAP_BPF"]}}, {"capabilities": mask(["BPF"])}, False),
        ({"includes": {"caps": ["SYS_PTRACE"]}}, {"capabilities": ALL}, False),
        ({"includes": {"caps": ["CAP_NO_SUCH"]}}, {"capabilities": ALL}, False),
        ({"excludes": {"caps": ["CAP_SYS_ADMIN"]}}, {}, True),
        ({"excludes": {"caps": ["CAP_SYS_ADMIN", "CAP_BPF"]}}, {"capabilities": mask(["BPF"])}, False),
        ({"includes": {"minKernel": "4.8"}}, {"kernel": (4, 8)}, True),
        ({"includes": {"minKernel": "4.8"}}, {"kernel": (4, 7)}, False),
        ({"includes": {"minKernel": "4.8"}}, {"kernel": None}, Unsure("the kernel version")),
        ({"includes": {"arches": ["amd64", "x32"]}}, {}, True),
        ({"includes": {"arches": ["arm64"]}}, {}, False),
        ({"includes": {"arches": ["arm64"]}}, {"arch": "arm64"}, True),
        ({"excludes": {"arches": ["amd64"]}}, {}, False),
    ],
)
def test_conditions(condition: dict[str, Any], machine: dict[str, Any], expected: Certain) -> None:
    text = profile(entry(**condition))
    assert answer(text, **machine) == expected
    # containerd reads a Localhost profile as OCI: conditions mean nothing, every rule applies.
    assert answer(text, oci=True, **machine) is True


def test_the_first_rule_without_arguments_wins() -> None:
    assert answer(profile(entry("ALLOW"), entry("KILL"))) is True
    assert answer(profile(entry("KILL"), entry("ALLOW"))) is False
    assert answer(profile(entry("KILL", (0, "EQ", 1)), entry("ALLOW")), 1) is True
    # A rule that does what the default does is left out by runc.
    assert answer(profile(entry("ERRNO"), entry("ALLOW"))) is True
    assert answer(profile(entry("ERRNO", errnoRet=38), entry("ALLOW"))) is False


def test_rules_that_contradict_each_other_on_the_same_arguments_are_unsure() -> None:
    text = profile(entry("KILL", (0, "GE", 1)), entry("ALLOW", (0, "EQ", 1)))
    assert answer(text, 1) == Unsure("the order in which libseccomp tests contradicting rules")
    assert answer(text, 2) is False


def test_a_rule_that_may_apply_is_unsure_only_if_it_matters() -> None:
    newer = entry(includes={"minKernel": "4.8"})
    assert answer(profile(newer), kernel=None) == Unsure("the kernel version")
    assert answer(profile(newer, entry()), kernel=None) is True


def test_old_form_with_name() -> None:
    text = json.dumps({"defaultAction": "SCMP_ACT_ERRNO", "architectures": ["SCMP_ARCH_X86_64"],
                       "syscalls": [{"name": "ptrace", "action": "SCMP_ACT_ALLOW", "args": None}]})  # fmt: skip
    assert answer(text) is True
    assert answer(text, oci=True) is False


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "it is not valid JSON"),
        ("{", "it is not valid JSON"),
        ("[" * 100_000, "it is not valid JSON"),
        ("[]", "it is not a JSON object"),
        ("{}", "None is no seccomp action"),
        ('{"defaultAction": "ALLOW_ALL"}', "'ALLOW_ALL' is no seccomp action"),
        ('{"defaultAction": "SCMP_ACT_ALLOW", "syscalls": {}}', "syscalls is not a list"),
        ('{"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [1]}', "an entry of syscalls is not an object"),
        (profile(entry(names="ptrace")), "names is not a list"),
        (profile(entry(names=[1])), "a name of a system call is not a string"),
        (profile(entry(name="ptrace")), "both name and names"),
        (profile(entry(includes=[])), "includes is not an object"),
        (profile(entry(includes={"caps": "CAP_BPF"})), "caps is not a list"),
        (profile(entry(includes={"minKernel": "four"})), "minKernel 'four' is not MAJOR.MINOR"),
        (profile(entry(excludes={"minKernel": "4.8"})), "not supported"),
        (profile(entry(args=[1])), "an entry of args is not an object"),
        (profile(entry("ALLOW", (6, "EQ", 1))), "a system call has no argument 6"),
        (profile(entry("ALLOW", (0, "LIKE", 1))), "'SCMP_CMP_LIKE' is no comparison"),
        (profile(entry(args=[{"index": 0, "op": "SCMP_CMP_EQ", "value": 1.5}])), "value 1.5 is not a whole number"),
        (
            profile(entry(), architectures=["SCMP_ARCH_X86"], archMap=[{"architecture": "SCMP_ARCH_X86"}]),
            "Docker refuses",
        ),
    ],
)
def test_malformed_profiles_are_told(text: str, reason: str) -> None:
    read = parse(text)
    assert isinstance(read, Malformed)
    assert reason in read.reason


def in_force(host: Host, privileged: bool = False, platform: Platform = Platform.COMPOSE, **given: Any) -> Filter:
    assert host.engine is not None
    asked = container(platform=platform, privileged=privileged, **given)
    found = filter_of(asked, host, host.engine, privileged)
    assert isinstance(found, Filter)
    return found


NEVER = Seccomp(SeccompKind.FILE, "never.json", profile())
K8S = Platform.KUBERNETES


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
        (KUBERNETES, {"platform": K8S}, True),
        (KUBERNETES._replace(kubelet_seccomp_default=True, kernel=(4, 4)), {"platform": K8S}, False),
        (KUBERNETES._replace(kubelet_seccomp_default=None), {"platform": K8S}, True),
        (
            KUBERNETES._replace(kubelet_seccomp_default=None, kernel=(4, 4)),
            {"platform": K8S},
            Unsure("the kubelet's --seccomp-default"),
        ),
        (KUBERNETES, {"platform": K8S, "seccomp": Seccomp(SeccompKind.DEFAULT)}, True),
        (KUBERNETES, {"platform": K8S, "seccomp": NEVER}, False),
        (KUBERNETES, {"platform": K8S, "seccomp": NEVER, "privileged": True}, True),
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
    assert decide(Call("ptrace"), found, exactly(DOCKER_DEFAULT), host.kernel) == ptrace


def test_a_docker_profile_with_conditions_opens_everything_under_containerd() -> None:
    conditional = Seccomp(SeccompKind.FILE, "c.json", profile(entry(includes={"caps": ["CAP_SYS_PTRACE"]})))
    crio = Host(Engine.CRIO, (1, 36, 3), (6, 1))
    for host, expected in ((KUBERNETES, True), (crio, False)):
        found = in_force(host, platform=K8S, seccomp=conditional)
        assert decide(Call("ptrace"), found, exactly(0), host.kernel) is expected


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
        (Engine.PODMAN, (5, 7, 0), (5, 10), "perf_event_open", "PERFMON", Unsure("the Podman version")),
        (Engine.PODMAN, (5, 8, 0), (5, 10), "perf_event_open", "PERFMON", True),
        (Engine.CRIO, (1, 24, 6), (5, 10), "ptrace", None, False),
        (Engine.CRIO, (1, 25, 0), (5, 10), "ptrace", None, True),
        (Engine.CRIO, (1, 36, 3), (5, 10), "unshare", None, False),
        (Engine.CRIO, (1, 36, 3), (5, 10), "unshare", "SYS_ADMIN", True),
        (Engine.CRIO, (1, 36, 3), (5, 10), "perf_event_open", "PERFMON", Unsure("the CRI-O version")),
    ],
)
def test_defaults_of_other_engines(
    engine: Engine, version: Any, kernel: tuple[int, int], call: str, capability: str | None, expected: Certain
) -> None:
    host = Host(engine, version, kernel)
    found = in_force(host, seccomp=Seccomp(SeccompKind.DEFAULT))
    bounding = exactly(mask([capability] if capability else []))
    assert decide(Call(call), found, bounding, kernel) == expected


@pytest.mark.parametrize("engine", Engine)
def test_no_default_profile_lets_randomization_be_switched_off(engine: Engine) -> None:
    found = in_force(Host(engine, None, (6, 1)), seccomp=Seccomp(SeccompKind.DEFAULT))
    call = Call("personality", (0x40000,))
    assert decide(call, found, exactly(ALL), (6, 1)) is False
    said = judge_call(call, found, exactly(ALL), (6, 1), True)
    assert said.outcome is Outcome.BLOCKS
    assert "never allows personality(0x40000)" in said.why
    assert said.would_pass_with == ("a seccomp profile that allows personality(0x40000)",)


@pytest.mark.parametrize(
    ("bits", "outcome", "fact"),
    [(28, Outcome.PASSES, None), (32, Outcome.BLOCKS, None), (None, Outcome.DEPENDS, "vm.mmap_rnd_bits")],
)
def test_a_call_that_is_made_on_some_hosts_only(bits: int | None, outcome: Outcome, fact: str | None) -> None:
    from capslint.permissions.seccomp import host_fact

    call = Call("personality", (0x40000,), HostFact.MMAP_RND_BITS)
    said = judge_call(call, in_force(DOCKER), exactly(0), (6, 1), host_fact(HostFact.MMAP_RND_BITS, bits))
    assert (said.outcome, said.depends_on) == (outcome, fact)


@pytest.mark.parametrize(
    ("version", "capability", "why"),
    [
        ((18, 9, 7), None, "Docker 18.09.7's default profile allows ptrace only with CAP_SYS_PTRACE"),
        (
            (18, 9, 7),
            "SYS_PTRACE",
            "Docker 18.09.7's default profile allows ptrace with CAP_SYS_PTRACE, which is in the bounding set",
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
    assert judge_call(Call("ptrace"), in_force(host), bounding, host.kernel, True).why == why


def test_what_would_unlock_a_call_is_named() -> None:
    said = judge_call(Call("perf_event_open"), in_force(DOCKER), exactly(0), (6, 1), True)
    assert said.would_pass_with == (
        "cap_add SYS_ADMIN",
        "cap_add PERFMON",
        "a seccomp profile that allows perf_event_open",
    )


def test_without_a_filter_everything_passes() -> None:
    assert decide(Call("anything"), NO_FILTER, exactly(0), None) is True
