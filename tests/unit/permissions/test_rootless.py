"""Engines that run as an ordinary user: what starts there, who sees whom, and which capabilities count.

Measured on Podman 5.4.2 and Docker 26.1.5, on Linux 6.18 without AppArmor and Yama; what was not is from the sources
that `capslint.permissions.container.user_namespaces` and `capslint.permissions.container.labels` name.
"""

from __future__ import annotations

from typing import Any

import pytest

from capslint.debuggers.catalogue import operation
from capslint.model import Container, Engine, Host, Lsm, PidMode, PidNamespace, Process, Scene, Start, User
from capslint.model.setting import Unknown
from capslint.model.verdict import Answer
from capslint.permissions.judge_operation import judge
from capslint.permissions.overview import picture
from tests.truth.containers import container

WORKS, FAILS, DEPENDS = Answer.WORKS, Answer.FAILS, Answer.DEPENDS
ROOTFUL = Host(
    Engine.DOCKER, (26, 1, 5), (6, 18), 0, Lsm.NONE, 2, 2, user_namespace_remap=False, rootless=False, arch="amd64"
)
DOCKER = ROOTFUL._replace(rootless=True)
PODMAN = DOCKER._replace(engine=Engine.PODMAN, engine_version=(5, 4, 2))
REMAPPED = ROOTFUL._replace(user_namespace_remap=True)
BOTH = [DOCKER, PODMAN]
ATTACH, LAUNCH = operation("strace", "attach"), operation("strace", "launch")
HOST_PID = {"pid": PidMode(PidNamespace.HOST)}
HOSTS_NETWORK = {"network": "host"}


def app(**given: Any) -> Container:
    network = given.pop("network", None)
    made = container(**given)
    return made if network is None else made._replace(network=made.pid.with_value(network))


@pytest.mark.parametrize("host", BOTH, ids=lambda host: host.engine.value)
@pytest.mark.parametrize("given", [{"privileged": True}, HOST_PID, HOSTS_NETWORK, {"user_namespace": "host"}])
def test_what_userns_remap_refuses_starts_on_a_rootless_engine(host: Host, given: dict[str, Any]) -> None:
    assert picture(app(**given), host).refusal is None
    assert judge(app(**given), LAUNCH, host).answer is WORKS
    refused = "user_namespace" not in given
    assert (picture(app(**given), REMAPPED).refusal is not None) is refused


def test_whether_docker_remaps_is_not_asked_where_it_is_rootless() -> None:
    unknown = DOCKER._replace(user_namespace_remap=None)
    assert judge(app(privileged=True), LAUNCH, unknown).answer is WORKS
    depends = judge(app(privileged=True), LAUNCH, ROOTFUL._replace(rootless=None, user_namespace_remap=None))
    assert depends.depends_on == ("the engine's user namespace remapping",)


OTHER = container("other", user=User(1000, 1000))


@pytest.mark.parametrize(
    ("tracer", "target", "host", "answer"),
    [
        ({"privileged": True}, OTHER, DOCKER, WORKS),
        ({"cap_add": ("SYS_PTRACE",)}, OTHER, PODMAN, WORKS),
        ({}, OTHER, PODMAN, FAILS),  # another user, and no capability
        ({"user": User(1000, 1000)}, OTHER, DOCKER, WORKS),
        ({"privileged": True}, None, PODMAN, FAILS),  # a process of the host, which is outside
        ({"privileged": True}, container("other", user_namespace="keep-id"), PODMAN, WORKS),  # made in the engine's
        ({"privileged": True, "user_namespace": "keep-id"}, OTHER, PODMAN, FAILS),  # made beside it
        ({"privileged": True, "user_namespace": "auto"}, container("other", user_namespace="auto"), PODMAN, FAILS),
        ({"user": User(1000, 1000), "user_namespace": "auto"}, OTHER._replace(
            user_namespace=container(user_namespace="auto").user_namespace), PODMAN, FAILS),
        ({"privileged": True, "user_namespace": "host"}, OTHER, REMAPPED, WORKS),  # from the host's
    ],
)  # fmt: skip
def test_containers_of_a_rootless_engine_share_its_user_namespace(
    tracer: dict[str, Any], target: Container | None, host: Host, answer: Answer
) -> None:
    scene = Scene(Process(), Process(Start.HOST if target is None else Start.MAIN, target))
    assert judge(app(**{**HOST_PID, **tracer}), ATTACH, host, scene).answer is answer


@pytest.mark.parametrize("host", [*BOTH, REMAPPED], ids=["docker", "podman", "userns-remap"])
@pytest.mark.parametrize(
    ("tool", "name", "given"),
    [("perf", "system", {"cap_add": ("ALL",)}), ("bpftrace", "trace", {"cap_add": ("ALL",)})],
)
def test_what_asks_for_the_hosts_user_namespace_fails_in_another(
    host: Host, tool: str, name: str, given: dict[str, Any]
) -> None:
    assert judge(app(**given), operation(tool, name), host).answer is FAILS
    assert judge(app(**given), operation(tool, name), ROOTFUL).answer is WORKS


@pytest.mark.parametrize("host", [*BOTH, REMAPPED, ROOTFUL], ids=["docker", "podman", "userns-remap", "rootful"])
@pytest.mark.parametrize(
    ("given", "answer"),
    [
        ({}, FAILS),  # execve fails: not in the bounding set
        ({"cap_add": ("SYS_PTRACE",)}, WORKS),
        ({"cap_add": ("SYS_PTRACE",), "no_new_privileges": True}, FAILS),
    ],
)
def test_file_capabilities_count_in_every_user_namespace(host: Host, given: dict[str, Any], answer: Answer) -> None:
    tracer = Process(user=User(1000, 1000), file_capabilities=("SYS_PTRACE",))
    assert judge(app(**given), ATTACH, host, Scene(tracer)).answer is answer


@pytest.mark.parametrize("host", BOTH, ids=lambda host: host.engine.value)
def test_no_default_profile_of_apparmor_confines_a_rootless_container(host: Host) -> None:
    confined = host._replace(lsm=Lsm.APPARMOR)
    assert picture(app(), confined).apparmor == "unconfined"
    assert picture(app(), confined._replace(rootless=False)).apparmor != "unconfined"
    assert picture(app(), confined._replace(rootless=None)).apparmor == "depends on whether the engine is rootless"


def test_whether_the_engine_is_rootless_is_told_where_it_decides() -> None:
    unknown = ROOTFUL._replace(rootless=None)
    verdict = judge(app(cap_add=("ALL",)), operation("perf", "system"), unknown)
    assert (verdict.answer, verdict.depends_on) == (DEPENDS, ("whether the engine is rootless",))
    assert judge(app(), LAUNCH, unknown).answer is WORKS
    variable = app(cap_add=("ALL",), user_namespace=Unknown("the variable MODE"))
    assert judge(variable, operation("perf", "system"), ROOTFUL).depends_on == ("the variable MODE",)
