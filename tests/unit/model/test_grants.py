"""The table of grants, held against files with and without each of them, and against the model of the kernel."""

from __future__ import annotations

import pytest

from capslint.model import Container, Host, Setting, Starter, Unknown
from capslint.model.capability_names import NAMES
from capslint.model.grants import (
    BY_POWER,
    EVERY,
    FIELD_GRANTS,
    capability,
    find_grant,
    grant_named,
    held_grants,
    with_capabilities,
)
from capslint.permissions.container.confinement import confine
from capslint.permissions.engines.possible_engines import engines
from capslint.permissions.overview import picture
from tests.privilege.left_over import RULES
from tests.unit.debuggers.samples import container

GRANTS = (*(grant.name for grant in FIELD_GRANTS), EVERY, *NAMES)

SERVICE = "services: {app: {image: x, %s}}"
CONTAINER = """
apiVersion: v1
kind: Pod
metadata: {name: p}
spec: {containers: [{name: app, image: x, securityContext: {%s}}]}
"""
POD = """
apiVersion: v1
kind: Pod
metadata: {name: p}
spec: {%s, containers: [{name: app, image: x}]}
"""
SPELLINGS = [
    ("privileged", SERVICE, "privileged: true", "privileged: false"),
    ("ALL", SERVICE, "cap_add: [ALL]", "cap_add: []"),
    ("SYS_PTRACE", SERVICE, "cap_add: [SYS_PTRACE]", "cap_add: []"),
    ("seccomp=unconfined", SERVICE, "security_opt: ['seccomp=unconfined']", "security_opt: []"),
    ("apparmor=unconfined", SERVICE, "security_opt: ['apparmor:unconfined']", "security_opt: []"),
    ("label=disable", SERVICE, "security_opt: ['label=disable']", "security_opt: []"),
    ("systempaths=unconfined", SERVICE, "security_opt: ['systempaths=unconfined']", "security_opt: []"),
    ("pid=host", SERVICE, "pid: host", "ipc: host"),
    ("privileged", CONTAINER, "privileged: true", ""),
    ("ALL", CONTAINER, "capabilities: {add: [ALL]}", "capabilities: {}"),
    ("BPF", CONTAINER, "capabilities: {add: [BPF]}", ""),
    ("seccomp=unconfined", CONTAINER, "seccompProfile: {type: Unconfined}", "seccompProfile: {type: RuntimeDefault}"),
    ("apparmor=unconfined", CONTAINER, "appArmorProfile: {type: Unconfined}", ""),
    ("systempaths=unconfined", CONTAINER, "procMount: Unmasked", "procMount: Default"),
    ("pid=host", POD, "hostPID: true", "hostNetwork: true"),
]
"""A file that grants it, and the same file without it."""


@pytest.mark.parametrize(("name", "text", "granting", "bare"), SPELLINGS)
def test_a_row_is_what_a_file_says(name: str, text: str, granting: str, bare: str) -> None:
    grant, holder, other = grant_named(name), container(text % granting), container(text % bare)
    ((found, setting),) = held_grants(holder)
    assert (found.name, found.shown) == (name, grant.shown)
    assert setting == grant.setting(holder) == grant.settings(holder)[0]
    assert grant.is_held(holder)
    assert not grant.is_held(other)
    assert not list(held_grants(other))
    assert plain(grant.taken_from(holder)) == plain(grant.taken_from(holder, setting)) == plain(other)
    assert plain(grant.given_to(other)) == plain(holder)


def plain(container: Container) -> list[object]:
    """Return the values of all the fields that grants are in."""
    added = container.cap_add.value
    listed = added if isinstance(added, Unknown) else [item.value for item in added]
    return [listed, *(getattr(container, grant.field).value for grant in FIELD_GRANTS)]


def test_each_row_is_held_against_a_file_and_has_a_rule() -> None:
    assert {name for name, *_ in SPELLINGS} >= {*(grant.name for grant in FIELD_GRANTS), EVERY}
    assert set(RULES) >= {*(grant.shown for grant in FIELD_GRANTS), grant_named(EVERY).shown}


@pytest.mark.parametrize("starter", Starter)
@pytest.mark.parametrize("name", [*GRANTS[: len(FIELD_GRANTS)], EVERY, "SYS_PTRACE"])
def test_what_a_privileged_container_has_anyway(name: str, starter: Starter) -> None:
    grant = grant_named(name)
    bare = container(SERVICE % "user: root" if starter is Starter.ENGINE else CONTAINER % "runAsUser: 0")
    privileged = grant_named("privileged").given_to(bare)
    if name != "privileged":
        assert is_different(privileged, grant.given_to(privileged)) is grant.beside_privileged
    assert is_different(grant.taken_from(bare), grant.given_to(bare))


def is_different(container: Container, other: Container) -> bool:
    """Return whether the engine makes anything else of them."""
    engine = engines(container)[0]
    host = Host(engine, kernel=(6, 1))
    confined = [confine(either, host, engine, "") for either in (container, other)]
    return confined[0] != confined[1] or picture(container, host) != picture(other, host)


def test_ranks_fall_from_everything_to_what_gives_least() -> None:
    ranks = [grant.rank for grant in FIELD_GRANTS]
    assert ranks == sorted(set(ranks))
    powers = [grant_named(name).rank for name in ("privileged", EVERY, *BY_POWER, "NET_ADMIN")]
    assert powers == sorted(set(powers))
    assert powers[-1] < ranks[1]


@pytest.mark.parametrize("name", GRANTS)
def test_every_name_finds_its_row(name: str) -> None:
    assert grant_named(name) == find_grant(name)
    assert grant_named(name).name == name


@pytest.mark.parametrize("name", ["ipc=hots", "cap_add SYS_PTRACE", "sys_ptrace", "CAP_SYS_PTRACE", "seccomp", ""])
def test_a_name_that_is_none_is_refused_with_those_that_are(name: str) -> None:
    assert find_grant(name) is None
    with pytest.raises(ValueError, match="is not a known permission") as refused:
        grant_named(name)
    assert repr(name) in str(refused.value)
    assert sorted(str(refused.value).rpartition(": ")[2].split(", ")) == sorted(GRANTS)


def test_a_capability_can_be_listed_twice_and_is_taken_one_by_one() -> None:
    holder = container(SERVICE % "cap_add: [SYS_PTRACE, cap_sys_ptrace, NOT_ONE]")
    grant = capability("SYS_PTRACE")
    first, second = grant.settings(holder)
    assert [(found.shown, setting) for found, setting in held_grants(holder)][:2] == [
        ("cap_add SYS_PTRACE", first),
        ("cap_add SYS_PTRACE", second),
    ]
    assert [found.name for found, _ in held_grants(holder)][2] == "NOT_ONE"
    assert plain(grant.taken_from(holder))[0] == ["cap_sys_ptrace", "NOT_ONE"]
    assert plain(grant.taken_from(holder, second))[0] == ["SYS_PTRACE", "NOT_ONE"]


def test_what_is_not_held_is_the_field_itself() -> None:
    bare = container(SERVICE % "cap_add: [KILL]")
    assert capability("SYS_PTRACE").setting(bare) is bare.cap_add
    assert plain(capability("SYS_PTRACE").taken_from(bare)) == plain(bare)
    assert grant_named("pid=host").setting(bare) is bare.pid


def test_a_list_that_is_not_known_stays_so() -> None:
    holder = container(SERVICE % "cap_add: [A]")
    unknown = Unknown("the variable CAPS")
    open_list = holder._replace(cap_add=holder.cap_add.with_value(unknown))
    assert list(held_grants(open_list)) == []
    assert with_capabilities(open_list, "BPF") is open_list
    assert capability("BPF").given_to(open_list) is open_list
    assert capability("BPF").taken_from(open_list) is open_list
    wider = with_capabilities(open_list, "BPF", beside_unknown=True)
    assert plain(wider)[0] == [unknown, "BPF"]
    assert plain(with_capabilities(holder, "BPF", "KILL", beside_unknown=True))[0] == ["A", "BPF", "KILL"]


def test_a_setting_with_another_value_stays_at_its_place() -> None:
    setting = container(SERVICE % "privileged: true").privileged
    assert setting.with_value("x") == Setting("x", setting.place, setting.via)
