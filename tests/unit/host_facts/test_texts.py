"""What programs wrote as JSON: the hosts in it, and that nothing in it is trusted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capslint.host_facts.local_machine import LocalMachine
from capslint.host_facts.machine_hosts import NothingReadError, hosts_in
from capslint.model import Engine
from tests.unit.host_facts.machines import FILES, INFO, PODMAN_INFO, RELEASE, VERSION, machine

NODE_INFO = {
    "architecture": "arm64",
    "bootID": "another",
    "containerRuntimeVersion": "containerd://1.7.24",
    "kernelVersion": "6.1.112-122.189.amzn2023.aarch64",
    "kubeletVersion": "v1.31.4",
    "machineID": "ec2",
    "operatingSystem": "linux",
    "osImage": "Amazon Linux 2023.6.20241111",
}
"""A node's (Kubernetes API reference, core/v1 NodeSystemInfo)."""


def node(name: str, **changes: Any) -> dict[str, Any]:
    info = {key: value for key, value in {**NODE_INFO, **changes}.items() if value is not None}
    return {"apiVersion": "v1", "kind": "Node", "metadata": {"name": name}, "status": {"nodeInfo": info}}


def listed(*nodes: Any, kind: str = "List") -> str:
    return json.dumps({"apiVersion": "v1", "kind": kind, "items": nodes})


@pytest.fixture
def box(tmp_path: Path) -> LocalMachine:
    return machine(tmp_path)


def test_what_docker_writes(box: LocalMachine) -> None:
    version = {"Client": {"Version": "20.10.24", "ApiVersion": "1.41"}, "Server": VERSION}
    (both,) = hosts_in(f"{json.dumps(version)}\n{json.dumps(INFO)}", "a.json", box)
    (info,) = hosts_in(json.dumps(INFO), "a.json", box)
    assert both.host == info.host
    assert (info.host.engine_version, info.host.ptrace_scope) == ((27, 5, 1), 1)
    (alone,) = hosts_in(json.dumps(version), "a.json", box)
    assert (alone.host.engine_version, alone.host.kernel, alone.host.lsm) == ((27, 5, 1), (6, 8, 0, 45), None)
    assert alone.host.ptrace_scope is None  # the same kernel can run on two machines
    assert all("docker info" in fact.source for fact in alone.unknown if fact.name == "lsm")


def test_what_podman_writes(box: LocalMachine) -> None:
    (info,) = hosts_in(json.dumps(PODMAN_INFO), "a.json", box)
    assert (info.host.engine, info.host.engine_version, info.host.ptrace_scope) == (Engine.PODMAN, (5, 4, 2), 1)
    client = {"APIVersion": "5.4.2", "Version": "5.4.2", "BuiltTime": "x", "OsArch": "linux/arm64"}
    (version,) = hosts_in(json.dumps({"Client": client}), "a.json", box)
    assert (version.host.engine_version, version.host.arch, version.host.kernel) == ((5, 4, 2), "arm64", None)


@pytest.mark.parametrize("name", ["other", None, 7])
def test_a_file_of_another_machine_is_not_mixed(box: LocalMachine, name: object) -> None:
    (docker,) = hosts_in(json.dumps({**INFO, "Name": name}), "a.json", box)
    (podman,) = hosts_in(json.dumps({**PODMAN_INFO, "host": {**PODMAN_INFO["host"], "hostname": name}}), "a.json", box)
    assert docker.host.ptrace_scope is podman.host.ptrace_scope is None


def test_a_remote_podman_is_not_mixed(box: LocalMachine) -> None:
    info = {**PODMAN_INFO, "host": {**PODMAN_INFO["host"], "serviceIsRemote": True}}
    (podman,) = hosts_in(json.dumps(info), "a.json", box)
    assert podman.host.ptrace_scope is None


def test_equal_nodes_are_one_host(box: LocalMachine) -> None:
    text = listed(
        node("a"),
        node("b", kernelVersion="5.10.0"),
        node("c"),
        node("w", operatingSystem="windows"),
        node("d", bootID="x"),
    )
    first, second = hosts_in(text, "nodes.json", box)
    assert (first.about, second.about) == (
        "3 nodes: a, c, d (Amazon Linux 2023.6.20241111)",
        "node b (Amazon Linux 2023.6.20241111)",
    )
    assert (first.name, second.name) == ("nodes-amazon-linux-2023.6.20241111", "nodes-amazon-linux-2023.6.20241111-2")
    assert (first.host.engine, first.host.engine_version) == (Engine.CONTAINERD, (1, 7, 24))
    assert (first.host.arch, first.host.kernel) == ("arm64", (6, 1, 112, 122, 189))
    unknown = (first.host.kubelet_seccomp_default, first.host.lsm, first.host.ptrace_scope)
    assert unknown == (None, None, None)


@pytest.mark.parametrize(
    ("runtime", "engine", "version"),
    [
        ("docker://24.0.7", Engine.DOCKER, (24, 0, 7)),
        ("cri-o://1.34.0", Engine.CRIO, (1, 34, 0)),
        ("containerd://2.1.4-k3s1", Engine.CONTAINERD, (2, 1, 4)),
        ("containerd://", Engine.CONTAINERD, None),
        ("rkt://1", None, None),
        ("", None, None),
        (None, None, None),
    ],
)
def test_runtimes(
    box: LocalMachine, runtime: str | None, engine: Engine | None, version: tuple[int, ...] | None
) -> None:
    (found,) = hosts_in(json.dumps(node("a", containerRuntimeVersion=runtime)), "n", box)
    assert (found.host.engine, found.host.engine_version) == (engine, version)


def test_a_node_that_runs_here_has_this_kernel(box: LocalMachine) -> None:
    boot = FILES["/proc/sys/kernel/random/boot_id"].strip()
    (found,) = hosts_in(listed(node("kind", bootID=boot, kernelVersion=RELEASE), kind="NodeList"), "n", box)
    assert (found.host.ptrace_scope, found.host.lsm) == (1, None)
    (both,) = hosts_in(listed(node("a", bootID=boot), node("b")), "n", box)
    assert both.host.ptrace_scope is None


def test_a_kubelet_in_a_user_namespace(box: LocalMachine) -> None:
    (found,) = hosts_in(json.dumps(node("a", runningInUserNamespace=True)), "n", box)
    assert found.host.rootless is True


@pytest.mark.parametrize(
    "text",
    [
        "", "[", "{}", "null", "[1, 2]", '"x"', "[" * 100_000, "9" * 10_000, '{"kind": "List", "items": {}}', "NaN",
        '{"Client": {"Version": "20.10"}, "Server": null}', '{"ServerVersion": "", "ServerErrors": ["down"]}', "{}{",
        "apiVersion: v1", "\x00", '{"kind": "List", "items": [null, 1, {"status": null}]}',
    ],
)  # fmt: skip
def test_what_tells_of_no_host(box: LocalMachine, text: str) -> None:
    with pytest.raises(NothingReadError, match=r"^a\.json (is not JSON|tells of no host)"):
        hosts_in(text, "a.json", box)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from(["name=seccomp", "docker://1", "linux"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from([INFO, VERSION, PODMAN_INFO, node("a")]), st.data())
def test_any_value_in_any_place_gives_a_host_or_a_reason(document: Any, data: st.DataObject) -> None:
    changed = json.loads(json.dumps(document))
    for _ in range(data.draw(st.integers(1, 3))):
        place = changed
        while isinstance(place, dict) and place:
            key = data.draw(st.sampled_from(sorted(place)))
            if not isinstance(place[key], dict) or data.draw(st.booleans()):
                place[key] = data.draw(JSON)
                break
            place = place[key]
    box = LocalMachine("/no/such/folder", {}, "Linux", RELEASE, "x86_64", "box", 0)
    try:
        found = hosts_in(json.dumps(changed), "a.json", box)
    except NothingReadError:
        return
    for host in found:
        assert host.host.ptrace_scope is None
        assert all(fact.source for fact in (*host.known, *host.unknown))
