"""What Features and images bring into a dev container, and what nobody knows of them."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

from capslint.formats.devcontainer.data import brought_data
from capslint.model import Exec, Seccomp, SeccompKind, Unknown, User, Via
from tests.places import ROOT
from tests.unit.formats.devcontainer.test_devcontainer import GO, GO_FEATURE, added, container


def test_what_a_feature_brings_stands_where_it_is_named_and_makes_copies_needless() -> None:
    config = {
        "image": "ubuntu:24.04",
        "features": {GO_FEATURE: {"version": "1.22"}},
        "capAdd": ["CAP_SYS_PTRACE", "NET_RAW"],
        "runArgs": ["--cap-add=SYS_PTRACE", "--security-opt", "seccomp=unconfined", "--cap-add=NET_RAW"],
    }
    found = container(config)
    assert added(found) == [("SYS_PTRACE", Via.BROUGHT), ("NET_RAW", Via.LITERAL)]
    assert found.seccomp.via is Via.BROUGHT
    assert found.seccomp.place.path == ("features", GO_FEATURE)
    assert [(each.place.path, each.value) for each in found.repeated] == [
        (("capAdd", 0), ("CAP_SYS_PTRACE", GO_FEATURE, False)),
        (("runArgs", 0), ("SYS_PTRACE", GO_FEATURE, False)),
        (("runArgs", 2), ("seccomp=unconfined", GO_FEATURE, False)),
        (("runArgs", 3), ("NET_RAW", "capAdd", True)),
    ]
    assert [(each.word.text, each.seen_in) for each in found.installed] == [("delve", "Feature")]


@pytest.mark.parametrize("image", [GO, GO.upper().replace("MCR.MICROSOFT.COM", "mcr.microsoft.com")])
def test_what_an_image_brings_is_known_by_its_name(image: str) -> None:
    found = container({"image": image})
    assert added(found) == [("SYS_PTRACE", Via.BROUGHT)]
    assert found.seccomp.value == Seccomp(SeccompKind.UNCONFINED)
    assert found.exec_as == Exec(User(1000, None, "vscode"))
    assert [sign.word.text for sign in found.editor_signs] == ["golang.go"]


def test_the_base_of_a_dockerfile_brings_what_the_image_does() -> None:
    files = {"../Dockerfile": f"ARG BASE={GO}\nFROM $BASE AS dev\nRUN apt-get install -y gdb\nFROM scratch\n"}
    config = {"build": {"dockerfile": "../Dockerfile", "target": "dev", "context": ".."}}
    found = container(config, files)
    assert added(found) == [("SYS_PTRACE", Via.BROUGHT)]
    assert found.build is not None
    assert [word.text for word in found.build.packages] == ["gdb"]
    assert found.is_built


def test_a_label_in_a_dockerfile_takes_the_place_of_the_base_images() -> None:
    parts = r"{\"capAdd\": [\"BPF\"]}, {\"remoteUser\": \"dev\", \"overrideCommand\": false}"
    label = f'LABEL devcontainer.metadata="[{parts}]"'
    files = {"Dockerfile": f'FROM {GO}\n{label}\nCMD ["sleep", "9"]\n'}
    found = container({"build": {"dockerfile": "Dockerfile"}}, files)
    assert added(found) == [("BPF", Via.BROUGHT)]
    assert found.seccomp.is_absent
    assert found.exec_as == Exec(User(None, None, "dev"))
    assert [word.text for word in found.commands[0].words] == ["sleep", "9"]


def test_a_label_that_is_no_json_is_ignored() -> None:
    files = {"Dockerfile": "FROM debian\nLABEL devcontainer.metadata='{'\n"}
    assert added(container({"build": {"dockerfile": "Dockerfile"}}, files)) == []


@pytest.mark.parametrize(
    ("base", "is_known"),
    [("mcr.microsoft.com/devcontainers/go:1-${VARIANT}", True), ("mcr.microsoft.com/devcontainers/${KIND}", False)],
)
def test_an_argument_in_the_tag_leaves_the_image_known(base: str, is_known: bool) -> None:
    found = container({"build": {"dockerfile": "Dockerfile"}}, {"Dockerfile": f"FROM {base}\n"})
    assert (found.seccomp.value == Seccomp(SeccompKind.UNCONFINED)) is is_known
    assert isinstance(found.privileged.value, Unknown) is not is_known


@pytest.mark.parametrize(
    "config",
    [
        {"image": "ghcr.io/acme/dev"},
        {"image": "ubuntu", "features": {"ghcr.io/acme/features/x:1": {}}},
        {"image": "ubuntu", "features": {"./gone": {}}},
        {"image": "ubuntu", "runArgs": ["--nobody-knows", "--x"]},
    ],
)
def test_what_nobody_knows_is_not_known(config: dict[str, Any]) -> None:
    found = container(config)
    assert isinstance(found.privileged.value, Unknown)
    assert isinstance(found.seccomp.value, Unknown)
    assert [type(value) for value, _ in added(found)] == [Unknown]


def test_what_stands_in_the_file_is_known_whatever_else_is_brought() -> None:
    config = {"image": "ghcr.io/acme/dev", "privileged": True, "capAdd": ["SYS_PTRACE"]}
    found = container({**config, "securityOpt": ["seccomp=unconfined"]})
    assert found.privileged.value is True
    assert found.seccomp.value == Seccomp(SeccompKind.UNCONFINED)
    assert "SYS_PTRACE" in [value for value, _ in added(found)]


def test_a_local_feature_is_read() -> None:
    feature = '{"id": "x", "capAdd": ["BPF"], /* c */ "privileged": true,}'
    found = container({"image": "ubuntu", "features": {"./x": {}}}, {"x/devcontainer-feature.json": feature})
    assert added(found) == [("BPF", Via.BROUGHT)]
    assert (found.privileged.value, found.privileged.via) == (True, Via.BROUGHT)


def test_a_features_own_file_is_read() -> None:
    found = container({"id": "x", "capAdd": ["SYS_PTRACE"]}, path="src/x/devcontainer-feature.json")
    assert added(found) == [("SYS_PTRACE", Via.LITERAL)]
    assert isinstance(found.image.value, Unknown)


def test_the_data_module_is_up_to_date() -> None:
    make = runpy.run_path(str(ROOT / "tests" / "generators" / "build_devcontainer.py"))["module"]
    names: dict[str, Any] = {}
    exec(make(Path(brought_data.__file__).parent), names)
    assert (names["FEATURES"], names["IMAGES"]) == (brought_data.FEATURES, brought_data.IMAGES)
