"""Privileges that a program gains when it starts, as a Compose file and its Dockerfile tell them.

Sources: execve(2) and capabilities(7), "File capabilities"; sudo src/sudo.c (sudo_check_suid).
"""

from __future__ import annotations

import pytest

from capslint.debuggers import recognise
from capslint.debuggers.catalogue import operation
from capslint.model import Answer, Host, Starter
from capslint.permissions.assumed_host import assumed
from capslint.permissions.judge_operation import judge
from capslint.permissions.scenario import scene_for
from tests.unit.formats.reading import workloads

DOCKERFILE = "FROM debian:13\nRUN setcap cap_sys_ptrace+ep /usr/bin/gdb\n"
PLAIN = "FROM debian:13\n"
HOST = assumed(Host(ptrace_scope=1), Starter.ENGINE)
NNP = ["no-new-privileges=true"]
ATTACH = "sh -c 'server & %s -p 7'"


@pytest.mark.parametrize(
    ("dockerfile", "user", "command", "options", "added", "expected"),
    [
        (DOCKERFILE, "1000", "gdb", [], ["SYS_PTRACE"], Answer.WORKS),
        (PLAIN, "1000", "gdb", [], ["SYS_PTRACE"], Answer.FAILS),
        (DOCKERFILE, "1000", "gdb", NNP, ["SYS_PTRACE"], Answer.FAILS),
        (DOCKERFILE, "1000", "gdb", [], [], Answer.FAILS),  # execve fails: not in the bounding set
        (DOCKERFILE, "1000", "strace", [], ["SYS_PTRACE"], Answer.FAILS),  # another program's file
        (PLAIN, "1000", "sudo gdb", [], ["SYS_PTRACE"], Answer.WORKS),
        (PLAIN, "1000", "sudo gdb", NNP, ["SYS_PTRACE"], Answer.FAILS),
        (PLAIN, "0", "sudo gdb", NNP, ["SYS_PTRACE"], Answer.WORKS),
    ],
)
def test_what_a_program_gains(
    dockerfile: str, user: str, command: str, options: list[str], added: list[str], expected: Answer
) -> None:
    text = (
        f"services: {{a: {{build: ., user: '{user}', command: \"{ATTACH % command}\","
        f" cap_add: {added}, security_opt: {options}}}}}\n"
    )
    (workload,) = workloads(text, files={"Dockerfile": dockerfile})
    (container,) = workload.containers
    evidence = next(one for one in recognise(container) if one.operation == "attach")
    asked = operation(evidence.tool, evidence.operation)
    scene = scene_for(container, workload, evidence, asked)
    assert judge(container, asked, HOST, scene).answer is expected
