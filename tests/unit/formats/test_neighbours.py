"""What stands around a manifest: namespaces and copies of a node's profiles; and a missing profile of a service."""

from __future__ import annotations

import pytest

from capslint.cst.parse import parse_slice, slices
from capslint.formats import NotOurs, read
from capslint.formats.kubernetes.fields import ENFORCE
from capslint.model import PodSecurity, Seccomp, SeccompKind
from capslint.source import Source
from tests.unit.formats.reading import Folder, containers, service

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: p%s}\nspec: {containers: [{name: a}]}\n"
LABELS = f"{{{ENFORCE}: baseline, {ENFORCE}-version: v1.30}}"
NAMESPACE = f"apiVersion: v1\nkind: Namespace\nmetadata: {{name: n, labels: {LABELS}}}\n"
BASELINE = PodSecurity("baseline", "v1.30", "n")


def _policy(text: str, files: dict[str, str] | None = None) -> PodSecurity | None:
    source = Source("pod.yaml", text)
    for start, end in slices(text):
        if "containers" in text[start:end]:
            (document,) = parse_slice(source, start, end)
            workloads = read(document, Folder(files or {}))
            assert not isinstance(workloads, NotOurs)
            return workloads[0].containers[0].pod_security
    raise AssertionError("no pod")


def test_a_namespace_of_the_same_file_counts() -> None:
    assert _policy(f"{NAMESPACE}---\n{POD % ', namespace: n'}") == BASELINE
    assert _policy(f"{POD % ', namespace: n'}---\n{NAMESPACE}") == BASELINE


def test_another_namespace_and_none_do_not() -> None:
    assert _policy(f"{NAMESPACE}---\n{POD % ', namespace: other'}") is None
    assert _policy(f"{NAMESPACE}---\n{POD % ''}") is None


def test_a_part_that_is_no_yaml_does_not_hide_the_rest() -> None:
    assert _policy(f"{POD % ', namespace: n'}---\n{ENFORCE}: [\n---\n{NAMESPACE}") == BASELINE


@pytest.mark.parametrize(
    ("kustomization", "metadata", "expected"),
    [
        ("resources: [ns.yaml, ./pod.yaml]", ", namespace: n", BASELINE),
        ("resources: [ns.yaml, pod.yaml]\nnamespace: n", ", namespace: other", BASELINE),
        ("resources: [ns.yaml]", ", namespace: n", None),
        ("resources: [../ns.yaml, pod.yaml]", ", namespace: n", None),
        ("resources: [", ", namespace: n", None),
        # The kustomization's namespace becomes the name of the Namespace.
        ("resources: [ns.yaml, pod.yaml]\nnamespace: m", ", namespace: n", BASELINE._replace(namespace="m")),
        ("resources: [ns.yaml, pod.yaml]\nnamespace: m", "", BASELINE._replace(namespace="m")),
        ("resources: [ns.yaml, other.yaml, pod.yaml]\nnamespace: m", "", None),
        ("resources: [other.yaml, ns.yaml, pod.yaml]", ", namespace: n", BASELINE),
        ("resources: [list.json, pod.yaml]", ", namespace: n", BASELINE),
        ("namespace: n", "", None),
    ],
)
def test_a_kustomization_brings_the_namespace(kustomization: str, metadata: str, expected: PodSecurity | None) -> None:
    other = NAMESPACE.replace("name: n,", "name: other,")
    listed = f"{{apiVersion: v1, kind: List, items: [{{{', '.join(NAMESPACE.splitlines())}}}]}}"
    files = {"kustomization.yaml": kustomization, "ns.yaml": NAMESPACE, "../ns.yaml": NAMESPACE, "other.yaml": other}
    assert _policy(POD % metadata, {**files, "list.json": listed}) == expected


@pytest.mark.parametrize(
    ("files", "metadata", "expected"),
    [
        ({"namespace.yaml": NAMESPACE}, ", namespace: n", BASELINE),
        ({"ns.yaml": NAMESPACE}, ", namespace: n", BASELINE),
        ({"00-setup.yml": f"{NAMESPACE}---\nkind: ConfigMap\n"}, ", namespace: n", BASELINE),
        ({"a.yaml": NAMESPACE, "b.yaml": NAMESPACE}, ", namespace: n", BASELINE),
        ({"a.yaml": NAMESPACE, "b.yaml": NAMESPACE.replace("baseline", "restricted")}, ", namespace: n", None),
        ({"ns.yaml": NAMESPACE}, ", namespace: other", None),
        ({"ns.yaml": NAMESPACE}, "", None),
        ({"ns.yaml": NAMESPACE, "kustomization.yaml": "resources: [pod.yaml]"}, ", namespace: n", None),
    ],
)
def test_files_beside_the_manifest_tell_of_its_namespace(
    files: dict[str, str], metadata: str, expected: PodSecurity | None
) -> None:
    assert _policy(POD % metadata, files) == expected


def test_the_manifests_own_namespace_goes_before_one_beside_it() -> None:
    restricted = NAMESPACE.replace("baseline", "restricted")
    found = _policy(f"{NAMESPACE}---\n{POD % ', namespace: n'}", {"ns.yaml": restricted})
    assert found == BASELINE


@pytest.mark.parametrize("path", ["p/audit.json", "audit.json", "seccomp/p/audit.json", "profiles/audit.json"])
def test_a_copy_of_a_localhost_profile_is_found_beside_the_manifest(path: str) -> None:
    text = (
        "apiVersion: v1\nkind: Pod\nspec: {containers: [{name: a, securityContext: "
        "{seccompProfile: {type: Localhost, localhostProfile: p/audit.json}}}]}\n"
    )
    found = containers(text, "pod.yaml", {path: "{}", "../p/audit.json": "no"})["a"]
    assert found.seccomp.value == Seccomp(SeccompKind.FILE, "p/audit.json", beside="{}")


SELF = {"compose.yml": "services: {}"}


@pytest.mark.parametrize(
    ("profile", "files", "expected"),
    [
        ("p.json", SELF, True),
        ("p.json", {**SELF, "p.json": "{}"}, False),
        ("p.json", {}, False),  # standard input: there are no neighbours
        ("../p.json", SELF, False),
        ("/etc/p.json", SELF, False),
        ("~/p.json", SELF, False),
        ("unconfined,apparmor:unconfined", SELF, True),
        ("unconfined:apparmor:unconfined", SELF, True),
        ("C:/p.json", SELF, False),
        ('{"defaultAction":"SCMP_ACT_ALLOW"}', SELF, False),
    ],
)
def test_a_profile_that_should_be_there(profile: str, files: dict[str, str], expected: bool) -> None:
    for separator in "=:":
        value = service(f"security_opt: ['seccomp{separator}{profile}']", files).seccomp.value
        assert isinstance(value, Seccomp)
        assert value.is_missing is expected
