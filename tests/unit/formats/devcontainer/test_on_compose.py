"""A dev container that is a service of a Compose project."""

from __future__ import annotations

import json
from typing import Any

from capslint.formats import NotOurs
from capslint.formats.devcontainer.vocabulary import NAME
from capslint.model import Container, Exec, Seccomp, SeccompKind, Unknown, User, Via, Workload
from tests.unit.formats.devcontainer.test_devcontainer import GO_FEATURE, added, outcome

COMPOSE = """services:
  dev:
    image: ubuntu
    command: sleep infinity
    cap_add: [SYS_PTRACE]
    security_opt: ["seccomp=a.json"]
  db:
    image: postgres
"""


def workload(config: dict[str, Any], files: dict[str, str] | None = None) -> Workload:
    given = {"dockerComposeFile": "compose.yaml", "service": "dev", **config}
    found, problems = outcome(json.dumps(given), {"compose.yaml": COMPOSE, **(files or {})})
    assert problems == []
    assert isinstance(found, tuple), found
    only: Workload
    (only,) = found
    return only


def dev(config: dict[str, Any], files: dict[str, str] | None = None) -> Container:
    return next(container for container in workload(config, files).containers if container.name == "dev")


def test_the_service_stands_in_the_compose_file_and_the_others_are_there() -> None:
    found = workload({})
    assert [(container.name, container.format, container.is_workspace) for container in found.containers] == [
        ("dev", NAME, True),
        ("db", "compose", False),
    ]
    assert found.containers[0].document.source.path == ".devcontainer/compose.yaml"
    assert added(found.containers[0]) == [("SYS_PTRACE", Via.LITERAL)]


def test_what_the_dev_container_adds_is_laid_on_top() -> None:
    found = dev({"capAdd": ["BPF"], "securityOpt": ["seccomp=unconfined"], "privileged": True, "containerUser": "7"})
    assert added(found) == [("SYS_PTRACE", Via.LITERAL), ("BPF", Via.LITERAL)]
    assert found.seccomp.value == Seccomp(SeccompKind.UNCONFINED)
    assert found.privileged.value is True
    assert found.user.value == User(7)
    assert {found.privileged.place.document.source.path, found.user.place.document.source.path} == {
        ".devcontainer/devcontainer.json"
    }


def test_a_feature_counts_over_the_compose_file() -> None:
    found = dev({"features": {GO_FEATURE: {}}})
    assert (found.seccomp.value, found.seccomp.via) == (Seccomp(SeccompKind.UNCONFINED), Via.BROUGHT)


def test_what_is_written_stands_whatever_an_unknown_feature_brings() -> None:
    found = dev({"features": {"ghcr.io/acme/x:1": {}}})
    assert isinstance(found.seccomp.value, Seccomp)
    assert isinstance(found.privileged.value, Unknown)
    assert [type(value) for value, _ in added(found)] == [str, Unknown]


def test_the_command_stays_unless_it_is_to_be_overridden() -> None:
    first = [dev(config).commands[0].words[0].text for config in ({}, {"overrideCommand": True})]
    assert first == ["sleep", "/bin/sh"]


def test_people_work_as_the_remote_user_else_as_the_services() -> None:
    assert dev({"remoteUser": "root"}).exec_as == Exec(User(0, None, "root"))
    assert dev({}).exec_as == Exec()


def test_arguments_of_docker_run_are_dead() -> None:
    found = dev({"runArgs": ["--cap-add=NET_ADMIN"]})
    assert [(field.name, field.where) for field in found.misplaced] == [("runArgs", "beside dockerComposeFile")]
    assert added(found) == [("SYS_PTRACE", Via.LITERAL)]


def test_files_are_named_from_the_folder_of_the_dev_container_and_laid_over_each_other() -> None:
    files = {
        "../docker-compose.yml": "services:\n  dev:\n    build: .\n",
        "more.yml": "services:\n  dev:\n    privileged: true\n",
        "../Dockerfile": "FROM ubuntu\nRUN apt-get install -y gdb\n",
    }
    found = dev({"dockerComposeFile": ["../docker-compose.yml", "more.yml"]}, files)
    assert found.privileged.value is True
    assert found.privileged.place.document.source.path == ".devcontainer/more.yml"
    assert found.document.source.path == "docker-compose.yml"
    assert found.build is not None
    assert [word.text for word in found.build.packages] == ["gdb"]


def test_what_cannot_be_read_says_why() -> None:
    reasons = []
    for files in ({}, {"c.yml": "a: ["}, {"c.yml": "a: 1"}):
        found, _ = outcome('{"dockerComposeFile": "c.yml", "service": "a"}', files)
        assert isinstance(found, NotOurs)
        reasons.append(found.reason)
    assert reasons[0] == "c.yml cannot be read"
    assert reasons[1].startswith("c.yml is not YAML")
    assert reasons[2].startswith("c.yml: ")


def test_a_service_that_is_not_there_is_a_problem() -> None:
    _, problems = outcome('{"dockerComposeFile": "c.yml", "service": "x"}', {"c.yml": COMPOSE})
    assert problems == ["there is no service 'x' in the Compose files"]


def test_options_that_docker_refuses_are_told_of_both_files() -> None:
    files = {"compose.yaml": COMPOSE.replace("seccomp=a.json", "apparmor")}
    found = dev({"securityOpt": ["seccomp"], "runArgs": ["--security-opt=label"]}, files)
    assert [mistake.place.path[-2:] for mistake in found.option_mistakes] == [("security_opt", 0), ("securityOpt", 0)]


def test_of_an_option_that_is_brought_and_written_too_the_written_one_is_the_second() -> None:
    files = {"compose.yaml": COMPOSE.replace("seccomp=a.json", "seccomp=unconfined")}
    options = dev({"features": {GO_FEATURE: {}}}, files).security_options
    assert [(option.value, option.via) for option in options] == [
        ("seccomp=unconfined", Via.BROUGHT),
        ("seccomp=unconfined", Via.LITERAL),
    ]
    assert options[1].place.path[-2:] == ("security_opt", 0)
