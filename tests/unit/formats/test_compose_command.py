"""Command lines of services, with the exact place of each word."""

from __future__ import annotations

import pytest

from capslint.model import CommandLine, Exec, Unknown, User
from tests.unit.formats.reading import outcome, service, shown

ROWS: list[tuple[str, list[str]]] = [
    ("command: strace -f ls", ["strace", "-f", "ls"]),
    ("command: [strace, -f, ls]", ["strace", "-f", "ls"]),
    ("command: 'strace -f ls'", ["strace", "-f", "ls"]),
    ('command: "strace -f ls"', ["strace", "-f", "ls"]),
    ("command: &x strace -f", ["strace", "-f"]),
    ("command: !!str strace -f", ["strace", "-f"]),
    ("command: ['strace', \"-f\"]", ["strace", "-f"]),
    ("command: $OTHER gdb", ["$OTHER", "gdb"]),
    ("entrypoint: gdb -p\ncommand: [1]", ["gdb", "-p", "1"]),
    ("entrypoint: [gdb]\ncommand: []", ["gdb"]),
    ("entrypoint: []\ncommand: [gdb]", ["gdb"]),
]


def _main(lines: str) -> CommandLine:
    (found,) = service(lines).commands
    assert found.role == "command"
    return found


@pytest.mark.parametrize(("lines", "expected"), ROWS)
def test_words_and_their_exact_places(lines: str, expected: list[str]) -> None:
    container = service(lines)
    (found,) = container.commands
    assert [word.text for word in found.words] == expected
    assert [shown(container, word.span) for word in found.words] == expected


PLACES = [
    # quotes inside of the string belong to the word's place
    ("command: sh -c 'gdb -p 1'", ["sh", "-c", "gdb -p 1"], ["sh", "-c", "'gdb -p 1'"]),
    # a variable with a default: the place is the reference
    ("command: ${D:-gdb -p} 1", ["gdb", "-p", "1"], ["${D:-gdb -p}", "${D:-gdb -p}", "1"]),
    ("command: a $$X b", ["a", "$X", "b"], ["a", "$$X", "b"]),
    ("command: ['${D:-gdb}', x]", ["gdb", "x"], ["${D:-gdb}", "x"]),
    # escapes and folded lines: the whole node
    ('command: "gdb\\t-p"', ["gdb", "-p"], ['"gdb\\t-p"', '"gdb\\t-p"']),
    ("command: gdb\n  -p", ["gdb", "-p"], ["gdb\n      -p", "gdb\n      -p"]),
    ("command: |\n  gdb -p", ["gdb", "-p"], ["|\n      gdb -p", "|\n      gdb -p"]),
    ("command: ['it''s']", ["it's"], ["'it''s'"]),
]


@pytest.mark.parametrize(("lines", "texts", "places"), PLACES)
def test_places_of_words_that_are_not_written_as_they_are(lines: str, texts: list[str], places: list[str]) -> None:
    container = service(lines)
    (found,) = container.commands
    assert [word.text for word in found.words] == texts
    assert [shown(container, word.span) for word in found.words] == places


@pytest.mark.parametrize("lines", ["image: x", "command:", "command: []", "command: ''", "entrypoint: ~"])
def test_no_command(lines: str) -> None:
    assert service(lines).commands == ()


def test_what_compose_cannot_cut_is_reported() -> None:
    found, problems = outcome('services: {a: {command: "sh -c \'a"}}')
    assert found[0].containers[0].commands == ()
    assert problems == [
        "command: Compose cannot cut this string into words (an open quote, or a parenthesis outside of one)"
    ]


HOOKS = [
    ("healthcheck: {test: gdb -p 1}", "healthcheck", ["/bin/sh", "-c", "gdb -p 1"]),
    ("healthcheck: {test: [CMD, gdb, -p]}", "healthcheck", ["gdb", "-p"]),
    ("healthcheck: {test: [CMD-SHELL, gdb -p 1]}", "healthcheck", ["/bin/sh", "-c", "gdb -p 1"]),
    ("post_start: [{command: gdb -p 1}]", "post_start", ["gdb", "-p", "1"]),
    ("pre_stop: [{command: [gcore, 1], user: root}]", "pre_stop", ["gcore", "1"]),
    ("develop: {watch: [{action: sync+exec, exec: {command: gdb -p 1}}]}", "develop.watch", ["gdb", "-p", "1"]),
]
STEPS = [
    ("post_start: [{command: a, privileged: true}, {command: b}]", ["a command of post_start is privileged"]),
    ("pre_stop: [{command: a, privileged: 'on'}]", ["a command of pre_stop is privileged"]),
    (
        "develop: {watch: [{action: sync+exec, exec: {privileged: true}}]}",
        ["a command of develop.watch is privileged"],
    ),
    ("develop: {watch: [{action: rebuild, exec: {command: a, privileged: true}}]}", []),
    ("develop: {watch: [{action: sync, path: x}]}", []),
    ("build: {context: ., privileged: true}", ["the build is privileged"]),
    ("build: {entitlements: [network.host, security.insecure]}", ["the build may use security.insecure"]),
    ("build: {privileged: false, entitlements: [network.host]}", []),
    ("build: .", []),
    ("post_start: [{command: a, privileged: $RAISED}]", []),
]


@pytest.mark.parametrize(("lines", "expected"), STEPS)
def test_what_runs_with_more_than_the_service(lines: str, expected: list[str]) -> None:
    assert [setting.value.what for setting in service(lines).privileged_steps] == expected


def test_a_watch_command_says_who_it_runs_as() -> None:
    (found,) = service(
        "develop: {watch: [{action: sync+exec, exec: {command: a, user: root, privileged: true}}]}"
    ).commands
    assert found.exec_as == Exec(User(0, None, "root"), True)


@pytest.mark.parametrize(("lines", "role", "expected"), HOOKS)
def test_hooks_and_health_checks(lines: str, role: str, expected: list[str]) -> None:
    (found,) = service(lines).commands
    assert (found.role, [word.text for word in found.words]) == (role, expected)


@pytest.mark.parametrize(
    ("hook", "expected"),
    [
        ("{command: a}", None),
        ("{command: a, user: ~, privileged: false}", None),
        ("{command: a, user: ''}", None),
        ("{command: a, user: root}", Exec(User(0, None, "root"))),
        ("{command: a, user: 1000:1001}", Exec(User(1000, 1001))),
        ("{command: a, user: app, privileged: 'yes'}", Exec(User(None, None, "app"), True)),
        ("{command: a, privileged: true}", Exec(None, True)),
        ("{command: a, user: $WHO}", Exec(Unknown("the variable WHO"))),
        ("{command: a, privileged: $RAISED}", Exec(None, Unknown("the variable RAISED"))),
    ],
)
@pytest.mark.parametrize("key", ["post_start", "pre_stop"])
def test_what_a_hook_says_of_its_process(key: str, hook: str, expected: Exec | None) -> None:
    (found,) = service(f"{key}: [{hook}]").commands
    assert found.exec_as == expected


@pytest.mark.parametrize("written", ["{test: [NONE]}", "{test: [CMD, x], disable: true}", "{interval: 1s}", "~"])
def test_no_health_check(written: str) -> None:
    assert service(f"healthcheck: {written}").commands == ()


def test_the_main_command_comes_first() -> None:
    found = service("healthcheck: {test: [CMD, b]}\npost_start: [{command: c}]\ncommand: a")
    assert [line.role for line in found.commands] == ["command", "post_start", "healthcheck"]
