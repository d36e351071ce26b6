"""Twenty thousand cells of container, operation and host: answered, growing with grants, and steady as facts come.

The same every time. What the hypothesis tests of this folder look for in few cells of one container is looked for here
in many: of all engines and operations, with targets in other containers, rootless engines and users of every spelling.
"""

from __future__ import annotations

import random
from typing import Any, NamedTuple

import pytest

from capslint.debuggers.catalogue import operation, operations, tools
from capslint.model import (
    Answer,
    Container,
    Engine,
    Host,
    Lsm,
    Operation,
    PidMode,
    PidNamespace,
    Process,
    Scene,
    Seccomp,
    SeccompKind,
    Start,
    Starter,
    Verdict,
    user_written,
)
from capslint.model.grants import with_capabilities
from capslint.permissions.judge_operation import judge
from tests.truth.containers import container

PARTS, CELLS_OF_A_PART = 8, 2500
OPERATIONS = tuple(operation(tool, name) for tool in tools() for name in operations(tool))
VERSIONS = {
    Engine.DOCKER: ((18, 9, 9), (20, 10, 24), (26, 1, 5), (29, 7, 2)),
    Engine.PODMAN: ((4, 3, 1), (5, 4, 2), (5, 8, 0)),
    Engine.CONTAINERD: ((1, 6, 20), (1, 7, 24), (2, 3, 4)),
    Engine.CRIO: ((1, 30, 0), (1, 36, 3)),
}
NAMES = ("SYS_PTRACE", "PERFMON", "SYS_ADMIN", "BPF", "NET_RAW", "DAC_OVERRIDE", "SETUID", "SETGID", "CHOWN")
USERS = ("0", "0:0", "root", "1000", "1000:1000", "1000:0", "dev")
PROFILE = '{"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["ptrace"], "action": "SCMP_ACT_ERRNO"}]}'
SECCOMP = (SeccompKind.UNSET, SeccompKind.UNSET, SeccompKind.UNCONFINED, SeccompKind.DEFAULT)
LABELLING = (Engine.PODMAN, Engine.CRIO)
"""Engines that always label for SELinux: of the others that gate is asked where the host is said to have it."""
FACTS = tuple(name for name in Host._fields if name not in ("engine", "apparmor_profiles", "pod_security", "each"))


class Asked(NamedTuple):
    """A cell."""

    container: Container
    operation: Operation
    host: Host
    scene: Scene


def some_host(chance: random.Random, starter: Starter) -> Host:
    engines = (Engine.DOCKER, Engine.PODMAN) if starter is Starter.ENGINE else (Engine.CONTAINERD, Engine.CRIO)
    engine = chance.choice(engines)
    in_namespace: dict[str, Any] = chance.choice(({}, {}, {"user_namespace_remap": True}, {"rootless": True}))
    if engine is not Engine.DOCKER and chance.random() < 0.5:  # Docker's daemon is the one or the other
        in_namespace = {"user_namespace_remap": True, "rootless": True}
    known = Host(
        engine,
        chance.choice(VERSIONS[engine]),
        chance.choice(((4, 19), (5, 10), (6, 1), (6, 12), (6, 15), (6, 18))),
        chance.randint(0, 3),
        chance.choice((Lsm.APPARMOR, Lsm.NONE, *([Lsm.SELINUX] if engine in LABELLING else []))),
        chance.randint(-1, 4),
        chance.randint(0, 2),
        False,
        chance.random() < 0.5,
        (2, 230, 0),
        chance.choice((28, 32)),
        arch="amd64",
        debian_perf=chance.random() < 0.5,
        rootless=False,
    )
    return known._replace(**in_namespace)


def some_container(chance: random.Random, starter: Starter, name: str, **more: Any) -> Container:
    seccomp = Seccomp(SeccompKind.FILE, "own.json", PROFILE) if chance.random() < 0.1 else None
    engine = starter is Starter.ENGINE
    given: dict[str, Any] = {
        "cap_add": tuple(chance.sample((*NAMES, "ALL"), chance.choice((0, 0, 1, 1, 2)))),
        "cap_drop": ("ALL",) if chance.random() < 0.2 else (),
        "privileged": chance.random() < 0.15,
        "no_new_privileges": chance.random() < 0.2,
        "seccomp": seccomp or Seccomp(chance.choice(SECCOMP)),
        "apparmor": chance.choice((None, None, "unconfined", "containers-default-0.62.2" if engine else "default")),
        "user": user_written(chance.choice(USERS)) if engine or chance.random() < 0.8 else None,
        "user_namespace": chance.choice((None, None, None, "host" if engine else "private")),
        "starter": starter,
        **more,
    }
    return container(name, **given)


def some_process(chance: random.Random, inside: Container | None) -> Process:
    start = chance.choice((Start.MAIN, Start.EXEC, Start.EXEC, Start.EXEC_PRIVILEGED, Start.HOST))
    user = None if start is Start.MAIN or chance.random() < 0.4 else user_written(chance.choice(USERS))
    return Process(start, None if start is Start.HOST else inside, user, chance.random() < 0.8, chance.random() < 0.2)


def some_cell(chance: random.Random) -> Asked:
    starter = chance.choice((Starter.ENGINE, Starter.ENGINE, Starter.KUBELET))
    shared = PidMode(PidNamespace.CONTAINER, "other") if starter is Starter.ENGINE else PidMode(PidNamespace.SHARED)
    mode = chance.choice((PidMode(PidNamespace.PRIVATE), PidMode(PidNamespace.HOST), shared))
    asked = some_container(chance, starter, "app", pid=mode)
    other = None
    if mode.kind is not PidNamespace.PRIVATE and chance.random() < 0.7:
        own = shared if starter is Starter.KUBELET else PidMode(PidNamespace.PRIVATE)
        other = some_container(chance, starter, "other", pid=own)
    tracer = some_process(chance, None)._replace(
        start=chance.choice((Start.MAIN, Start.EXEC)),
        dumpable=True,
        file_capabilities=("SYS_PTRACE",) if chance.random() < 0.1 else (),
    )
    scene = Scene(tracer, some_process(chance, other))
    return Asked(asked, chance.choice(OPERATIONS), some_host(chance, starter), scene)


def is_refused(verdict: Verdict) -> bool:
    return any(gate.gate == "engine" for gate in verdict.gates)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_cell_is_answered_grows_with_grants_and_is_steady_as_facts_come(part: int) -> None:
    chance = random.Random(part)
    said: dict[Answer, int] = dict.fromkeys(Answer, 0)
    for _ in range(CELLS_OF_A_PART):
        cell = some_cell(chance)
        found = judge(*cell)
        said[found.answer] += 1
        assert (found.answer is Answer.DEPENDS) is bool(found.depends_on) or found.answer is Answer.FAILS, cell
        wider = judge(with_capabilities(cell.container, chance.choice(NAMES), beside_unknown=True), *cell[1:])
        assert found.answer is not Answer.WORKS or wider.answer is not Answer.FAILS or is_refused(wider), (cell, wider)
        hidden: dict[str, Any] = dict.fromkeys(chance.sample(FACTS, chance.randint(1, 3)))
        before = judge(cell.container, cell.operation, cell.host._replace(**hidden), cell.scene)
        assert before.answer in (Answer.DEPENDS, found.answer), (cell, hidden, before)
    assert min(said.values()) > CELLS_OF_A_PART // 50, said
