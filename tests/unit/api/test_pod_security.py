"""Pod Security Standards, control by control. Source of the rows: k8s.io/pod-security-admission policy/check_*.go."""

from __future__ import annotations

import pytest

from capslint.formats.kubernetes.security.pod_security import violations
from capslint.model import PodSecurity
from tests.unit.formats.reading import containers

RESTRICTED = ["restricted"]
NONE: list[str] = []
LEVELS = ["privileged", "baseline@v1.0", "baseline@v1.20", "baseline", "restricted@v1.0", "restricted"]

ROWS = [
    ("capabilities: {add: [SYS_PTRACE]}", "", LEVELS[1:]),
    ("capabilities: {add: [CHOWN]}", "", RESTRICTED),
    ("capabilities: {add: [chown]}", "", LEVELS[1:]),
    ("capabilities: {add: [NET_BIND_SERVICE]}", "", NONE),
    ("privileged: true", "", LEVELS[1:]),
    ("privileged: false", "", NONE),
    ("", "hostPID: true", LEVELS[1:]),
    ("", "hostIPC: true", LEVELS[1:]),
    ("", "shareProcessNamespace: true", NONE),
    ("seccompProfile: {type: Unconfined}", "", ["baseline@v1.20", "baseline", "restricted"]),
    # The pod's own word counts, whether a container takes it or not.
    (
        "seccompProfile: {type: RuntimeDefault}",
        "securityContext: {seccompProfile: {type: Unconfined}}",
        ["baseline@v1.20", "baseline", "restricted"],
    ),
    ("appArmorProfile: {type: RuntimeDefault}", "securityContext: {appArmorProfile: {type: Unconfined}}", LEVELS[1:]),
    ("seLinuxOptions: {type: container_t}", "securityContext: {seLinuxOptions: {type: spc_t}}", LEVELS[1:]),
    ("runAsUser: 5", "securityContext: {runAsUser: 0}", RESTRICTED),
    ("runAsNonRoot: true", "securityContext: {runAsNonRoot: false}", ["restricted@v1.0", "restricted"]),
    ("", "hostNetwork: true", LEVELS[1:]),
    ("", "hostNetwork: false", NONE),
    ("", "volumes: [{name: v, hostPath: {path: /var/log}}]", LEVELS[1:]),
    ("", "volumes: [{name: v, emptyDir: {}}]", NONE),
    ("", "securityContext: {sysctls: [{name: kernel.shm_rmid_forced, value: '1'}]}", NONE),
    ("", "securityContext: {sysctls: [{name: kernel.msgmax, value: '1'}]}", LEVELS[1:]),
    (
        "",
        "securityContext: {sysctls: [{name: net.ipv4.tcp_rmem, value: '1'}]}",
        ["baseline@v1.0", "baseline@v1.20", "restricted@v1.0"],
    ),
    ("seLinuxOptions: {user: sysadm_u}", "", LEVELS[1:]),
    ("", "securityContext: {seLinuxOptions: {role: sysadm_r}}", LEVELS[1:]),
    ("seLinuxOptions: {level: 's0:c1'}", "", NONE),
    ("appArmorProfile: {type: Unconfined}", "", LEVELS[1:]),
    ("procMount: Unmasked", "", LEVELS[1:]),
    ("procMount: Unmasked", "hostUsers: false", ["baseline@v1.0", "baseline@v1.20", "restricted@v1.0", "restricted"]),
    ("seLinuxOptions: {type: spc_t}", "", LEVELS[1:]),
    ("seLinuxOptions: {type: container_t}", "", NONE),
    ("seLinuxOptions: {type: container_engine_t}", "", ["baseline@v1.0", "baseline@v1.20", "restricted@v1.0"]),
    ("allowPrivilegeEscalation: true", "", ["restricted"]),
    ("", "", NONE),
    ("runAsUser: 0", "", ["restricted"]),
    ("runAsUser: 0", "hostUsers: false", NONE),
    ("runAsNonRoot: false", "", ["restricted@v1.0", "restricted"]),
]  # fmt: skip


@pytest.mark.parametrize(("context", "spec", "rejecting"), ROWS)
def test_each_control(context: str, spec: str, rejecting: list[str]) -> None:
    lists = f"containers: [{{name: a, securityContext: {{{context}}}}}]"
    pod = f"apiVersion: v1\nkind: Pod\nspec: {{{', '.join(filter(None, (spec, lists)))}}}\n"
    container = containers(pod, "pod.yaml")["a"]
    found = []
    for written in LEVELS:
        if violations(container, PodSecurity(*_split(written), None)):
            found.append(written)
    assert found == [one for one in LEVELS if one in rejecting]


@pytest.mark.parametrize(
    ("ports", "rejecting"),
    [("[{containerPort: 1, hostPort: 2345}]", LEVELS[1:]), ("[{containerPort: 1, hostPort: 0}]", NONE)],
)
def test_ports_of_the_host(ports: str, rejecting: list[str]) -> None:
    pod = f"apiVersion: v1\nkind: Pod\nspec: {{containers: [{{name: a, ports: {ports}}}]}}\n"
    container = containers(pod, "pod.yaml")["a"]
    assert [one for one in LEVELS if violations(container, PodSecurity(*_split(one), None))] == rejecting


APPARMOR = "container.apparmor.security.beta.kubernetes.io"
SECCOMP = "seccomp.security.alpha.kubernetes.io"
OLD = ["baseline@v1.0", "restricted@v1.0"]
ANNOTATIONS = [
    (f"{APPARMOR}/a: unconfined", LEVELS[1:]),
    (f"{APPARMOR}/a: anything", LEVELS[1:]),
    (f"{APPARMOR}/nobody: unconfined", LEVELS[1:]),
    (f"{APPARMOR}/a: runtime/default", NONE),
    (f"{APPARMOR}/a: localhost/mine", NONE),
    (f"{SECCOMP}/pod: unconfined", OLD),
    (f"container.{SECCOMP}/a: unconfined", OLD),
    (f"container.{SECCOMP}/nobody: unconfined", NONE),
    (f"{SECCOMP}/pod: docker/default", NONE),
]


@pytest.mark.parametrize(("annotation", "rejecting"), ANNOTATIONS)
def test_annotations(annotation: str, rejecting: list[str]) -> None:
    metadata = f"metadata: {{annotations: {{{annotation}}}}}"
    container = containers(f"apiVersion: v1\nkind: Pod\n{metadata}\nspec: {{containers: [{{name: a}}]}}\n", "p")["a"]
    assert [one for one in LEVELS if violations(container, PodSecurity(*_split(one), None))] == rejecting


def _split(written: str) -> tuple[str, str | None]:
    level, _, version = written.partition("@")
    return level, version or None


def test_the_newest_version_is_meant_by_its_name() -> None:
    pod = "apiVersion: v1\nkind: Pod\nspec: {containers: [{name: a, securityContext: {runAsUser: 0}}]}\n"
    container = containers(pod, "pod.yaml")["a"]
    assert [one.what for one in violations(container, PodSecurity("restricted", "latest", "n"))] == ["runAsUser: 0"]
