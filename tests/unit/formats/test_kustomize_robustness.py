"""Whatever stands in kustomizations and patches, reading raises nothing."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from capslint.formats import NotOurs, read
from tests.unit.formats.reading import Folder, document

WORDS = (
    *("web.yaml", "patch.yaml", "add", "replace", "test", "/spec/containers/0", "/spec/containers/-", "/a~1b", "app"),
    *("web", "Pod", "v1", "kustomize.config.k8s.io/v1beta1", ".", "..", "../here", "w.*", "(w+)+", "", "delete"),
)
KEYS = (
    *(
        "resources",
        "components",
        "patches",
        "patchesStrategicMerge",
        "patchesJson6902",
        "images",
        "namespace",
        "target",
    ),
    *("path", "patch", "op", "value", "from", "name", "kind", "metadata", "spec", "containers", "$patch", "options"),
    *("apiVersion", "labels", "items", "newName", "replacements", "labelSelector", "volumes", "securityContext"),
)
SCALARS = st.one_of(st.sampled_from(WORDS), st.none(), st.booleans(), st.integers(-2, 3))
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)),
    max_leaves=12,
)
POINTERS = st.lists(st.sampled_from(("spec", "containers", "0", "-", "-1", "name", "securityContext")), max_size=5).map(
    lambda steps: "".join(f"/{step}" for step in steps)
)
OPERATIONS = st.lists(
    st.fixed_dictionaries(
        {"op": st.sampled_from(("add", "copy", "move", "remove", "replace", "test")), "path": POINTERS},
        optional={"from": POINTERS, "value": VALUES},
    ),
    max_size=4,
)
PATCHES = [{"path": "patch.yaml", "target": {"kind": "Pod"}}]
KUSTOMIZATIONS = st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=5).map(
    lambda given: {"resources": ["web.yaml"], "patches": PATCHES, **given}
)
POD = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"}, "spec": {"containers": [{"name": "app"}]}}


@given(KUSTOMIZATIONS, st.one_of(VALUES, OPERATIONS), st.sampled_from(("web.yaml", "patch.yaml", "kustomization.yaml")))
def test_nothing_is_raised(kustomization: dict[str, Any], patch: Any, checked: str) -> None:
    files = Folder(
        {"web.yaml": json.dumps(POD), "kustomization.yaml": json.dumps(kustomization), "patch.yaml": json.dumps(patch)}
    )
    found = read(document(files[checked], checked), files)
    assert isinstance(found, (NotOurs, tuple))


@given(VALUES)
def test_a_strategic_patch_of_anything_leaves_a_pod_or_none(spec: Any) -> None:
    patch = {**POD, "spec": spec}
    kustomization = {"resources": ["web.yaml"], "patches": [{"path": "patch.yaml"}]}
    files = Folder({"kustomization.yaml": json.dumps(kustomization), "patch.yaml": json.dumps(patch)})
    found = read(document(json.dumps(POD), "web.yaml"), files)
    labels = (
        [container.label for workload in found for container in workload.containers] if isinstance(found, tuple) else []
    )
    assert all(label.startswith("Pod/web ") for label in labels)
