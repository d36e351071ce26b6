"""Whatever stands where a field is read, reading goes on and says what is odd."""

from __future__ import annotations

import time

import pytest

from capslint.formats.compose.build import BUILD_KEYS
from capslint.formats.compose.service import SERVICE_KEYS
from capslint.formats.format import NotOurs
from capslint.formats.kubernetes import fields
from tests.unit.formats.reading import outcome

ODD = [
    *("", "~", "x", "'x'", "17", "-1", "1e400", "0x", "1_0", "true", "yes", "[]", "{}", "[[]]", "[{}]", "{a: [b]}"),
    *("[x, 1, ~, {a: b}, [c]]", "{x: ~}", "*nowhere", "[*nowhere]", "{<<: *nowhere}", "{<<: x}", "{<<: [x, [y]]}"),
    *("!reset", "!reset {}", "!override [x]", "!!str x", "!!binary aGk=", "'${'", "$", "'${X:-${Y'", "'{{ .x }}'"),
    *(
        "{? [a] : b}",
        "{? {a: b} : c}",
        "{1: 2}",
        "{'<<': {a: b}}",
        "|\n          x\n",
        "'\\'",
        "99999999999999999999999999",
    ),
    *("{test: {a: b}}", "{type: [a]}", "{add: {a: b}, drop: x}", "{exec: x}", "{exec: {command: x}}", "{path: [x]}"),
    *("{context: [a], args: [[b]], target: {c: d}}", "[{name: [a], hostPath: x}]", "[{name: {a: b}, mountPath: [x]}]"),
]


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("key", sorted(SERVICE_KEYS))
def test_any_value_of_a_service_key_is_read_or_reported(key: str, odd: str) -> None:
    found, _ = outcome(f"services:\n  a:\n    {key}: {odd}\n  b: {{image: x}}\n")
    assert not isinstance(found, NotOurs)
    assert [container.name for container in found[0].containers][-1] == "b"


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("key", sorted(BUILD_KEYS))
def test_any_value_of_a_build_key_is_read_or_reported(key: str, odd: str) -> None:
    found, _ = outcome(f"services:\n  a:\n   build:\n    {key}: {odd}\n", files={"Dockerfile": "FROM x\n"})
    assert len(found[0].containers) == 1


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("text", ["--- {odd}", "services: {odd}", "services:\n  a: {odd}\n", "include: {odd}"])
def test_any_value_at_the_top_is_read_or_refused(text: str, odd: str) -> None:
    outcome(text.format(odd=odd))


POD = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n"
LEVELS = {
    "spec": ("", fields.POD - {"containers"}),
    "context": ("  securityContext:\n  ", fields.POD_SECURITY | fields.POD_ONLY_SECURITY | fields.WINDOWS),
    "container": ("  ", fields.EPHEMERAL_CONTAINER - {"name"}),
    "own": ("    securityContext:\n    ", fields.CONTAINER_SECURITY),
}


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize(("level", "field"), [(level, field) for level in LEVELS for field in sorted(LEVELS[level][1])])
def test_any_value_of_a_kubernetes_field_is_read_or_reported(level: str, field: str, odd: str) -> None:
    prefix, _ = LEVELS[level]
    found, _ = outcome(f"{POD}{prefix}  {field}: {odd}\n", path="pod.yaml")
    if not (isinstance(found, NotOurs) and found.reason == "Windows pod, left alone"):
        assert [container.name for container in found[0].containers if container.role.value == "container"] == ["a"]


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("field", ["kind", "apiVersion", "metadata", "spec", "items", "template"])
def test_any_value_of_an_object_is_read_or_refused(field: str, odd: str) -> None:
    text = {"apiVersion": "v1", "kind": "List" if field == "items" else "Deployment", field: odd}
    outcome("".join(f"{key}: {value}\n" for key, value in text.items()), path="x.yaml")


def _bomb(first: str, levels: int, width: int) -> str:
    lines = [f"x-0: &a0 {first}"]
    for level in range(1, levels):
        merged = ", ".join(f"*a{level - 1}" for _ in range(width))
        lines.append(f"x-{level}: &a{level} {{<<: [{merged}], image: x{level}}}")
    return "\n".join(lines)


def test_merges_of_merges_are_read_once_each() -> None:
    text = f"{_bomb('{cap_add: [SYS_PTRACE]}', 40, 10)}\nservices:\n  a: *a39\n"
    start = time.perf_counter()
    found, problems = outcome(text)
    assert time.perf_counter() - start < 2  # unfolded it would be 10 to the power of 40
    assert [setting.value for setting in found[0].containers[0].cap_add.value] == ["SYS_PTRACE"]
    assert problems == []


def test_a_chain_of_merges_that_is_too_long_is_reported() -> None:
    _, problems = outcome(f"{_bomb('{cap_add: [X]}', 500, 1)}\nservices:\n  a: *a499\n")
    assert problems == ["merge keys (<<) nested deeper than 64 levels are not followed"]


def test_merges_that_bring_too_much_are_reported() -> None:
    keys = ", ".join(f"k{number}: 1" for number in range(2000))
    lines = "\n".join(f"  s{number}: {{image: x, environment: {{<<: *keys}}}}" for number in range(100))
    found, problems = outcome(f"x-keys: &keys {{{keys}}}\nservices:\n{lines}\n")
    assert problems == ["merge keys (<<) bring in more entries than are followed"]
    assert len(found[0].containers) == 100


def test_an_alias_bomb_of_lists_costs_nothing() -> None:
    lines = ["x-0: &a0 [SYS_PTRACE]"]
    lines += [f"x-{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
    found, problems = outcome("\n".join(lines) + "\nservices:\n  a:\n    cap_add: *a29\n")
    assert len(found[0].containers[0].cap_add.value) == 10
    assert set(problems) == {"an item of cap_add takes a string, not a list"}


def test_a_pod_template_shared_by_aliases_is_read_once() -> None:
    template = "{spec: {containers: [{name: a}]}}"
    text = f"apiVersion: x/v1\nkind: Many\nspec:\n  x: &t {{template: {template}}}\n  y: [*t, *t, *t]\n"
    found, problems = outcome(text, path="x.yaml")
    assert (len(found), problems) == (1, [])
