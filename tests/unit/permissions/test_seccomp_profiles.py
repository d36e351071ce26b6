"""Custom profiles: what they say of a call, and what is wrong with malformed ones."""

from __future__ import annotations

import json
from typing import Any

import pytest

from capslint.permissions.capabilities import ALL, exactly, mask
from capslint.permissions.certainty import Certain, Unsure
from capslint.permissions.seccomp.profile import Malformed, Profile, parse
from capslint.permissions.seccomp.rules import Machine, allowed


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
        ({"excludes": {"minKernel": "4.8"}}, {"kernel": (4, 8)}, False),
        ({"excludes": {"minKernel": "4.8"}}, {"kernel": (4, 7)}, True),
        ({"excludes": {"minKernel": "4.8"}}, {"kernel": None}, Unsure("the kernel version")),
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
        (profile(entry(excludes={"minKernel": "four"})), "minKernel 'four' is not MAJOR.MINOR"),
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
