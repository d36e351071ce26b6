"""The parts of the script that engines need: Go, comparison, what the data says, and how it is written."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capslint.model import Engine
from capslint.permissions.seccomp.default_profiles import default_rules, named_calls
from capslint.permissions.seccomp.rules import Action, SeccompRule
from tests.drift.behaviour import same
from tests.drift.clones import recorded
from tests.drift.engine_file import WIDTH, seccomp_entry
from tests.drift.go_profile import read_go_profile
from tests.drift.go_tokens import Unreadable
from tests.drift.plain_entries import plain
from tests.drift.releases import at_the_ends, releases_of
from tests.drift.told import Told
from tests.generators.engine_tables import by_call, load_engines, version

GO = recorded("seccomp_default.go")
ENGINES = load_engines()


def test_a_go_profile_is_read_as_entries() -> None:
    admin, s390 = {"caps": ["CAP_SYS_ADMIN"]}, {"arches": ["s390", "s390x"]}
    flags = {"value": 0x04020000, "op": "SCMP_CMP_MASKED_EQ"}
    allow = "SCMP_ACT_ALLOW"
    assert read_go_profile(GO) == [
        {"names": ["read", "write"], "action": allow},
        {"names": ["socket"], "action": allow, "args": [{"index": 0, "value": 39, "op": "SCMP_CMP_EQ"}]},
        {"names": ["ptrace"], "action": allow, "includes": {"minKernel": "4.8"}},
        {"names": ["set_tls"], "action": allow, "includes": {"arches": ["arm", "arm64"]}},
        {"names": ["modify_ldt"], "action": allow, "includes": {"arches": ["386"]}},
        {"names": ["clone", "mount"], "action": allow, "includes": admin},
        {"names": ["ptrace"], "action": allow, "includes": {"caps": ["CAP_SYS_PTRACE"]}},
        {"names": ["clone"], "action": allow, "args": [{"index": 1, **flags}], "includes": s390, "excludes": admin},
        {"names": ["clone"], "action": allow, "args": [{"index": 0, **flags}], "excludes": {**admin, **s390}},
        {"names": ["clone3"], "action": "SCMP_ACT_ERRNO", "errnoRet": 38, "excludes": admin},
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("if !admin {", "if !admin && seen {"),
        ("if ok {", "if !ok {"),
        ("{Kernel: 4, Major: 8})", "{Kernel: minimum})"),
        ("switch c {", "switch d {"),
        ("switch runtime.GOARCH {", "switch arch {"),
        ("sp.Process.Capabilities.Bounding", "sp.Process.Capabilities.Effective"),
        ("unix.AF_ALG + 1", "unix.AF_XDP"),
        ("specs.OpEqualTo", "specs.OpAnyOf"),
        ("specs.ActErrno,\n\t\tArch", "specs.ActAllow,\n\t\tArch"),
        ("ErrnoRet: &nosys", "ErrnoRet: &other"),
        ("return s", "return filtered(s)"),
        ("s.Syscalls = append(s.Syscalls,", "s.Syscalls = prepend(s.Syscalls,"),
        ('Names:  []string{"set_tls"},', "Names:  names,"),
        ("\tadmin := false", "\ts.Syscalls = append(s.Syscalls, more...)\n\tadmin := false"),
        ("syscalls := []specs.LinuxSyscall{", "syscalls := load(); all := []specs.LinuxSyscall{"),
        ("s := &specs.LinuxSeccomp{", "s := base(); t := &specs.LinuxSeccomp{"),
        ('[]string{"set_tls"}', '[]string{"set_tls", extra}'),
        ("Value: unix.AF_ALG + 1,", "Value: other,"),
        ("Index: 0,", "Which: 0,"),
        ('case "386":', "case X86:"),
        ("\tadmin := false", "\tadmin := false\n\tsyscalls = syscalls[1:]"),
        ('\t\t\tNames: []string{\n\t\t\t\t"read"', '\t\t\tNames: []string{"é\\x"}, Flags: []string{\n\t\t\t\t"read"'),
    ],
)
def test_what_is_not_understood_of_a_go_profile_is_not_guessed(old: str, new: str) -> None:
    changed = GO.replace(old, new)
    assert changed != GO
    with pytest.raises(Unreadable):
        read_go_profile(changed)


@given(st.data())
def test_a_go_profile_that_is_cut_is_never_half_read(data: st.DataObject) -> None:
    at = data.draw(st.integers(GO.index("func DefaultProfile"), GO.rindex("return s")))
    with pytest.raises(Unreadable):
        read_go_profile(GO[:at])


@pytest.mark.parametrize("engine", Engine)
def test_what_the_files_say_is_what_the_modules_say(engine: Engine) -> None:
    told = Told(engine.value, ENGINES)
    starts = {version(entry["since"]) for entry in ENGINES[engine.value]["seccomp"]} | {(99, 0, 0)}
    for release in sorted(starts | {(start[0], start[1], start[2] + 1) for start in starts if start != (0, 0, 0)}):
        ways = told.profiles(release)
        for name in named_calls(engine):
            assert {way.get(name, ()) for way in ways} == set(default_rules(engine, release, name)), (release, name)


@pytest.mark.parametrize(
    ("earlier", "later", "differ"),
    [
        ("29.4.1", "29.4.2", {"socket", "socketcall"}),
        ("23.0.0", "24.0.0", set()),
        ("20.10.22", "20.10.23", {"socket"}),
        ("28.2.0", "29.4.1", set()),
    ],
)
def test_what_differs_between_releases(earlier: str, later: str, differ: set[str]) -> None:
    told = Told("docker", ENGINES)
    (ours,), (theirs,) = told.profiles(version(earlier)), told.profiles(version(later))
    assert {name for name in theirs if not same(name, ours.get(name, ()), theirs[name], told.default)} == differ


def rules(*entries: dict[str, Any]) -> tuple[SeccompRule, ...]:
    return by_call([{"names": ["x"], "action": "SCMP_ACT_ALLOW", **entry} for entry in entries], 1)["x"]


NE, LT, GT = ({"args": [{"index": 0, "value": 40, "op": f"SCMP_CMP_{op}"}]} for op in ("NE", "LT", "GT"))
A, B = ({"includes": {"caps": [f"CAP_{name}"]}} for name in ("SYS_ADMIN", "BPF"))


@pytest.mark.parametrize(
    ("ours", "theirs", "are_same"),
    [
        (rules(NE), rules(LT, GT), True),
        (rules(NE), rules(LT), False),
        (rules({}), rules({}, A), True),
        (rules(A), rules({"includes": {"caps": ["CAP_SYS_ADMIN", "CAP_BPF"]}}), False),
        (rules(A, B), rules(B, A), True),
        (rules(A), rules(A, {"action": "SCMP_ACT_ERRNO", "errnoRet": 38, "excludes": A["includes"]}), True),
        (rules({"action": "SCMP_ACT_ERRNO", "errnoRet": 38}), (), True),
        (rules({"includes": {"arches": ["arm64"]}}), rules({"excludes": {"arches": ["amd64"]}}), False),
        (rules({"includes": {"minKernel": "4.8"}}), rules({"includes": {"minKernel": "5.8"}}), False),
        (rules({}), rules({"includes": {"minKernel": "4.8"}}), False),
        (rules({"action": "SCMP_ACT_NOTIFY"}), rules({}), False),
        (
            rules({"args": [{"index": 0, "value": 0x6, "op": "SCMP_CMP_MASKED_EQ"}]}),
            rules({"args": [{"index": 0, "value": 0x2, "op": "SCMP_CMP_MASKED_EQ"}]}),
            False,
        ),
    ],
)
def test_rules_are_the_same_when_they_let_the_same_through(
    ours: tuple[SeccompRule, ...], theirs: tuple[SeccompRule, ...], are_same: bool
) -> None:
    assert same("x", ours, theirs, Action("ERRNO", 1)) is are_same
    assert same("x", theirs, ours, Action("ERRNO", 1)) is are_same


NO = {"action": "SCMP_ACT_ERRNO"}
REFUSED = {"action": "SCMP_ACT_ERRNO", "errnoRet": 38}
PERFMON = {"includes": {"caps": ["CAP_PERFMON"]}}


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ([], [REFUSED]),
        ([NO], [REFUSED]),
        ([NO, {}], [REFUSED]),
        ([{}, NO], [{}]),
        ([A, {**NO, "excludes": A["includes"]}], [A]),
        # perf_event_open in Podman 5.2 to 5.8: without SYS_ADMIN the first one refuses it before the last is reached
        ([{**NO, "excludes": A["includes"]}, PERFMON], [{"includes": {"caps": ["CAP_PERFMON", "CAP_SYS_ADMIN"]}}]),
        (
            [A, {**NO, "excludes": {"caps": ["CAP_SYS_ADMIN", "CAP_PERFMON"]}}, PERFMON],
            [PERFMON, A],
        ),
        # what turns on more than capabilities, or is refused for having one, stays as it is
        ([NE, NO], [NE, NO]),
        ([{**NO, "includes": {"arches": ["arm64"]}}, {}], [{**NO, "includes": {"arches": ["arm64"]}}, {}]),
        ([{**NO, "includes": A["includes"]}, {}], [{**NO, "includes": A["includes"]}, {}]),
        ([A, B], [A, B]),
    ],
)
def test_entries_are_said_by_what_allows_the_call(entries: list[dict[str, Any]], said: list[dict[str, Any]]) -> None:
    assert plain("x", entries, Action("ERRNO", 38)) == said


def test_a_rule_that_does_what_the_default_does_is_left_out() -> None:
    assert plain("x", [NO, {}], Action("ERRNO", 1)) == [{}]  # as runc does: libcontainer/seccomp/seccomp_linux.go
    assert plain("x", [], Action("ERRNO", 1)) == [NO]


@given(
    st.lists(st.from_regex(r"[a-z_0-9]{1,40}", fullmatch=True), min_size=1, max_size=60),
    st.fixed_dictionaries(
        {},
        optional={
            "action": st.just("SCMP_ACT_ERRNO"),
            "includes": st.just({"caps": ["CAP_SYS_ADMIN"], "arches": ["amd64", "arm64"]}),
            "excludes": st.just({"minKernel": "4.8"}),
            "args": st.lists(
                st.fixed_dictionaries(
                    {"index": st.integers(0, 5), "value": st.integers(0, 2**63 - 1), "op": st.just("X")}
                ),
                min_size=1,
                max_size=7,
            ),
        },
    ),
)
def test_an_entry_is_written_as_it_is_read(names: list[str], rest: dict[str, Any]) -> None:
    text = seccomp_entry("1.2.3", 'a "source"', [{"names": names, **rest}])
    assert tomllib.loads(text) == {
        "seccomp": [{"since": "1.2.3", "source": 'a "source"', "syscalls": [{"names": names, **rest}]}]
    }
    assert all(len(line) <= WIDTH or "includes" in line for line in text.splitlines())


def test_releases_are_ordered_by_number_and_the_ends_of_lines_are_looked_at() -> None:
    tags = [
        "v1.9.0",
        "v1.10.0",
        "v1.10.1",
        "v1.10.2",
        "v1.10.3-rc1",
        "v1.11.0",
        "v1.11.1",
        "v1.11.2",
        "v0.1.0",
        "x1.12.0",
    ]
    found = releases_of(tags, r"^v(\d+\.\d+\.\d+)$", "1.9")
    assert [release.name for release in found] == ["1.9.0", "1.10.0", "1.10.1", "1.10.2", "1.11.0", "1.11.1", "1.11.2"]
    chosen = at_the_ends(found, (1, 11, 0))
    assert [release.name for release in chosen] == ["1.9.0", "1.10.0", "1.10.2", "1.11.0", "1.11.1", "1.11.2"]
