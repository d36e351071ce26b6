"""``--context``: what runs in a cluster is judged on the nodes where it runs."""

from __future__ import annotations

import json
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.cli.live_site import FORBIDDEN, KINDS, NODES, Said, places, site
from tests.unit.cluster.api_server import Refused
from tests.unit.cluster.objects import PRIVILEGED, STRACE, container, namespace, pod, workload


def test_what_is_found_is_told_by_kind_namespace_and_name(tmp_path: Path) -> None:
    with site(tmp_path, *NODES, pod("solo", container(**PRIVILEGED))) as here:
        ran = here.run("check")
    assert ran.code == 1
    assert re.search(r"(?m)^pod/shop/solo:\d+:\d+: \w+\[privileged-container\]", ran.out)
    assert "privileged: true" in ran.out
    assert "(spec.containers[0].securityContext.privileged)" in ran.said
    assert "capslint fix" not in ran.said  # there is no file
    assert "managedFields" not in ran.out


@pytest.mark.parametrize("kind", KINDS)
def test_a_workload_is_told_of_once(tmp_path: Path, kind: str) -> None:
    pods = [pod(f"web-{number}", container(**PRIVILEGED), owner=(kind, "web")) for number in range(3)]
    with site(tmp_path, *NODES, workload(kind, "web", container(**PRIVILEGED)), *pods) as here:
        report = here.checked()
    assert places(report, "privileged-container") == [f"{kind.lower()}/shop/web"]


@pytest.mark.parametrize(("outer", "inner"), [("Deployment", "ReplicaSet"), ("CronJob", "Job")])
def test_what_a_workload_makes_is_told_of_there(tmp_path: Path, outer: str, inner: str) -> None:
    objects = (
        workload(outer, "web", container(**PRIVILEGED)),
        workload(inner, "web-1", container(**PRIVILEGED), owner=(outer, "web")),
        workload(inner, "web-0", container(**PRIVILEGED), owner=(outer, "web")),
        pod("web-1-a", container(**PRIVILEGED), owner=(inner, "web-1")),
    )
    with site(tmp_path, *NODES, *objects) as here:
        assert places(here.checked(), "privileged-container") == [f"{outer.lower()}/shop/web"]


def test_pods_of_a_kind_that_nobody_knows_are_told_of_once(tmp_path: Path) -> None:
    pods = [pod(f"r-{number}", container(**PRIVILEGED), owner=("Rollout", "r")) for number in range(3)]
    static = pod("etcd", container(**PRIVILEGED), owner=("Node", "a"))
    with site(tmp_path, *NODES, *pods, static) as here:
        assert sorted(places(here.checked(), "privileged-container")) == ["pod/shop/etcd", "pod/shop/r-0"]


def test_debuggers_that_were_attached_are_judged(tmp_path: Path) -> None:
    debugger = container("debugger", **STRACE, targetContainerName="app", image="busybox")
    broad = container("broad", **PRIVILEGED, targetContainerName="app", image="busybox")
    owned = pod("web-1", container(**PRIVILEGED), owner=("Deployment", "web"), ephemeralContainers=[debugger, broad])
    with site(tmp_path, *NODES, workload("Deployment", "web", container(**PRIVILEGED)), owned) as here:
        report = here.checked("--level", "pedantic")
        explained = here.run("explain", "--format", "json", "pod/web-1")
    found = {(finding["path"], finding["rule"]) for finding in report["findings"]}
    assert ("deployment/shop/web", "privileged-container") in found
    assert places(report, "privileged-container").count("pod/shop/web-1") == 1  # of the debugger, not of app
    subjects = [finding["subjects"] for finding in report["findings"] if finding["path"] == "pod/shop/web-1"]
    assert subjects
    assert all(label.split()[-1] in ("debugger", "broad") for labels in subjects for label in labels)
    names = [entry["name"] for entry in json.loads(explained.out)["containers"]]
    assert names == ["app", "debugger", "broad"]


def verdicts(ran: Said) -> list[tuple[str, str]]:
    assert ran.code == 0, ran.err
    return [
        (entry["host"]["engine"], operation["verdict"])
        for entry in json.loads(ran.out)["containers"]
        for operation in entry["operations"]
    ]


def test_each_pod_is_judged_on_its_node(tmp_path: Path) -> None:
    """ptrace was refused by Docker's profile on kernels before 4.8; without a profile containerd refuses nothing."""
    launch = container(command=["strace", "ls"], securityContext={"seccompProfile": {"type": "RuntimeDefault"}})
    with site(tmp_path, *NODES, pod("new", launch), pod("old", launch, on="old")) as here:
        new = verdicts(here.run("explain", "--format", "json", "pod/new"))
        old = verdicts(here.run("explain", "--format", "json", "pod/old"))
        told = verdicts(here.run("explain", "--format", "json", "--kernel", "6.1", "pod/old"))
    assert new == [("containerd", "works")]
    assert old == [("docker", "fails")]
    assert told == [("docker", "works")]  # an option says otherwise


def test_a_workload_is_judged_on_the_nodes_of_its_pods(tmp_path: Path) -> None:
    launch = container(command=["strace", "ls"], securityContext={"seccompProfile": {"type": "RuntimeDefault"}})
    objects = [workload("Deployment", name, launch) for name in ("new", "both", "idle")]
    made = [workload("ReplicaSet", f"{name}-1", launch, owner=("Deployment", name)) for name in ("new", "both")]
    pods = [
        pod("new-1", launch, owner=("ReplicaSet", "new-1"), on="a"),
        pod("both-1", launch, owner=("ReplicaSet", "both-1"), on="a"),
        pod("both-2", launch, owner=("ReplicaSet", "both-1"), on="old"),
    ]
    with site(tmp_path, *NODES, *objects, *made, *pods) as here:
        report = here.checked("--level", "pedantic")
        explained = here.run("explain", "--format", "json")
    kernels = {entry["file"]: entry["host"]["kernel"] for entry in json.loads(explained.out)["containers"]}
    assert kernels["deployment/shop/new"] == "6.1.112.122.189"
    assert kernels["deployment/shop/both"] != "4.4.0"
    failing = {finding["path"] for finding in report["findings"] if "fail" in finding["message"]}
    assert "deployment/shop/new" not in failing


def test_what_a_namespace_enforces_counts(tmp_path: Path) -> None:
    spaces = (
        namespace("shop", **{"pod-security.kubernetes.io/enforce": "restricted"}),
        namespace("lab", **{"pod-security.kubernetes.io/enforce": "privileged"}),
    )
    objects = (pod("a", container(**PRIVILEGED)), pod("b", container(**PRIVILEGED), in_namespace="lab"))
    with site(tmp_path, *NODES, *spaces, *objects) as here:
        report = here.checked()
        host = here.run("host")
    assert places(report, "pod-security-violation") == ["pod/shop/a"]
    assert "# note: pod-security privileged is enforced in lab\n" in host.out
    assert "# note: pod-security restricted is enforced in shop\n" in host.out


@pytest.mark.parametrize("value", [True, False, None])
def test_the_kubelets_are_asked_for_their_default(tmp_path: Path, value: bool | None) -> None:
    config = {"kubeletconfig": {} if value is None else {"seccompDefault": value}}
    single = {f"/api/v1/nodes/{name}/proxy/configz": config for name in ("a", "b")}
    with site(tmp_path, *NODES[:2], pod("p"), single=single) as here:
        settings = tomllib.loads(here.run("host").out)
        explained = json.loads(here.run("explain", "--format", "json", "-v", "pod/p").out)
    assert settings["kubelet-seccomp-default"] is bool(value)
    assert explained["containers"][0]["host"]["kubelet_seccomp_default"] is bool(value)


def test_groups_of_nodes_are_hosts(tmp_path: Path) -> None:
    with site(tmp_path, *NODES, single={"/api/v1/nodes/a/proxy/configz": FORBIDDEN}) as here:
        ran = here.run("host")
    settings = tomllib.loads(ran.out)
    assert [host["engine"] for host in settings["host"]] == ["containerd@1.7.24", "docker@20.10.24"]
    assert settings["hosts"] == [host["name"] for host in settings["host"]]
    assert "# 2 nodes: a, b (Amazon Linux 2023.6.20241111)" in ran.out
    assert "seccompDefault of kubelets cannot be read (nodes/proxy, configz): you may not (403)" in ran.err
    assert [path for path in here.server.asked if "configz" in path] == ["/api/v1/nodes/a/proxy/configz"]


def test_long_lists_come_in_pages(tmp_path: Path) -> None:
    pods = [pod(f"p{number:03}", container(**PRIVILEGED)) for number in range(95)]
    with site(tmp_path, *NODES, *pods, most=10) as here:
        report = here.checked()
    assert len(places(report, "privileged-container")) == 95
    pages = [path for path in here.server.asked if path.startswith("/api/v1/pods?")]
    assert len(pages) == 10
    assert all("limit=500" in path for path in pages)


@pytest.mark.parametrize("token", ["1", None])
def test_a_list_that_grew_too_old_goes_on_where_the_server_says(tmp_path: Path, token: str | None) -> None:
    pods = [
        {key: value for key, value in pod(f"p{n}", container(**PRIVILEGED)).items() if key != "kind"} for n in (1, 2)
    ]

    def page(query: dict[str, list[str]]) -> Any:
        match query.get("continue"):
            case None:
                return {"metadata": {"continue": "old"}, "items": pods[:1]}
            case ["old"]:
                return Refused(410, "The provided continue parameter is too old", token=token)
            case ["1"]:
                return {"metadata": {}, "items": pods[1:]}
        raise AssertionError(query)

    with site(tmp_path, *NODES, single={"/api/v1/pods": page}) as here:
        ran = here.run("check", "--format", "json")
    report = json.loads(ran.out)
    assert places(report, "privileged-container") == ["pod/shop/p1", "pod/shop/p2"][: 2 if token else 1]
    assert ran.code == (1 if token else 2)
    assert ("too old" in ran.out) is (token is None)


def test_a_namespace_alone(tmp_path: Path) -> None:
    objects = [pod("a", container(**PRIVILEGED)), pod("b", container(**PRIVILEGED), in_namespace="lab")]
    single = {"/api/v1/namespaces/lab": namespace("lab")}
    with site(tmp_path, *NODES, *objects, single=single) as here:
        assert places(here.checked("-n", "lab"), "privileged-container") == ["pod/lab/b"]
        assert places(here.checked("pod/a"), "privileged-container") == ["pod/shop/a"]  # the context's namespace
        assert places(here.checked("-n", "lab", "po/b"), "privileged-container") == ["pod/lab/b"]


def kubectl(folder: Path, minor: str) -> None:
    """Put a kubectl into ``folder`` that says which release it is."""
    told = json.dumps({"clientVersion": {"major": "1", "minor": minor}})
    program = folder / "kubectl"
    program.write_text(f"#!{sys.executable}\nprint('''{told}''')\n")
    program.chmod(0o755)


def test_a_workload_s_fix_is_a_patch_to_type(tmp_path: Path) -> None:
    containers = (container(**STRACE, **PRIVILEGED), container("other"))
    objects = (workload("Deployment", "web", *containers, shareProcessNamespace=True),)
    with site(tmp_path, *NODES, *objects) as here:
        report = here.checked()
    patches = [
        json.loads(found.group(1))
        for finding in report["findings"]
        if (found := re.search(r"`kubectl patch deployment web -n shop --type=strategic -p '(.*)'`", finding["advice"]))
    ]
    assert patches
    assert all(finding["fix"] is None for finding in report["findings"])
    inside = [patch["spec"]["template"]["spec"] for patch in patches]
    app = {"name": "app", "securityContext": {"privileged": None, "capabilities": {"add": ["SYS_PTRACE"]}}}
    assert {"containers": [app]} in inside


@pytest.mark.parametrize(
    ("minor", "option"), [("36+", ""), ("35", " --profile=general"), ("27", " --profile=general"), ("26", None)]
)
def test_a_pod_s_fix_is_a_debugger_to_attach(tmp_path: Path, minor: str, option: str | None) -> None:
    debugger = container(
        "debugger", **STRACE, targetContainerName="app", image="busybox:1", securityContext={"runAsUser": 0}
    )
    target = container(securityContext={"runAsUser": 1000})
    kubectl(tmp_path, minor)
    with site(tmp_path, *NODES, pod("web", target, ephemeralContainers=[debugger])) as here:
        report = here.checked("--ptrace-scope", "1")
    (finding,) = [finding for finding in report["findings"] if finding["rule"] == "missing-sys-ptrace"]
    line = f"`kubectl debug -n shop -it web --image=busybox:1 --target=app{option}`"
    assert (line in finding["advice"]) is (option is not None)
    assert ("kubectl debug" in finding["advice"]) is (option is not None)
