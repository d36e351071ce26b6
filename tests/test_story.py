"""``docs/why-strace-fails.md`` row by row: the permission model answers what the page says, at the gate it names."""

from __future__ import annotations

import json
import re
import shlex

import pytest

from capslint import formats
from capslint.cst.parse import parse
from capslint.debuggers import catalogue
from capslint.formats.reading.neighbour_files import NoFiles
from capslint.model import Container, Engine, Host, Lsm, Outcome, Verdict
from capslint.model.scene import Process, Scene
from capslint.permissions.judge_operation import judge
from capslint.source import Source
from tests import markdown
from tests.places import ROOT

ROWS = markdown.rows((ROOT / "docs/why-strace-fails.md").read_text(encoding="utf-8"))
HOST = re.compile(r"Docker ([\d.]+), kernel ([\d.]+), ptrace_scope (\d)")
DROPPED = re.compile(r'capsh --drop=cap_sys_ptrace -- -c "(.*)"')
OPERATIONS = {
    "strace ls": ("strace", "launch"),
    "strace -p 1": ("strace", "attach"),
    "dlv debug": ("delve", "launch"),
    "dlv attach 1": ("delve", "attach"),
}
#: Docker's format: everything is allowed, ptrace by name.
ALLOWS_PTRACE = json.dumps(
    {"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["ptrace"], "action": "SCMP_ACT_ALLOW"}]}
)


class Neighbours(NoFiles):
    """The one file beside the Compose file."""

    def read(self, path: str) -> str | None:
        return ALLOWS_PTRACE if path == "ptrace-allowed.json" else None


def host_of(heading: str) -> Host:
    match = HOST.fullmatch(heading)
    assert match, heading
    docker, kernel = (tuple(map(int, version.split("."))) for version in match.groups()[:2])
    return Host(Engine.DOCKER, docker, kernel, int(match[3]), Lsm.NONE, user_namespace_remap=False, rootless=False)


def container_of(options: str) -> Container:
    """Write the options of ``docker run`` as a Compose service, and read it."""
    lines = ["services:", "  app:", "    image: debian", "    command: sleep infinity"]
    if "--user" not in options:
        lines.append('    user: "0:0"')
    words = iter(shlex.split(options))
    security = []
    for word in words:
        if word == "--security-opt":
            security.append(next(words))
        elif word == "--user":
            lines.append(f"    user: {next(words)!r}")
        elif word == "--privileged":
            lines.append("    privileged: true")
        else:
            name, _, value = word.partition("=")
            assert name == "--cap-add"
            lines.append(f"    cap_add: [{value}]")
    if security:
        lines.append(f"    security_opt: {json.dumps(security)}")
    (document,) = parse(Source("compose.yaml", "\n".join(lines) + "\n"))
    workloads = formats.read(document, Neighbours())
    assert isinstance(workloads, tuple)
    return workloads[0].containers[0]


def verdict_of(row: markdown.Row) -> Verdict:
    command, scene = row.cells["command"], Scene()
    if dropped := DROPPED.fullmatch(command):
        # The filter is still the one that was made for the container; pid 1 still holds the capability.
        command, scene = dropped[1], Scene(tracer=Process(dropped=("SYS_PTRACE",)))
    tool, name = OPERATIONS[command]
    return judge(container_of(row.cells["options"]), catalogue.operation(tool, name), host_of(row.heading), scene)


def test_the_page_tells_both_sides() -> None:
    assert {row.cells["outcome"] for row in ROWS} == {"works", "fails"}
    assert {row.cells["command"] for row in ROWS} >= set(OPERATIONS)
    assert {row.cells["gate"] for row in ROWS} >= {"", "seccomp", "yama"}
    assert len({row.heading for row in ROWS}) >= 6


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"line {row.line}: {row.cells['options']} {row.cells['command']}")
def test_the_model_agrees_with_the_page(row: markdown.Row) -> None:
    verdict = verdict_of(row)
    blocked_by = [gate.gate for gate in verdict.gates if gate.outcome is Outcome.BLOCKS]
    assert verdict.answer.value == row.cells["outcome"], verdict.gates
    assert (blocked_by or [""])[0] == row.cells["gate"]
