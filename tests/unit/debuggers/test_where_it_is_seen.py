"""Where evidence points to, and how sure it is."""

from __future__ import annotations

import pytest

from capslint.debuggers import recognise
from capslint.debuggers.data.signs_data import IMAGES
from capslint.debuggers.image_signs import named_by_image
from capslint.model import Sureness
from tests.unit.debuggers.samples import container, containers, marked

COMPOSE = "services:\n  app:\n    image: x\n"
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - name: app\n    image: x\n"


@pytest.mark.parametrize(
    ("line", "under"),
    [
        ("    command: strace -p 1\n", "strace"),
        ("    command: 'strace -p 1'\n", "strace"),
        ("    command: [timeout, '5', \"/usr/bin/strace\", -p, '1']\n", "/usr/bin/strace"),
        ("    command: [sh, -c, 'echo strace; strace -p 1']\n", "strace"),
        ('    command: ["sh", "-c", "strace \\"x\\" \\u0041"]\n', "strace"),
        ('    command: ["sh", "-c", "\\u0073trace -p 1"]\n', '"\\u0073trace -p 1"'),
        ("    command: sh -c \"cd 'x'; strace -p 1\"\n", "strace"),
        ("    command: sh -c 'sh -c \"strace -p 1\"'\n", "strace"),
        ("    command:\n    - sh\n    - -c\n    - |\n      echo hi\n      exec strace -p 1\n", "strace"),
        ("    command: >\n      sh -c\n      'strace -p 1'\n", "strace"),
        ("    command:\n    - sh\n    - -c\n    - >-\n      cd /x &&\n      strace\n      -p 1\n", "strace"),
        ("    entrypoint: [strace]\n    command: [-p, '1']\n", "strace"),
        ("    command: [sh, -c, &c 'strace -p 1']\n", "strace"),
    ],
)
def test_compose_commands(line: str, under: str) -> None:
    app = container(COMPOSE + line)
    (only,) = recognise(app)
    assert (only.tool, only.operation, only.sureness, only.path) == ("strace", only.operation, Sureness.COMMAND, None)
    assert marked(only, app) == under
    assert app.document.source.text.index(under, only.span.start) == only.span.start


def test_the_second_of_two_is_pointed_to() -> None:
    app = container(COMPOSE + "    command: [sh, -c, 'ls strace; cat \"strace\"; strace -p 1']\n")
    (only,) = recognise(app)
    assert only.span.start == app.document.source.text.index("strace -p 1")


@pytest.mark.parametrize(
    ("text", "seen_in", "sureness"),
    [
        (COMPOSE + "    command: strace -p 1\n", "command", Sureness.COMMAND),
        (COMPOSE + "    healthcheck: {test: strace -p 1}\n", "healthcheck", Sureness.HOOK),
        (COMPOSE + "    healthcheck: {test: [CMD, strace, -p, '1']}\n", "healthcheck", Sureness.HOOK),
        (COMPOSE + "    healthcheck: {test: [CMD-SHELL, 'strace -p 1']}\n", "healthcheck", Sureness.HOOK),
        (COMPOSE + "    post_start: [{command: strace -p 1}]\n", "post_start", Sureness.HOOK),
        (COMPOSE + "    command: [/docker-entrypoint.sh, strace, -p, '1']\n", "command", Sureness.HOOK),
        (COMPOSE + "    entrypoint: strace\n", "command", Sureness.INSTALLED),
        (POD + "    command: [strace]\n    args: [-p, '1']\n", "command", Sureness.COMMAND),
        (POD + "    livenessProbe: {exec: {command: [strace, -p, '1']}}\n", "livenessProbe", Sureness.HOOK),
        (POD + "    lifecycle: {preStop: {exec: {command: [strace, -p, '1']}}}\n", "preStop", Sureness.HOOK),
        ("services:\n  app: {image: 'me/strace:1'}\n", "image name", Sureness.INSTALLED),
        ("services:\n  app: {image: 'r.io:5000/me/app:1.2-strace'}\n", "image name", Sureness.INSTALLED),
    ],
)
def test_roles(text: str, seen_in: str, sureness: Sureness) -> None:
    app = container(text)
    (only,) = recognise(app)
    assert (only.tool, only.operation, only.seen_in, only.sureness) == ("strace", "attach", seen_in, sureness)
    assert "strace" in marked(only, app)


@pytest.mark.parametrize(
    "image",
    [
        *("straceful/app", "delve.io/app", "app@sha256:strace", "graphdb", "gdbx", "strace/app:1", "${IMAGE}"),
        *("perfect", "me/go-delve-test-target:1", "lldb-debuggee", "me/targets_for_gdb", "app:1-strace-target"),
        *("me/strace.tracee:2", "app:1-no-gdb", "me/app-without-strace"),
    ],
)
def test_images_that_are_not_named_after_a_debugger(image: str) -> None:
    assert recognise(container(f"services:\n  app: {{image: '{image}'}}\n")) == ()


@pytest.mark.parametrize(
    ("image", "tool"),
    [
        ("mcr.microsoft.com/dotnet/monitor:9", "gdb"),
        ("me/dotnet-monitor", "gdb"),
        ("dotnet_monitor:9", "gdb"),
        ("me/app:dotnet-monitor-9", "gdb"),
        ("me/my-dotnet-monitor-image", "gdb"),
        ("me/dotnet:monitor", None),
        ("me/monitor-dotnet", None),
        ("dotnet/app/monitor", None),
        ("me/dotnet-monitor-target", None),
    ],
)
def test_names_of_several_words(image: str, tool: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(IMAGES, "dotnet-monitor", "gdb")
    monkeypatch.setitem(IMAGES, "dotnet/monitor", "gdb")
    found = named_by_image(image)
    assert (found and found.tool) == tool


@pytest.mark.parametrize(
    ("lines", "tool", "mark"),
    [
        ("FROM me/delve:1", "delve", "me/delve:1"),
        ("ARG B=me/bpftrace\nFROM $B AS a\nFROM a", "bpftrace", "$B"),
        ("FROM me/app:${V}-gdb", "gdb", "me/app:${V}-gdb"),
        ("FROM me/delve AS tools\nFROM debian", None, ""),
        ("FROM ${GDB}", None, ""),
        ("FROM me/${V}delve", None, ""),
        ("FROM me/delve-target", None, ""),
    ],
)
def test_the_image_that_a_dockerfile_builds_on(lines: str, tool: str | None, mark: str) -> None:
    found = recognise(container("services: {app: {build: .}}\n", {"Dockerfile": lines}))
    assert [evidence.tool for evidence in found] == ([tool] if tool else [])
    for evidence in found:
        assert (evidence.seen_in, evidence.path) == ("Dockerfile FROM", "Dockerfile")
        assert evidence.sureness is Sureness.INSTALLED
        assert lines[evidence.span.start : evidence.span.end] == mark


def test_a_service_called_gdb() -> None:
    assert recognise(container("services:\n  gdb: {image: x, hostname: gdb, container_name: dlv}\n")) == ()


DOCKERFILE = """FROM debian AS base
RUN apt-get update && apt-get install -y strace \\
    gdb=13.1-3 && rm -rf x
RUN go install github.com/go-delve/delve/cmd/dlv@v1.22.0
"""


def test_a_dockerfile_shows_what_is_installed() -> None:
    found = recognise(container("services: {app: {build: .}}\n", {"Dockerfile": DOCKERFILE}))
    assert [
        (evidence.tool, evidence.operation, evidence.seen_in, evidence.sureness.name, evidence.path)
        for evidence in found
    ] == [
        ("strace", "attach", "Dockerfile RUN", "INSTALLED", "Dockerfile"),
        ("gdb", "attach", "Dockerfile RUN", "INSTALLED", "Dockerfile"),
        ("delve", "attach", "Dockerfile RUN", "INSTALLED", "Dockerfile"),
    ]
    assert [DOCKERFILE[evidence.span.start : evidence.span.end] for evidence in found] == [
        "strace",
        "gdb=13.1-3",
        "github.com/go-delve/delve/cmd/dlv@v1.22.0",
    ]


def test_a_dockerfile_runs_it() -> None:
    text = DOCKERFILE + 'ENTRYPOINT ["dlv", "exec"]\nCMD ["./app"]\n'
    found = recognise(container("services: {app: {build: .}}\n", {"Dockerfile": text}))
    assert [(evidence.tool, evidence.operation, evidence.sureness.name) for evidence in found] == [
        ("delve", "launch", "COMMAND"),
        ("strace", "attach", "INSTALLED"),
        ("gdb", "attach", "INSTALLED"),
    ]
    assert (found[0].path, text[found[0].span.start : found[0].span.end]) == ("Dockerfile", "dlv")


def test_the_files_command_hides_the_dockerfiles() -> None:
    text = 'FROM x\nCMD ["dlv", "attach", "1"]\n'
    assert recognise(container("services: {app: {build: ., command: ls}}\n", {"Dockerfile": text})) == ()


def test_what_is_installed_says_nothing_beside_what_is_run() -> None:
    app = container("services: {app: {build: ., command: strace ls}}\n", {"Dockerfile": DOCKERFILE})
    assert [(evidence.tool, evidence.operation) for evidence in recognise(app)] == [
        ("strace", "launch"),
        ("gdb", "attach"),
        ("delve", "attach"),
    ]


@pytest.mark.parametrize("name", ["ASAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS", "MSAN_OPTIONS", "CPUPROFILE"])
def test_what_an_environment_variable_sets_runs_by_itself(name: str) -> None:
    for text in (
        COMPOSE + f"    environment: {{{name}: a, PATH: b}}\n",
        POD + f"    env: [{{name: {name}, value: a}}]\n",
    ):
        app = container(text)
        (only,) = recognise(app)
        assert (only.sureness, only.is_main, marked(only, app)) == (Sureness.HOOK, False, "a")
    (only,) = recognise(container(COMPOSE + f"    command: [sh, -c, '{name}=a ./app']\n"))
    assert (only.sureness, only.is_main) == (Sureness.HOOK, False)


def test_containers_are_told_apart() -> None:
    text = "services:\n  a: {image: x, command: dlv attach 1}\n  b: {image: x}\n  c: {image: x, command: gdb a}\n"
    assert [[evidence.tool for evidence in recognise(app)] for app in containers(text)] == [["delve"], [], ["gdb"]]
