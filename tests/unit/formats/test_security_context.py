"""Precedence of security contexts, where their fields are, and where they would be."""

from __future__ import annotations

from typing import Any

import pytest

from capslint.model import Container, Seccomp, SeccompKind, Unknown, User, Via
from tests.unit.formats.reading import outcome, values, where

OWN = "spec.containers.0.securityContext"
POD = "spec.securityContext"
UNCONFINED = Seccomp(SeccompKind.UNCONFINED)


def _read(own: str, pod: str, metadata: str = "{}") -> tuple[Container, list[str]]:
    text = (
        f"apiVersion: v1\nkind: Pod\nmetadata: {metadata}\n"
        f"spec: {{containers: [{{name: a, securityContext: {own}}}], securityContext: {pod}}}\n"
    )
    found, problems = outcome(text, "x.yaml")
    return found[0].containers[0], problems


PROFILE = "{type: Localhost, localhostProfile: p.json}"
ROWS: list[tuple[str, str, str, Any, Via, str]] = [
    # own field
    ("{privileged: true}", "{}", "privileged", True, Via.LITERAL, f"{OWN}.privileged"),
    ("{procMount: Unmasked}", "{}", "unmasked_proc", True, Via.LITERAL, f"{OWN}.procMount"),
    ("{procMount: Default}", "{}", "unmasked_proc", False, Via.LITERAL, f"{OWN}.procMount"),
    (
        "{allowPrivilegeEscalation: false}",
        "{}",
        "no_new_privileges",
        True,
        Via.LITERAL,
        f"{OWN}.allowPrivilegeEscalation",
    ),
    # fields that a pod's context does not have
    ("{}", "{privileged: true}", "privileged", False, Via.ABSENT, f"{OWN}.privileged"),
    ("{}", "{procMount: Unmasked}", "unmasked_proc", False, Via.ABSENT, f"{OWN}.procMount"),
    ("{}", "{capabilities: {add: [X]}}", "cap_add", (), Via.ABSENT, f"{OWN}.capabilities.add"),
    # inherited, and overridden
    ("{}", "{seccompProfile: {type: Unconfined}}", "seccomp", UNCONFINED, Via.POD, f"{POD}.seccompProfile"),
    (
        "{seccompProfile: {type: RuntimeDefault}}",
        "{seccompProfile: {type: Unconfined}}",
        "seccomp",
        Seccomp(SeccompKind.DEFAULT),
        Via.LITERAL,
        f"{OWN}.seccompProfile",
    ),
    (
        "{seccompProfile: ~}",
        "{seccompProfile: {type: Unconfined}}",
        "seccomp",
        UNCONFINED,
        Via.POD,
        f"{POD}.seccompProfile",
    ),
    (
        f"{{seccompProfile: {PROFILE}}}",
        "{}",
        "seccomp",
        Seccomp(SeccompKind.FILE, "p.json"),
        Via.LITERAL,
        f"{OWN}.seccompProfile",
    ),
    (
        "{seccompProfile: {type: unconfined}}",
        "{}",
        "seccomp",
        Unknown("the seccomp profile type 'unconfined'"),
        Via.LITERAL,
        f"{OWN}.seccompProfile",
    ),
    ("{}", "{}", "seccomp", Seccomp(SeccompKind.UNSET), Via.ABSENT, f"{OWN}.seccompProfile"),
    ("{}", "{appArmorProfile: {type: Unconfined}}", "apparmor", "unconfined", Via.POD, f"{POD}.appArmorProfile"),
    (
        "{appArmorProfile: {type: Localhost, localhostProfile: p}}",
        "{}",
        "apparmor",
        "localhost/p",
        Via.LITERAL,
        f"{OWN}.appArmorProfile",
    ),
    (
        "{appArmorProfile: {type: RuntimeDefault}}",
        "{}",
        "apparmor",
        "default",
        Via.LITERAL,
        f"{OWN}.appArmorProfile",
    ),
    ("{}", "{seLinuxOptions: {type: spc_t}}", "selinux", "type:spc_t", Via.POD, f"{POD}.seLinuxOptions"),
    ("{seLinuxOptions: {level: s0}}", "{}", "selinux", None, Via.LITERAL, f"{OWN}.seLinuxOptions"),
    ("{runAsUser: 0}", "{runAsUser: 1000}", "user", User(0), Via.LITERAL, f"{OWN}.runAsUser"),
    ("{}", "{runAsUser: 1000, runAsGroup: 5}", "user", User(1000, 5), Via.POD, f"{POD}.runAsUser"),
    ("{runAsGroup: 7}", "{runAsUser: 1000, runAsGroup: 5}", "user", User(1000, 7), Via.POD, f"{POD}.runAsUser"),
    ("{}", "{runAsGroup: 5}", "user", None, Via.ABSENT, f"{OWN}.runAsUser"),
    ("{}", "{runAsNonRoot: true}", "run_as_non_root", True, Via.POD, f"{POD}.runAsNonRoot"),
    ("{runAsNonRoot: false}", "{runAsNonRoot: true}", "run_as_non_root", False, Via.LITERAL, f"{OWN}.runAsNonRoot"),
]


@pytest.mark.parametrize(("own", "pod", "field", "value", "via", "path"), ROWS)
def test_a_field(own: str, pod: str, field: str, value: Any, via: Via, path: str) -> None:
    found, problems = _read(own, pod)
    setting = getattr(found, field)
    assert (setting.value, setting.via, where(setting)) == (value, via, path)
    assert problems == []


def test_capabilities() -> None:
    found, _ = _read("{capabilities: {add: [SYS_PTRACE, CAP_X], drop: [ALL]}}", "{}")
    assert (values(found.cap_add), values(found.cap_drop)) == (["SYS_PTRACE", "CAP_X"], ["ALL"])
    assert where(found.cap_add) == f"{OWN}.capabilities.add"


@pytest.mark.parametrize(
    ("own", "exists"),
    [("{capabilities: {drop: [X]}}", f"{OWN}.capabilities"), ("{runAsUser: 1}", OWN), ("~", "spec.containers.0")],
)
def test_where_an_absent_list_would_be(own: str, exists: str) -> None:
    found, _ = _read(own, "{}")
    place = found.cap_add.place
    assert where(found.cap_add) == f"{OWN}.capabilities.add"
    node = place.document.root
    from capslint.cst import node_at

    steps = [int(step) if step.isdigit() else step for step in exists.split(".")]
    assert node_at(node, tuple(steps)) is place.node


def test_the_apparmor_annotation() -> None:
    key = "container.apparmor.security.beta.kubernetes.io"
    for written, expected in (("unconfined", "unconfined"), ("runtime/default", "default"), ("localhost/p",) * 2):
        found, _ = _read("{}", "{}", f"{{annotations: {{{key}/a: {written}, {key}/b: x}}}}")
        assert (found.apparmor.value, found.apparmor.via) == (expected, Via.ANNOTATION)
        assert found.apparmor.place.path == ("metadata", "annotations", f"{key}/a")
    found, _ = _read("{appArmorProfile: {type: RuntimeDefault}}", "{}", f"{{annotations: {{{key}/a: unconfined}}}}")
    assert (found.apparmor.value, found.apparmor.via) == ("default", Via.LITERAL)


@pytest.mark.parametrize(
    ("annotation", "expected"), [("unconfined", ("unconfined", Via.ANNOTATION)), ("nonsense", ("default", Via.POD))]
)
def test_the_apparmor_annotation_beats_the_field_of_the_pod(annotation: str, expected: tuple[str, Via]) -> None:
    notes = f"{{annotations: {{container.apparmor.security.beta.kubernetes.io/a: {annotation}}}}}"
    found, _ = _read("{}", "{appArmorProfile: {type: RuntimeDefault}}", notes)
    assert (found.apparmor.value, found.apparmor.via) == expected


def test_seccomp_annotations_are_dead() -> None:
    keys = ("seccomp.security.alpha.kubernetes.io/pod", "container.seccomp.security.alpha.kubernetes.io/a")
    for key in keys:
        found, _ = _read("{}", "{}", f"{{annotations: {{{key}: unconfined}}}}")
        assert found.seccomp.value == Seccomp(SeccompKind.UNSET)
        assert (key, "unconfined") in found.annotations


@pytest.mark.parametrize(
    ("own", "problem"),
    [
        ("{capabilities: [X]}", "capabilities takes a mapping, not a list"),
        ("{capabilities: {add: X}}", "capabilities.add takes a list, not a scalar"),
        ("{capabilities: {add: [[X]]}}", "an item of capabilities.add takes a string, not a list"),
        ("{runAsUser: '1000'}", "runAsUser takes an integer, not the string '1000'"),
        ("{runAsUser: app}", "runAsUser takes an integer, not 'app'"),
        ("{seccompProfile: Unconfined}", "seccompProfile takes a mapping, not 'Unconfined'"),
        ("[x]", "securityContext takes a mapping, not a list"),
    ],
)
def test_wrong_types_are_reported(own: str, problem: str) -> None:
    _, problems = _read(own, "{}")
    assert problems == [problem]
