"""Every measured row agrees with the model."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from capslint.model import Answer, User
from tests.truth.replay import Row, disagreements, judged, main, question, rows

DATA = Path(__file__).parent / "data"
MEASURED = DATA / "truth.jsonl.gz"
ENGINES = DATA / "engines.jsonl.gz"


@pytest.mark.parametrize(("path", "number"), [(MEASURED, 60_681), (ENGINES, 50_798)], ids=["docker", "engines"])
def test_every_measured_row_agrees(path: Path, number: int) -> None:
    agreed: Counter[str] = Counter()
    wrong = [f"{each.problem}: {each.row}" for each in disagreements(rows(path), agreed)]
    assert wrong == []
    assert agreed.total() == number


def test_the_last_line_counts_what_agrees_and_what_depends(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    there = next(
        row
        for row in rows(ENGINES)
        if (row["op"], row["ok"], row["tracer_uid"], row.get("target")) == ("proc_maps", True, 0, "u")
        and row["flags"].get("cap_add") == ["PERFMON"]
    )
    path = tmp_path / "rows.jsonl"
    between = {**there, "kernel": "6.15.1"}
    path.write_text("".join(json.dumps(row) + "\n" for row in (there, between, {**there, "ok": False})))
    assert main([str(path)]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "1 of 3 rows agree, 1 depend"


def test_a_row_that_is_wrong_is_told(tmp_path: Path) -> None:
    row = next(row for row in rows(MEASURED) if row["op"] == "strace_attach")
    row["ok"] = not row["ok"]
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert main([str(path)]) == 1


def test_a_row_that_cannot_be_mapped_is_told(tmp_path: Path) -> None:
    row = {**next(iter(rows(MEASURED))), "op": "telepathy"}
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert main([str(path)]) == 1


@pytest.mark.parametrize(
    ("usual", "other"),
    [
        ({"cap_add": ["SYS_PTRACE"]}, {"cap_add": ["cap_sys_ptrace"]}),
        ({"cap_add": ["SYS_PTRACE"]}, {"cap_add": ["Sys_Ptrace", "CHOWN"]}),
        ({"cap_drop": ["ALL"]}, {"cap_drop": ["all"]}),
        ({"security_opt": ["seccomp=unconfined"]}, {"security_opt": ["seccomp:unconfined"]}),
        ({"security_opt": ["apparmor=unconfined"]}, {"security_opt": ["apparmor:unconfined", "label=disable"]}),
        ({"security_opt": ["no-new-privileges"]}, {"security_opt": ["no-new-privileges:true"]}),
        ({"security_opt": ["seccomp=noptrace.json"]}, {"security_opt": ["seccomp=/etc/profiles/noptrace.json"]}),
        ({"user": "0"}, {"user": "root"}),
        ({"user": "0"}, {}),
        ({"user": "0"}, {"user": ""}),
        ({"user": "0"}, {"user": "root:root", "cap_add": None, "security_opt": None}),
        ({"user": "1000:1000"}, {"user": "developer"}),
        ({"user": "65534:65534"}, {"user": "nobody"}),
        ({"cap_add": ["SYS_PTRACE"]}, {"cap_add": "SYS_PTRACE"}),
        ({"security_opt": ["label=disable"]}, {"security_opt": ["disable"]}),
        ({"user": "1000:1000"}, {"user": "1000"}),
        ({}, {"pid": "private", "privileged": False}),
    ],
)
@pytest.mark.parametrize("op", ["strace_attach", "strace_launch", "sudo_strace_attach", "proc_mem_write"])
def test_other_spellings_of_the_same_flags_are_judged_alike(usual: Row, other: Row, op: str) -> None:
    row = {"yama": 1, "op": op, "tracer_uid": 1000, "target": "pid1", "target_uid": 0, "exec_privileged": False}
    one, two = judged({**row, "flags": usual}), judged({**row, "flags": other})
    assert (one.answer, [gate.outcome for gate in one.gates]) == (two.answer, [gate.outcome for gate in two.gates])


@pytest.mark.parametrize(
    ("flags", "op", "ok"),
    [
        ({"security_opt": ["seccomp=v18.09.9.json"]}, "strace_launch", False),
        ({"security_opt": ["seccomp=v18.09.9.json"], "cap_add": ["SYS_PTRACE"]}, "strace_launch", True),
        ({"security_opt": ["seccomp=v18.09.9.json"], "cap_add": ["SYS_PTRACE"]}, "strace_attach", True),
        ({"security_opt": ["seccomp=v23.0.0.json"]}, "canary_process_vm_readv", True),
        ({"security_opt": ["seccomp=neverptrace.json"], "cap_add": ["ALL"]}, "strace_launch", False),
        ({"security_opt": ["seccomp=neverptrace.json"], "cap_add": ["ALL"]}, "py_process_vm_readv", True),
    ],
)
def test_profiles_that_no_measured_row_names(flags: Row, op: str, ok: bool) -> None:
    row = {"yama": 1, "op": op, "flags": flags, "tracer_uid": 0, "target": "r", "target_uid": 0}
    assert judged(row).answer is (Answer.WORKS if ok else Answer.FAILS)


@pytest.mark.parametrize(
    ("op", "flags", "ok"),
    [
        ("canary_pidfd_open", {}, True),
        ("canary_process_vm_writev", {}, False),
        ("canary_process_vm_writev", {"cap_add": ["SYS_PTRACE"]}, True),
        ("canary_process_vm_writev", {"security_opt": ["seccomp=v23.0.0.json"]}, True),
        ("canary_mount", {}, False),
        ("canary_mount", {"cap_add": ["CAP_SYS_ADMIN"]}, True),
        ("canary_keyctl", {"cap_add": ["all"]}, False),
        ("canary_keyctl", {"cap_add": ["all"], "security_opt": ["seccomp:unconfined"]}, True),
        ("canary_userfaultfd", {"privileged": True}, True),
        ("canary_io_uring_setup", {}, True),
        ("canary_io_uring_setup", {"security_opt": ["seccomp=v25.0.0.json"]}, False),
        ("canary_clone", {}, False),  # with arguments that ask for new namespaces
        ("canary_perf", {"cap_add": ["SYS_ADMIN"]}, True),
    ],
)
def test_a_canary_of_any_call_asks_seccomp_alone(op: str, flags: Row, ok: bool) -> None:
    row = {"yama": 3, "op": op, "flags": flags, "tracer_uid": 1000}
    assert judged(row).answer is (Answer.WORKS if ok else Answer.FAILS)


@pytest.mark.parametrize(
    ("note", "tracer", "target"),
    [
        (None, 1000, 1000),
        ("tracer gid 0, target gid 1000", 0, 1000),
        ("tracer gid 1000, target gid 0", 1000, 0),
        ("tracer -u 1000:0, target -u 1000:1000", 0, 1000),
        ("tracer -u 1000 (gid 0), target -u 1000:1000", 0, 1000),
        ("tracer -u 1000:1000, target -u 1000 (gid 0)", 1000, 0),
        ("uid absent from passwd: gid 0", 0, 1000),
    ],
)
def test_groups_are_taken_from_the_note(note: str | None, tracer: int, target: int) -> None:
    row = {"yama": 0, "op": "ptrace_attach", "flags": {}, "tracer_uid": 1000, "target": "u", "target_uid": 1000}
    scene = question({**row, "credentials_note": note}).scene
    assert (scene.tracer.user, scene.target.user) == (User(1000, tracer), User(1000, target))
    answer = judged({**row, "credentials_note": note}).answer
    assert answer is (Answer.WORKS if tracer == target else Answer.FAILS)


FLAGS: tuple[Row, ...] = (
    {},
    {"cap_add": ["CAP_SYS_PTRACE"]},
    {"cap_add": ["all"], "cap_drop": ["SYS_PTRACE"]},
    {"cap_add": ["SYS_PTRACE"], "cap_drop": ["ALL"]},
    {"cap_drop": ["SETUID", "DAC_OVERRIDE"], "security_opt": ["no-new-privileges", "apparmor=docker-noptrace"]},
    {"privileged": True, "security_opt": ["seccomp=v18.09.9.json", "label=type:container_t"]},
    {"user": "1000:0", "cap_add": ["SYS_PTRACE"], "security_opt": ["no-new-privileges:true"]},
    {"user": "1000:1000", "cap_add": ["SYS_ADMIN"], "security_opt": ["seccomp=noptrace.json"]},
    {"security_opt": ["apparmor=unconfined", "seccomp=v29.1.0.json", "systempaths=unconfined"]},
)
TARGETS = {"r": 0, "u": 1000, "rn": 0, "un": 1000, "ra": 0, "ua": 1000, "ud": 1000, "gr": 0, "pu": 1000, "rp": 0,
           "hr": 0, "hu": 1000, "pid1": 0}  # fmt: skip
SCENES: tuple[Row, ...] = (
    {},
    {"exec_privileged": True},
    {"scene": "sidecar", "pid": "container:target", "target_flags": {"user": "1000:1000"}},
    {"scene": "pidhost", "pid": "host", "target_flags": {"privileged": True}},
    {"scene": "userns"},
    {"scene": "vmhost", "target_flags": {"security_opt": ["apparmor=docker-noptrace"]}},
)


def combinations() -> list[Row]:
    """Return rows of which most were never measured: flags, scenes, targets and users crossed.

    On the host itself there is no container that flags could change.
    """
    return [
        {
            "op": "ptrace_attach",
            "flags": {**flags, **({"pid": scene["pid"]} if "pid" in scene else {})},
            "tracer_uid": tracer,
            "target": target,
            "target_uid": uid,
            "yama": 1,
            **{key: value for key, value in scene.items() if key != "pid"},
        }
        for flags in FLAGS
        for scene in SCENES
        for target, uid in TARGETS.items()
        for tracer in (0, 1000)
        if not (scene.get("scene") == "userns" and flags.get("privileged"))
        if not (scene.get("scene") == "vmhost" and flags)
    ]


def works(row: Row, **other: object) -> bool:
    """Ask about ``row`` with ``other`` columns; an answer that depends is an error."""
    answer = judged({**row, **other}).answer
    assert answer is not Answer.DEPENDS, (row, other)
    return answer is Answer.WORKS


def test_no_combination_is_left_open_and_each_operation_is_what_it_is_made_of() -> None:
    for row in combinations():
        attach = works(row)
        same = {op: works(row, op=op) for op in ("ptrace_seize", "strace_attach", "ltrace_attach", "dlv_attach")}
        assert set(same.values()) == {attach}, (row, same)
        assert works(row, op="gdb_attach") is (attach and works(row, op="proc_mem_write")), row
        assert works(row, op="py_process_vm_readv") is works(row, op="process_vm_readv"), row
        assert works(row, op="canary_ptrace") or not attach, row
        assert works(row, op="proc_maps") or not works(row, op="proc_mem_read"), row
        assert not (works(row, op="traced+gdb_attach") and works(row, op="strace_attach")), row


def test_answers_grow_with_grants_and_shrink_with_yama() -> None:
    for row in combinations():
        for op in ("ptrace_attach", "process_vm_readv", "proc_mem_read", "kcmp", "perf_pid", "sudo_strace_attach"):
            by_scope = [works(row, op=op, yama=scope) for scope in range(4)]
            assert by_scope == sorted(by_scope, reverse=True), (row, op, by_scope)
            if not by_scope[1] or row.get("scene") == "vmhost":
                continue
            flags, options = row["flags"], [one for one in row["flags"].get("security_opt", ()) if "seccomp" not in one]
            assert works(row, op=op, flags={**flags, "security_opt": [*options, "seccomp=unconfined"]}), (row, op)
            for name in ("SYS_PTRACE", "SYS_ADMIN", "ALL"):
                assert works(row, op=op, flags={**flags, "cap_add": [*flags.get("cap_add", ()), name]}), (row, op, name)
