"""Podman's ambient set: who keeps what was added. Measured on 4.3.1 and 5.4.2.

Sources: podman pkg/specgen/generate/security_linux.go; libpod/oci_conmon_exec_linux.go (setProcessCapabilitiesExec).
"""

from __future__ import annotations

from typing import Any

import pytest

from capslint.debuggers.catalogue import operation
from capslint.model import (
    AppArmorProfile,
    Engine,
    Host,
    Lsm,
    PidMode,
    PidNamespace,
    Process,
    Scene,
    Seccomp,
    SeccompKind,
    Start,
    Starter,
    Unknown,
    User,
    user_written,
)
from capslint.model.verdict import Answer
from capslint.permissions.assumed_host import assumed
from capslint.permissions.engines.engine_data import NEWEST
from capslint.permissions.engines.possible_engines import engines
from capslint.permissions.judge_operation import judge, tasks_of
from tests.truth.containers import PROFILES, container

PODMAN = Host(Engine.PODMAN, (5, 4, 2), (6, 1), 1, Lsm.NONE, user_namespace_remap=False, rootless=False)
DOCKER = PODMAN._replace(engine=Engine.DOCKER, engine_version=(29, 7, 2))
ADDED: dict[str, Any] = {"cap_add": ("SYS_PTRACE",)}
KEPT, LOST = True, False


@pytest.mark.parametrize(
    ("own", "exec_as", "expected"),
    [
        ("0", "1000", LOST),
        ("0", "1000:1000", LOST),
        ("1000", None, KEPT),
        ("1000", "1000", KEPT),
        ("1000", "1000:1000", LOST),
        ("1000", "1001", LOST),
        ("1000:1000", "1000:1000", KEPT),
        ("1000:1000", "1000", LOST),
        ("1000:dev", "1000:dev", KEPT),
        ("1000:dev", "1000", LOST),
        ("1000", "1000:dev", LOST),
        ("1000", "01000", LOST),
        ("1000:1000", "1000:01000", LOST),
        ("dev:staff", "dev", LOST),
        ("dev:staff", "dev:users", LOST),
        ("dev", "1000", LOST),
        ("1000", "www-data", LOST),
        ("1000", "0", KEPT),
        ("0", "0", KEPT),
    ],
)
@pytest.mark.parametrize("start", [Start.EXEC, Start.EXEC_PRIVILEGED])
def test_exec_keeps_the_ambient_set_for_the_containers_own_user(
    own: str, exec_as: str | None, expected: bool, start: Start
) -> None:
    user = None if exec_as is None else user_written(exec_as)
    scene = Scene(Process(start=start, user=user))
    task, *_ = tasks_of(container(user=user_written(own), **ADDED), PODMAN, scene, Engine.PODMAN)
    has = task.has("SYS_PTRACE")
    assert has is expected or (expected is LOST and user is not None and user.uid is None and has is not True)


@pytest.mark.parametrize(
    ("own", "exec_as", "fact"),
    [
        (None, User(1000), "the image's USER"),
        (Unknown("the variable UID"), User(1000), "the variable UID"),
        (User(1000), Unknown("the variable WHO"), "the variable WHO"),
    ],
)
def test_exec_as_somebody_who_may_be_the_containers_user(own: object, exec_as: object, fact: str) -> None:
    scene = Scene(Process(user=exec_as))  # type: ignore[arg-type]  # a table of mixed values
    task, *_ = tasks_of(container(user=own, **ADDED), PODMAN, scene, Engine.PODMAN)
    assert getattr(task.has("SYS_PTRACE"), "fact", None) == fact


@pytest.mark.parametrize(
    ("given", "host", "expected"),
    [
        ({"privileged": True, **ADDED}, PODMAN, Answer.WORKS),
        ({"privileged": True, "cap_add": ("ALL",)}, PODMAN, Answer.WORKS),
        ({"privileged": True}, PODMAN, Answer.FAILS),
        ({"privileged": True, **ADDED}, DOCKER, Answer.FAILS),
    ],
)
def test_what_is_added_beside_privileged(given: dict[str, Any], host: Host, expected: Answer) -> None:
    asked = container(user=User(1000, 1000), **given)
    assert judge(asked, operation("strace", "attach"), host).answer is expected


def test_root_in_a_container_of_another_user_has_the_bounding_set_under_no_new_privileges() -> None:
    asked = container(user=User(1000), no_new_privileges=True, **ADDED)
    scene = Scene(Process(user=User(0, 0)))
    assert judge(asked, operation("strace", "attach"), PODMAN, scene).answer is Answer.WORKS


@pytest.mark.parametrize("engine", [None, Engine.DOCKER, Engine.PODMAN])
def test_a_container_whose_file_names_podman_is_judged_as_podman_starts_it(engine: Engine | None) -> None:
    app = container(user=User(1000), **ADDED)._replace(engine=Engine.PODMAN)
    release = (5, 2, 0) if engine is not None else None
    host = assumed(Host(engine, release, (6, 1), 1, Lsm.NONE), app.starter, app.engine)
    assert host.engine is Engine.PODMAN
    assert host.engine_version == (release if engine is Engine.PODMAN else NEWEST["podman"])
    assert judge(app, operation("strace", "attach"), host).answer is Answer.WORKS
    assert engines(app) == (Engine.PODMAN,)
    assert judge(app, operation("strace", "attach"), host._replace(engine=None)).answer is Answer.WORKS


NO_PTRACE = (PROFILES / "neverptrace.json").read_text(encoding="utf-8")
LAUNCH = operation("strace", "launch")


@pytest.mark.parametrize(
    ("profile", "answer"),
    [("own.json", Answer.FAILS), ("/usr/share/containers/seccomp.json", Answer.WORKS)],
)
def test_a_seccomp_profile_counts_beside_privileged_but_for_the_default_one(profile: str, answer: Answer) -> None:
    asked = container(privileged=True, seccomp=Seccomp(SeccompKind.FILE, profile, NO_PTRACE))
    assert judge(asked, LAUNCH, PODMAN).answer is answer
    assert judge(asked, LAUNCH, DOCKER._replace(engine_version=(26, 1, 5))).answer is Answer.WORKS


APPARMOR = PODMAN._replace(lsm=Lsm.APPARMOR, apparmor_profiles=(AppArmorProfile("their-own"),))


@pytest.mark.parametrize(
    ("given", "host", "answer"),
    [
        ({"apparmor": "containers-default-0.62.2"}, APPARMOR, Answer.WORKS),
        ({"apparmor": "containers-default-0.62.2", "privileged": True}, APPARMOR, Answer.WORKS),
        ({"apparmor": "their-own"}, APPARMOR, Answer.FAILS),  # it has no rule for ptrace
        ({"apparmor": "their-own", "privileged": True}, APPARMOR, Answer.FAILS),
        ({"apparmor": "their-own", "privileged": True}, APPARMOR._replace(engine=Engine.DOCKER), Answer.WORKS),
        ({"apparmor": "unconfined"}, APPARMOR._replace(rootless=True), Answer.WORKS),
        ({"apparmor": "their-own"}, APPARMOR._replace(rootless=True), Answer.FAILS),  # it does not start
        ({"apparmor": "their-own"}, PODMAN, Answer.FAILS),  # neither does it without AppArmor
        ({"apparmor": "their-own"}, PODMAN._replace(lsm=None), Answer.DEPENDS),
        ({"apparmor": "their-own"}, DOCKER, Answer.WORKS),
        ({"apparmor": "unconfined"}, PODMAN, Answer.WORKS),
    ],
)
def test_an_apparmor_profile_that_is_named_counts(given: dict[str, Any], host: Host, answer: Answer) -> None:
    assert judge(container(**given, **ADDED), LAUNCH, host).answer is answer


def test_podmans_default_profile_traces_itself_under_each_of_its_names() -> None:
    named = container("other", apparmor="containers-default-0.62.2", **ADDED)
    scene = Scene(Process(), Process(Start.MAIN, named))
    asked = container(pid=PidMode(PidNamespace.HOST), **ADDED)
    assert judge(asked, operation("strace", "attach"), APPARMOR, scene).answer is Answer.WORKS


ON_NEW_KERNELS = (
    '{"defaultAction": "SCMP_ACT_ALLOW", "syscalls": '
    '[{"names": ["ptrace"], "action": "SCMP_ACT_ERRNO", "excludes": {"minKernel": "4.8"}}]}'
)
NEVER = ON_NEW_KERNELS.replace('"excludes": {"minKernel": "4.8"}', '"includes": {"minKernel": "99.0"}')


@pytest.mark.parametrize("profile", [ON_NEW_KERNELS, NEVER])
def test_what_a_profile_says_of_kernels_means_nothing_to_podman_and_cri_o(profile: str) -> None:
    asked = container(seccomp=Seccomp(SeccompKind.FILE, "own.json", profile))
    assert judge(asked, LAUNCH, PODMAN).answer is Answer.FAILS
    assert judge(asked, LAUNCH, DOCKER).answer is Answer.WORKS
    pod = container(seccomp=asked.seccomp.value, starter=Starter.KUBELET)
    crio = PODMAN._replace(engine=Engine.CRIO, engine_version=(1, 36, 3))
    assert judge(pod, LAUNCH, crio).answer is Answer.FAILS
