"""Security fields with any kind of value at any level of a file: no rule breaks, and fixes keep their word."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import capslint_rules
from capslint.check import Options, check_source
from capslint.explain.explain_file import Wanted, explain_source
from capslint.formats.compose.misplaced import KUBERNETES, SERVICE_ONLY
from capslint.formats.kubernetes import fields
from capslint.formats.kubernetes.security.misplaced import ON_POD
from capslint.formats.kubernetes.security.unknown_keys import OF_POLICIES
from capslint.formats.reading.neighbour_files import NoFiles
from capslint.model import Host
from capslint.source import Source
from tests.test_promises import broken_promises

VALUES: list[Any] = [
    *(None, True, False, 0, -1, 1.5, "", "x", "true", "SYS_PTRACE", "ALL", "host", "Unconfined", "{{ x }}", "${X}"),
    *([], ["SYS_PTRACE"], ["ALL"], ["seccomp=unconfined"], [None], [1], [{}], [[]], {}),
    *({"add": ["SYS_PTRACE"]}, {"add": "a"}, {"add": {"a": 1}}, {"drop": [True]}, {"type": "Unconfined"}, {"type": []}),
    *({"privileged": True}, {"": None}, {"<<": {"add": ["ALL"]}}),
]
OF_KUBERNETES = sorted(
    fields.EVERY_CONTAINER_SECURITY | fields.EVERY_POD_SECURITY | ON_POD | {"hostNetwork", "cap_add", "cap_drop"}
    | {"security_opt", "securityContext", "annotations", "allowHostPID"}
)  # fmt: skip
IN_A_POD = ["", "metadata", "spec", "spec.securityContext", "spec.containers.0", "spec.containers.0.securityContext"]
IN_A_CONTEXT = [
    f"{context}.{inner}"
    for context in ("spec.securityContext", "spec.containers.0.securityContext")
    for inner in ("capabilities", "seccompProfile", "appArmorProfile", "seLinuxOptions")
]
IN_COMPOSE = ["", "services", "services.a", "services.a.deploy", "services.a.build"]


def _with(root: dict[str, Any], where: str, name: str, value: Any) -> str:
    at: Any = root
    for step in filter(None, where.split(".")):
        at = at[int(step)] if isinstance(at, list) else at.setdefault(step, {})
    at[name] = value
    return json.dumps(root)


def _pod(where: str, name: str, value: Any) -> str:
    spec = {"containers": [{"name": "a", "image": "x", "command": ["strace", "-p", "1"]}]}
    return _with({"apiVersion": "v1", "kind": "Pod", "metadata": {}, "spec": spec}, where, name, value)


def _template(where: str, name: str, value: Any) -> str:
    pod = json.loads(_pod(where, name, value)) if where else json.loads(_pod("metadata", "x", 1))
    template = {"metadata": pod["metadata"], "spec": pod["spec"]}
    root = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {}, "spec": {"template": template}}
    return json.dumps(root) if where else _with(root, "spec", name, value)


def _compose(where: str, name: str, value: Any) -> str:
    return _with({"services": {"a": {"image": "x", "command": "strace -p 1"}}}, where, name, value)


def _wrong(text: str) -> list[str]:
    source = Source("compose.yaml", text)
    errors = [*check_source(source, Options(capslint_rules.RULES), NoFiles()).errors]
    errors += explain_source(source, Host(), NoFiles(), Wanted()).errors
    return [error.message for error in errors if "internal error" in error.message]


CASES = [
    *((make, where, name) for make in (_pod, _template) for where in IN_A_POD for name in OF_KUBERNETES),
    *((make, where, "add") for make in (_pod, _template) for where in IN_A_CONTEXT),
    *((_compose, where, name) for where in IN_COMPOSE for name in sorted(SERVICE_ONLY | set(KUBERNETES))),
]
ONCE_BROKEN = [
    _pod("", "privileged", True),
    _pod("spec.containers.0", "capabilities", {"add": "a"}),
    _pod("spec", "appArmorProfile", {"add": "a"}),
    _compose("", "privileged", "x"),
]


@pytest.mark.parametrize("text", ONCE_BROKEN)
def test_what_was_once_broken(text: str) -> None:
    assert (_wrong(text), broken_promises(text, Host())) == ([], [])


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(CASES), st.sampled_from(VALUES))
def test_no_rule_breaks(case: tuple[Any, str, str], value: Any) -> None:
    make, where, name = case
    assert _wrong(make(where, name, value)) == []


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(CASES), st.sampled_from(VALUES))
def test_a_fix_that_is_offered_is_made(case: tuple[Any, str, str], value: Any) -> None:
    make, where, name = case
    assert broken_promises(make(where, name, value), Host()) == []


def test_networks_are_not_spoken_of() -> None:
    for value in (True, False):
        for where in ("", "spec", "spec.containers.0", "spec.securityContext", "spec.containers.0.securityContext"):
            for make in (_pod, _template):
                if where == "spec" and make is _pod:
                    continue  # where it belongs
                found = check_source(
                    Source("a.yaml", make(where, "hostNetwork", value)), Options(capslint_rules.RULES), NoFiles()
                )
                assert not [finding for finding in found.findings if "hostNetwork" in finding.message]


@pytest.mark.parametrize("name", [*OF_POLICIES, "Privileged", "previleged", "nonsense", "fsgroup", "hostPort"])
@pytest.mark.parametrize("where", ["spec.securityContext", "spec.containers.0.securityContext"])
def test_a_key_that_a_context_has_not_is_told_and_never_made_effective(where: str, name: str) -> None:
    for value in (True, ["SYS_PTRACE"]):
        text = _pod(where, name, value)
        result = check_source(Source("a.yaml", text), Options(capslint_rules.RULES), NoFiles())
        (finding,) = [finding for finding in result.findings if finding.rule == "misplaced-security-field"]
        assert f"'{name}'" in finding.message
        assert finding.fix is None


@pytest.mark.parametrize("where", ["spec.securityContext", "spec.containers.0.securityContext"])
def test_what_a_context_has_is_not_told(where: str) -> None:
    is_pod = where == "spec.securityContext"
    for name in fields.EVERY_POD_SECURITY if is_pod else fields.EVERY_CONTAINER_SECURITY:
        result = check_source(Source("a.yaml", _pod(where, name, None)), Options(capslint_rules.RULES), NoFiles())
        assert not [finding for finding in result.findings if finding.rule == "misplaced-security-field"]
    for directive in ("$patch", "$retainKeys", "{{- toYaml . }}"):
        result = check_source(Source("a.yaml", _pod(where, directive, "x")), Options(capslint_rules.RULES), NoFiles())
        assert not [finding for finding in result.findings if finding.rule == "misplaced-security-field"]
