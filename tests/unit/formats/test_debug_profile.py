"""What ``kubectl debug --custom`` takes: which files are such, what is known of their container, what is fixed."""

from __future__ import annotations

from pathlib import Path

import pytest

from capslint.formats import NotOurs
from capslint.model import Container, Role, SeccompKind, Unknown, User
from tests.cli.running import run
from tests.unit.formats.reading import outcome, values, where, workloads

PTRACE = "securityContext:\n  capabilities:\n    add: [SYS_PTRACE]\n"
BROAD = "securityContext:\n  # gdb\n  privileged: true\n  capabilities:\n    add:\n      - SYS_PTRACE\nenv: []\n"
FIXED = BROAD.replace("  privileged: true\n", "")


def profile(text: str) -> Container:
    ((container,),) = (workload.containers for workload in workloads(text, "debug-profile.yaml"))
    return container


def test_what_the_file_says_is_known_and_nothing_else() -> None:
    container = profile(f"{PTRACE}  runAsUser: 7\n  seccompProfile: {{type: Unconfined}}\ntty: true\n")
    assert (container.label, container.name, container.role) == ("kubectl debug", "debugger", Role.EPHEMERAL)
    assert values(container.cap_add) == ["SYS_PTRACE"]
    assert where(container.cap_add) == "securityContext.capabilities.add"
    assert container.user.value == User(7)
    assert container.seccomp.value.kind is SeccompKind.UNCONFINED  # type: ignore[union-attr]  # it is known
    assert container.tty
    left = (container.image, container.apparmor, container.selinux, container.no_new_privileges, container.pid)
    assert all(isinstance(setting.value, Unknown) and setting.is_absent for setting in left)
    assert container.privileged.value is False


@pytest.mark.parametrize("text", ["securityContext: {runAsUser: 0}", "securityContext: {capabilities: {drop: [ALL]}}"])
def test_capabilities_that_only_the_profile_of_kubectl_adds_are_not_known(text: str) -> None:
    container = profile(text)
    assert isinstance(container.cap_add.value, Unknown)
    assert isinstance(container.seccomp.value, Unknown)


@pytest.mark.parametrize(
    "name", ["custom-profile.yaml", "debug.yml", "my-Debug-Profile.json", "ephemeral.yaml", "netshoot_custom.YAML"]
)
def test_the_name_tells(name: str) -> None:
    (workload,) = workloads(PTRACE, name)
    assert workload.label == "kubectl debug"


@pytest.mark.parametrize("name", ["snippet.yaml", "values-debug.yaml", "security.json", "debug/context.yaml"])
def test_under_any_other_name_it_is_none(name: str) -> None:
    found, problems = outcome(PTRACE, name)
    assert isinstance(found, NotOurs)
    assert problems == []


@pytest.mark.parametrize(
    "text",
    [
        f"{PTRACE}image: busybox\n",
        f"{PTRACE}command: [sh]\n",
        f"{PTRACE}replicaCount: 1\n",
        f"{PTRACE}? [a, b]\n: c\n",
        "env: []\n",
        "- securityContext: {}\n",
        "securityContext",
        f"services: {{}}\n{PTRACE}",
    ],
)
def test_other_keys_make_it_another_file(text: str) -> None:
    found, _ = outcome(text, "debug-profile.yaml")
    assert isinstance(found, NotOurs)


@pytest.mark.parametrize(
    "text",
    [
        "securityContext:\n",
        "securityContext: [1]\n",
        "securityContext: {capabilities: [SYS_PTRACE]}\n",
        "securityContext: {capabilities: {add: SYS_PTRACE}, runAsUser: x}\n",
        "securityContext: &a {capabilities: *a}\n",
        "securityContext: *none\n",
    ],
)
def test_odd_values_raise_nothing(text: str) -> None:
    outcome(text, "debug-profile.yaml")


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("privileged: true\nsecurityContext: {}\n", {"privileged": "securityContext.privileged"}),
        ("capabilities: {add: [SYS_PTRACE]}\n", {"capabilities": "securityContext.capabilities"}),
        ("securityContext: {hostPID: true}\n", {"hostPID": None}),
        ("securityContext: {capabilities: {Add: [X]}}\n", {"Add": None}),
    ],
)
def test_fields_in_a_wrong_place_are_told(text: str, paths: dict[str, str | None]) -> None:
    found = {}
    for field in profile(text).misplaced:
        assert field.where  # a part of a sentence, whatever the path's length
        found[field.name] = ".".join(map(str, field.belongs)) if field.belongs else None
    assert found == paths


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_fix_touches_nothing_else(tmp_path: Path, newline: str) -> None:
    path = tmp_path / "debug-profile.yaml"
    path.write_bytes(BROAD.replace("\n", newline).encode())
    assert run("check", ".", cwd=tmp_path).code == 1
    run("fix", "--unsafe", ".", cwd=tmp_path)
    assert path.read_bytes() == FIXED.replace("\n", newline).encode()
    assert run("check", ".", cwd=tmp_path).out == "No findings in 1 file checked.\n"


def test_json_in_a_folder_is_fixed_as_json(tmp_path: Path) -> None:
    path = tmp_path / "custom.json"
    path.write_text(
        '{"securityContext": {"runAsUser": 0,\n\t"privileged": true, "capabilities": {"add": ["SYS_PTRACE"]}}}\n'
    )
    run("fix", "--unsafe", ".", cwd=tmp_path)
    assert path.read_text() == '{"securityContext": {"runAsUser": 0,\n\t"capabilities": {"add": ["SYS_PTRACE"]}}}\n'


def test_explain_says_what_the_answer_depends_on(tmp_path: Path) -> None:
    (tmp_path / "custom.yaml").write_text(PTRACE)
    ran = run("explain", "custom.yaml", cwd=tmp_path)
    assert "custom.yaml:1: kubectl debug" in ran.out
    assert "user              the profile and the pod that the file is laid over" in ran.out
    assert "ptrace attach: DEPENDS" in ran.out


def test_a_compose_file_is_none_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "debug-profile.yaml").write_text("services: {a: {image: gdb, cap_add: [CAP_SYS_PTRACEE]}}\n")
    assert "unknown-capability" in run("check", ".", cwd=tmp_path).out


def test_the_narrow_grant_with_its_prefix_is_respelled_and_others_go(tmp_path: Path) -> None:
    path = tmp_path / "custom.json"
    path.write_text('{"securityContext": {"capabilities": {"add": ["CAP_SYS_PTRACE", "CAP_NET_ADMIN"]}}}\n')
    run("fix", ".", cwd=tmp_path)
    assert "CAP_SYS_PTRACE" in path.read_text()
    run("fix", "--unsafe", ".", cwd=tmp_path)
    assert path.read_text() == '{"securityContext": {"capabilities": {"add": ["SYS_PTRACE"]}}}\n'
