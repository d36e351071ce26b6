"""How Compose lays files over each other: one table, each row with its source.

Sources: compose-go (CG) ``override/merge.go``, ``override/uncity.go``, ``loader/reset.go``, ``loader/extends.go``;
compose-spec (CS) ``13-merge.md``, ``05-services.md``, ``10-fragments.md``.
"""

from __future__ import annotations

from typing import Any

import pytest

from capslint.cst.parse import parse
from capslint.formats import NoFiles, NotOurs, read
from capslint.model import Container, PidMode, PidNamespace, Seccomp, SeccompKind, Unknown, User, Via
from capslint.source import Source
from tests.unit.formats.reading import containers, values

LIST = "CG merge.go mergeYaml: sequences append"
ONCE = "CG uncity.go: services.*.cap_add, cap_drop keyed by the exact string"
SCALAR = "CG merge.go mergeYaml: anything else is replaced"
NULL = "CG merge.go mergeYaml: `if o == nil return e`"
RESET = "CG loader/reset.go: the path is deleted from what was before, and from the file itself"
OVERRIDE = "CG loader/reset.go: the path is deleted from what was before"
REPLACED = "CG merge.go mergeSpecials: command, entrypoint, healthcheck.test = override"
FRAGMENT = "CS 10-fragments.md: YAML merge, shallow"
UNSET = Seccomp(SeccompKind.UNSET)


def _caps(container: Container) -> list[Any]:
    return values(container.cap_add)


def _drops(container: Container) -> list[Any]:
    return values(container.cap_drop)


def _options(container: Container) -> list[Any]:
    return [setting.value for setting in container.security_options]


def _words(container: Container) -> list[list[str]]:
    return [[word.text for word in line.words] for line in container.commands]


def _variables(container: Container) -> list[str]:
    return [each.name for each in container.environment]


def _of(field: str) -> Any:
    return lambda container: getattr(container, field).value


ROWS: list[tuple[str, str, str, Any, Any]] = [
    # lists
    (LIST, "cap_add: [A, B]", "cap_add: [C]", _caps, ["A", "B", "C"]),
    (ONCE, "cap_add: [CAP_BPF, CAP_CHOWN]", "cap_add: [CAP_KILL, CAP_CHOWN]", _caps,
     ["CAP_BPF", "CAP_CHOWN", "CAP_KILL"]),
    (ONCE, "cap_add: [SYS_PTRACE]", "cap_add: [CAP_SYS_PTRACE, sys_ptrace]", _caps,
     ["SYS_PTRACE", "CAP_SYS_PTRACE", "sys_ptrace"]),
    (ONCE, "cap_drop: [ALL]", "cap_drop: [ALL, X]", _drops, ["ALL", "X"]),
    (LIST, "cap_add: [A]", "cap_drop: [A]", _caps, ["A"]),
    (LIST + "; uncity.go has no row for security_opt", "security_opt: [label=disable]",
     "security_opt: [label=disable]", _options, ["label=disable", "label=disable"]),
    (LIST + "; of several seccomp options the last counts", "security_opt: [seccomp=unconfined]",
     "security_opt: [seccomp=builtin]", _of("seccomp"), Seccomp(SeccompKind.DEFAULT)),
    (LIST, "profiles: [a]", "profiles: [b]", lambda container: list(container.active_only_in), ["a", "b"]),
    ("CG uncity.go: services.*.profiles keyed by the exact string", "profiles: [a, b]", "profiles: [b, c]",
     lambda container: list(container.active_only_in), ["a", "b", "c"]),
    ("CG uncity.go: services.*.volumes keyed by target", "volumes: ['/a:/x', '/b:/y']", "volumes: ['/c:/x:ro']",
     _of("mounts"), ("/c:/x:ro", "/b:/y")),
    ("CG uncity.go: services.*.devices keyed by target", "devices: ['/dev/a:/dev/x']", "devices: ['/dev/b:/dev/x']",
     _of("devices"), ("/dev/b:/dev/x",)),
    ("CG merge.go mergeToSequence: services.*.environment", "environment: {A: 1, B: 2}", "environment: [B=3, C=4]",
     _variables, ["A", "B", "C"]),
    ("CG merge.go mergeToSequence: services.*.environment", "environment: [A=1]", "environment: {A: 2, B: }",
     _variables, ["A", "B"]),
    # scalars
    (SCALAR, "privileged: true", "privileged: false", _of("privileged"), False),
    (SCALAR, "privileged: false", "privileged: 'true'", _of("privileged"), True),
    (SCALAR, "user: root", "user: '1000:1'", _of("user"), User(1000, 1)),
    (SCALAR, "pid: host", "pid: 'service:b'", _of("pid"), PidMode(PidNamespace.CONTAINER, "b")),
    (SCALAR, "image: a", "image: b", _of("image"), "b"),
    (SCALAR, "privileged: true", "image: b", _of("privileged"), True),
    # null
    (NULL, "privileged: true", "privileged:", _of("privileged"), True),
    (NULL, "cap_add: [A]", "cap_add: ~", _caps, ["A"]),
    (NULL, "cap_add:", "cap_add: [A]", _caps, ["A"]),
    # replaced whole
    (REPLACED, "command: [a, b]", "command: [c]", _words, [["c"]]),
    (REPLACED, "command: [a]", "command:", _words, []),
    (REPLACED, "entrypoint: [e]\ncommand: [a]", "command: [c]", _words, [["e", "c"]]),
    (REPLACED, "entrypoint: [e]\ncommand: [a]", "entrypoint: [f]", _words, [["f", "a"]]),
    (REPLACED, "healthcheck: {test: [CMD, a], interval: 1s}", "healthcheck: {test: [CMD, b]}", _words, [["b"]]),
    ("CG merge.go mergeMappings", "healthcheck: {test: [CMD, a]}", "healthcheck: {disable: true}", _words, []),
    (LIST, "post_start: [{command: a}]", "post_start: [{command: b}]", _words, [["a"], ["b"]]),
    # !reset
    (RESET, "cap_add: [A]", "cap_add: !reset []", _caps, []),
    (RESET, "cap_add: [A]", "cap_add: !reset [B]", _caps, []),
    (RESET, "privileged: true", "privileged: !reset null", _of("privileged"), False),
    (RESET, "security_opt: [seccomp=unconfined]", "security_opt: !reset null", _of("seccomp"), UNSET),
    (RESET, "command: a", "command: !reset null", _words, []),
    (RESET, "image: x", "cap_add: !reset [A]", _caps, []),
    # !override
    (OVERRIDE, "cap_add: [A]", "cap_add: !override [B]", _caps, ["B"]),
    (OVERRIDE, "security_opt: [seccomp=unconfined]", "security_opt: !override [label=disable]", _of("seccomp"), UNSET),
    (OVERRIDE, "image: x", "cap_add: !override [A]", _caps, ["A"]),
    (OVERRIDE, "command: [a, b]", "command: !override [c]", _words, [["c"]]),
    (OVERRIDE, "pid: host", "pid: !override 'service:b'", _of("pid"), PidMode(PidNamespace.CONTAINER, "b")),
    (OVERRIDE, "environment: {A: 1}", "environment: !override {B: 1}", _variables,
     ["B"]),
    (OVERRIDE, "healthcheck: {test: [CMD, a]}", "healthcheck: !override {interval: 1s}", _words, []),
    # tags further down
    (RESET, "healthcheck: {test: [CMD, a]}", "healthcheck: {test: !reset null}", _words, []),
    ("CG loader/reset.go: an item of a sequence is not removed", "cap_add: [A]", "cap_add: [!reset B]", _caps,
     ["A", "B"]),
    # YAML's own merge comes first, file by file, and appends nothing
    (FRAGMENT, "cap_add: [A]", "<<: {cap_add: [B], privileged: true}\ncap_add: [C]", _caps, ["A", "C"]),
    (FRAGMENT, "cap_add: [A]", "<<: {cap_add: [B]}", _caps, ["A", "B"]),
    ("YAML 1.1 merge type: of several mappings the first wins", "image: x",
     "<<: [{cap_add: [B]}, {cap_add: [C], pid: host}]", _caps, ["B"]),
    ("YAML 1.1 merge type: of several mappings the first wins", "image: x",
     "<<: [{cap_add: [B]}, {cap_add: [C], pid: host}]", _of("pid"), PidMode(PidNamespace.HOST)),
    (FRAGMENT + "; its tag too", "cap_add: [A]", "<<: {cap_add: !override [B]}", _caps, ["B"]),
    # variables are put in file by file, before the merge
    ("CG loader.go: interpolation before merge", "cap_add: ['${C:-A}']", "cap_add: [A]", _caps, ["A"]),
    ("CG loader.go: interpolation before merge", "privileged: ${P}", "image: x", _of("privileged"),
     Unknown("the variable P")),
]  # fmt: skip
IDS = [f"{number}: {row[0][:40]}" for number, row in enumerate(ROWS)]


def _service(lines: str, more: str = "") -> str:
    return f"services:\n  a:\n{more}" + "".join(f"    {line}\n" for line in lines.split("\n"))


@pytest.mark.parametrize(("source", "base", "over", "look", "expected"), ROWS, ids=IDS)
def test_an_override_file(source: str, base: str, over: str, look: Any, expected: Any) -> None:
    found = containers(_service(base), files={"compose.override.yml": _service(over)})
    assert look(found["a"]) == expected, source


@pytest.mark.parametrize(("source", "base", "over", "look", "expected"), ROWS, ids=IDS)
def test_the_override_file_itself_is_judged_merged(source: str, base: str, over: str, look: Any, expected: Any) -> None:
    found = containers(_service(over), "x/compose.override.yaml", {"docker-compose.yml": _service(base)})
    assert look(found["a"]) == expected, source


@pytest.mark.parametrize(("source", "base", "over", "look", "expected"), ROWS, ids=IDS)
def test_a_second_document_of_the_file(source: str, base: str, over: str, look: Any, expected: Any) -> None:
    # CG loader.go loadYamlFile: each document is merged into what those before it gave
    first, *others = parse(Source("compose.yaml", f"{_service(base)}---\n{_service(over)}"))
    found = read(first, NoFiles(), (), tuple(others))
    assert not isinstance(found, NotOurs)
    (container,) = found[0].containers
    assert look(container) == expected, source


@pytest.mark.parametrize(("source", "base", "over", "look", "expected"), ROWS, ids=IDS)
def test_extends_in_the_same_file(source: str, base: str, over: str, look: Any, expected: Any) -> None:
    text = _service(over, "    extends: base\n") + _service(base).replace("services:\n  a:", "  base:")
    assert look(containers(text)["a"]) == expected, source


@pytest.mark.parametrize(("source", "base", "over", "look", "expected"), ROWS, ids=IDS)
def test_extends_of_another_file(source: str, base: str, over: str, look: Any, expected: Any) -> None:
    text = _service(over, "    extends: {file: common/base.yml, service: a}\n")
    assert look(containers(text, files={"common/base.yml": _service(base)})["a"]) == expected, source


@pytest.mark.parametrize(("source", "base", "over", "look", "expected"), ROWS, ids=IDS)
def test_extends_of_a_file_of_two_documents(source: str, base: str, over: str, look: Any, expected: Any) -> None:
    # CG extends.go getExtendsBaseFromFile: the other file is loaded whole, without what it extends itself
    text = "services:\n  a:\n    extends: {file: base.yml, service: a}\n"
    found = containers(text, files={"base.yml": f"{_service(base)}---\n{_service(over)}"})
    assert look(found["a"]) == expected, source


BUILDS = [
    # CG merge.go mergeBuild: a string is the context, the rest is merged key by key, args by their names
    ("build: ctx", "build: {target: dev}", "ctx/Dockerfile", "none"),
    ("build: {context: other, target: dev}", "build: ctx", "ctx/Dockerfile", "none"),
    ("build: {context: ctx, args: {BASE: a}}", "build: {target: dev, args: [BASE=gdb]}", "ctx/Dockerfile", "gdb"),
    ("build: {context: ctx, args: [BASE=a, X=b]}", "build: {target: dev, args: {X: c}}", "ctx/Dockerfile", "a"),
    ("build: {context: ctx, target: dev}", "build: {target: prod}", "ctx/Dockerfile", "prod"),
    ("build: {context: ctx, target: dev}", "build: !override {context: ctx}", "ctx/Dockerfile", "prod"),
    ("build: {context: ctx, target: dev}", "build: {target: !reset null}", "ctx/Dockerfile", "prod"),
    ("build: {context: ctx}", "build: {dockerfile: other.Dockerfile}", "ctx/other.Dockerfile", "other"),
    ("build: {dockerfile_inline: FROM a}", "build: {dockerfile_inline: FROM b}", "compose.override.yml", "b"),
]
DOCKERFILES = {
    "ctx/Dockerfile": "ARG BASE=none\nFROM $BASE AS dev\nFROM prod AS prod\n",
    "ctx/other.Dockerfile": "FROM other\n",
}


@pytest.mark.parametrize(("base", "over", "path", "image"), BUILDS)
def test_the_build_of_an_override(base: str, over: str, path: str, image: str) -> None:
    found = containers(_service(base), files={"compose.override.yml": _service(over), **DOCKERFILES})["a"].build
    assert found is not None
    assert found.base_image is not None
    assert (found.path, found.base_image.text) == (path, image)


def test_where_the_parts_of_a_merged_list_stand() -> None:
    files = {"compose.override.yml": _service("cap_add: [B]"), "base.yml": _service("cap_add: [E]")}
    text = _service("cap_add: [A]", "    extends: {file: base.yml, service: a}\n")
    setting = containers(text, "dir/compose.yaml", files)["a"].cap_add
    assert not isinstance(setting.value, Unknown)
    assert [(item.value, item.via, item.place.document.source.path) for item in setting.value] == [
        ("E", Via.EXTENDS, "dir/base.yml"),
        ("A", Via.LITERAL, "dir/compose.yaml"),
        ("B", Via.OVERRIDE, "dir/compose.override.yml"),
    ]
    # What is added goes to the file where the service is at home.
    assert (setting.place.document.source.path, setting.via) == ("dir/compose.yaml", Via.LITERAL)
