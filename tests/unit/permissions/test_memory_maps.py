"""Who reads another process' memory map: newer kernels let CAP_PERFMON (kernel/fork.c, may_access_mm).

Measured with five engines on Linux 6.12.118, where it does not, and 6.18.44, where it does.
"""

from __future__ import annotations

from typing import Any

import pytest

from capslint.debuggers.catalogue import operation
from capslint.model import Answer, Engine, Host, Lsm, Process, Scene, Start, User
from capslint.permissions.judge_operation import judge
from tests.truth.containers import container
from tests.truth.operations import measured

WORKS, FAILS, DEPENDS = Answer.WORKS, Answer.FAILS, Answer.DEPENDS
OLD, NEW = (6, 12), (6, 18)
FACT = "whether the kernel lets CAP_PERFMON read memory maps"
HOST = Host(
    Engine.DOCKER, (29, 7, 2), NEW, 1, Lsm.APPARMOR, 2, 2, user_namespace_remap=False, rootless=False, arch="amd64"
)
OF_THE_MAP = ("proc_maps", "proc_environ", "proc_auxv")
OF_OTHERS = ("proc_exe", "proc_root", "proc_fd", "proc_io", "proc_mem_read", "process_vm_readv", "ptrace_attach")
TARGETS = {"other user": Process(user=User(1000, 1000)), "not dumpable": Process(user=User(0, 0), dumpable=False)}


def answer(op: str, kernel: tuple[int, ...], target: Process, tracer: User | None = None, **given: Any) -> Answer:
    scene = Scene(Process(user=tracer), target)
    return judge(container(**given), measured(op), HOST._replace(kernel=kernel), scene).answer


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
@pytest.mark.parametrize("name", ["PERFMON", "SYS_ADMIN"])
def test_perfmon_reads_the_map_on_new_kernels_and_nothing_else(target: Process, name: str) -> None:
    for op in OF_THE_MAP:
        assert answer(op, NEW, target, cap_add=(name,)) is WORKS
        assert answer(op, (7, 1), target, cap_add=(name,)) is WORKS
        assert answer(op, OLD, target, cap_add=(name,)) is FAILS
        assert answer(op, NEW, target) is FAILS
        assert answer(op, (6, 15), target) is FAILS
        assert answer(op, (6, 15), target, cap_add=(name,)) is DEPENDS
        assert answer(op, (6, 15), target, cap_add=("SYS_PTRACE",)) is WORKS
        assert answer(op, NEW, target, User(1000, 1000), cap_add=(name,)) is (
            WORKS if target is TARGETS["other user"] else FAILS  # its own, or without a capability
        )
    for op in OF_OTHERS:
        assert answer(op, NEW, target, cap_add=(name,)) is FAILS


def test_the_files_that_are_kept_for_their_user_still_need_an_override() -> None:
    target = TARGETS["other user"]
    dropped: dict[str, Any] = {"cap_add": ("PERFMON",), "cap_drop": ("DAC_OVERRIDE",)}
    assert answer("proc_maps", NEW, target, **dropped) is WORKS
    assert answer("proc_environ", NEW, target, **dropped) is FAILS


@pytest.mark.parametrize("facts", [{"rootless": True}, {"user_namespace_remap": True}])
def test_it_does_not_count_in_another_user_namespace(facts: dict[str, Any]) -> None:
    given = container(cap_add=("PERFMON",))
    scene = Scene(Process(), TARGETS["other user"])
    assert judge(given, measured("proc_maps"), HOST._replace(**facts), scene).answer is FAILS


def test_no_security_module_is_asked_then() -> None:
    elsewhere = container("other", apparmor="their-own")
    shared = container(cap_add=("PERFMON",), debug_target="other")
    scene = Scene(Process(), Process(Start.MAIN, elsewhere))
    found = judge(shared, measured("proc_maps"), HOST, scene)
    assert (found.answer, [gate.gate for gate in found.gates]) == (WORKS, ["pid namespace", "credentials"])


def test_the_fact_is_named_between_the_two_kernels() -> None:
    scene = Scene(Process(), TARGETS["other user"])
    found = judge(container(cap_add=("PERFMON",)), operation("proc", "map"), HOST._replace(kernel=(6, 14)), scene)
    assert found.depends_on == (FACT,)
    assert judge(container(cap_add=("PERFMON",)), operation("proc", "read"), HOST, scene).answer is FAILS
    unknown = judge(container(cap_add=("PERFMON",)), operation("proc", "map"), HOST._replace(kernel=None), scene)
    assert unknown.depends_on == ("the kernel version",)
