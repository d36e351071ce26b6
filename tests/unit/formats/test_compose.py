"""Services as containers."""

from __future__ import annotations

from typing import Any

import pytest

from capslint.model import PidMode, PidNamespace, Role, Starter, Unknown, User, Via
from tests.unit.formats.reading import containers, entries, outcome, service, shown, values, where, workloads

FIELDS: list[tuple[str, str, Any]] = [
    ("image: gdb:12", "image", "gdb:12"),
    ("image: ${R}/x", "image", Unknown("the variable R")),
    ("image: ${R:-docker.io}/x", "image", "docker.io/x"),
    ("image: x", "pid", PidMode(PidNamespace.PRIVATE)),
    ("pid: host", "pid", PidMode(PidNamespace.HOST)),
    ('pid: "service:web"', "pid", PidMode(PidNamespace.CONTAINER, "web")),
    ('pid: "container:c1"', "pid", PidMode(PidNamespace.CONTAINER, "c1")),
    ("pid: shareable", "pid", Unknown("the PID mode 'shareable'")),
    ("ipc: host", "ipc", "host"),
    ("userns_mode: host", "user_namespace", "host"),
    ("user: root", "user", User(0, None, "root")),
    ("user: 1000", "user", User(1000)),
    ('user: "1000:1001"', "user", User(1000, 1001)),
    ("user: app:staff", "user", User(None, None, "app", "app:staff")),
    ("user: ${UID}:0", "user", Unknown("the variable UID")),
    ("user: ${UID:-1000}", "user", User(1000)),
    ("image: x", "user", None),
    ("volumes: ['/a:/b:ro', {type: bind, source: /c, target: /d}]", "mounts", ("/a:/b:ro", "/c:/d")),
    (
        "volumes: [{source: /c, target: /d, read_only: true, bind: {propagation: rshared}}]",
        "mounts",
        ("/c:/d:ro,rshared",),
    ),
    ("volumes: ['${HOME}/x:/y']", "mounts", ("${HOME}/x:/y",)),
    ("devices: ['/dev/kvm:/dev/kvm', {source: /dev/a, target: /dev/b, permissions: r}]", "devices",
     ("/dev/kvm:/dev/kvm", "/dev/a:/dev/b:r")),
]  # fmt: skip


@pytest.mark.parametrize(("line", "field", "expected"), FIELDS)
def test_a_field(line: str, field: str, expected: Any) -> None:
    assert getattr(service(line), field).value == expected


def test_what_is_absent_says_where_it_would_be() -> None:
    found = service("image: x")
    for field in ("privileged", "cap_add", "cap_drop", "user", "pid", "ipc", "devices"):
        setting = getattr(found, field)
        assert setting.is_absent
        assert where(setting) == f"services.a.{field}"
        assert setting.place.node.start == 19  # the mapping of the service


def test_a_service_of_nothing_is_a_container_too() -> None:
    found = containers("services:\n  a:\n  b: {}\n")
    assert list(found) == ["a", "b"]
    assert (found["a"].cap_add.via, where(found["a"].cap_add)) == (Via.ABSENT, "services.a.cap_add")
    assert found["a"].cap_add.place.node.start == 12  # the mapping of services


def test_names_and_header() -> None:
    (workload,) = workloads("x: &x {image: i}\nservices:\n  'web one': *x\n")
    (found,) = workload.containers
    assert (workload.label, workload.starter) == ("compose project", Starter.ENGINE)
    assert (found.label, found.name, found.role) == ("services.web one", "web one", Role.MAIN)
    assert shown(found, found.header) == "'web one'"


def test_capability_lists_keep_spelling_and_places() -> None:
    found = service("cap_add: [sys_ptrace, CAP_NET_RAW, SYS_PTRACE, SYS_PTRACE, '${C}']\ncap_drop: ['ALL']")
    assert values(found.cap_add) == ["sys_ptrace", "CAP_NET_RAW", "SYS_PTRACE", "SYS_PTRACE", Unknown("the variable C")]
    assert values(found.cap_drop) == ["ALL"]
    assert where(entries(found.cap_add)[1]) == "services.a.cap_add.1"


def test_devices_of_a_deployment_are_no_capabilities() -> None:
    found = service("deploy: {resources: {reservations: {devices: [{capabilities: [gpu]}]}}}")
    assert found.cap_add.is_absent
    assert found.devices.is_absent


@pytest.mark.parametrize("written", ["[A=1, B, 'C=x=y', A=2]", "{A: 2, B: ~, C: x=y}"])
def test_environment_variables(written: str) -> None:
    found = service(f"environment: {written}").environment
    assert [each[:2] for each in found] == [("A", "2"), ("B", Unknown("the variable B")), ("C", "x=y")]


def test_profiles() -> None:
    assert service("profiles: [debug, '${P}', test]").active_only_in == ("debug", "test")


def test_a_container_name_is_resolved_to_its_service() -> None:
    found = containers("services: {a: {pid: 'container:c1'}, b: {container_name: c1}}")
    assert found["a"].pid.value == PidMode(PidNamespace.CONTAINER, "b")


def test_variables_come_from_the_env_file() -> None:
    text = "services: {a: {privileged: $P, cap_add: ['${C:-X}'], image: $I}}"
    found = containers(text, files={".env": "P=true\nC=SYS_PTRACE\n"})["a"]
    assert (found.privileged.value, values(found.cap_add)) == (True, ["SYS_PTRACE"])
    assert found.image.value == Unknown("the variable I")


def test_an_odd_service_is_reported_and_the_others_are_read() -> None:
    found, problems = outcome("services: {a: [x], b: {image: y}}")
    assert [container.name for container in found[0].containers] == ["b"]
    assert problems == ["the service 'a' takes a mapping, not a list"]


def test_a_string_is_no_list() -> None:
    found, problems = outcome("services: {a: {cap_add: SYS_PTRACE}}")
    assert found[0].containers[0].cap_add.value == Unknown("cap_add, which is not a list")
    assert problems == ["cap_add takes a list, not a scalar"]


def test_invalid_interpolation_is_reported() -> None:
    _, problems = outcome("services: {a: {image: 'x:${'}}")
    assert problems == ["image: invalid interpolation format: 'x:${'"]
