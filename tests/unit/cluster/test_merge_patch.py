"""Patches: what the API server makes of them is the object that a fix would have made."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capslint.cluster.kinds import kind_named
from capslint.cluster.merge_patch import merge_patch


def merged(value: Any, patch: Any) -> Any:
    """Return what a strategic merge makes (sig-api-machinery/strategic-merge-patch.md of kubernetes/community)."""
    if not isinstance(patch, dict):
        return patch
    made = dict(value) if isinstance(value, dict) else {}
    for key, new in patch.items():
        if new is None:
            made.pop(key, None)
        elif key in ("containers", "initContainers") and _all_named(made.get(key)) and _all_named(new):
            by_name = {entry["name"]: entry for entry in made[key]}
            for entry in new:
                by_name[entry["name"]] = merged(by_name.get(entry["name"]), entry)
            made[key] = list(by_name.values())
        else:
            made[key] = merged(made.get(key), new)
    return made


def _all_named(entries: Any) -> bool:
    return isinstance(entries, list) and all(isinstance(entry, dict) and "name" in entry for entry in entries)


CONTEXT = st.fixed_dictionaries(
    {},
    optional={
        "privileged": st.booleans(),
        "runAsUser": st.integers(0, 3),
        "capabilities": st.fixed_dictionaries({}, optional={"add": st.lists(st.sampled_from("AB"), max_size=2)}),
    },
)
PODS = st.fixed_dictionaries(
    {
        "containers": st.tuples(*(st.fixed_dictionaries({"name": st.just(name)}, optional={"securityContext": CONTEXT})
                                  for name in ("app", "side"))).map(list)
    },
    optional={"hostPID": st.booleans(), "securityContext": CONTEXT, "shareProcessNamespace": st.booleans()},
)  # fmt: skip


@given(PODS, PODS)
def test_a_patch_makes_the_one_of_the_other(before: Any, after: Any) -> None:
    kept = copy.deepcopy(before)
    assert merged({"spec": before}, merge_patch({"spec": before}, {"spec": after})) == {"spec": after}
    assert before == kept


@given(PODS)
def test_what_is_equal_asks_for_nothing(pod: Any) -> None:
    assert merge_patch(pod, copy.deepcopy(pod)) == {}


def test_containers_that_come_or_go_replace_the_list() -> None:
    before, after = {"containers": [{"name": "a"}]}, {"containers": [{"name": "a"}, {"name": "b"}]}
    assert merge_patch(before, after) == after


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("pod", "Pod"),
        ("po", "Pod"),
        ("PODS", "Pod"),
        ("deploy", "Deployment"),
        ("deployments.apps", "Deployment"),
        ("sts", "StatefulSet"),
        ("cj", "CronJob"),
        ("replicationcontrollers", "ReplicationController"),
    ],
)
def test_kinds_as_kubectl_calls_them(word: str, kind: str) -> None:
    found = kind_named(word)
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize("word", ["", "s", "service", "podss", "."])
def test_what_is_no_kind(word: str) -> None:
    assert kind_named(word) is None
