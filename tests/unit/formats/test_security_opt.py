"""`security_opt`: separators, last one wins, what is not known. Sources: see compose_security_opt.py."""

from __future__ import annotations

from typing import Any

import pytest

from capslint.model import Container, NotAString, Seccomp, SeccompKind, Unknown, Via
from tests.unit.formats.reading import outcome, service, where

UNCONFINED = Seccomp(SeccompKind.UNCONFINED)
PROFILE = {"profiles/s.json": "{}", "../up.json": "up"}

ROWS: list[tuple[str, str, Any]] = [
    ("[seccomp:unconfined]", "seccomp", UNCONFINED),
    ("[seccomp=unconfined]", "seccomp", UNCONFINED),
    ("['seccomp:unconfined']", "seccomp", UNCONFINED),
    ("[seccomp=builtin]", "seccomp", Seccomp(SeccompKind.DEFAULT)),
    ("[seccomp=profiles/s.json]", "seccomp", Seccomp(SeccompKind.FILE, "profiles/s.json", "{}")),
    (
        "[seccomp:./profiles/../profiles/s.json]",
        "seccomp",
        Seccomp(SeccompKind.FILE, "./profiles/../profiles/s.json", "{}"),
    ),
    ("[seccomp=../up.json]", "seccomp", Seccomp(SeccompKind.FILE, "../up.json", "up")),
    ("[seccomp=gone.json]", "seccomp", Seccomp(SeccompKind.FILE, "gone.json", None)),
    ("[seccomp=/abs/s.json]", "seccomp", Seccomp(SeccompKind.FILE, "/abs/s.json", None)),
    # a file's name in Compose, no keyword
    ("[seccomp=Unconfined]", "seccomp", Seccomp(SeccompKind.FILE, "Unconfined", None)),
    # the last one wins
    ("[seccomp=unconfined, seccomp=builtin]", "seccomp", Seccomp(SeccompKind.DEFAULT)),
    # "=" is tried first, also behind a ":"
    ("['seccomp:x=y']", "seccomp", Seccomp(SeccompKind.UNSET)),
    ("['label=type:spc_t']", "selinux", "type:spc_t"),
    ("['label:type:spc_t']", "selinux", "type:spc_t"),
    ("['label:disable']", "selinux", "disable"),
    ("['label=disable', 'label=type:x']", "selinux", "disable"),
    ("['label=user:x']", "selinux", None),
    ("[apparmor:unconfined]", "apparmor", "unconfined"),
    ("[apparmor=docker-default]", "apparmor", "docker-default"),
    ("['apparmor=']", "apparmor", "default"),
    ("[no-new-privileges]", "no_new_privileges", True),
    ("['no-new-privileges:true']", "no_new_privileges", True),
    ("[no-new-privileges=1]", "no_new_privileges", True),
    ("[no-new-privileges=false]", "no_new_privileges", False),
    ("[no-new-privileges=maybe]", "no_new_privileges", Unknown("no-new-privileges, which is 'maybe'")),
    ("[systempaths=unconfined]", "unmasked_proc", True),
    ("['systempaths:unconfined']", "unmasked_proc", False),
    ("['systempaths=Unconfined']", "unmasked_proc", False),
    # variables
    ("['seccomp=${P}']", "seccomp", Unknown("the variable P")),
    ("['seccomp=${P:-unconfined}']", "seccomp", UNCONFINED),
    ("['${P}']", "seccomp", Unknown("the variable P")),
    ("['${P}']", "no_new_privileges", Unknown("the variable P")),
    ("['${P}', seccomp=unconfined]", "seccomp", UNCONFINED),
    ("['apparmor=${P}']", "seccomp", Seccomp(SeccompKind.UNSET)),
    # what no engine knows changes nothing
    ("[writable-cgroups=true, foo=bar, disable]", "seccomp", Seccomp(SeccompKind.UNSET)),
]


@pytest.mark.parametrize(("written", "field", "expected"), ROWS)
def test_an_option(written: str, field: str, expected: Any) -> None:
    assert getattr(service(f"security_opt: {written}", PROFILE), field).value == expected


def test_absent() -> None:
    found = service("image: x")
    fields = (found.seccomp, found.apparmor, found.selinux, found.no_new_privileges, found.unmasked_proc)
    assert [setting.value for setting in fields] == [Seccomp(SeccompKind.UNSET), None, None, False, False]
    assert {setting.via for setting in fields} == {Via.ABSENT}
    assert {where(setting) for setting in fields} == {"services.a.security_opt"}


def test_each_option_points_to_its_own_item() -> None:
    found = service("security_opt: [seccomp=unconfined, apparmor=unconfined]")
    assert (where(found.seccomp), where(found.apparmor)) == ("services.a.security_opt.0", "services.a.security_opt.1")
    assert [setting.value for setting in found.security_options] == ["seccomp=unconfined", "apparmor=unconfined"]


def _first(text: str) -> tuple[Container, list[str]]:
    found, problems = outcome(text)
    return found[0].containers[0], problems


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("{seccomp: unconfined}", NotAString("seccomp", "unconfined")),
        ("{a: b, c: d}", NotAString(None, None)),
        ("{a: [b]}", NotAString(None, None)),
        ("{}", NotAString(None, None)),
    ],
)
def test_a_mapping_item_is_told_and_the_rest_is_read(written: str, expected: NotAString) -> None:
    found, problems = _first(f"services: {{a: {{security_opt: [{written}, label=disable]}}}}")
    assert found.seccomp.value == Seccomp(SeccompKind.UNSET)
    assert found.selinux.value == "disable"
    assert [setting.value for setting in found.security_options] == [expected, "label=disable"]
    assert problems == []


@pytest.mark.parametrize("written", ["seccomp=unconfined", "{seccomp: unconfined}"])
def test_no_list_is_reported_and_unknown(written: str) -> None:
    found, problems = _first(f"services: {{a: {{security_opt: {written}}}}}")
    assert found.seccomp.value == Unknown("security_opt, which is not a list")
    assert problems[0].startswith("security_opt takes a list, not ")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("[seccomp=unconfined]", None),
        ("['seccomp:unconfined', seccomp=unconfined]", None),
        ("[seccomp=builtin, seccomp=unconfined]", Seccomp(SeccompKind.DEFAULT)),
        ("[seccomp=builtin, 'seccomp:unconfined', apparmor=x, seccomp=unconfined]", Seccomp(SeccompKind.DEFAULT)),
        ("[seccomp=unconfined, seccomp=builtin]", UNCONFINED),
        ("['seccomp=${P}', seccomp=unconfined]", Unknown("the variable P")),
        ("['${P}', seccomp=unconfined]", Unknown("the variable P")),
    ],
)
def test_what_counts_once_the_filter_in_force_has_gone(written: str, expected: Any) -> None:
    assert service(f"security_opt: {written}").seccomp_beneath == expected
