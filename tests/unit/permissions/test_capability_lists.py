"""Spellings, defaults and the order of add and drop, engine by engine."""

from __future__ import annotations

import pytest

from capslint.model import Engine, Host, Starter
from capslint.model.capability_names import NAMES
from capslint.permissions.capabilities import ALL, UNTIL_AUDIT_READ, known_to, mask, names
from capslint.permissions.certainty import Unsure
from capslint.permissions.container.capability_lists import Granted, grant
from tests.default_capabilities import CRIO_DEFAULT, DOCKER_DEFAULT, PODMAN_DEFAULT

DOCKER = Host(Engine.DOCKER, (29, 7, 2), (6, 1))
DOCKER_20 = Host(Engine.DOCKER, (20, 10, 24), (6, 1))
DOCKER_18 = Host(Engine.DOCKER, (18, 9, 7), (4, 9))
CONTAINERD = Host(Engine.CONTAINERD, (2, 3, 4), (6, 1))
CRIO = Host(Engine.CRIO, (1, 36, 3), (6, 1))
PODMAN = Host(Engine.PODMAN, (5, 8, 0), (6, 1))


def asked(host: Host, add: str = "", drop: str = "", privileged: bool = False) -> Granted:
    assert host.engine is not None
    kubernetes = host.engine in (Engine.CONTAINERD, Engine.CRIO)
    starter = Starter.KUBELET if kubernetes else Starter.ENGINE
    return grant(tuple(add.split()), tuple(drop.split()), privileged, host, host.engine, starter)


def granted(host: Host, add: str = "", drop: str = "") -> int | None:
    """The bounding set, or None for a container that is not created."""
    found = asked(host, add, drop)
    assert not isinstance(found.starts, Unsure)
    assert found.bounding.sure == found.bounding.possible
    return found.bounding.sure if found.starts else None


def test_names_and_numbers() -> None:
    assert len(NAMES) == 41
    assert (NAMES[19], NAMES[21], NAMES[38], NAMES[40]) == ("SYS_PTRACE", "SYS_ADMIN", "PERFMON", "CHECKPOINT_RESTORE")
    assert DOCKER_DEFAULT == 0xA80425FB
    assert len(names(DOCKER_DEFAULT)) == 14
    assert len(names(PODMAN_DEFAULT)) == 11
    assert len(names(CRIO_DEFAULT)) == 9


@pytest.mark.parametrize(
    ("kernel", "last"),
    [((4, 9), "AUDIT_READ"), ((3, 10), "BLOCK_SUSPEND"), ((5, 8), "BPF"), ((5, 9), "CHECKPOINT_RESTORE")],
)
def test_what_a_kernel_knows(kernel: tuple[int, int], last: str) -> None:
    known = known_to(kernel)
    assert known.sure == known.possible == (1 << (NAMES.index(last) + 1)) - 1


X = "SYS_PTRACE"
BIT = mask([X])
LIST = [
    # add, drop, Docker >= 19.03, Docker <= 18.09, Kubernetes, Podman
    ("", "", DOCKER_DEFAULT, DOCKER_DEFAULT, None, PODMAN_DEFAULT),
    (X, "", DOCKER_DEFAULT | BIT, DOCKER_DEFAULT | BIT, None, PODMAN_DEFAULT | BIT),
    (X, X, DOCKER_DEFAULT | BIT, DOCKER_DEFAULT | BIT, 0, None),
    (X, "ALL", BIT, BIT, BIT, BIT),
    ("ALL", X, ALL & ~BIT, UNTIL_AUDIT_READ & ~BIT, ALL & ~BIT, ALL & ~BIT),
    ("ALL", "ALL", ALL, 0, 0, None),
    (f"ALL {X}", X, ALL & ~BIT, UNTIL_AUDIT_READ, ALL & ~BIT, ALL & ~BIT),
    ("", "ALL", 0, 0, 0, 0),
    ("", "KILL", DOCKER_DEFAULT & ~mask(["KILL"]), DOCKER_DEFAULT & ~mask(["KILL"]), None, None),
    ("all", "", ALL, UNTIL_AUDIT_READ, ALL, ALL),
    ("", "All", 0, 0, 0, 0),
]


@pytest.mark.parametrize(("add", "drop", "docker", "docker_18", "kubernetes", "podman"), LIST)
def test_order_of_add_and_drop(
    add: str, drop: str, docker: int, docker_18: int, kubernetes: int | None, podman: int | None
) -> None:
    assert granted(DOCKER, add, drop) == docker
    assert granted(DOCKER_18, add, drop) == docker_18
    if (add, drop) == (X, X):
        assert granted(CONTAINERD, add, drop) == DOCKER_DEFAULT
        assert granted(CRIO, add, drop) == CRIO_DEFAULT
    elif kubernetes is not None:
        assert granted(CONTAINERD, add, drop) == granted(CRIO, add, drop) == kubernetes
    if (add, drop) != ("", "KILL"):
        assert granted(PODMAN, add, drop) == podman


def test_docker_ignores_the_lists_of_privileged_but_not_their_spelling() -> None:
    assert asked(DOCKER, "", "ALL", privileged=True) == Granted(known_to((6, 1)))
    assert asked(DOCKER, "NONSENSE", "", privileged=True).starts is False
    assert asked(DOCKER_20, "", "", privileged=True).bounding.sure == UNTIL_AUDIT_READ


@pytest.mark.parametrize(
    ("host", "spelling", "understood"),
    [
        (DOCKER, "SYS_PTRACE", True),
        (DOCKER, "sys_ptrace", True),
        (DOCKER, "CAP_SYS_PTRACE", True),
        (DOCKER, "cap_sys_ptrace", True),
        (DOCKER, "PTRACE", None),
        (DOCKER, "CAP_ALL", None),
        (DOCKER, "PERFMON", True),
        (DOCKER_18, "SYS_PTRACE", True),
        (DOCKER_18, "sys_ptrace", True),
        (DOCKER_18, "CAP_SYS_PTRACE", None),
        (DOCKER_20, "CAP_SYS_PTRACE", True),
        (DOCKER_20, "PERFMON", None),
        (DOCKER_20, "BPF", None),
        (DOCKER._replace(kernel=(5, 4)), "PERFMON", None),
        (PODMAN, "CAP_SYS_PTRACE", True),
        (PODMAN, "PTRACE", None),
        (CONTAINERD, "SYS_PTRACE", True),
        (CONTAINERD, "sys_ptrace", True),
        (CONTAINERD, "CAP_SYS_PTRACE", False),
        (CONTAINERD, "PTRACE", False),
        (CRIO, "CAP_SYS_PTRACE", True),
        (CRIO, "sys_ptrace", True),
        (CRIO, "PTRACE", None),
    ],
)
def test_spellings(host: Host, spelling: str, understood: bool | None) -> None:
    """True: it counts; False: it is ignored without a word; None: the container is not created."""
    found = asked(host, spelling)
    assert found.starts is (understood is not None)
    if understood is None:
        assert spelling in found.refusal
        return
    default = granted(host)
    assert default is not None
    name = "PERFMON" if "PERFMON" in spelling else X
    assert found.bounding.sure == default | (mask([name]) if understood else 0)


def test_what_a_variable_adds_or_drops_is_unsure() -> None:
    unknown = Unsure("the variable CAPS")
    added = grant((unknown,), (), False, DOCKER, Engine.DOCKER, Starter.ENGINE).bounding
    assert (added.sure, added.possible) == (DOCKER_DEFAULT, ALL)
    assert added.has("SYS_PTRACE") == unknown
    dropped = grant((X,), (unknown,), False, DOCKER, Engine.DOCKER, Starter.ENGINE).bounding
    assert (dropped.has("KILL"), dropped.has(X)) == (unknown, True)
    assert grant((X,), (unknown,), False, CRIO, Engine.CRIO, Starter.KUBELET).bounding.has(X) == unknown


def test_an_unknown_version_leaves_open_what_releases_do_differently() -> None:
    host = DOCKER._replace(engine_version=None)
    assert asked(host, "ALL", "ALL").bounding.has(X) == Unsure("the Docker version")
    assert asked(host, "CAP_SYS_PTRACE").starts == Unsure("the Docker version")
    assert asked(host, "PERFMON").starts == Unsure("the Docker version")
    assert asked(DOCKER._replace(kernel=None), "PERFMON").starts == Unsure("the kernel version")
    assert asked(PODMAN._replace(engine_version=None)).bounding.has("NET_RAW") == Unsure("the Podman version")
    assert asked(CRIO._replace(engine_version=(1, 17, 0))).bounding.has("NET_RAW") == Unsure("the engine version")
