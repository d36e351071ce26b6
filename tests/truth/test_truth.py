"""Every measured row agrees with the model."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from capslint.model import Answer
from tests.truth.replay import Row, disagreements, judged, main, rows

MEASURED = Path(__file__).parent / "data" / "truth.jsonl.gz"


def test_every_measured_row_agrees() -> None:
    agreed: Counter[str] = Counter()
    wrong = [f"{each.problem}: {each.row}" for each in disagreements(rows(MEASURED), agreed)]
    assert wrong == []
    assert agreed.total() == 60_681


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
