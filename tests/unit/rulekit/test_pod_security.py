"""Pod Security Standards, control by control. Source of the rows: k8s.io/pod-security-admission policy/check_*.go."""

from __future__ import annotations

import pytest

from capslint.model import PodSecurity
from capslint.rulekit.pod_security import violations
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
    ("seccompProfile: {type: RuntimeDefault}", "securityContext: {seccompProfile: {type: Unconfined}}", NONE),
    ("appArmorProfile: {type: Unconfined}", "", LEVELS[1:]),
    ("procMount: Unmasked", "", LEVELS[1:]),
    ("procMount: Unmasked", "hostUsers: false", ["baseline@v1.0", "baseline@v1.20", "restricted@v1.0"]),
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
        level, _, version = written.partition("@")
        if violations(container, PodSecurity(level, version or None, None)):
            found.append(written)
    assert found == [one for one in LEVELS if one in rejecting]


def test_the_newest_version_is_meant_by_its_name() -> None:
    pod = "apiVersion: v1\nkind: Pod\nspec: {containers: [{name: a, securityContext: {runAsUser: 0}}]}\n"
    container = containers(pod, "pod.yaml")["a"]
    assert [one.what for one in violations(container, PodSecurity("restricted", "latest", "n"))] == ["runAsUser: 0"]
