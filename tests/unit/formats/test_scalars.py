"""What a scalar is depends on who reads it."""

from __future__ import annotations

import pytest

from capslint.formats.reading.scalars import integer
from tests.unit.formats.reading import containers, outcome, service

KUBERNETES = [
    *(("true", True), ("True", True), ("yes", True), ("on", True), ("y", True)),
    *(("false", False), ("FALSE", False), ("no", False), ("off", False), ("n", False), ("~", False), ("", False)),
]
COMPOSE = [
    *(("true", True), ('"true"', True), ("TRUE", True), ("yes", True), ("'on'", True), ("${P:-true}", True)),
    *(("false", False), ("'no'", False), ("~", False), ("${P:-false}", False)),
]


@pytest.mark.parametrize(("written", "expected"), KUBERNETES)
def test_kubernetes_booleans(written: str, expected: bool) -> None:
    text = (
        f"apiVersion: v1\nkind: Pod\nspec: {{containers: [{{name: a, securityContext: {{privileged: {written}}}}}]}}\n"
    )
    assert containers(text)["a"].privileged.value is expected


@pytest.mark.parametrize("written", ["'true'", "1", "!!str true", "tRUE", "[]"])
def test_what_kubernetes_refuses_as_boolean(written: str) -> None:
    text = (
        f"apiVersion: v1\nkind: Pod\nspec: {{containers: [{{name: a, securityContext: {{privileged: {written}}}}}]}}\n"
    )
    found, problems = outcome(text)
    assert found[0].containers[0].privileged.value.why == "privileged, which is not true or false"
    assert len(problems) == 1


@pytest.mark.parametrize(("written", "expected"), COMPOSE)
def test_compose_booleans(written: str, expected: bool) -> None:
    assert service(f"privileged: {written}").privileged.value is expected


def test_an_unknown_variable_is_unknown() -> None:
    assert service("privileged: $P").privileged.value == ("the variable P",)


def test_what_compose_refuses_as_boolean() -> None:
    found, problems = outcome("services: {a: {privileged: maybe}}\n")
    assert found[0].containers[0].privileged.value.why == "privileged, which is not true or false"
    assert problems == ["privileged takes true or false, not 'maybe'"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        *(("0", 0), ("1000", 1000), ("01750", 1000), ("0o1750", 1000), ("0x3e8", 1000), ("1_000", 1000)),
        *(("-1", -1), ("+5", 5), ("", None), ("x", None), ("1.5", None), ("08", None), ("9" * 101, None)),
    ],
)
def test_integers(written: str, expected: int | None) -> None:
    assert integer(written) == expected
