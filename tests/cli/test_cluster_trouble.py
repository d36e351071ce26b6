"""``--context``: what may not be read, does not come or is hostile is told, and the rest is judged."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.live_site import FORBIDDEN, NODES, places, site
from tests.cli.running import run
from tests.unit.cluster.api_server import CONTEXT, Refused, cluster, kubeconfig
from tests.unit.cluster.objects import PRIVILEGED, Object, container, namespace, node, pod, workload

NODES_ALONE, PODS = "/api/v1/nodes", "/api/v1/pods"


@pytest.mark.parametrize("path", [NODES_ALONE, "/api/v1/namespaces"])
def test_without_facts_of_the_nodes_the_rest_is_judged(tmp_path: Path, path: str) -> None:
    with site(tmp_path, *NODES, pod("a", container(**PRIVILEGED)), single={path: FORBIDDEN}) as here:
        ran = here.run("check")
    assert ran.code == 1
    assert "pod/shop/a" in ran.out
    assert f"capslint: note: {CONTEXT}: " in ran.err
    assert 'cannot be read: you may not (403): nodes is forbidden: User "me"' in ran.err


@pytest.mark.parametrize("kind", ["pods", "deployments", "cronjobs"])
def test_what_may_not_be_read_is_told_and_the_rest_is_judged(tmp_path: Path, kind: str) -> None:
    paths = {"pods": PODS, "deployments": "/apis/apps/v1/deployments", "cronjobs": "/apis/batch/v1/cronjobs"}
    objects = (pod("a", container(**PRIVILEGED)), workload("DaemonSet", "d", container(**PRIVILEGED)))
    with site(tmp_path, *NODES, *objects, single={paths[kind]: FORBIDDEN}) as here:
        ran = here.run("check")
    assert ran.code == 2
    assert f"{CONTEXT}: {kind}: error: cannot be read: you may not (403): nodes is forbidden" in ran.out
    assert "daemonset/shop/d" in ran.out
    assert ("pod/shop/a" in ran.out) is (kind != "pods")


def test_where_workloads_may_not_be_read_their_pods_are_judged(tmp_path: Path) -> None:
    pods = [pod(f"web-{n}", container(**PRIVILEGED), owner=("ReplicaSet", "web-1")) for n in range(3)]
    single = {"/apis/apps/v1/replicasets": FORBIDDEN}
    with site(tmp_path, *NODES, workload("Deployment", "web", container(**PRIVILEGED)), *pods, single=single) as here:
        ran = here.run("check", "--format", "json")
    assert ran.code == 2
    assert sorted(places(json.loads(ran.out), "privileged-container")) == ["deployment/shop/web", "pod/shop/web-0"]


BROKEN = [
    Refused(500, "etcdserver: leader changed"),
    Refused(401, "Unauthorized"),
    Refused(503, body=b"<html>no</html>"),
    Refused(200, body=b"{"),
    Refused(200, body=b"[" * 100_000),
    Refused(200, body=b'{"items": {"a": 1}}'),
    Refused(200, body=b"[1, 2]"),
    Refused(200, body=b'{"items": [1, null, {"metadata": 3, "spec": []}, {"metadata": {"name": {}}}]}'),
    Refused(200, body=b""),
    Refused(302, body=b""),
]


@pytest.mark.parametrize("answer", BROKEN, ids=lambda answer: str(answer)[:50])
@pytest.mark.parametrize("path", [NODES_ALONE, PODS, "/apis/apps/v1/deployments", "/api/v1/namespaces"])
def test_a_server_that_answers_nonsense(tmp_path: Path, path: str, answer: Refused) -> None:
    with site(tmp_path, *NODES, workload("DaemonSet", "d", container(**PRIVILEGED)), single={path: answer}) as here:
        ran = here.run("check")
    assert ran.code in (1, 2)
    assert "daemonset/shop/d" in ran.out


def test_a_server_that_does_not_answer(tmp_path: Path) -> None:
    single = {PODS: Refused(200, seconds=30)}
    start = time.monotonic()
    with site(tmp_path, *NODES, workload("DaemonSet", "d", container(**PRIVILEGED)), single=single) as here:
        ran = here.run("check", "--request-timeout", "0.5")
    assert time.monotonic() - start < 25
    assert ran.code == 2
    assert f"{CONTEXT}: pods: error: cannot be read: it does not answer within 0.5 seconds" in ran.out
    assert len([path for path in here.server.asked if path.startswith(PODS)]) == 1
    assert "daemonset/shop/d" in ran.out


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    with site(tmp_path) as here:
        kubeconfig(tmp_path, 1, tmp_path / "ca.pem")
        ran = here.run("check", "pod/a")
        host = here.run("host")
    assert ran.code == host.code == 2
    assert "cannot be asked: " in ran.out
    assert "no node of test could be read" in host.err


def test_a_certificate_of_somebody_else(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    with site(tmp_path, *NODES, pod("a")) as here, cluster(other, []) as _:
        kubeconfig(tmp_path, here.server.server_port, other / "ca.pem")
        ran = here.run("check")
    assert ran.code == 2
    assert "cannot be asked: " in ran.out
    assert "certificate" in ran.out.lower()
    assert here.server.asked == []


def test_a_plug_in_of_the_kubeconfig_is_run_as_kubectl_does(tmp_path: Path) -> None:
    told = {"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": {"token": "the-token"}}
    user: Object = {
        "exec": {
            "apiVersion": "client.authentication.k8s.io/v1",
            "command": sys.executable,
            "args": ["-c", f"print({json.dumps(told)!r})"],
            "interactiveMode": "Never",
        }
    }
    with site(tmp_path, *NODES, pod("a", container(**PRIVILEGED))) as here:
        kubeconfig(tmp_path, here.server.server_port, tmp_path / "ca.pem", user)
        assert places(here.checked(), "privileged-container") == ["pod/shop/a"]
        kubeconfig(
            tmp_path, here.server.server_port, tmp_path / "ca.pem", {"exec": {**user["exec"], "command": "no-such"}}
        )
        ran = here.run("check")
    assert ran.code == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "cannot be used"),
        ("", "cannot be used"),
        ("{", "cannot be used"),
        ("contexts: 3", "cannot be used"),
        ("apiVersion: v1\nkind: Config\ncontexts: []\n", "cannot be used"),
        ("apiVersion: v1\ncurrent-context: x\ncontexts: [{name: o, context: {}}]\n", "cannot be used"),
    ],
)
def test_a_kubeconfig_that_cannot_be_used(tmp_path: Path, text: str | None, words: str) -> None:
    if text is not None:
        (tmp_path / "kubeconfig").write_text(text)
    ran = run("check", "--context", CONTEXT, cwd=tmp_path, env={"KUBECONFIG": str(tmp_path / "kubeconfig")})
    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "compose.yaml"], "'compose.yaml' is no object of a cluster"),
        (["check", "pod/a/b"], "'pod/a/b' is no object of a cluster"),
        (["check", "service/a"], "'service/a' is no object of a cluster"),
        (["explain", "pod/"], "'pod/' is no object of a cluster"),
        (["check", "--new-only", "HEAD"], "--new-only is about files"),
        (["check", "pod/none"], "cannot be read: it answers 404"),
        (["explain", "pod/none"], "cannot be read: it answers 404"),
        (["explain", "--tool", "nope"], "there is no tool 'nope'"),
        (["explain", "--container", "nope", "pod/a"], "there is no container 'nope'"),
    ],
)
def test_a_wrong_use(tmp_path: Path, arguments: list[str], words: str) -> None:
    with site(tmp_path, *NODES, pod("a")) as here:
        ran = here.run(*arguments)
    assert ran.code == 2
    assert words in ran.said


HOSTILE = "\x1b[31m\u202e\n::error::##[x]\r# \x00\x85"


@pytest.mark.parametrize("format_name", ["text", "concise", "github"])
def test_hostile_names_are_harmless(tmp_path: Path, format_name: str) -> None:
    objects = [
        node(HOSTILE, osImage=HOSTILE),
        pod(HOSTILE, container(HOSTILE, **PRIVILEGED, image=HOSTILE), on=HOSTILE),
        workload("Deployment", f"d{HOSTILE}", container("app", command=[HOSTILE, "strace"], **PRIVILEGED)),
        namespace(HOSTILE, **{"pod-security.kubernetes.io/enforce": HOSTILE}),
    ]
    single = {"/apis/batch/v1/jobs": Refused(403, HOSTILE)}
    with site(tmp_path, *objects, single=single) as here:
        ran = here.run("check", "--format", format_name)
        host = here.run("host")
    assert ran.code == 2
    for text in (ran.out, ran.err, host.out, host.err):
        lines = text.split("\n")
        assert not [line for line in lines if not line.isprintable()]
        known = re.compile(r"::(error|warning|notice) (file|title)=") if format_name == "github" else None
        assert not [line for line in lines if line.lstrip().startswith("::") and not (known and known.match(line))]
    assert "\u202e" not in ran.out


def test_nothing_but_questions_is_sent(tmp_path: Path) -> None:
    with site(tmp_path, *NODES, pod("a", container(**PRIVILEGED)), workload("Job", "j")) as here:
        here.run("check")
        here.run("explain")
        here.run("host")
    assert here.server.asked
    assert here.server.changes == []


def test_without_the_package_it_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['kubernetes'] = None\n")
    ran = run("check", "--context", "x", cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)})
    assert ran.code == 2
    assert "pip install 'capslint[cluster]'" in ran.err


def test_the_package_is_imported_for_a_cluster_alone(tmp_path: Path) -> None:
    script = "import sys; from capslint.cli import main; main(sys.argv[1:]); print('kubernetes' in sys.modules)"
    for arguments in (["check"], ["host", "--socket", "x"], ["explain", "."]):
        done = subprocess.run(
            [sys.executable, "-c", script, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.stdout.rstrip().endswith("False"), done.stdout
