"""After ``fix --unsafe`` every debugger that worked works, and no grant that the fixer knows is left over."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

import capslint_rules
from capslint.formats.reading.neighbour_files import NoFiles
from capslint.model import Engine, Host
from capslint.source import Source
from tests.privilege.fixed import problems
from tests.privilege.generated import Folder, hosts, manifests, projects
from tests.privilege.left_over import RULES, left_over

SEEN = [
    # what a service or a container of a pod is given, beside a debugger that needs nothing, and what that is called
    ("privileged: true", "privileged: true", "privileged"),
    ("cap_add: [ALL]", "capabilities: {add: [ALL]}", "cap_add ALL"),
    ("cap_add: [CAP_SYS_ADMIN]", "capabilities: {add: [SYS_ADMIN]}", "cap_add SYS_ADMIN"),
    ("cap_add: [sys_ptrace]", "capabilities: {add: [SYS_PTRACE]}", "cap_add SYS_PTRACE"),
    ("cap_add: [BPF, CAP_BPF]", "capabilities: {add: [BPF, BPF]}", "cap_add twice"),
    ("cap_add: [CHOWN]", "capabilities: {add: [CHOWN]}", "cap_add of the default set"),
    ("security_opt: ['seccomp:unconfined']", "seccompProfile: {type: Unconfined}", "seccomp=unconfined"),
    ("security_opt: [apparmor=unconfined]", "appArmorProfile: {type: Unconfined}", "apparmor=unconfined"),
    ("security_opt: [label=disable]", "seLinuxOptions: {type: spc_t}", "label=disable"),
    ("security_opt: [systempaths=unconfined]", "procMount: Unmasked", "systempaths=unconfined"),
]
SERVICE = "services:\n  a:\n    image: x\n    command: strace ls\n"
POD = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - {name: a, image: x, command: [strace, ls]}\n"
EACH = [
    *((f"{SERVICE}    {compose}\n", grant) for compose, _, grant in SEEN),
    *((POD.replace("ls]}", f"ls], securityContext: {{{pod}}}}}"), grant) for _, pod, grant in SEEN),
    (f"{SERVICE}    pid: host\n", "pid=host"),
    (f"{POD}  hostPID: true\n", "pid=host"),
]


@pytest.mark.parametrize(("text", "grant"), EACH)
def test_each_grant_is_seen_where_nothing_needs_it_and_goes(text: str, grant: str) -> None:
    assert [one.grant for one in left_over(Source("compose.yaml", text), NoFiles(), Host())] == [grant]
    assert problems(text, NoFiles(), Host()) == []


def test_every_grant_that_is_known_was_seen() -> None:
    assert {grant for _, grant in EACH} == RULES.keys()


@pytest.mark.parametrize(("text", "grant"), EACH)
def test_a_rule_that_is_silent_is_noticed(text: str, grant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    others = tuple(one for one in capslint_rules.RULES if one.meta.id != RULES[grant])
    monkeypatch.setattr(capslint_rules, "RULES", others)
    (problem,) = problems(text, NoFiles(), Host())
    assert f"keeps {grant}: []" in problem


@settings(max_examples=100)
@given(projects(), hosts(Engine.DOCKER, Engine.PODMAN))
def test_nothing_stops_working_and_nothing_known_is_left_over_in_a_project(text: str, host: Host) -> None:
    assert problems(text, Folder(), host) == []


@settings(max_examples=60)
@given(manifests(), hosts(Engine.CONTAINERD, Engine.CRIO))
def test_nothing_stops_working_and_nothing_known_is_left_over_in_a_workload(text: str, host: Host) -> None:
    assert problems(text, Folder(), host) == []
