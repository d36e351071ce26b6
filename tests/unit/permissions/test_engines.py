"""What engines make of capability lists and users, release by release; each table is a source's, a cell a test."""

from __future__ import annotations

from typing import Any

import pytest

from capslint.debuggers.catalogue import operation
from capslint.model import (
    Container,
    Engine,
    Host,
    Lsm,
    Process,
    Scene,
    Start,
    Starter,
    User,
)
from capslint.model.verdict import Answer
from capslint.permissions.assumed_host import assumed
from capslint.permissions.capabilities import ALL, UNTIL_AUDIT_READ, mask, names
from capslint.permissions.container.capability_lists import grant
from capslint.permissions.judge_operation import judge
from capslint.permissions.overview import picture
from tests.truth.containers import container

KERNEL = (6, 1)
NOBODY = User(1000, 1000)
FOURTEEN = mask(
    ("CHOWN", "DAC_OVERRIDE", "FSETID", "FOWNER", "MKNOD", "NET_RAW", "SETGID", "SETUID", "SETFCAP", "SETPCAP",
     "NET_BIND_SERVICE", "SYS_CHROOT", "KILL", "AUDIT_WRITE")
)  # fmt: skip
ELEVEN = FOURTEEN & ~mask(["MKNOD", "NET_RAW", "AUDIT_WRITE"])
NINE = ELEVEN & ~mask(["SETFCAP", "SYS_CHROOT"])
ENGINES = {
    "docker": Host(Engine.DOCKER, (29, 7, 2), KERNEL),
    "docker 24": Host(Engine.DOCKER, (24, 0, 7), KERNEL),
    "docker 19.03": Host(Engine.DOCKER, (19, 3, 0), KERNEL),
    "docker 18.09": Host(Engine.DOCKER, (18, 9, 9), KERNEL),
    "docker 1.12": Host(Engine.DOCKER, (1, 12, 6), (4, 9)),
    "containerd": Host(Engine.CONTAINERD, (2, 3, 4), KERNEL),
    "cri-o": Host(Engine.CRIO, (1, 36, 3), KERNEL),
    "podman": Host(Engine.PODMAN, (5, 8, 2), KERNEL),
}


def starter(host: Host) -> Starter:
    return Starter.KUBELET if host.engine in (Engine.CONTAINERD, Engine.CRIO) else Starter.ENGINE


def asked(host: Host, **given: Any) -> Container:
    return container(starter=starter(host), **given)


@pytest.mark.parametrize(
    ("host", "default"),
    [
        (ENGINES["docker"], FOURTEEN),
        (ENGINES["docker 18.09"], FOURTEEN),
        (ENGINES["docker 1.12"], FOURTEEN),
        (ENGINES["containerd"], FOURTEEN),
        (ENGINES["podman"], ELEVEN),
        (Host(Engine.PODMAN, (4, 4, 3), KERNEL), ELEVEN),
        (ENGINES["cri-o"], NINE),
        (Host(Engine.CRIO, (1, 18, 0), KERNEL), NINE),
    ],
)
def test_defaults(host: Host, default: int) -> None:
    shown = picture(asked(host), assumed(host, starter(host)))
    assert mask(shown.bounding.sure) == mask(shown.effective.sure) == default
    assert shown.bounding.unsure == ()


NET_ADMIN, KILL = mask(["NET_ADMIN"]), mask(["KILL"])
LISTS = {
    # add, drop: what is left on Docker >= 19.03, <= 18.09, containerd, CRI-O, Podman ("no": it is not created)
    ("", ""): (FOURTEEN, FOURTEEN, FOURTEEN, NINE, ELEVEN),
    ("NET_ADMIN", ""): (*(one | NET_ADMIN for one in (FOURTEEN, FOURTEEN, FOURTEEN, NINE, ELEVEN)),),
    ("", "KILL"): (*(one & ~KILL for one in (FOURTEEN, FOURTEEN, FOURTEEN, NINE, ELEVEN)),),
    ("NET_ADMIN", "NET_ADMIN"): (FOURTEEN | NET_ADMIN, FOURTEEN | NET_ADMIN, FOURTEEN, NINE, "no"),
    ("KILL", "KILL"): (FOURTEEN, FOURTEEN, FOURTEEN & ~KILL, NINE & ~KILL, "no"),
    ("NET_ADMIN", "ALL"): (NET_ADMIN,) * 5,
    ("NET_ADMIN", "ALL NET_ADMIN"): (NET_ADMIN, NET_ADMIN, 0, 0, NET_ADMIN),
    ("ALL", "NET_ADMIN"): (ALL & ~NET_ADMIN, UNTIL_AUDIT_READ & ~NET_ADMIN, *(ALL & ~NET_ADMIN,) * 3),
    ("ALL", "ALL"): (ALL, 0, 0, 0, "no"),
    ("ALL NET_ADMIN", "NET_ADMIN"): (ALL & ~NET_ADMIN, UNTIL_AUDIT_READ, *(ALL & ~NET_ADMIN,) * 3),
}


@pytest.mark.parametrize(("lists", "left"), LISTS.items(), ids=lambda value: repr(value)[:40])
@pytest.mark.parametrize(
    ("column", "name"), list(enumerate(["docker 19.03", "docker 18.09", "containerd", "cri-o", "podman"]))
)
def test_order_of_add_and_drop(lists: tuple[str, str], left: tuple[int | str, ...], column: int, name: str) -> None:
    host = ENGINES[name] if name != "docker 19.03" else ENGINES["docker"]
    assert host.engine is not None
    add, drop = (tuple(text.split()) for text in lists)
    found = grant(add, drop, False, host, host.engine, starter(host))
    assert (found.bounding.sure if found.starts is True else "no") == left[column]
    assert found.bounding.sure == found.bounding.possible
    privileged = grant(add, drop, True, host, host.engine, starter(host))
    assert names(privileged.bounding.sure) == names(UNTIL_AUDIT_READ if name == "docker 18.09" else ALL)


@pytest.mark.parametrize(
    ("name", "effective"),
    [
        ("docker", ()),
        ("docker 24", ()),
        ("docker 18.09", ()),
        ("containerd", ()),
        ("cri-o", ()),
        ("podman", ("SYS_PTRACE",)),
    ],
)
def test_what_cap_add_gives_to_another_user_than_root(name: str, effective: tuple[str, ...]) -> None:
    host = assumed(ENGINES[name]._replace(lsm=Lsm.NONE, kubelet_seccomp_default=True), starter(ENGINES[name]))
    given = asked(host, user=NOBODY, cap_add=("SYS_PTRACE",))
    shown = picture(given, host)
    assert "SYS_PTRACE" in shown.bounding.sure
    assert shown.effective.sure == effective
    # What another user still gains is the filter's rules; what it does not, is the capability.
    assert judge(given, operation("strace", "launch"), host).answer is Answer.WORKS
    attach = judge(given, operation("strace", "attach"), host).answer
    assert attach is (Answer.WORKS if effective else Answer.FAILS)
    # Nothing is kept but what was asked for by name, and nothing without asking.
    assert picture(asked(host, user=NOBODY), host).effective.sure == ()


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("no_new_privileges", [False, True])
def test_root_keeps_its_capabilities_under_no_new_privileges(name: str, no_new_privileges: bool) -> None:
    host = assumed(ENGINES[name]._replace(lsm=Lsm.NONE, kubelet_seccomp_default=True), starter(ENGINES[name]))
    given = asked(host, cap_add=("SYS_PTRACE",), no_new_privileges=no_new_privileges)
    scene = Scene(Process(), Process(Start.EXEC, user=NOBODY))
    assert judge(given, operation("strace", "attach"), host, scene).answer is Answer.WORKS
