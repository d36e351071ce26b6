"""What shows that somebody works in a container: a terminal, and the ports where debuggers listen."""

from __future__ import annotations

import pytest

from capslint.model import Container
from tests.unit.formats.reading import containers, outcome, service

PORTS = [
    ('["8080"]', [8080]),
    ('["2345:40000"]', [40000]),
    ('["127.0.0.1:9000:2345/tcp"]', [2345]),
    ('["[::1]:9000:2345"]', [2345]),
    ('["4020-4022:4020-4022"]', [4020, 4021, 4022]),
    ('["4022-4020"]', []),
    ('["20000-49999:20000-49999"]', []),
    ("[5005, {target: 9229, published: 1}]", [5005, 9229]),
    ('["${HOST:-0.0.0.0}:${PORT}:2345"]', [2345]),
    ('["1:${PORT:-2345}"]', [2345]),
    ('["1:${PORT}"]', []),
]


@pytest.mark.parametrize(("written", "expected"), PORTS)
def test_ports_of_a_service_are_those_of_the_container(written: str, expected: list[int]) -> None:
    found = service(f"ports: {written}").ports
    assert [port.value for port in found] == expected
    assert {port.place.path[:3] for port in found} <= {("services", "a", "ports")}


def test_ports_of_several_layers_add_up() -> None:
    text = 'services:\n  a:\n    extends: b\n    ports: ["1"]\n  b:\n    ports: ["2"]\n'
    assert sorted(port.value for port in containers(text)["a"].ports) == [1, 2]


@pytest.mark.parametrize("value", ["true", "'yes'"])
def test_a_service_asks_for_a_terminal(value: str) -> None:
    assert _asks(service(f"tty: {value}\nstdin_open: {value}")) == (True, True)
    assert _asks(service(f"tty: {value}\nstdin_open: false")) == (True, False)
    assert _asks(service("image: x")) == (False, False)


def test_a_container_of_a_pod_asks_for_a_terminal_and_names_ports() -> None:
    pod = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n"
    fields = "    tty: true\n    stdin: true\n    ports: [{containerPort: 2345, hostPort: 1}, {name: x}]\n"
    found = containers(pod + fields, "pod.yaml")["a"]
    assert _asks(found) == (True, True)
    (port,) = found.ports
    assert (port.value, port.place.path[-3:]) == (2345, ("ports", 0, "containerPort"))
    assert _asks(containers(pod, "pod.yaml")["a"]) == (False, False)


def test_a_terminal_that_is_no_boolean_is_told() -> None:
    _, problems = outcome("services:\n  a:\n    tty: maybe\n")
    assert problems == ["tty takes true or false, not 'maybe'"]


def _asks(container: Container) -> tuple[bool, bool]:
    return container.tty, container.stdin_open


def test_what_a_file_does_not_tell_has_a_default() -> None:
    found = service("image: x")
    assert (found.ports, found.editor_signs, found.is_workspace) == ((), (), False)
