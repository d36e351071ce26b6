"""What a container has, told for people."""

from __future__ import annotations

from typing import Any

import pytest

from capslint.model import Engine, Host, PidMode, PidNamespace, Seccomp, SeccompKind, Starter, Unknown, User
from capslint.permissions.assumed_host import assumed
from capslint.permissions.capabilities import ALL, names
from capslint.permissions.overview import Capabilities, picture
from tests.default_capabilities import DOCKER_DEFAULT
from tests.truth.containers import container

COMPOSE = assumed(Host(), Starter.ENGINE)
DEFAULTS = Capabilities(names(DOCKER_DEFAULT))


def test_a_plain_service() -> None:
    shown = picture(container(), COMPOSE)
    assert (shown.engine, shown.bounding, shown.effective) == (Engine.DOCKER, DEFAULTS, DEFAULTS)
    assert shown.seccomp == "Docker 29.7.2's default profile"
    assert (shown.user, shown.apparmor, shown.selinux) == ("0:0", "docker-default", "container_t")
    assert (shown.pid_namespace, shown.user_namespace) == ("its own", "the host's")
    assert (shown.no_new_privileges, shown.refusal) == (False, None)


@pytest.mark.parametrize(
    ("given", "field", "expected"),
    [
        ({"privileged": True}, "effective", Capabilities(names(ALL))),
        ({"privileged": True}, "seccomp", "no seccomp filter"),
        ({"privileged": True}, "apparmor", "unconfined"),
        ({"privileged": True, "apparmor": "docker-default"}, "apparmor", "unconfined"),
        ({"privileged": True}, "selinux", "unconfined"),
        ({"cap_add": ("SYS_PTRACE",), "cap_drop": ("ALL",)}, "bounding", Capabilities(("SYS_PTRACE",))),
        ({"user": User(1000, 1000)}, "effective", Capabilities(())),
        ({"user": User(1000, 1000)}, "bounding", DEFAULTS),
        ({"user": User(1000, 1000)}, "user", "1000:1000"),
        ({"user": User(1000)}, "user", "1000"),
        ({"user": None}, "user", "the image's USER"),
        ({"user": None}, "effective", Capabilities((), names(DOCKER_DEFAULT), "the image's USER")),
        ({"user": Unknown("the variable UID")}, "user", "the variable UID"),
        ({"seccomp": Seccomp(SeccompKind.FILE, "p.json", '{"defaultAction": "SCMP_ACT_ALLOW"}')}, "seccomp",
         "the seccomp profile p.json"),
        ({"seccomp": Seccomp(SeccompKind.FILE, "p.json", "")}, "refusal",
         "Docker refuses the seccomp profile: it is not valid JSON (Expecting value: line 1 column 1 (char 0))"),
        ({"cap_add": ("NONSENSE",)}, "refusal", "Docker refuses the unknown capability NONSENSE"),
        ({"apparmor": Unknown("the variable AA")}, "apparmor", "depends on the variable AA"),
        ({"selinux": "type:my_t"}, "selinux", "type:my_t"),
        ({"pid": PidMode(PidNamespace.HOST)}, "pid_namespace", "the host's"),
        ({"pid": PidMode(PidNamespace.CONTAINER, "web")}, "pid_namespace", "that of web"),
        ({"pid": Unknown("the variable PID")}, "pid_namespace", "depends on the variable PID"),
        ({"user_namespace": "private"}, "user_namespace", "its own"),
        ({"no_new_privileges": True}, "no_new_privileges", True),
        ({"no_new_privileges": Unknown("the variable NNP")}, "no_new_privileges", None),
    ],
)  # fmt: skip
def test_settings(given: dict[str, Any], field: str, expected: object) -> None:
    assert getattr(picture(container(**given), COMPOSE), field) == expected


def test_a_pod_whose_filter_the_kubelet_decides() -> None:
    host = assumed(Host(), Starter.KUBELET)
    shown = picture(container(starter=Starter.KUBELET), host)
    assert shown.seccomp == (
        "no seccomp filter or containerd 2.3.4's default profile, by the kubelet's --seccomp-default"
    )
    assert shown.apparmor == "cri-containerd.apparmor.d"


def test_podman_keeps_what_is_added_for_other_users() -> None:
    host = assumed(Host(Engine.PODMAN), Starter.ENGINE)
    shown = picture(container(user=User(1000, 1000), cap_add=("SYS_PTRACE",)), host)
    assert shown.effective == Capabilities(("SYS_PTRACE",))
    assert len(shown.bounding.sure) == 12
