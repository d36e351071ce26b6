"""Where somebody works, and where a server runs."""

from __future__ import annotations

import json

import pytest

from capslint.debuggers.place_to_work import shown_to_be_worked_in
from capslint.model import Container
from tests.unit.debuggers.samples import container

WAITS, SHELL = "its command only waits", "its command is a shell"
COMMANDS = [
    ("sleep infinity", WAITS),
    ("sleep inf", WAITS),
    ("sleep 3600", WAITS),
    ("sleep 365d", WAITS),
    ("sleep 5", None),
    ("tail -f /dev/null", WAITS),
    ("tail -F /var/log/app.log", None),
    ("cat", WAITS),
    ("cat /etc/passwd", None),
    ("bash", SHELL),
    ("/bin/bash -l", SHELL),
    ("zsh -i", SHELL),
    ("bash start.sh", None),
    ("tini -- bash", SHELL),
    ("env A=b bash", SHELL),
    ("sudo -u dev bash", SHELL),
    ('sh -c "sleep infinity"', WAITS),
    ('sh -c "while sleep 1; do :; done"', WAITS),
    ('sh -c "while true; do sleep 30; done"', WAITS),
    ('sh -c "echo ready && trap : TERM; sleep infinity & wait"', WAITS),
    ('sh -c "sleep 5"', None),
    ('sh -c "sleep 5 && exec ./server"', None),
    ('sh -c "./server & sleep infinity"', None),
    ('sh -c "echo hi"', None),
    ("docker-entrypoint.sh bash", SHELL),
    ("docker-entrypoint.sh", None),
    ("python", None),
    ("python app.py", None),
    ("nginx -g daemon off;", None),
    ("strace -p 1", None),
    ("./server --wait", None),
]


def service(rest: str, dockerfile: str = "") -> Container:
    files = {"Dockerfile": dockerfile} if dockerfile else {}
    return container(f"services:\n  dev:\n    image: x\n{rest}", files)


@pytest.mark.parametrize(("command", "expected"), COMMANDS)
def test_a_command_that_waits_or_is_a_shell_is_for_somebody_to_work_beside(command: str, expected: str | None) -> None:
    assert shown_to_be_worked_in(service(f"    command: {json.dumps(command)}\n")) == expected


TERMINAL = "    tty: true\n    stdin_open: true\n"
SIGNS = [
    (TERMINAL, "it has a terminal, and no command is known"),
    ("    tty: true\n", None),
    ("    stdin_open: true\n", None),
    ("    volumes: ['.:/src']\n", None),
    ("    tty: true\n    volumes: ['.:/src']\n", "it has a terminal and the project's folder, and no command is known"),
    ("    tty: true\n    volumes: ['./:/src:cached']\n", "it has a terminal and the project's folder"),
    ("    tty: true\n    volumes: [{type: bind, source: .., target: /src}]\n", "it has a terminal and the project's"),
    ("    tty: true\n    volumes: ['${PWD}:/src']\n", "it has a terminal and the project's folder"),
    ("    tty: true\n    volumes: ['./data:/var/lib/x']\n", None),
    ("    tty: true\n    volumes: ['src:/src']\n", None),
    (f"{TERMINAL}    volumes: ['.:/src']\n    command: npm start\n", None),
    (f"{TERMINAL}    entrypoint: ./server\n", None),
]


@pytest.mark.parametrize(("rest", "expected"), SIGNS)
def test_without_a_command_a_terminal_tells(rest: str, expected: str | None) -> None:
    said = shown_to_be_worked_in(service(rest))
    assert said is None if expected is None else said is not None and said.startswith(expected)


def test_the_dockerfiles_command_counts_where_the_file_gives_none() -> None:
    build = f"    build: .\n{TERMINAL}"
    assert shown_to_be_worked_in(service(build, "FROM debian\nCMD ['/bin/app']\n")) is None
    assert shown_to_be_worked_in(service(build, 'FROM debian\nCMD ["/bin/app"]\n')) is None
    assert shown_to_be_worked_in(service(build, 'FROM debian\nCMD ["bash"]\n')) == SHELL
    assert shown_to_be_worked_in(service(build, "FROM debian\n")) == "it has a terminal, and no command is known"


def test_a_format_of_places_to_work_in_says_so_itself() -> None:
    server = service("    command: ./server\n")
    assert shown_to_be_worked_in(server._replace(is_workspace=True)) == "its file is for that"


def test_images_that_are_started_with_grants_of_their_own_are_left_alone() -> None:
    app = container("services: {dev: {image: 'mcr.microsoft.com/devcontainers/go:1', command: sleep infinity}}\n")
    assert shown_to_be_worked_in(app) is None
    assert shown_to_be_worked_in(app._replace(is_workspace=True)) is not None


def test_a_container_of_a_pod_is_one_by_the_same_signs() -> None:
    pod = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n    image: x\n"
    assert shown_to_be_worked_in(container(f"{pod}    command: [sleep, infinity]\n")) == WAITS
    assert shown_to_be_worked_in(container(f"{pod}    tty: true\n    stdin: true\n")) is not None
    assert shown_to_be_worked_in(container(pod)) is None
