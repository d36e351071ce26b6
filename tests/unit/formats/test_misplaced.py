"""Security fields where nobody reads them."""

from __future__ import annotations

import pytest
from kubernetes import client

from capslint.formats.compose.misplaced import KUBERNETES, SERVICE_ONLY
from capslint.formats.compose.service import SERVICE_KEYS
from capslint.formats.kubernetes.security.misplaced import AROUND_POD, IN_CONTAINER, IN_POD, ON_POD
from capslint.model import Container
from tests.unit.formats.reading import containers, service


def _shown(container: Container) -> list[tuple[str, str, str | None]]:
    return [
        (field.name, ".".join(map(str, field.place.path)), ".".join(map(str, field.belongs)) if field.belongs else None)
        for field in container.misplaced
    ]


CONTEXT = "spec.containers.0.securityContext"
PODS = [
    ("privileged: true", "", "", [("privileged", "spec.containers.0.privileged", f"{CONTEXT}.privileged")]),
    (
        "capabilities: {add: [X]}",
        "",
        "",
        [("capabilities", "spec.containers.0.capabilities", f"{CONTEXT}.capabilities")],
    ),
    ("cap_add: [X]", "", "", [("cap_add", "spec.containers.0.cap_add", f"{CONTEXT}.capabilities.add")]),
    ("security_opt: [X]", "", "", [("security_opt", "spec.containers.0.security_opt", None)]),
    (
        "securityContext: {cap_drop: [X]}",
        "",
        "",
        [("cap_drop", f"{CONTEXT}.cap_drop", f"{CONTEXT}.capabilities.drop")],
    ),
    ("securityContext: {hostPID: true}", "", "", [("hostPID", f"{CONTEXT}.hostPID", "spec.hostPID")]),
    ("securityContext: {hostPID: true}", "", "{name: b}", [("hostPID", f"{CONTEXT}.hostPID", None)]),
    ("hostPID: true", "", "", [("hostPID", "spec.containers.0.hostPID", "spec.hostPID")]),
    ("", "hostPID: true", "{name: b}", [("hostPID", "spec.securityContext.hostPID", "spec.hostPID")]),
    ("", "privileged: true", "", [("privileged", "spec.securityContext.privileged", f"{CONTEXT}.privileged")]),
    ("", "capabilities: {}", "{name: b}", [("capabilities", "spec.securityContext.capabilities", None)]),
    ("securityContext: {privileged: true}", "runAsUser: 1", "", []),
]


@pytest.mark.parametrize(("own", "context", "other", "expected"), PODS)
def test_in_a_pod(own: str, context: str, other: str, expected: list[tuple[str, str, str | None]]) -> None:
    text = (
        f"apiVersion: v1\nkind: Pod\nspec: {{containers: [{{name: a, {own}}}, {other}],"
        f" securityContext: {{{context}}}}}\n"
    )
    found = containers(text.replace(", ]", "]"), "x.yaml")
    assert _shown(found["a"]) == expected


def test_straight_in_a_pod_spec() -> None:
    text = "apiVersion: v1\nkind: Pod\nspec: {runAsUser: 1, privileged: true, containers: [{name: a}]}\n"
    assert sorted(_shown(containers(text, "x.yaml")["a"])) == [
        ("privileged", "spec.privileged", f"{CONTEXT}.privileged"),
        ("runAsUser", "spec.runAsUser", "spec.securityContext.runAsUser"),
    ]


AROUND = [
    ("hostPID: true", "", [("hostPID", "spec.hostPID", "spec.template.spec.hostPID")]),
    ("", "hostIPC: true", [("hostIPC", "spec.template.hostIPC", "spec.template.spec.hostIPC")]),
    (
        "securityContext: {runAsUser: 1}",
        "",
        [("securityContext", "spec.securityContext", "spec.template.spec.securityContext")],
    ),
    ("securityContext: {runAsUser: 1, privileged: true}", "", [("securityContext", "spec.securityContext", None)]),
    ("runAsUser: 1", "", [("runAsUser", "spec.runAsUser", "spec.template.spec.securityContext.runAsUser")]),
    (
        "privileged: true",
        "",
        [("privileged", "spec.privileged", "spec.template.spec.containers.0.securityContext.privileged")],
    ),
    ("replicas: 1", "metadata: {name: x}", []),
]


@pytest.mark.parametrize(("beside_template", "in_template", "expected"), AROUND)
def test_around_a_pod(beside_template: str, in_template: str, expected: list[tuple[str, str, str | None]]) -> None:
    spec = ", ".join(filter(None, (in_template, "spec: {containers: [{name: a}]}")))
    outer = ", ".join(filter(None, (beside_template, f"template: {{{spec}}}")))
    found = containers(f"apiVersion: apps/v1\nkind: Deployment\nspec: {{{outer}}}\n", "x.yaml")
    assert _shown(found["a"]) == expected


def test_at_the_top_of_an_object() -> None:
    for carrier, spec in (("Pod", "spec"), ("Deployment", "spec.template.spec"), ("PodTemplate", "template.spec")):
        opened = "".join(f"{{{step}: " for step in spec.split("."))
        text = f"{opened}{{containers: [{{name: a}}]}}{'}' * (spec.count('.') + 1)}"
        found = containers(f"{{apiVersion: v1, kind: {carrier}, hostPID: true, {text[1:]}", "x.yaml")
        assert _shown(found["a"]) == [("hostPID", "hostPID", f"{spec}.hostPID")]


def test_none_of_them_exists_there() -> None:
    workload_specs = ("DeploymentSpec", "DaemonSetSpec", "StatefulSetSpec", "ReplicaSetSpec", "JobSpec", "CronJobSpec")
    around = (f"V1{name}" for name in (*workload_specs, "PodTemplateSpec", "JobTemplateSpec", "Pod", "Deployment"))
    for model in around:
        assert not AROUND_POD & set(getattr(client, model).attribute_map.values())
    assert set(client.V1PodSpec.attribute_map.values()) >= ON_POD
    assert not ON_POD & set(client.V1Container.attribute_map.values())
    assert not set(IN_CONTAINER) & set(client.V1Container.attribute_map.values())
    assert not set(IN_POD) & set(client.V1PodSpec.attribute_map.values())
    assert not set(KUBERNETES) & SERVICE_KEYS
    assert set(filter(None, KUBERNETES.values())) | SERVICE_ONLY <= SERVICE_KEYS


def test_annotations_of_the_object_do_not_reach_the_pod() -> None:
    text = (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {namespace: n, annotations: {o: 1}}\n"
        "spec: {template: {metadata: {annotations: {p: 2}}, spec: {containers: [{name: a}]}}}\n"
    )
    found = containers(text, "x.yaml")["a"]
    assert found.annotations == (("p", "2"),)
    assert found.namespace == "n"
    assert [
        (annotation.name, annotation.value.value, annotation.reaches_pod) for annotation in found.written_annotations
    ] == [
        ("p", "2", True),
        ("o", "1", False),
    ]
    pod = containers("apiVersion: v1\nkind: Pod\nmetadata: {annotations: {o: 1}}\nspec: {containers: [{name: a}]}", "x")
    assert [(annotation.name, annotation.reaches_pod) for annotation in pod["a"].written_annotations] == [("o", True)]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("securityContext: {privileged: true}", [("securityContext", "services.a.securityContext", None)]),
        ("capAdd: [X]", [("capAdd", "services.a.capAdd", "services.a.cap_add")]),
        ("deploy: {cap_add: [X]}", [("cap_add", "services.a.deploy.cap_add", "services.a.cap_add")]),
        ("deploy: {resources: {reservations: {devices: [{capabilities: [gpu]}]}}}", []),
    ],
)
def test_on_a_service(lines: str, expected: list[tuple[str, str, str | None]]) -> None:
    assert _shown(service(lines)) == expected


def test_at_the_top_of_a_compose_file() -> None:
    alone = containers("cap_add: [X]\nservices: {a: {image: x}}")["a"]
    assert _shown(alone) == [("cap_add", "cap_add", "services.a.cap_add")]
    two = containers("cap_add: [X]\nservices: {a: {image: x}, b: {image: x}}")
    assert [_shown(container) for container in two.values()] == [[("cap_add", "cap_add", None)]] * 2
