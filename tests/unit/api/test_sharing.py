"""Where something was written, who reads it from there, and what must stay when it goes."""

from __future__ import annotations

import pytest

from capslint import formats
from capslint.api import Container, Workload, sharing
from capslint.api.sharing import entry_span
from capslint.cst.parse import parse
from capslint.cst.paths import path_to
from capslint.debuggers import recognise
from capslint.formats.reading.neighbour_files import NoFiles
from capslint.model import Starter
from capslint.plan.shared_places import SharedPlaces
from capslint.source import Source

MERGED = """\
x-debug: &debug
  privileged: true
  command: strace -p 1
services:
  a:
    <<: *debug
  b:
    <<: *debug
    privileged: false
  c:
    command: strace -p 1
"""
EXTENDED = """\
services:
  base:
    command: strace -p 1
    privileged: true
  a:
    extends: base
"""
POD = """\
kind: Pod
apiVersion: v1
spec:
  hostPID: true
  containers:
  - name: a
    securityContext: {privileged: true}
  - name: b
"""


def workload(text: str) -> Workload:
    (document,) = parse(Source("example.yaml", text))
    found = formats.read(document, NoFiles())
    assert not isinstance(found, formats.NotOurs)
    return found[0]


def container(text: str, name: str) -> Container:
    return next(one for one in workload(text).containers if one.name == name)


def names(containers: tuple[Container, ...]) -> list[str]:
    return [one.name for one in containers]


def test_a_merged_value_has_all_who_merge_it_and_do_not_override_it() -> None:
    whole = workload(MERGED)
    assert names(SharedPlaces(whole.containers).users_of(whole.containers[0].privileged)) == ["a"]
    command = recognise(whole.containers[0])[0]
    assert names(sharing.commanded_by(command, whole.containers[0], whole)) == ["a", "b"]


def test_a_field_of_the_pod_has_all_its_containers() -> None:
    whole = workload(POD)
    assert names(SharedPlaces(whole.containers).users_of(whole.containers[0].pid)) == ["a", "b"]
    assert names(SharedPlaces(whole.containers).users_of(whole.containers[0].privileged)) == ["a"]


@pytest.mark.parametrize(
    ("text", "name", "path"),
    [
        (MERGED, "a", ("x-debug",)),
        (MERGED, "c", ("services", "c")),
        (EXTENDED, "base", ("services", "base")),
        (EXTENDED, "a", ("services", "base")),
    ],
)
def test_the_home_of_a_command_is_the_mapping_that_it_is_written_in(
    text: str, name: str, path: tuple[str, ...]
) -> None:
    one = container(text, name)
    assert sharing.home(one, recognise(one)[0].span) == path


@pytest.mark.parametrize(
    ("text", "name", "kept"),
    [
        (MERGED, "a", 1),  # the anchored mapping
        (MERGED, "b", 2),  # the service
        (EXTENDED, "base", 2),
        (EXTENDED, "a", 2),  # the service that is extended
        (POD, "a", 3),  # the container in its list
    ],
)
def test_what_others_stand_on_stays(text: str, name: str, kept: int) -> None:
    one = container(text, name)
    assert formats.format_of(one).writer.steps_to_keep(one, one.privileged) == kept


def test_the_pod_stays_when_its_field_goes() -> None:
    one = container(POD, "a")
    assert one.starter is Starter.KUBELET
    assert formats.format_of(one).writer.steps_to_keep(one, one.pid) == 1


def test_an_entry_is_its_key_and_its_value() -> None:
    one = container(EXTENDED, "base")
    start, end = entry_span(one.privileged)
    assert EXTENDED[start:end] == "privileged: true"


def test_a_place_in_the_text_has_a_path() -> None:
    (document,) = parse(Source("example.yaml", POD))
    assert path_to(document, POD.index("b\n", POD.index("- name: b"))) == ("spec", "containers", 1, "name")
    assert path_to(document, len(POD)) == ()
