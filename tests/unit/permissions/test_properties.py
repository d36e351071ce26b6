"""What must hold for every container, operation and host."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from capslint.debuggers.catalogue import operation, operations, tools
from capslint.model import (
    Container,
    Engine,
    Host,
    Lsm,
    Operation,
    PidMode,
    PidNamespace,
    Process,
    Scene,
    Seccomp,
    SeccompKind,
    Start,
    Starter,
    Switch,
    Unknown,
    User,
)
from capslint.model.capability_names import NAMES
from capslint.model.grants import with_capabilities
from capslint.model.verdict import Answer
from capslint.permissions import judge_operation, unknown_engine, unknown_target
from capslint.permissions.container.confinement import entries
from capslint.permissions.judge_operation import judge
from tests.truth.containers import container, setting

PROFILE = """{"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [
  {"names": ["personality"], "action": "SCMP_ACT_ALLOW", "args": [{"index": 0, "value": 262144, "op": "SCMP_CMP_EQ"}]},
  {"names": ["process_vm_readv"], "action": "SCMP_ACT_ALLOW", "includes": {"minKernel": "4.8"}},
  {"names": ["ptrace", "perf_event_open"], "action": "SCMP_ACT_ALLOW", "includes": {"caps": ["CAP_SYS_PTRACE"]}},
  {"names": ["bpf"], "action": "SCMP_ACT_ALLOW", "excludes": {"arches": ["arm64"]}}]}"""
ALLOW_ALL = PROFILE.replace('"SCMP_ACT_ERRNO"', '"SCMP_ACT_ALLOW"', 1)
VERSIONS: dict[Engine, list[tuple[int, ...]]] = {
    Engine.DOCKER: [(1, 10, 3), (1, 12, 6), (18, 9, 7), (19, 3, 15), (20, 10, 24), (23, 0, 1), (27, 1, 0), (29, 7, 2)],
    Engine.CONTAINERD: [(1, 5, 0), (1, 6, 8), (1, 6, 20), (1, 7, 0), (2, 3, 4)],
    Engine.CRIO: [(1, 24, 0), (1, 25, 0), (1, 30, 0)],
    Engine.PODMAN: [(3, 4, 0), (4, 3, 0), (4, 9, 0), (5, 4, 0), (5, 8, 0)],
}
OPERATIONS = [operation(tool, name) for tool in tools() for name in operations(tool)]
SUDO = (Switch("sudo", "root", is_sudo=True),)
GOSU = (Switch("gosu", "1000:1000"),)
NUMBERED = [User(0, 0), User(1000, 1000), User(1000, 0)]
USUAL = ["SYS_PTRACE", "SYS_ADMIN", "NET_RAW", "CHOWN", "SETUID", "SETGID", "DAC_OVERRIDE", "AUDIT_READ"]


@st.composite
def hosts(draw: st.DrawFn, starter: Starter) -> Host:
    """A host of which everything is known."""
    engines = [Engine.DOCKER, Engine.PODMAN] if starter is Starter.ENGINE else [Engine.CONTAINERD, Engine.CRIO]
    engine = draw(st.sampled_from(engines))
    is_rootless = draw(st.booleans())
    return Host(
        engine,
        draw(st.sampled_from(VERSIONS[engine])),
        draw(st.sampled_from([(3, 10), (4, 7), (4, 19), (5, 8), (5, 10), (6, 1), (6, 12), (6, 18)])),
        draw(st.integers(0, 3)),
        draw(st.sampled_from([Lsm.APPARMOR, Lsm.NONE])),
        draw(st.integers(-1, 4)),
        draw(st.integers(0, 2)),
        draw(st.booleans()) and not is_rootless,
        draw(st.booleans()),
        (2, 223, 0),
        draw(st.sampled_from([28, 32])),
        arch=draw(st.sampled_from(["amd64", "arm64"])),
        rootless=is_rootless,
    )


@st.composite
def containers(draw: st.DrawFn, starter: Starter | None = None) -> Container:
    """A container of which the file tells everything."""
    kinds = [SeccompKind.UNSET, SeccompKind.DEFAULT, SeccompKind.UNCONFINED]
    seccomp = draw(
        st.one_of(st.sampled_from(kinds).map(Seccomp), st.just(Seccomp(SeccompKind.FILE, "own.json", PROFILE)))
    )
    given: dict[str, Any] = {
        "starter": starter or draw(st.sampled_from(Starter)),
        "cap_add": tuple(draw(st.lists(st.sampled_from([*USUAL, "ALL"]), max_size=3, unique=True))),
        "cap_drop": tuple(draw(st.lists(st.sampled_from([*USUAL[2:], "ALL"]), max_size=2, unique=True))),
        "privileged": draw(st.booleans()) and draw(st.booleans()),
        "seccomp": seccomp,
        "apparmor": draw(st.sampled_from([None, None, "unconfined", "default"])),
        "no_new_privileges": draw(st.booleans()),
        "user": draw(st.sampled_from(NUMBERED)),
        "pid": PidMode(draw(st.sampled_from([PidNamespace.PRIVATE, PidNamespace.HOST]))),
        "user_namespace": draw(st.sampled_from([None, None, "host"])),
    }
    return container(**given)


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    """Debugger and target of one container, or a target on the host."""
    users = st.sampled_from([None, *NUMBERED])
    tracer = Process(
        draw(st.sampled_from([Start.MAIN, Start.EXEC])),
        switches=draw(st.sampled_from([(), (), SUDO, GOSU, (*SUDO, *GOSU), (*GOSU, *SUDO)])),
        file_capabilities=draw(st.sampled_from([(), (), ("SYS_PTRACE",)])),
    )
    start = draw(st.sampled_from([Start.MAIN, Start.EXEC, Start.EXEC_PRIVILEGED, Start.HOST]))
    target = Process(
        start, None, None if start is Start.MAIN else draw(users), draw(st.booleans()), draw(st.booleans())
    )
    return Scene(tracer, target, draw(st.booleans()), draw(st.booleans()) and draw(st.booleans()))


@st.composite
def questions(draw: st.DrawFn) -> tuple[Container, Operation, Host, Scene]:
    """All that a judgement needs, and nothing unknown."""
    asked = draw(containers())
    return asked, draw(st.sampled_from(OPERATIONS)), draw(hosts(asked.starter)), draw(scenes())


@given(questions(), st.sampled_from(NAMES[:38]))
@settings(max_examples=200)
def test_adding_a_capability_never_turns_works_into_fails(
    question: tuple[Container, Operation, Host, Scene], name: str
) -> None:
    asked, what, host, scene = question
    # Podman refuses a name in both lists; a name that is there already adds nothing.
    assume(name not in entries(asked.cap_drop.value))
    before = judge(asked, what, host, scene)
    after = judge(with_capabilities(asked, name, beside_unknown=True), what, host, scene)
    assert not (before.answer is Answer.WORKS and after.answer is Answer.FAILS), (before, after)


@given(questions())
@settings(max_examples=200)
def test_removing_a_seccomp_restriction_never_turns_works_into_fails(
    question: tuple[Container, Operation, Host, Scene],
) -> None:
    asked, what, host, scene = question
    before = judge(asked, what, host, scene)
    wider = [Seccomp(SeccompKind.UNCONFINED)]
    if "own.json" in asked.seccomp.value:
        wider.append(Seccomp(SeccompKind.FILE, "own.json", ALLOW_ALL))
    for seccomp in wider:
        after = judge(asked._replace(seccomp=setting(seccomp)), what, host, scene)
        assert not (before.answer is Answer.WORKS and after.answer is not Answer.WORKS), (before, after)


@given(questions(), st.randoms(use_true_random=False))
@settings(max_examples=100)
def test_the_order_of_gates_does_not_change_the_verdict(
    question: tuple[Container, Operation, Host, Scene], chance: random.Random
) -> None:
    asked, what, host, scene = question
    before = judge(asked, what, host, scene)
    needs = list(what.needs)
    single = list(judge_operation._SINGLE)
    chance.shuffle(needs)
    chance.shuffle(single)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(judge_operation, "_SINGLE", tuple(single))
        judge_operation.verdict_on.cache_clear()
        after = judge(asked, what._replace(needs=tuple(needs)), host, scene)
    assert after.answer is before.answer
    assert [(gate.gate, gate.outcome) for gate in after.gates] == [(gate.gate, gate.outcome) for gate in before.gates]


@given(questions())
@settings(max_examples=250)
def test_when_all_is_known_nothing_depends(question: tuple[Container, Operation, Host, Scene]) -> None:
    _, what, host, _ = question
    # What rr 5.9 does on kernel 6.10 at perf_event_paranoid 2, older releases do not: no fact of the host tells.
    assume(what.tool != "rr" or (host.kernel or ()) < (6, 10))
    # Which capabilities Podman granted by default before 4.4 was not found in a source.
    assume(host.engine is not Engine.PODMAN or (host.engine_version or ()) >= (4, 4))
    verdict = judge(*question)
    assume("whether gosu may change the user" not in verdict.depends_on)
    assert verdict.answer is not Answer.DEPENDS, verdict.depends_on


FACTS = [name for name in Host._fields if name not in ("apparmor_profiles", "engine")]


@given(questions(), st.lists(st.sampled_from(FACTS), min_size=1, unique=True))
@settings(max_examples=400)
def test_what_is_answered_without_a_fact_stays_so_with_it(
    question: tuple[Container, Operation, Host, Scene], unknown: list[str]
) -> None:
    asked, what, host, scene = question
    nothing: dict[str, Any] = dict.fromkeys(unknown)
    partial = host._replace(**nothing)
    answered = judge(asked, what, partial, scene)
    full = judge(asked, what, host, scene)
    if answered.answer is Answer.DEPENDS:
        assert answered.depends_on
    else:
        assert answered.answer is full.answer, (answered, full)


PODS = containers(Starter.KUBELET)


@given(questions(), st.lists(PODS, min_size=1, max_size=3), st.randoms(use_true_random=False))
@settings(max_examples=200)
def test_several_targets_have_one_answer_where_all_have_it_in_whatever_order(
    question: tuple[Container, Operation, Host, Scene], others: list[Container], chance: random.Random
) -> None:
    asked, what, host, scene = question
    assume(asked.starter is Starter.KUBELET)
    targets = [scene.target, *(Process(Start.MAIN, one) for one in others)]
    answers = {judge(asked, what, host, scene._replace(target=one)).answer for one in targets}
    found = []
    for _ in range(2):
        chance.shuffle(targets)
        several = scene._replace(target=targets[0], alternatives=tuple(targets[1:]))
        found.append(judge(asked, what, host, several))
    outcomes = [[(gate.gate, gate.outcome, gate.depends_on) for gate in one.gates] for one in found]
    assert outcomes[0] == outcomes[1]
    assert {one.answer for one in found} == (answers if len(answers) == 1 else {Answer.DEPENDS})
    assert (unknown_target.FACT in found[0].depends_on) is (len(answers) > 1)
    assert found[0].answer is unknown_engine.answer_of(found[0].gates)


SETTINGS = ["user", "privileged", "cap_add", "cap_drop", "no_new_privileges"]


@given(questions(), st.lists(st.sampled_from(SETTINGS), min_size=1, unique=True))
@settings(max_examples=250)
def test_what_is_answered_without_a_setting_stays_so_with_it(
    question: tuple[Container, Operation, Host, Scene], unknown: list[str]
) -> None:
    asked, what, host, scene = question
    hidden: dict[str, Any] = {name: setting(Unknown(f"the variable {name.upper()}")) for name in unknown}
    answered = judge(asked._replace(**hidden), what, host, scene)
    full = judge(asked, what, host, scene)
    # A variable is taken to hold something that the engine accepts: a container that is not created shows at once.
    assume(all(gate.gate != unknown_engine.GATE for gate in full.gates))
    if answered.answer is Answer.DEPENDS:
        assert answered.depends_on
    else:
        assert answered.answer is full.answer, (answered, full)
