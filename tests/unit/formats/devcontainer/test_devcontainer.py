"""devcontainer.json: what is read of it, and what Features and images bring."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from capslint import formats
from capslint.cst import Document
from capslint.formats import NotOurs, read
from capslint.formats.devcontainer import FORMAT
from capslint.model import Container, Exec, Seccomp, SeccompKind, Setting, Unknown, User, Via, Workload
from capslint.source import Source
from capslint.source.files import NeighbourFiles
from tests.unit.formats.reading import Folder

PATH = ".devcontainer/devcontainer.json"
GO = "mcr.microsoft.com/devcontainers/go:1"
GO_FEATURE = "ghcr.io/devcontainers/features/go:1"


def document(text: str, path: str = PATH) -> Document:
    taker = formats.taker_of(path, text)
    assert taker is FORMAT
    assert taker.syntax is not None
    (found,) = taker.syntax.parse(Source(path, text))
    return found


def outcome(text: str, files: dict[str, str] | None = None, path: str = PATH) -> Any:
    parsed = document(text, path)
    return read(parsed, Folder(files or {})), [problem.message for problem in parsed.problems]


def container(config: dict[str, Any] | str, files: dict[str, str] | None = None, path: str = PATH) -> Container:
    text = config if isinstance(config, str) else json.dumps(config, indent=2)
    found, problems = outcome(text, files, path)
    assert problems == []
    assert isinstance(found, tuple), found
    ((workload,), _) = found, problems
    assert isinstance(workload, Workload)
    (only,) = workload.containers
    return only


def written(setting: Setting[Any]) -> str:
    place = setting.place
    return place.document.source.text[place.node.start : place.node.end]


def added(found: Container) -> list[tuple[object, Via]]:
    assert not isinstance(found.cap_add.value, Unknown)
    return [(item.value, item.via) for item in found.cap_add.value]


@pytest.mark.parametrize(
    ("path", "is_taken"),
    [
        (".devcontainer/devcontainer.json", True),
        ("a/.devcontainer/cpp/devcontainer.json", True),
        (".devcontainer.json", True),
        ("a\\.devcontainer\\devcontainer.json", True),
        ("src/go/devcontainer-feature.json", True),
        ("devcontainer-lock.json", False),
        ("mydevcontainer.json", False),
        ("compose.yaml", False),
    ],
)
def test_it_is_taken_by_its_name(path: str, is_taken: bool) -> None:
    assert (formats.taker_of(path, "{}") is FORMAT) is is_taken


def test_grants_are_read_where_they_stand() -> None:
    text = """{
  // a lab
  "image": "ubuntu:24.04",
  "privileged": false,
  "capAdd": ["SYS_PTRACE", "CAP_NET_ADMIN",],
  "securityOpt": ["seccomp=unconfined", "label=disable"], /* all */
  "containerUser": "1000:1000",
}"""
    found = container(text)
    assert found.image.value == "ubuntu:24.04"
    assert found.privileged.value is False
    assert added(found) == [("SYS_PTRACE", Via.LITERAL), ("CAP_NET_ADMIN", Via.LITERAL)]
    assert found.seccomp.value == Seccomp(SeccompKind.UNCONFINED)
    assert written(found.seccomp) == '"seccomp=unconfined"'
    assert found.selinux.value == "disable"
    assert found.user.value == User(1000, 1000)
    assert found.is_workspace


def test_arguments_of_docker_run_are_read_as_pairs_and_single_words() -> None:
    args = [
        "--cap-add=SYS_PTRACE",
        "--security-opt",
        "apparmor=unconfined",
        "--pid",
        "host",
        "-u",
        "root",
        "--privileged",
    ]
    found = container({"image": "alpine", "runArgs": args})
    assert added(found) == [("SYS_PTRACE", Via.LITERAL)]
    assert not isinstance(found.cap_add.value, Unknown)
    assert written(found.cap_add.value[0]) == "SYS_PTRACE"
    assert found.cap_add.value[0].place.path == ("runArgs", 0)
    assert (found.apparmor.value, written(found.apparmor)) == ("unconfined", '"apparmor=unconfined"')
    assert found.privileged.value is True
    assert found.user.value == User(0, None, "root")


@pytest.mark.parametrize(
    ("config", "kind"),
    [
        ({"runArgs": ["--security-opt=seccomp=a.json"], "securityOpt": ["seccomp=unconfined"]}, SeccompKind.UNCONFINED),
        ({"runArgs": ["--security-opt=seccomp=a.json"], "features": {GO_FEATURE: {}}}, SeccompKind.UNCONFINED),
        ({"securityOpt": ["seccomp=unconfined", "seccomp=a.json"]}, SeccompKind.FILE),
        ({"securityOpt": ["seccomp=b.json"], "features": {GO_FEATURE: {}}}, SeccompKind.FILE),
    ],
)
def test_metadata_counts_over_the_arguments_of_docker_run(config: dict[str, Any], kind: SeccompKind) -> None:
    seccomp = container({"image": "alpine", **config}).seccomp.value
    assert isinstance(seccomp, Seccomp)
    assert seccomp.kind is kind


@pytest.mark.parametrize(
    ("config", "exec_as"),
    [
        ({"image": "ubuntu"}, Exec()),
        ({"image": "ubuntu", "remoteUser": "vscode"}, Exec(User(None, None, "vscode"))),
        ({"image": GO, "remoteUser": "root"}, Exec(User(0, None, "root"))),
        ({"image": "mcr.microsoft.com/devcontainers/universal"}, Exec(User(1000, None, "codespace"))),
    ],
)
def test_people_work_as_the_remote_user(config: dict[str, Any], exec_as: Exec) -> None:
    assert container(config).exec_as == exec_as


def test_the_remote_user_of_an_unknown_image_or_variable_is_not_known() -> None:
    for config in ({"image": "ghcr.io/acme/dev"}, {"image": "ubuntu", "remoteUser": "${localEnv:USER}"}):
        exec_as = container(config).exec_as
        assert exec_as is not None
        assert isinstance(exec_as.user, Unknown)


def test_a_shell_waits_in_the_place_of_the_images_command_unless_that_is_asked_for() -> None:
    files = {"Dockerfile": 'FROM ubuntu\nCMD ["strace", "-f", "ls"]\n'}
    assert container({"dockerFile": "Dockerfile"}, files).commands[0].words[0].text == "/bin/sh"
    line = container({"dockerFile": "Dockerfile", "overrideCommand": False}, files).commands[0]
    assert [word.text for word in line.words] == ["strace", "-f", "ls"]


def test_life_cycle_commands_run_as_the_remote_user() -> None:
    config = {
        "image": "ubuntu",
        "remoteUser": "dev",
        "initializeCommand": "strace ls",
        "postCreateCommand": "strace -p 1",
        "postStartCommand": {"a": ["gdb", "-p", "1"], "b": "make"},
    }
    lines = container(config).commands[1:]
    assert [(line.role, [word.text for word in line.words]) for line in lines] == [
        ("postCreateCommand", ["/bin/sh", "-c", "strace -p 1"]),
        ("postStartCommand", ["gdb", "-p", "1"]),
        ("postStartCommand", ["/bin/sh", "-c", "make"]),
    ]
    assert {line.exec_as for line in lines} == {Exec(User(None, None, "dev"))}


def test_mounts_ports_variables_and_signs_of_an_editor_are_read() -> None:
    launch = '{// c\n"configurations": [{"type": "cppdbg", "request": "attach", "MIMode": "gdb",}, {"name": "x"}]}'
    config = {
        "image": "ubuntu",
        "mounts": [
            "source=/var/run/docker.sock,target=/var/run/docker.sock,type=bind",
            {"source": "v", "target": "/v"},
        ],
        "forwardPorts": [2345, "db:5432"],
        "appPort": ["8080:80"],
        "containerEnv": {"ASAN_OPTIONS": "x"},
        "customizations": {"vscode": {"extensions": ["ms-vscode.cpptools", "-golang.go"]}},
    }
    found = container(config, {"../.vscode/launch.json": launch})
    assert found.mounts.value == ("/var/run/docker.sock:/var/run/docker.sock", "v:/v")
    assert [port.value for port in found.ports] == [80, 2345]
    assert [each.name for each in found.environment] == ["ASAN_OPTIONS"]
    extension, configuration = found.editor_signs
    assert (extension.word.text, extension.request) == ("ms-vscode.cpptools", None)
    assert configuration[1:] == ("../.vscode/launch.json", "attach", "gdb", "")


@pytest.mark.parametrize(
    ("path", "folder"),
    [
        (".devcontainer/devcontainer.json", "../.vscode"),
        (".devcontainer/cpp/devcontainer.json", "../../.vscode"),
        (".devcontainer.json", ".vscode"),
    ],
)
def test_the_editors_files_are_looked_for_in_the_folder_that_it_opens(path: str, folder: str) -> None:
    launch = '{"configurations": [{"type": "go", "request": "launch", "mode": "debug"}]}'
    found = container({"image": "ubuntu"}, {f"{folder}/launch.json": launch}, path)
    assert [sign.mode for sign in found.editor_signs] == ["debug"]


@pytest.mark.parametrize("name", [".devcontainer/devcontainer.json", ".devcontainer/cpp/devcontainer.json"])
@pytest.mark.parametrize("begin", [".", ".devcontainer", "elsewhere"])
@pytest.mark.parametrize("repository", [True, False])
def test_however_the_path_is_written_the_editor_opens_the_same_folder(
    name: str, begin: str, repository: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in (".devcontainer/cpp", ".vscode", "elsewhere", *([".git"] if repository else [])):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
    (tmp_path / ".vscode" / "launch.json").write_text('{"configurations": [{"type": "go", "request": "launch"}]}')
    (tmp_path / name).write_text('{"image": "ubuntu"}')
    monkeypatch.chdir(tmp_path / begin)
    for path in (str(tmp_path / name), os.path.relpath(tmp_path / name)):
        files = NeighbourFiles(os.path.dirname(path), tops=(str(tmp_path),))
        found = read(document('{"image": "ubuntu"}', path), files)
        assert isinstance(found, tuple)
        (workload,) = found
        assert isinstance(workload, Workload)
        assert [sign.request for sign in workload.containers[0].editor_signs] == ["launch"]
        assert files.outside() == ()


def test_a_profile_of_the_workspace_is_read() -> None:
    option = "seccomp=${localWorkspaceFolder}/.devcontainer/s.json"
    found = container({"image": "ubuntu", "securityOpt": [option]}, {"../.devcontainer/s.json": "{}"})
    assert isinstance(found.seccomp.value, Seccomp)
    assert found.seccomp.value.contents == "{}"


def test_members_that_nobody_reads_are_seen() -> None:
    found = container({"image": "ubuntu", "security_opt": ["seccomp=unconfined"], "capDrop": ["ALL"]})
    assert [(field.name, field.belongs) for field in found.misplaced] == [
        ("security_opt", ("securityOpt",)),
        ("capDrop", None),
    ]
    assert found.seccomp.is_absent


def test_a_variable_is_not_guessed() -> None:
    found = container({"image": "x-${localEnv:T}", "capAdd": ["${localEnv:C}"], "runArgs": ["--user=${localEnv:U}"]})
    assert isinstance(found.image.value, Unknown)
    assert isinstance(found.user.value, Unknown)
    assert [type(value) for value, _ in added(found)] == [Unknown]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"image": "a", "capAdd": "SYS_PTRACE"}', "capAdd takes a list of strings"),
        ('{"image": "a", "runArgs": [1]}', "an item of runArgs is to be a string"),
    ],
)
def test_what_is_no_list_of_strings_is_a_problem(text: str, problem: str) -> None:
    assert outcome(text)[1] == [problem]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"name": "x", "features": {}}', "it names no image, no Dockerfile and no Compose file"),
        ('["image"]', "no Dev Containers file: it is to hold an object"),
    ],
)
def test_a_file_without_a_container_is_not_ours(text: str, reason: str) -> None:
    found, _ = outcome(text)
    assert isinstance(found, NotOurs)
    assert found.reason == reason


def test_options_that_docker_refuses_are_told_where_they_stand() -> None:
    config = {
        "image": GO,
        "securityOpt": ["app-armor=unconfined", "seccomp:x.json", "label=disable", "${localEnv:X}"],
        "runArgs": [
            "--security-opt=no-new-privileges=yes",
            "--security-opt",
            "seccomp",
            "--security-opt=label:disable",
        ],
    }
    found = container(config)
    mistakes = [(mistake.place.path, mistake.value.right) for mistake in found.option_mistakes]
    assert mistakes == [
        (("securityOpt", 0), "apparmor=unconfined"),
        (("runArgs", 0), None),  # a part of a string is not replaced
        (("runArgs", 2), None),
    ]
    old = [(option.place.path, right) for option, right in found.old_options]
    assert old == [(("securityOpt", 1), "seccomp=x.json")]
