"""Fields in the wrong place: when they are moved, and when not."""

from __future__ import annotations

import pytest

from capslint.api.fixes import Remedy, put_right
from capslint.api.sharing import sharers
from capslint.cst.changes import Append, Move, Remove
from capslint.edits import Withheld
from tests.unit.formats.reading import service, workloads

POD = "apiVersion: v1\nkind: Pod\nspec: {containers: [{name: a, %s}%s]%s}\n"


@pytest.mark.parametrize(
    ("lines", "destination"),
    [
        ("capAdd: [X]", ("services", "a", "cap_add")),
        ("deploy: {cap_add: [X]}", ("services", "a", "cap_add")),
        ("deploy: {privileged: true}\nprivileged: false", "taken"),
        ("deploy:\n  cap_add:\n  - X  # for gdb\ncap_add: [Y]", "taken"),
        ("securityContext: {privileged: true}", "no one place is known"),
    ],
)
def test_a_field_of_a_service(lines: str, destination: tuple[str, ...] | str) -> None:
    container = service(lines)
    (one,) = container.misplaced
    remedy = put_right(one, container)
    if isinstance(destination, str):
        assert isinstance(remedy, Withheld)
        assert destination in remedy.reason
    else:
        assert isinstance(remedy, Remedy)
        (move,) = remedy.changes
        assert isinstance(move, Move)
        assert move.to == destination


def test_nothing_is_moved_below_an_alias_or_beside_a_merge() -> None:
    alias = POD % ("capabilities: {add: [X]}, securityContext: *c", ", {name: b, securityContext: *c}", ", x: &c {}")
    alias = alias.replace("spec: {", "spec: {y: &c {runAsUser: 1}, ").replace(", x: &c {}", "")
    merge = POD % ("capabilities: {add: [X]}, securityContext: {<<: *c}", "", "")
    merge = merge.replace("spec: {", "spec: {y: &c {runAsUser: 1}, ")
    for text, words in ((alias, "others share"), (merge, "merged")):
        container = workloads(text, "pod.yaml")[0].containers[0]
        remedy = put_right(container.misplaced[0], container)
        assert isinstance(remedy, Withheld)
        assert words in remedy.reason


def test_a_list_comes_into_the_one_that_is_read() -> None:
    container = service("deploy: {cap_add: [X]}\ncap_add: [Y]")
    remedy = put_right(container.misplaced[0], container)
    assert isinstance(remedy, Remedy)
    added, taken = remedy.changes
    assert added == Append(("services", "a", "cap_add"), "X")
    assert isinstance(taken, Remove)
    assert taken.path == ("services", "a", "deploy", "cap_add")


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("capabilities: {add: [X]}", True),
        ("capabilities: {drop: [X]}", False),
        ("cap_add: [X]", True),
        ("cap_drop: [X]", False),
        ("privileged: true", False),
        ("runAsUser: 1", False),
    ],
)
def test_only_what_adds_is_safe(field: str, expected: bool) -> None:
    container = workloads(POD % (field, "", ""), "pod.yaml")[0].containers[0]
    assert container.misplaced[0].only_adds is expected


def test_a_field_of_the_pod_is_everyones() -> None:
    (workload,) = workloads(POD % ("image: x", ", {name: b}", ", securityContext: {privileged: true}"), "pod.yaml")
    (one,) = workload.containers[0].misplaced
    assert [each.name for each in sharers(one, workload)] == ["a", "b"]


def test_a_custom_resource_may_have_fields_of_its_own() -> None:
    template = "{podTemplate: {spec: {containers: [{name: a, privileged: true}]}}}"
    text = f"apiVersion: example.org/v1\nkind: Agent\nspec: {template}\n"
    (custom,) = workloads(text, "x.yaml")
    (pod,) = workloads(POD % ("privileged: true", "", ""), "x.yaml")
    assert custom.is_custom
    assert not pod.is_custom
