"""Whose file it is, told by content."""

from __future__ import annotations

import pytest

from capslint.formats import NotOurs, is_relevant, read, reason_by_kind, stands_alone
from capslint.formats.reading.templates import template_reason
from tests.unit.formats.reading import Folder, document, outcome, workloads

NOT_OURS = [
    ("--- ", "a.yml", "empty document"),
    ("- a", "a.yml", "no mapping at the top, so neither Compose nor Kubernetes"),
    ("name: x", "a.yml", "no services and no pod spec"),
    ("name: x", "compose.yml", "no services in this Compose file"),
    ("x-a: {image: x}\nx-b: 1", "compose.yml", "only x- fragments, no services"),
    ("services:", "compose.yml", "services is empty"),
    ("services: {}", "compose.yml", "services is empty"),
    ("services: [a]", "compose.yml", "services is not a mapping, so this is no Compose file"),
    ("services: {a: {class: B}}", "services.yaml", "nothing under services looks like a Compose service"),
    (
        "steps: {a: {image: b}}\nservices: {a: {image: b}}",
        "ci.yml",
        "not a Compose file: the key 'steps' at the top is none of Compose's",
    ),
    ('{"image": "x", "runArgs": ["--cap-add=SYS_PTRACE"]}', "devcontainer.json", "no services and no pod spec"),
    ("apiVersion: v2\nname: chart", "Chart.yaml", "no services and no pod spec"),
    ("apiVersion: v1\nkind: ConfigMap\ndata: {containers: x}", "a.yml", "Kubernetes ConfigMap, no containers"),
    ("apiVersion: v1\nkind: Pod\nspec: {}", "a.yml", "Kubernetes Pod, no containers"),
    ("apiVersion: v1\nkind: List\nitems: []", "a.yml", "an empty Kubernetes list"),
    (
        "apiVersion: policy/v1beta1\nkind: PodSecurityPolicy\nspec: {privileged: true}",
        "a.yml",
        "Kubernetes PodSecurityPolicy, which describes or restricts and runs nothing",
    ),
    (
        "apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nspec: {template: {spec: {containers: [{name: a}]}}}",
        "a.yml",
        "Kubernetes ClusterPolicy, which describes or restricts and runs nothing",
    ),
    (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: {{ .x }}}\n"
        "spec: {template: {spec: {containers: [{name: a}]}}}",
        "a.yml",
        "Helm template, render it first",
    ),
    (
        'apiVersion: v1\nkind: Pod\nmetadata: {name: "{{ .Values.name }}"}\nspec: {containers: [{name: a}]}',
        "a.yml",
        "Helm template, render it first",
    ),
]


@pytest.mark.parametrize(("text", "path", "reason"), NOT_OURS)
def test_not_ours(text: str, path: str, reason: str) -> None:
    found, _ = outcome(text, path)
    assert isinstance(found, NotOurs)
    assert found.reason == reason


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("services: {a: {image: x}}", "anything.yml"),
        ("services: {a: {image: x}}", "<stdin>"),
        ("services: {a: }", "docker-compose.prod.yml"),
        ("version: '3'\nservices: {a: {build: .}}\nnetworks: {}\nx-y: 1", "a.yml"),
        ("cap_add: [X]\nservices: {a: {image: b}}", "a.yml"),
        ("steps: 1\nservices: {a: {image: x}}", "folder/compose.yml"),
        ("services: {a: {image: x, labels: ['{{ .Name }}']}}", "compose.yml"),
        ("apiVersion: v1\nkind: Pod\nspec: {containers: [{name: a, image: '{{ image }}'}]}", "a.yml"),
    ],
)
def test_ours(text: str, path: str) -> None:
    assert len(workloads(text, path)) == 1


RELEVANT = [
    *("services:\n", "containers:", "initContainers: []", "ephemeralContainers", "include: [a.yml]"),
    *('"\\x73ervices": 1', '"\\u0073ervices": 1', '"\\U00000073ervices"', '"ser\\\nvices": 1', '"ser\\\r\nvices": 1'),
]


@pytest.mark.parametrize("text", RELEVANT)
def test_what_could_be_ours_is_relevant(text: str) -> None:
    assert is_relevant(text)


@pytest.mark.parametrize("text", ["", "kind: Service\n", "a: '\\d'\n"])
def test_what_cannot_be_ours_is_not(text: str) -> None:
    assert not is_relevant(text)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("containers: []\n", False),
        ("services: {}\nx-a: apiVersion\n", False),
        ("apiVersion: v1\nservices: {}\n", False),
        ("include: [a.yml]\n", False),
        ('{"apiVersion": "v1", "kind": "Pod", "services": {}}', False),
        ('{"apiVersion": "v1", "\\x73ervices": {}}', False),
        ('{"apiVersion": "v1", "kind": "Pod"}', True),
        ("apiVersion: v1\nkind: Pod\nservices: {}\n", True),
        ("# a\nkind: Pod\nspec: {services: []}\napiVersion: v1\n", True),
    ],
)
def test_a_manifest_is_told_by_its_text(text: str, is_one: bool) -> None:
    assert stands_alone(text) is is_one


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{{- if .Values.x }}", "Helm template, render it first"),
        ("{{ name }}", "template with {{ }}, render it first"),
        ("{% if x %}", "template with {% %}, render it first"),
        ("<%= x %>", "template with <% %>, render it first"),
        ("a: [", None),
        ("a: {{{{{", None),
    ],
)
def test_templates(text: str, reason: str | None) -> None:
    assert template_reason(text) == reason


@pytest.mark.parametrize("text", ["services: {{ .x }}\n", 'services: "{{ .Values.services }}"\n'])
def test_a_template_that_is_yaml_is_a_template(text: str) -> None:
    found, _ = outcome(text, "values.yaml")
    assert isinstance(found, NotOurs)
    assert found.reason == "Helm template, render it first"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("apiVersion: v1\nkind: ConfigMap\ndata: {containers: 1}\n", "Kubernetes ConfigMap, no containers"),
        ("kind: Role # of whom\napiVersion: v1", "Kubernetes Role, no containers"),
        ("---\nkind: Secret\r\napiVersion: v1\r\n", "Kubernetes Secret, no containers"),
        ("apiVersion: v1\nkind: Pod\n", None),
        ("kind: ConfigMap\nservices: {}\n", None),
        ("apiVersion: v1\nkind: ConfigMap\nkind: Pod\n", None),
        ("kind: ConfigMap\nkind: Pod\napiVersion: v1\n", None),
        ("apiVersion: v1\nkind: ConfigMap\n---\napiVersion: v1\nkind: Pod\n", None),
        ("apiVersion: v1\nkind: ConfigMap\n...\nservices: {}\n", None),
        ("apiVersion: v1\nkind: ConfigMap Pod\n", None),
        ("apiVersion: v1\nkind:\n", None),
        ("apiVersion: v1\nmetadata:\n  kind: ConfigMap\n", None),
    ],
)
def test_the_kind_alone_tells_of_some(text: str, reason: str | None) -> None:
    assert reason_by_kind(text) == reason


def test_what_is_named_as_a_file_of_the_project_is_compose() -> None:
    text = "services: {a: {tty: true}}\n"
    assert isinstance(read(document(text, "x/prod.yml"), Folder()), NotOurs)
    assert isinstance(read(document(text, "x/prod.yml"), Folder(), ("prod.yml",)), tuple)
