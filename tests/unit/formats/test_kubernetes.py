"""Where pods are found, and what a pod gives to its containers."""

from __future__ import annotations

import pytest

from capslint.formats import NotOurs
from capslint.model import PidMode, PidNamespace, Role, Starter, Unknown, Via
from tests.unit.formats.reading import containers, outcome, shown, where, workloads

POD = "{containers: [{name: a}]}"
TEMPLATE = f"{{metadata: {{annotations: {{k: v}}}}, spec: {POD}}}"

KINDS = [
    ("Pod", f"spec: {POD}", "spec.containers.0"),
    ("PodTemplate", f"template: {TEMPLATE}", "template.spec.containers.0"),
    ("Deployment", f"spec: {{template: {TEMPLATE}}}", "spec.template.spec.containers.0"),
    ("DaemonSet", f"spec: {{template: {TEMPLATE}}}", "spec.template.spec.containers.0"),
    ("StatefulSet", f"spec: {{template: {TEMPLATE}}}", "spec.template.spec.containers.0"),
    ("ReplicaSet", f"spec: {{template: {TEMPLATE}}}", "spec.template.spec.containers.0"),
    ("ReplicationController", f"spec: {{template: {TEMPLATE}}}", "spec.template.spec.containers.0"),
    ("Job", f"spec: {{template: {TEMPLATE}}}", "spec.template.spec.containers.0"),
    (
        "CronJob",
        f"spec: {{jobTemplate: {{spec: {{template: {TEMPLATE}}}}}}}",
        "spec.jobTemplate.spec.template.spec.containers.0",
    ),
    ("Rollout", f"spec: {{template: {TEMPLATE}}}", "spec.template.spec.containers.0"),  # Argo
    ("Service", f"spec: {{template: {TEMPLATE}}}", "spec.template.spec.containers.0"),  # Knative
    ("Sandbox", f"spec: {{podTemplate: {TEMPLATE}}}", "spec.podTemplate.spec.containers.0"),
    ("ScaledJob", f"spec: {{jobTargetRef: {{template: {TEMPLATE}}}}}", "spec.jobTargetRef.template.spec.containers.0"),
    (
        "PyTorchJob",
        f"spec: {{pytorchReplicaSpecs: {{Master: {{template: {TEMPLATE}}}}}}}",
        "spec.pytorchReplicaSpecs.Master.template.spec.containers.0",
    ),
    (
        "JobSet",
        f"spec: {{replicatedJobs: [{{template: {{spec: {{template: {TEMPLATE}}}}}}}]}}",
        "spec.replicatedJobs.0.template.spec.template.spec.containers.0",
    ),
]


@pytest.mark.parametrize(("kind", "lines", "path"), KINDS)
def test_every_kind_with_a_pod_template(kind: str, lines: str, path: str) -> None:
    (workload,) = workloads(f"apiVersion: x/v1\nkind: {kind}\nmetadata: {{name: n}}\n{lines}\n", "x.yaml")
    assert (workload.label, workload.starter) == (f"{kind}/n", Starter.KUBELET)
    (found,) = workload.containers
    assert ".".join(map(str, found.path)) == path
    assert found.label == f"{kind}/n container a"
    assert shown(found, found.header) == "name: a"


@pytest.mark.parametrize(("kind", "lines", "path"), KINDS)
def test_the_items_of_a_typed_list_need_no_kind(kind: str, lines: str, path: str) -> None:
    item = f"{{metadata: {{name: n}}, {lines}}}"
    (workload,) = workloads(f"apiVersion: x/v1\nkind: {kind}List\nitems: [{item}]\n", "x.yaml")
    assert workload.label == f"{kind}/n"
    (found,) = workload.containers
    assert ".".join(map(str, found.path)) == f"items.0.{path}"


@pytest.mark.parametrize(
    "lines",
    [
        "spec: {containers: [{name: a, securityContext: {privileged: true}}]}",  # a patch of the operator's
        "spec: {versions: [{schema: {openAPIV3Schema: {properties: {capabilities: {}, containers: {}}}}}]}",
        "spec: {capabilities: {add: [SYS_ADMIN]}, containers: 3}",
        "spec: {template: {containers: [{name: a}]}}",
    ],
)
def test_a_custom_resource_without_pod_template_is_not_ours(lines: str) -> None:
    found, _ = outcome(f"apiVersion: x/v1\nkind: Custom\n{lines}\n", "x.yaml")
    assert isinstance(found, NotOurs)
    assert found.reason == "Kubernetes Custom, no containers"


def test_lists_and_lists_of_lists() -> None:
    pod = f"{{apiVersion: v1, kind: Pod, metadata: {{generateName: p-}}, spec: {POD}}}"
    inner = f"{{apiVersion: v1, kind: PodList, items: [{pod}, {pod}]}}"
    found = workloads(f"apiVersion: v1\nkind: List\nitems: [{inner}, {{apiVersion: v1, kind: Secret}}]\n", "x.yaml")
    assert [workload.label for workload in found] == ["Pod/p-", "Pod/p-"]
    assert found[1].containers[0].path == ("items", 0, "items", 1, "spec", "containers", 0)


def test_windows_pods_are_left_alone() -> None:
    for spec in (
        "os: {name: windows}",
        "nodeSelector: {kubernetes.io/os: windows}",
        "securityContext: {windowsOptions: {hostProcess: true}}",
        "initContainers: [{name: b, securityContext: {windowsOptions: {hostProcess: true}}}]",
    ):
        found, _ = outcome(f"apiVersion: v1\nkind: Pod\nspec: {{containers: [{{name: a}}], {spec}}}\n", "x.yaml")
        assert isinstance(found, NotOurs)
        assert found.reason == "Windows pod, left alone"
    assert workloads(f"apiVersion: v1\nkind: Pod\nspec: {{os: {{name: linux}}, {POD[1:]}\n", "x.yaml")


WINDOWS = "securityContext: {windowsOptions: {runAsUserName: x}%s}"


@pytest.mark.parametrize(
    ("spec", "is_judged"),
    [
        (WINDOWS % "", False),
        (WINDOWS % ", runAsNonRoot: true", False),  # both systems take it
        (WINDOWS % ", runAsUser: 1000", True),
        (WINDOWS % ", fsGroup: 1", True),
        (WINDOWS % ", fsGroup: ~", False),
        (f"{WINDOWS % ''}, hostPID: true", True),
        (f"{WINDOWS % ''}, initContainers: [{{name: b, securityContext: {{privileged: true}}}}]", True),
        (f"{WINDOWS % ', runAsUser: 1000'}, os: {{name: windows}}", False),
        (f"{WINDOWS % ''}, os: {{name: linux}}", True),
        (f"{WINDOWS % ''}, nodeSelector: {{kubernetes.io/os: linux}}", True),
        (f"{WINDOWS % ''}, nodeSelector: {{disk: fast}}", False),
    ],
)
def test_a_pod_with_options_of_both_systems(spec: str, is_judged: bool) -> None:
    found, _ = outcome(f"apiVersion: v1\nkind: Pod\nspec: {{containers: [{{name: a}}], {spec}}}\n", "x.yaml")
    assert isinstance(found, NotOurs) is not is_judged


def test_roles_and_labels() -> None:
    text = (
        "apiVersion: v1\nkind: Pod\nspec: {initContainers: [{name: i}], containers: [{image: x}],"
        " ephemeralContainers: [{name: e, targetContainerName: c}]}\n"
    )
    (workload,) = workloads(text, "x.yaml")
    assert [(container.role, container.label) for container in workload.containers] == [
        (Role.INIT, "Pod init container i"),
        (Role.MAIN, "Pod container 0"),
        (Role.EPHEMERAL, "Pod ephemeral container e"),
    ]
    ephemeral = workload.containers[2]
    assert ephemeral.debug_target == "c"
    assert ephemeral.pid.value == PidMode(PidNamespace.CONTAINER, "c")


PID = [
    ("", PidMode(PidNamespace.PRIVATE), Via.ABSENT, "spec.shareProcessNamespace"),
    ("hostPID: true", PidMode(PidNamespace.HOST), Via.LITERAL, "spec.hostPID"),
    ("shareProcessNamespace: true", PidMode(PidNamespace.SHARED), Via.LITERAL, "spec.shareProcessNamespace"),
    (
        "hostPID: false, shareProcessNamespace: true",
        PidMode(PidNamespace.SHARED),
        Via.LITERAL,
        "spec.shareProcessNamespace",
    ),
    ("hostPID: true, shareProcessNamespace: true", PidMode(PidNamespace.HOST), Via.LITERAL, "spec.hostPID"),
    ("hostPID: false", PidMode(PidNamespace.PRIVATE), Via.LITERAL, "spec.hostPID"),
]


@pytest.mark.parametrize(("spec", "mode", "via", "path"), PID)
def test_pid_namespace(spec: str, mode: PidMode, via: Via, path: str) -> None:
    found = containers(f"apiVersion: v1\nkind: Pod\nspec: {{containers: [{{name: a}}], {spec}}}\n", "x.yaml")["a"]
    assert (found.pid.value, found.pid.via, where(found.pid)) == (mode, via, path)


def test_a_shared_namespace_wins_over_a_target() -> None:
    text = (
        "apiVersion: v1\nkind: Pod\nspec: {shareProcessNamespace: true, containers: [{name: a}],"
        " ephemeralContainers: [{name: e, targetContainerName: a}]}\n"
    )
    assert containers(text, "x.yaml")["e"].pid.value == PidMode(PidNamespace.SHARED)


def test_host_namespaces() -> None:
    text = "apiVersion: v1\nkind: Pod\nspec: {hostIPC: true, hostUsers: false, containers: [{name: a}]}\n"
    found = containers(text, "x.yaml")["a"]
    assert (found.ipc.value, found.user_namespace.value) == ("host", "private")


def test_a_wrong_flag_is_reported_and_unknown() -> None:
    found, problems = outcome("apiVersion: v1\nkind: Pod\nspec: {hostPID: 'true', containers: [{name: a}]}\n")
    assert isinstance(found[0].containers[0].pid.value, Unknown)
    assert problems == ["hostPID takes true or false, not the string 'true'"]


def test_what_a_patch_takes_out_is_no_container() -> None:
    listed = "[{name: a}, {$patch: delete, name: b}, {$patch: replace}]"
    assert [*containers(f"apiVersion: v1\nkind: Pod\nspec: {{containers: {listed}}}\n", "x.yaml")] == ["a"]


def test_commands_probes_and_hooks() -> None:
    text = """\
apiVersion: v1
kind: Pod
spec:
  containers:
  - name: a
    args: ["-p", '1', $(X)]
    command: [gdb]
    livenessProbe: {exec: {command: [pgrep, dlv]}}
    readinessProbe: {httpGet: {port: 80}}
    startupProbe: {exec: {command: [s]}}
    lifecycle: {preStop: {exec: {command: [gcore, "1"]}}, postStart: {exec: {command: [x]}}}
"""
    found = containers(text, "x.yaml")["a"]
    assert [(line.role, [word.text for word in line.words]) for line in found.commands] == [
        ("command", ["gdb", "-p", "1", "$(X)"]),
        ("livenessProbe", ["pgrep", "dlv"]),
        ("startupProbe", ["s"]),
        ("preStop", ["gcore", "1"]),
        ("postStart", ["x"]),
    ]
    assert [shown(found, word.span) for word in found.commands[0].words] == ["gdb", "-p", "1", "$(X)"]


def test_mounts_devices_environment_annotations() -> None:
    text = """\
apiVersion: v1
kind: Pod
metadata: {annotations: {k: v, n: ~}}
spec:
  volumes:
  - {name: sys, hostPath: {path: /sys}}
  - {name: data, emptyDir: {}}
  containers:
  - name: a
    env: [{name: A, value: x}, {name: B}]
    volumeDevices: [{name: d, devicePath: /dev/xvda}]
    volumeMounts:
    - {name: sys, mountPath: /host/sys, readOnly: true, mountPropagation: Bidirectional}
    - {name: data, mountPath: /data}
    - {name: sys, mountPath: /s, mountPropagation: HostToContainer}
"""
    found = containers(text, "x.yaml")["a"]
    assert found.mounts.value == ("/sys:/host/sys:ro,rshared", "data:/data", "/sys:/s:rslave")
    assert found.devices.value == ("/dev/xvda",)
    assert [each[:2] for each in found.environment] == [("A", "x"), ("B", "")]
    assert found.annotations == (("k", "v"), ("n", ""))
