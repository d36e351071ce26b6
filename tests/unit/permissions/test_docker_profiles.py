"""The compact profiles answer as the full ones do: for every call, relevant capability set, kernel and architecture."""

from __future__ import annotations

import itertools
import runpy
from collections.abc import Iterator
from typing import Any

import pytest

from capslint.model import Engine
from capslint.model.capability_names import NUMBERS
from capslint.permissions.capabilities import ALL, exactly, mask
from capslint.permissions.seccomp.default_profiles import default_action, ranges, rules
from capslint.permissions.seccomp.rules import Machine, allowed
from tests.default_capabilities import DOCKER_DEFAULT
from tests.places import ROOT

SCRIPT = runpy.run_path(str(ROOT / "tests" / "generators" / "build_engines.py"))
PROFILES = SCRIPT["epochs"]("docker", SCRIPT["load_engines"](), SCRIPT["load_profiles"]())
DEFAULT = default_action(Engine.DOCKER)
VALUES = (0, 1, 2, 8, 10, 16, 17, 38, 39, 40, 41, 0x20000, 0x20008, 0x40000, 0x7E020000, 0xFFFFFFFF)
ARCHES = ("amd64", "arm64", "s390x", "ppc64le", "riscv64")
KERNELS = ((3, 10), (4, 8), (6, 1))


Entries = list[dict[str, Any]]


def by_call(profile: Entries) -> dict[str, Entries]:
    """The entries of a full profile, by the calls they name."""
    found: dict[str, Entries] = {}
    for entry in profile:
        for name in entry.get("names") or [entry["name"]]:
            found.setdefault(name, []).append(entry)
    return found


def in_filter(entry: dict[str, Any], capabilities: int, kernel: tuple[int, int], arch: str) -> bool:
    """Moby's setupSeccomp for one entry."""
    includes, excludes = entry.get("includes") or {}, entry.get("excludes") or {}
    has = [bool(capabilities >> NUMBERS[name.removeprefix("CAP_")] & 1) for name in includes.get("caps", ())]
    lacks = [not capabilities >> NUMBERS[name.removeprefix("CAP_")] & 1 for name in excludes.get("caps", ())]
    oldest = tuple(int(part) for part in includes.get("minKernel", "0.0").split("."))
    return (
        all(has)
        and all(lacks)
        and (not includes.get("arches") or arch in includes["arches"])
        and arch not in excludes.get("arches", ())
        and kernel >= oldest
    )


def holds(condition: dict[str, Any], args: tuple[int, ...]) -> bool:
    given, value = args[condition["index"]], condition["value"]
    answers: dict[str, bool] = {
        "SCMP_CMP_EQ": given == value,
        "SCMP_CMP_NE": given != value,
        "SCMP_CMP_GT": given > value,
        "SCMP_CMP_LT": given < value,
        "SCMP_CMP_MASKED_EQ": given & value == condition.get("valueTwo", 0),
    }
    return answers[condition["op"]]


def expected(entries: Entries, args: tuple[int, ...], machine: tuple[int, tuple[int, int], str]) -> bool:
    """The full profile's answer: the rules that are in the filter, one without arguments before those with some."""
    active = [entry for entry in entries if in_filter(entry, *machine)]
    for entry in active:
        if not entry.get("args"):
            return bool(entry["action"] == "SCMP_ACT_ALLOW")
    return any(all(holds(condition, args) for condition in entry["args"]) for entry in active)


def machines(entries: Entries) -> Iterator[tuple[int, tuple[int, int], str]]:
    """Every combination of what any rule for the call asks about, and the usual capability sets.

    What no rule mentions cannot make a difference in either form, and is tried once.
    """
    conditions = [entry.get(part) or {} for entry in entries for part in ("includes", "excludes")]
    named = {name.removeprefix("CAP_") for condition in conditions for name in condition.get("caps", ())}
    sets = [mask(some) for count in range(len(named) + 1) for some in itertools.combinations(sorted(named), count)]
    kernels = KERNELS if any("minKernel" in condition for condition in conditions) else KERNELS[:1]
    arches = ARCHES if any("arches" in condition for condition in conditions) else ARCHES[:1]
    return itertools.product([*sets, DOCKER_DEFAULT, ALL], kernels, arches)


def arguments(entries: Entries) -> list[tuple[int, ...]]:
    """Values on both sides of every comparison, for each argument that a rule looks at."""
    looked_at = {condition["index"] for entry in entries for condition in entry.get("args") or ()}
    return list(itertools.product(*(VALUES if index in looked_at else (0,) for index in range(2))))


@pytest.mark.parametrize("index", range(len(PROFILES)), ids=[".".join(map(str, each.since)) for each in PROFILES])
def test_compact_profile_answers_as_the_full_one(index: int) -> None:
    assert ranges(PROFILES[index].since) == range(index, index + 1)
    full = by_call(PROFILES[index].changed)
    for call in sorted({"no_such_call", *itertools.chain.from_iterable(by_call(each.changed) for each in PROFILES)}):
        entries = full.get(call, [])
        compact = rules(call, index)
        values = arguments(entries)
        for capabilities, kernel, arch in machines(entries):
            machine = Machine(exactly(capabilities), kernel, arch)
            for args in values:
                answer = allowed(compact, DEFAULT, call, args, machine)
                assert answer is expected(entries, args, (capabilities, kernel, arch)), (call, args, machine)


def test_modules_are_what_the_script_makes() -> None:
    for name, text in SCRIPT["render"]().items():
        assert (SCRIPT["FOLDER"] / name).read_text(encoding="utf-8") == text


def with_entry(engine: str, entry: dict[str, Any]) -> dict[str, Any]:
    """What the TOML files say, with one more [[seccomp]] at the end of those of ``engine``."""
    tables: dict[str, Any] = SCRIPT["load_engines"]()
    tables[engine]["seccomp"].append({"since": "99.0.0", "source": "a test", **entry})
    return tables


def test_a_release_is_added_by_what_differs_in_its_profile() -> None:
    denied = {"names": ["ptrace"], "action": "SCMP_ACT_ERRNO"}
    bounded = {"names": ["kcmp"], "includes": {"caps": ["CAP_SYS_ADMIN"]}}
    tables = with_entry("docker", {"syscalls": [denied, bounded]})
    SCRIPT["check"](tables["docker"])
    last, new = SCRIPT["epochs"]("docker", tables, SCRIPT["load_profiles"]())[-2:]
    before, after = (SCRIPT["by_call"](each.changed, 1) for each in (last, new))
    assert {name for name in before if before[name] != after[name]} == {"ptrace", "kcmp"}
    assert after["ptrace"] == ()
    assert [rule.needs for rule in after["kcmp"]] == [mask(["SYS_ADMIN"])]


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ({"calls": []}, "the keys are"),
        ({"since": "5.8.0"}, "not in the order of their releases"),
        ({"like": "containerd 99.0"}, "like no single profile"),
        ({"profile": "28.2.0.json"}, "others by a release of Docker"),
        ({"syscalls": [{"names": ["kcmp"], "action": "MAYBE"}]}, "no seccomp action"),
    ],
)
def test_what_the_script_refuses(entry: dict[str, Any], reason: str) -> None:
    tables = with_entry("podman", entry)
    tables["containerd"]["seccomp"].append({"since": "99.0.0", "source": "a test", "either": [{"names": ["kcmp"]}]})
    with pytest.raises(ValueError, match=reason):
        SCRIPT["sources_of"](tables, SCRIPT["load_profiles"]())


# The releases of the reference's table of changes, with what they changed for debuggers.
SYS_PTRACE, SYS_ADMIN = DOCKER_DEFAULT | mask(["SYS_PTRACE"]), DOCKER_DEFAULT | mask(["SYS_ADMIN"])


@pytest.mark.parametrize(
    ("release", "capabilities", "kernel", "call", "args", "answer"),
    [
        ((1, 10, 0), SYS_PTRACE, (4, 9), "ptrace", (), False),
        ((1, 10, 0), ALL, (4, 9), "personality", (0,), False),
        ((1, 11, 0), ALL, (4, 9), "ptrace", (), False),
        ((1, 11, 0), 0, (4, 9), "personality", (8,), True),
        ((1, 11, 0), 0, (4, 9), "personality", (0x20000,), False),
        ((1, 12, 0), DOCKER_DEFAULT, (4, 9), "ptrace", (), False),
        ((1, 12, 0), SYS_PTRACE, (4, 9), "ptrace", (), True),
        ((1, 12, 6), SYS_PTRACE, (4, 9), "process_vm_readv", (), True),
        ((1, 12, 6), SYS_ADMIN, (4, 9), "perf_event_open", (), True),
        ((1, 12, 6), SYS_PTRACE, (4, 9), "perf_event_open", (), False),
        ((17, 6, 0), 0, (4, 9), "personality", (0x20008,), True),
        ((18, 9, 7), DOCKER_DEFAULT, (4, 9), "ptrace", (), False),
        ((18, 9, 9), SYS_PTRACE, (4, 9), "ptrace", (), True),
        ((19, 3, 0), 0, (4, 8), "ptrace", (), True),
        ((19, 3, 0), 0, (4, 7), "ptrace", (), False),
        ((19, 3, 0), SYS_PTRACE, (3, 10), "ptrace", (), True),
        ((19, 3, 0), 0, (4, 8), "process_vm_readv", (), False),
        ((20, 10, 0), 0, (4, 8), "pidfd_open", (), True),
        ((20, 10, 0), SYS_PTRACE, (4, 8), "pidfd_getfd", (), True),
        ((20, 10, 3), SYS_PTRACE, (4, 8), "process_madvise", (), False),
        ((20, 10, 4), SYS_PTRACE, (4, 8), "process_madvise", (), True),
        ((20, 10, 24), 0, (6, 1), "process_vm_readv", (), False),
        ((20, 10, 24), mask(["PERFMON"]), (6, 1), "perf_event_open", (), False),
        ((23, 0, 0), 0, (4, 8), "process_vm_readv", (), True),
        ((23, 0, 0), mask(["PERFMON"]), (6, 1), "perf_event_open", (), True),
        ((23, 0, 0), mask(["BPF"]), (6, 1), "bpf", (), True),
        ((24, 0, 9), 0, (6, 1), "io_uring_setup", (), True),
        ((25, 0, 0), 0, (6, 1), "io_uring_setup", (), False),
        ((29, 4, 1), 0, (6, 1), "socket", (38,), True),
        ((29, 4, 2), 0, (6, 1), "socket", (38,), False),
        ((29, 7, 2), ALL, (6, 1), "personality", (0x40000,), False),
        ((29, 7, 2), ALL, (6, 1), "userfaultfd", (), False),
        ((99, 0, 0), 0, (6, 1), "ptrace", (), True),
    ],
)
def test_changes_by_release(
    release: tuple[int, ...], capabilities: int, kernel: tuple[int, int], call: str, args: tuple[int, ...], answer: bool
) -> None:
    (index,) = ranges(release)
    assert allowed(rules(call, index), DEFAULT, call, args, Machine(exactly(capabilities), kernel)) is answer


def test_releases_before_1_10_have_no_filter() -> None:
    assert not ranges((1, 9, 1))


def test_a_version_that_is_not_complete_has_all_its_ranges() -> None:
    assert [PROFILES[index].since for index in ranges((19, 3))] == [(19, 3, 0), (19, 3, 3), (19, 3, 9)]
    assert ranges(None) == range(len(PROFILES))
