"""A verdict is remembered by what gates read of containers: what they do not read must change nothing."""

from __future__ import annotations

from typing import Any, NoReturn

import pytest
from hypothesis import given, settings

from capslint.debuggers.catalogue import operation
from capslint.model import Container, Host, Operation, Process, Scene, Setting, User, Verdict
from capslint.permissions import judge_operation
from capslint.permissions.judge_operation import judge
from capslint.permissions.judged_case import Case
from tests.privilege.asked_operations import debuggers_in
from tests.privilege.fixing import FILES, PATH
from tests.privilege.workloads import generated
from tests.unit.debuggers import samples
from tests.unit.permissions.test_properties import questions

IDENTITY = {"document", "path"}
READ = IDENTITY | {
    *("label", "name", "starter", "role", "engine", "debug_target", "is_built", "build", "image", "privileged"),
    *("seccomp", "apparmor", "selinux", "no_new_privileges", "unmasked_proc", "user", "run_as_non_root", "pid", "ipc"),
    *("user_namespace", "cap_add", "cap_drop", "network", "platform", "sysctls", "exclusions"),
}
ATTACH = operation("strace", "attach")
HOST = Host(kernel=(6, 8), ptrace_scope=1)


class Unread:
    """What raises whatever is done with it."""

    def _refused(self, *_: object) -> NoReturn:
        raise AssertionError("a gate reads what verdicts are not remembered by")

    __getattribute__ = _refused
    __bool__ = __eq__ = __hash__ = __iter__ = __len__ = __getitem__ = __contains__ = _refused


UNREAD: Any = Unread()


def bare(container: Container) -> Container:
    """Return ``container`` as far as verdicts are remembered by it: of the rest nothing can be read."""
    kept: dict[str, Any] = {}
    for name in Container._fields:
        value = getattr(container, name)
        if name not in READ:
            kept[name] = UNREAD
        elif isinstance(value, Setting):
            kept[name] = Setting(value.value, UNREAD, value.via if name == "user" else UNREAD)
    return container._replace(**kept)


def bare_scene(scene: Scene, container: Container, changed: Container) -> Scene:
    known = {id(container): changed}

    def moved(process: Process) -> Process:
        held = process.container
        if held is None:
            return process
        known.setdefault(id(held), bare(held))
        return process._replace(container=known[id(held)])

    alternatives = tuple(map(moved, scene.alternatives))
    return scene._replace(tracer=moved(scene.tracer), target=moved(scene.target), alternatives=alternatives)


def judged_anew(container: Container, what: Operation, host: Host, scene: Scene) -> Verdict:
    judge_operation.verdict_on.cache_clear()
    return judge(container, what, host, scene)


def assert_nothing_else_is_read(container: Container, what: Operation, host: Host, scene: Scene) -> None:
    changed = bare(container)
    moved = bare_scene(scene, container, changed)
    assert judged_anew(container, what, host, scene) == judged_anew(changed, what, host, moved)
    assert Case(container, what, host, scene) == Case(changed, what, host, moved)


@given(questions())
@settings(max_examples=150)
def test_nothing_else_is_read_of_any_container(question: tuple[Container, Operation, Host, Scene]) -> None:
    assert_nothing_else_is_read(*question)


@pytest.mark.parametrize("number", range(60))
def test_nothing_else_is_read_of_generated_ones(number: int) -> None:
    file = generated(number, 3)
    for of in debuggers_in(PATH, file.text, FILES):
        others = [other for other in of.workload.containers if other is not of.container]
        scene = Scene(Process(), Process(container=others[0])) if others else Scene()
        for host in (file.hosts[0], file.hosts[number % len(file.hosts)]):
            assert_nothing_else_is_read(of.container, ATTACH, host, scene)


CHANGES = {
    "cap_add": "cap_add: [SYS_PTRACE]",
    "cap_drop": "cap_drop: [ALL]",
    "privileged": "privileged: true",
    "seccomp": "security_opt: ['seccomp=unconfined']",
    "apparmor": "security_opt: ['apparmor=unconfined']",
    "selinux": "security_opt: ['label=disable']",
    "no_new_privileges": "security_opt: [no-new-privileges]",
    "unmasked_proc": "security_opt: ['systempaths=unconfined']",
    "user": "user: '1000'",
    "pid": "pid: host",
    "ipc": "ipc: host",
    "user_namespace": "userns_mode: host",
    "network": "network_mode: host",
    "platform": "platform: linux/arm64",
    "sysctls": "sysctls: [kernel.msgmax=1]",
    "image": "image: 'postgres:16'",
}


@pytest.mark.parametrize("field", CHANGES)
def test_a_container_with_another_value_is_another_case(field: str) -> None:
    plain, changed = (
        samples.container(f"services:\n  a:\n    command: x\n    {line}\n") for line in ("tty: true", CHANGES[field])
    )
    assert getattr(plain, field) != getattr(changed, field)
    assert Case(plain, ATTACH, HOST, Scene()) != Case(changed, ATTACH, HOST, Scene())


def test_who_looks_into_whom_tells_cases_apart() -> None:
    mine, other = samples.containers("services:\n  a: {image: x}\n  b: {image: x}\n")
    scenes = (
        Scene(),
        Scene(descendant=True),
        Scene(target=Process(container=other)),
        Scene(target=Process(container=mine)),
        Scene(tracer=Process(user=User(1, 1))),
        Scene(alternatives=(Process(container=other),)),
    )
    assert len({Case(mine, ATTACH, HOST, scene) for scene in scenes}) == len(scenes)


def test_what_is_written_elsewhere_is_the_same_case() -> None:
    first, again = (samples.container(f"{note}services:\n  a: {{image: x, pid: host}}\n") for note in ("", "# x\n\n"))
    assert Case(first, ATTACH, HOST, Scene()) == Case(again, ATTACH, HOST, Scene())


def test_containers_of_one_path_in_two_files_are_two() -> None:
    first, again = (samples.container("services:\n  a: {image: x}\n") for _ in range(2))
    twins, one_and_the_same = (Scene(target=Process(container=target)) for target in (again, first))
    assert Case(first, ATTACH, HOST, twins) != Case(first, ATTACH, HOST, one_and_the_same)
