"""A debugger whose process has started its target: Yama lets an ancestor attach (security/yama/yama_lsm.c)."""

from __future__ import annotations

import pytest

from capslint.debuggers import recognise
from capslint.debuggers.catalogue import operation_for
from capslint.model import Answer, Host, Lsm, Starter
from capslint.permissions.assumed_host import assumed
from capslint.permissions.judge_operation import judge
from capslint.permissions.scenario import scene_for
from tests.unit.formats.reading import workloads

HOST = assumed(Host(ptrace_scope=1, lsm=Lsm.NONE), Starter.ENGINE)


@pytest.mark.parametrize(
    ("script", "is_ancestor"),
    [
        ("./app & exec strace -p $$!", True),
        ("./app & exec strace -f -p$$! -o /tmp/out", True),
        ("cd /srv; ./app --flag &\\n exec gdb --batch -ex bt -p $$!", True),
        ("(./prepare && ./app) & exec ltrace -p $$!;", True),
        ("./app & exec env X=1 dlv attach $$!", True),
        ("./app & strace -p $$!", False),  # the shell's other child
        ("./app & exec sudo strace -p $$!", False),  # sudo waits for what it starts
        ("./app & exec strace -D -p $$!", False),
        ("./app & exec strace -p 7", False),
        ("./app & exec strace -p $$! -p 7", False),
        ("./app & exec strace -p $$PID", False),
        ("./app && exec strace -p $$!", False),
        ("./app; exec strace -p $$!", False),
        ("./app & (exec strace -p $$!)", False),
        ("./app & exec strace -p $$! | tee log", False),
        ("./app & exec lldb -p $$!", False),  # lldb-server attaches
        ("./app & exec cgdb -p $$!", False),
        ("./app & exec sh -c 'strace -p $$!'", False),  # another shell, without a child
    ],
)
def test_the_shell_that_becomes_the_debugger(script: str, is_ancestor: bool) -> None:
    text = f'services: {{a: {{image: x, user: "0:0", command: ["sh", "-c", "{script}"]}}}}\n'
    (workload,) = workloads(text)
    (container,) = workload.containers
    evidence = next(each for each in recognise(container) if each.operation == "attach")
    asked = operation_for(evidence)
    scene = scene_for(container, workload, evidence, asked)
    assert scene.descendant is is_ancestor
    answer = judge(container, asked, HOST, scene).answer
    assert answer is (Answer.WORKS if is_ancestor else Answer.FAILS)


def test_an_ancestor_sees_its_child_in_whatever_namespace() -> None:
    text = (
        "services:\n  a: {image: x, user: '0:0', pid: host, command: [sh, -c, './app & exec strace -p $$!']}\n"
        "  b: {image: y, user: '7:7', pid: 'service:a'}\n"
    )
    (workload,) = workloads(text)
    container = workload.containers[0]
    (evidence,) = recognise(container)
    asked = operation_for(evidence)
    scene = scene_for(container, workload, evidence, asked)
    assert scene.alternatives == ()
    assert judge(container, asked, HOST, scene).answer is Answer.WORKS
