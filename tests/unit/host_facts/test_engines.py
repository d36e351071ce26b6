"""Engines that are asked over real sockets: what is read, what is never touched, and what is never mixed."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

from capslint.host_facts.ask_engine import Asking
from capslint.host_facts.local_machine import LocalMachine
from capslint.host_facts.machine_hosts import host_here
from capslint.host_facts.read_host import ReadHost
from capslint.model import Engine, Host, Lsm
from capslint.report.host_settings import hosts_as_toml
from tests.markdown import blocks, matches, session
from tests.places import ROOT
from tests.unit.host_facts.machines import (
    INFO,
    PODMAN_INFO,
    PODMAN_VERSION,
    RELEASE,
    VERSION,
    Slowly,
    held,
    machine,
    service,
)

DOCKER = "/var/run/docker.sock"
ANSWERS: dict[str, Any] = {"/version": VERSION, "/info": INFO}
USUALLY = Asking()
DOCKERD = ((812, "dockerd"),)
SYSTEMD = ((1, "systemd"),)


def docker(root: Path, answers: dict[str, Any] = ANSWERS, asking: Asking = USUALLY, **changes: Any) -> ReadHost:
    """Return what is read where dockerd holds its usual socket."""
    held(root, DOCKER, by=DOCKERD)
    with service(root / DOCKER.lstrip("/"), answers):
        return host_here(asking, machine(root, **changes))


def test_docker_and_its_kernel(tmp_path: Path) -> None:
    found = docker(tmp_path)
    host = found.host
    assert (host.engine, host.engine_version, host.lsm) == (Engine.DOCKER, (27, 5, 1), Lsm.APPARMOR)
    assert (host.kernel, host.arch, host.ptrace_scope, host.perf_event_paranoid) == ((6, 8, 0, 45), "amd64", 1, 4)
    assert (host.rootless, host.user_namespace_remap, host.debian_perf) == (False, False, True)
    assert [fact.source for fact in found.known if fact.name == "engine"] == [
        f"GET /version of unix://{DOCKER}: Version"
    ]
    assert found.remarks == ()


def test_what_the_page_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a person who is not root reads it on Ubuntu, where vm.mmap_rnd_bits is for root alone."""
    text = LocalMachine.text

    def read(machine: LocalMachine, path: str) -> str:
        if path == "/proc/sys/vm/mmap_rnd_bits":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return text(machine, path)

    monkeypatch.setattr(LocalMachine, "text", read)
    page = (ROOT / "docs" / "found-hosts.md").read_text(encoding="utf-8")
    ((command, shown),) = session(blocks(page, "console")[0].text)
    assert command == "capslint host"
    assert matches(shown, hosts_as_toml([docker(tmp_path)]).strip("\n"))


def test_it_is_asked_two_things_and_told_nothing(tmp_path: Path) -> None:
    held(tmp_path, DOCKER, by=DOCKERD)
    with service(tmp_path / DOCKER.lstrip("/"), ANSWERS) as engine:
        host_here(Asking(), machine(tmp_path))
    assert engine.asked == ["GET /version", "GET /info"]


def test_podman_is_asked_in_its_own_language(tmp_path: Path) -> None:
    path = "/run/user/1000/podman/podman.sock"
    held(tmp_path, path, by=((99, "podman"),))
    answers = {"/version": PODMAN_VERSION, "/v5.4.2/libpod/info": PODMAN_INFO}
    with service(tmp_path / path.lstrip("/"), answers) as engine:
        host = host_here(Asking(), machine(tmp_path)).host
    assert engine.asked == ["GET /version", "GET /v5.4.2/libpod/info"]
    assert (host.engine, host.engine_version, host.rootless) == (Engine.PODMAN, (5, 4, 2), True)
    assert (host.lsm, host.ptrace_scope) == (Lsm.NONE, 1)


@pytest.mark.parametrize(
    ("by", "shown", "is_asked"),
    [
        (DOCKERD, True, True),
        ((*SYSTEMD, *DOCKERD), True, True),  # docker.socket, when dockerd runs
        (SYSTEMD, True, False),
        (((1, "dockerd"),), True, True),  # Docker in Docker
        (((1, "launchd"),), True, False),  # whatever process 1 is called
        (((501, "systemd"),), True, False),  # that of a person
        (DOCKERD, False, True),  # who holds it cannot be seen, but dockerd runs as its owner
        (SYSTEMD, False, False),
        (((7, "bash"),), False, False),
        ((), True, False),
    ],
)
def test_no_engine_is_started(tmp_path: Path, by: tuple[tuple[int, str], ...], shown: bool, is_asked: bool) -> None:
    held(tmp_path, DOCKER, by=by, shown=shown)
    with service(tmp_path / DOCKER.lstrip("/"), ANSWERS) as engine:
        found = host_here(Asking(), machine(tmp_path))
        assert bool(engine.asked) is is_asked
        assert (found.host.engine is Engine.DOCKER) is is_asked
        assert ("--start" in " ".join(found.remarks)) is not is_asked
        assert host_here(Asking(starts=True), machine(tmp_path)).host.engine is Engine.DOCKER


@pytest.mark.parametrize(("by", "is_asked"), [(SYSTEMD, False), (DOCKERD, True), (((7, "bash"),), False)])
def test_a_socket_of_another_network_namespace(tmp_path: Path, by: tuple[tuple[int, str], ...], is_asked: bool) -> None:
    """It is not listed: a rootless dockerd's, or that of a machine whose processes cannot be seen from a container."""
    held(tmp_path, "/other.sock", by=by)
    with service(tmp_path / DOCKER.lstrip("/"), ANSWERS) as engine:
        found = host_here(Asking(), machine(tmp_path))
    assert bool(engine.asked) is is_asked
    assert ("no process of this machine can be seen to listen there" in " ".join(found.remarks)) is not is_asked


def test_windows_containers_are_none_of_ours(tmp_path: Path) -> None:
    found = docker(tmp_path, {**ANSWERS, "/info": {**INFO, "OSType": "windows", "KernelVersion": "10.0 20348"}})
    assert found.host == Host()


FOREIGN: list[dict[str, Any]] = [
    {"KernelVersion": "6.10.14-linuxkit", "OperatingSystem": "Docker Desktop"},
    {"OperatingSystem": "Docker Desktop"},  # a virtual machine whose kernel has the same release
    {"KernelVersion": "5.15.153.1-microsoft-standard-WSL2"},
    {"Name": "docker-desktop"},
    {"OperatingSystem": "OrbStack"},
    {"Name": "orbstack"},
    {"Name": "colima"},
    {"Name": "lima-default"},
    {"OperatingSystem": "Rancher Desktop WSL Distribution"},
    {"KernelVersion": f"{RELEASE}1"},
    {"MemTotal": 1},
    {"MemTotal": None},
    {"KernelVersion": None},
    {"DefaultRuntime": "runsc"},
    {"DefaultRuntime": "kata-runtime"},
]


@pytest.mark.parametrize("change", FOREIGN, ids=str)
def test_another_kernel_is_never_taken_for_this_one(tmp_path: Path, change: dict[str, Any]) -> None:
    version = {**VERSION, "KernelVersion": {**INFO, **change}["KernelVersion"]}
    found = docker(tmp_path, {"/version": version, "/info": {**INFO, **change}})
    host = found.host
    assert (host.engine, host.engine_version, host.lsm) == (Engine.DOCKER, (27, 5, 1), Lsm.APPARMOR)
    of_the_kernel = (host.ptrace_scope, host.perf_event_paranoid, host.unprivileged_bpf_disabled, host.mmap_rnd_bits)
    assert of_the_kernel == (None, None, None, None)
    assert host.debian_perf is None
    assert {fact.name for fact in found.unknown} >= {"ptrace-scope", "perf-event-paranoid"}
    assert "/proc/sys/kernel/yama/ptrace_scope" in " ".join(found.remarks)


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("name=seccomp,profile=unconfined", "'unconfined'"),
        ("name=seccomp,profile=/etc/docker/seccomp.json", "'/etc/docker/seccomp.json'"),
        ("name=no-new-privileges", "no-new-privileges"),
    ],
)
def test_what_no_setting_can_say_is_a_note(tmp_path: Path, option: str, words: str) -> None:
    options = [option, *([] if "seccomp" in option else ["name=seccomp,profile=default"])]
    found = docker(tmp_path, {**ANSWERS, "/info": {**INFO, "SecurityOptions": options}})
    assert words in " ".join(found.remarks)
    assert found.host.lsm is Lsm.NONE


@pytest.mark.parametrize(("option", "field"), [("rootless", "rootless"), ("userns", "user_namespace_remap")])
def test_user_namespaces(tmp_path: Path, option: str, field: str) -> None:
    info = {**INFO, "SecurityOptions": [f"name={option}", "name=seccomp,profile=builtin"]}
    assert getattr(docker(tmp_path, {**ANSWERS, "/info": info}).host, field) is True


BROKEN: list[Any] = [
    b"nonsense\r\n\r\n",
    b"",
    b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{]}",
    b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{}",
    b"HTTP/1.1 200 OK\r\n\r\n" + b"[" * 200_000,
    b"HTTP/1.1 200 OK\r\n\r\n" + b" " * (5 * 1024 * 1024) + b"{}",
    b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n\xff\xfe",
    b"HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\n{}",
    b"HTTP/1.1 301 Moved\r\nLocation: http://example.com/\r\nContent-Length: 2\r\n\r\n{}",
    b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000 + b"\r\n{}",
    [1],
    "x",
    None,
]


@pytest.mark.parametrize("answer", BROKEN, ids=lambda answer: repr(answer)[:60])
@pytest.mark.parametrize("path", ["/version", "/info"])
def test_an_engine_that_answers_nonsense(tmp_path: Path, path: str, answer: Any) -> None:
    found = docker(tmp_path, {**ANSWERS, path: answer})
    assert found.host.engine is None
    assert f"unix://{DOCKER} (Docker's usual socket): not read: " in " ".join(found.remarks)
    assert found.host == Host()  # it may be in a virtual machine


def test_an_engine_that_answers_byte_by_byte(tmp_path: Path) -> None:
    held(tmp_path, DOCKER, by=DOCKERD)
    start = time.monotonic()
    with service(tmp_path / DOCKER.lstrip("/"), {"/version": Slowly(b"HTTP/1.1 200 OK" + b" " * 1000)}):
        found = host_here(Asking(seconds=0.5), machine(tmp_path))
    assert "within 0.5 seconds" in " ".join(found.remarks)
    assert time.monotonic() - start < 25  # all of it takes 100


@pytest.mark.parametrize("answer", [b"...", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{..."])
def test_an_engine_that_does_not_answer(tmp_path: Path, answer: bytes) -> None:
    start = time.monotonic()
    found = docker(tmp_path, {**ANSWERS, "/info": answer}, Asking(seconds=0.3))
    assert "within 0.3 seconds" in " ".join(found.remarks)
    assert time.monotonic() - start < 25  # it waits for 30


def test_values_of_other_kinds_are_not_known(tmp_path: Path) -> None:
    info = {key: {"a": [1]} for key in INFO}
    found = docker(tmp_path, {"/version": dict.fromkeys(VERSION, 3), "/info": info})
    assert found.host.engine is None
    assert found.host.ptrace_scope is None


def test_hostile_words_do_not_become_settings(tmp_path: Path) -> None:
    info = {**INFO, "SecurityOptions": ["name=\x1b[31m,profile=\u202e"], "OperatingSystem": "\n::error::x"}
    version = {**VERSION, "Version": '27.5.1"\nengine = "podman\x1b[2J'}
    found = docker(tmp_path, {"/version": version, "/info": info})
    assert found.values["engine"] == "docker@27.5.1"


def test_a_socket_by_name(tmp_path: Path) -> None:
    held(tmp_path, "/a/b.sock", by=DOCKERD)
    with service(tmp_path / "a/b.sock", ANSWERS):
        assert host_here(Asking(socket="/a/b.sock"), machine(tmp_path)).host.engine is Engine.DOCKER
    found = host_here(Asking(socket="/a/no.sock"), machine(tmp_path))
    assert "unix:///a/no.sock (--socket): not read: there is no such socket" in found.remarks
    (tmp_path / "a/file").write_text("")
    assert "it is not a socket" in " ".join(host_here(Asking(socket="/a/file"), machine(tmp_path)).remarks)


def context(root: Path, name: str, host: str | None) -> None:
    """Write a context as ``docker context create`` does."""
    folder = root / "home/me/.docker/contexts/meta" / hashlib.sha256(name.encode()).hexdigest()
    folder.mkdir(parents=True)
    ends = {"docker": {"Host": host, "SkipTLSVerify": False}} if host else {}
    (folder / "meta.json").write_text(json.dumps({"Name": name, "Metadata": {}, "Endpoints": ends}))


@pytest.mark.parametrize("by", ["DOCKER_HOST", "DOCKER_CONTEXT", "currentContext", "CONTAINER_HOST"])
def test_where_docker_would_ask(tmp_path: Path, by: str) -> None:
    environment = {"HOME": "/home/me"}
    context(tmp_path, "work", "unix:///work.sock")
    if by == "currentContext":
        (tmp_path / "home/me/.docker/config.json").write_text('{"currentContext": "work"}')
    else:
        environment[by] = "unix:///work.sock" if by.endswith("HOST") else "work"
    held(tmp_path, "/work.sock", by=DOCKERD)
    with service(tmp_path / "work.sock", ANSWERS), service(tmp_path / DOCKER.lstrip("/"), ANSWERS) as usual:
        found = host_here(Asking(), machine(tmp_path, environment=environment))
    assert found.host.engine is Engine.DOCKER
    assert usual.asked == []


@pytest.mark.parametrize(
    ("config", "environment", "words"),
    [
        ("{", {}, "config.json is not JSON"),
        ('{"currentContext": "gone"}', {}, "there is no context 'gone'"),
        ("{}", {"DOCKER_CONTEXT": "../../x"}, "there is no context '../../x'"),
        ("{}", {"DOCKER_CONTEXT": "empty"}, "the context 'empty'"),
        ("{}", {"DOCKER_CONTEXT": "far"}, "it is on another machine: --remote asks it"),
        ("{}", {"DOCKER_HOST": "tcp://10.0.0.1:2375"}, "it is on another machine: --remote asks it"),
        ("{}", {"DOCKER_HOST": "ssh://me:word@box"}, "ssh HOST docker info"),
    ],
)
def test_an_endpoint_that_cannot_be_used(tmp_path: Path, config: str, environment: dict[str, str], words: str) -> None:
    context(tmp_path, "empty", None)
    context(tmp_path, "far", "tcp://far.example:2376")
    (tmp_path / "home/me/.docker/config.json").write_text(config)
    found = host_here(Asking(), machine(tmp_path, environment={"HOME": "/home/me", **environment}))
    assert words in " ".join(found.remarks)
    assert "word" not in " ".join(found.remarks)  # a password
    assert found.host == Host()  # this machine is not where containers run
