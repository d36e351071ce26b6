"""What we read of a dev container agrees with what the Dev Containers CLI merges, image and Dockerfile kinds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from capslint.formats.devcontainer.granted import RUN_ARGS
from capslint.model import Container, Seccomp, SeccompKind, Unknown, Via
from capslint.model.grants import bare_name
from tests.unit.formats.devcontainer.cli import CASES, DATA, command, printed, printed_now
from tests.unit.formats.devcontainer.test_devcontainer import outcome

PATH = ".devcontainer/devcontainer.json"


def read_case(case: str) -> Container:
    folder = DATA / case
    files = {
        f"../{path.relative_to(folder).as_posix()}".replace("../.devcontainer/", ""): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.is_file()
    }
    found, problems = outcome((folder / PATH).read_text(encoding="utf-8"), files)
    assert problems == []
    assert isinstance(found, tuple), found
    (container,) = found[0].containers
    assert isinstance(container, Container)
    return container


def last(options: list[str], kind: str) -> str | None:
    found = [option.partition("=")[2] for option in options if option.partition("=")[0] == kind]
    return found[-1] if found else None


def capabilities(container: Container) -> set[str]:
    """Return what metadata adds: the arguments of `docker run` are none of it."""
    assert not isinstance(container.cap_add.value, Unknown)
    items = [item for item in container.cap_add.value if item.place.path[0] != RUN_ARGS]
    return {bare_name(str(item.value)) for item in items}


def seccomp_of(container: Container) -> str | None:
    value = container.seccomp.value
    assert isinstance(value, Seccomp)
    return "unconfined" if value.kind is SeccompKind.UNCONFINED else value.profile


@pytest.mark.parametrize("case", CASES)
def test_it_agrees_with_what_was_printed(case: str) -> None:
    container, merged = read_case(case), printed(case)["merged"]
    options = merged.get("securityOpt", [])
    assert (container.privileged.value is True) is bool(merged.get("privileged"))
    assert capabilities(container) == set(map(bare_name, merged.get("capAdd", ())))
    assert seccomp_of(container) == last(options, "seccomp")
    assert container.apparmor.value == last(options, "apparmor")
    assert container.selinux.value == last(options, "label")
    assert people(container) == merged.get("remoteUser")
    if container.user.via is not Via.IMAGE:
        assert named(container.user.value) == merged.get("containerUser")
    is_waiting = container.commands[:1] != () and container.commands[0].words[-1].text.startswith("while")
    assert is_waiting is merged.get("overrideCommand", True)


def people(container: Container) -> str | None:
    assert container.exec_as is not None
    return named(container.exec_as.user)


def named(user: Any) -> str | None:
    assert not isinstance(user, Unknown)
    return None if user is None else user.name or str(user.uid)


@pytest.mark.parametrize("case", CASES)
def test_the_cli_still_prints_that(case: str, tmp_path: Path) -> None:
    assert printed_now(case, tmp_path, command())["merged"] == printed(case)["merged"]
