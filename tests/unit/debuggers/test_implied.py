"""What only grants, ports and names show: debuggers that nobody names."""

from __future__ import annotations

import pytest

from capslint.debuggers import is_to_debug_in, recognise
from capslint.model import Container, Sureness
from tests.unit.debuggers.samples import container, marked

SERVICE = "services:\n  {name}:\n    image: {image}\n{rest}"
PTRACE = "    cap_add: [SYS_PTRACE]\n"
OPEN = "    security_opt: ['seccomp=unconfined']\n"


def service(rest: str, name: str = "app", image: str = "x", dockerfile: str = "") -> Container:
    files = {"Dockerfile": f"FROM x\n{dockerfile}\n"} if dockerfile else {}
    built = "    build: .\n" if dockerfile else ""
    return container(SERVICE.format(name=name, image=image, rest=rest + built), files)


def shown(app: Container) -> list[str]:
    return [f"{seen.tool} {seen.operation}{'' if seen.is_implied else '!'}" for seen in recognise(app)]


GRANTS = [
    (PTRACE, ["ptrace attach"]),
    ("    cap_add: [cap_sys_ptrace]\n", ["ptrace attach"]),
    ("    privileged: true\n    cap_add: [ALL, SYS_PTRACE]\n", ["ptrace attach"]),
    ("    cap_add: [NET_ADMIN]\n", []),
    (OPEN, []),
    ("    privileged: true\n", []),
    ("    cap_drop: [SYS_PTRACE]\n", []),
    ("    cap_add: [SYS_PTRACE]\n    command: gdb -p 1\n", ["gdb attach!"]),
    ("    cap_add: [SYS_PTRACE]\n    command: apt-get install -y strace\n", ["strace attach!"]),
    ("    cap_add: [SYS_PTRACE]\n    command: php-fpm\n    ports: ['2345']\n", []),
]


@pytest.mark.parametrize(("rest", "expected"), GRANTS)
def test_sys_ptrace_implies_a_debugger(rest: str, expected: list[str]) -> None:
    assert shown(service(rest)) == expected


@pytest.mark.parametrize("image", ["netdata/netdata", "datadog/agent", "php:8-fpm"])
def test_it_implies_none_where_something_else_explains_it(image: str) -> None:
    assert shown(service(PTRACE, image=image)) == []
    assert shown(service(PTRACE, name="gdb", image=image)) == []


PORTS = [
    ("2345", "delve attach"),
    ("40000", "delve attach"),
    ("1234", "gdbserver attach"),
    ("2159", "gdbserver attach"),
    ("5005", "jdwp serve"),
    ("9229", "node-inspect serve"),
    ("5678", "debugpy serve"),
    ("4020", "vsdbg attach"),
    ("4026", "vsdbg attach"),
    ("23946", "ptrace attach"),
]


@pytest.mark.parametrize(("port", "expected"), PORTS)
def test_a_port_names_the_debugger_beside_a_grant(port: str, expected: str) -> None:
    ports = f"    ports: ['{port}:{port}']\n"
    assert shown(service(ports)) == []
    assert shown(service(f"{ports}    privileged: true\n")) == []
    assert shown(service(ports + OPEN)) == [expected]
    beside = shown(service(ports + PTRACE))
    assert beside[0] == expected
    asks_for_less = expected.partition(" ")[0] in ("jdwp", "node-inspect", "vsdbg")
    assert beside[1:] == (["ptrace attach"] if asks_for_less else [])


NAMES = [
    ("gdb", "gdb attach"),
    ("app-delve", "delve attach"),
    ("debug", "ptrace attach"),
    ("app_dbg", "ptrace attach"),
    ("tracer", "ptrace attach"),
    ("debug-target", None),
    ("debugging", None),
    ("no-debug", None),
]


@pytest.mark.parametrize(("name", "expected"), NAMES)
def test_a_name_names_it_too(name: str, expected: str | None) -> None:
    assert shown(service("", name=name)) == []
    assert shown(service(OPEN, name=name)) == ([expected] if expected else [])
    assert shown(service(PTRACE, name=name)) == [expected or "ptrace attach"]
    if "gdb" not in name and "delve" not in name:  # by those an image is known already
        assert shown(service(OPEN, image=f"registry.example/{name}:1")) == ([expected] if expected else [])


def test_a_port_counts_beside_an_installed_tool_that_it_is_not_the_port_of() -> None:
    ports = "    ports: ['2345:2345']\n"
    assert shown(service(ports, dockerfile="RUN apt-get install -y gdb")) == ["gdb attach!", "delve attach"]
    assert shown(service(ports, dockerfile="RUN go install github.com/go-delve/delve/cmd/dlv@latest")) == [
        "delve attach!"
    ]
    assert shown(service(ports, dockerfile="CMD gdb -p 1")) == ["gdb attach!"]


def test_what_is_implied_leaves_the_operation_open_and_says_where_it_was_seen() -> None:
    app = service(PTRACE)
    (seen,) = recognise(app)
    assert (seen.sureness, seen.is_open, seen.seen_in) == (Sureness.IMPLIED, True, "capability SYS_PTRACE")
    assert marked(seen, app) == "SYS_PTRACE"
    assert not seen.is_run
    app = service("    ports: ['1:5005']\n" + OPEN)
    (seen,) = recognise(app)
    assert (seen.is_open, seen.seen_in, marked(seen, app)) == (False, "port 5005", "'1:5005'")


def test_a_container_of_a_pod_tells_by_the_same_signs() -> None:
    text = (
        "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: app\n    image: x\n"
        "    ports: [{containerPort: 2345}]\n    securityContext: {seccompProfile: {type: Unconfined}}\n"
    )
    assert shown(container(text)) == ["delve attach"]
    assert shown(container(text.replace("Unconfined", "RuntimeDefault"))) == []


@pytest.mark.parametrize(
    ("rest", "image", "expected"),
    [
        ("    cap_add: [cap_sys_ptrace]\n", "x", True),
        (PTRACE, "netdata/netdata", True),  # also where it is explained
        (OPEN, "x", True),
        ("    command: strace ls\n", "x", True),
        ("    security_opt: ['apparmor=unconfined']\n", "x", False),
        ("    privileged: true\n    cap_add: [ALL, SYS_ADMIN]\n", "x", False),
    ],
)
def test_a_container_to_debug_in(rest: str, image: str, expected: bool) -> None:
    assert is_to_debug_in(service(rest, image=image)) is expected
