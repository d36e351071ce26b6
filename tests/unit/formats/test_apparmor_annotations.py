"""AppArmor annotations as the API server validates them.

The tables are those of kubernetes ``pkg/apis/core/validation/validation.go``: ValidateAppArmorPodAnnotations,
ValidateAppArmorProfileFormat, validateAppArmorAnnotationsAndFieldsMatchOnCreate.
"""

from __future__ import annotations

import pytest

from capslint.model import Container, Unknown
from tests.unit.formats.reading import containers

KEY = "container.apparmor.security.beta.kubernetes.io"
POD = """\
apiVersion: v1
kind: Pod
metadata: {{name: p, annotations: {{{annotations}}}}}
spec: {{{pod} containers: [{{name: app, image: x, {own}}}, {{name: side, image: y}}], {more}}}
"""
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: d}}
spec:
  template:
    metadata: {{annotations: {{{annotations}}}}}
    spec: {{{pod} containers: [{{name: app, image: x, {own}}}], {more}}}
"""
KINDS = [POD, DEPLOYMENT]


def _read(text: str, annotations: str, own: str = "", pod: str = "", more: str = "") -> Container:
    own = f"securityContext: {{appArmorProfile: {own}}}" if own else ""
    pod = f"securityContext: {{appArmorProfile: {pod}}}," if pod else ""
    return containers(text.format(annotations=annotations, own=own, pod=pod, more=more), "x.yaml")["app"]


@pytest.mark.parametrize("text", KINDS)
@pytest.mark.parametrize("name", ["runtime/default", "unconfined", "localhost/x", "localhost/", '""'])
def test_names_that_are_taken(text: str, name: str) -> None:
    found = _read(text, f"{KEY}/app: {name}")
    assert (found.refused, found.exclusions) == ((), ())


@pytest.mark.parametrize("text", KINDS)
@pytest.mark.parametrize("name", ["unconfned", "Unconfined", "RuntimeDefault", "docker-default", "localhost", "x"])
def test_names_that_are_refused(text: str, name: str) -> None:
    found = _read(text, f"{KEY}/app: {name}")
    (refused,) = found.refused
    assert (refused.value.written, refused.value.field) == (name, f"the annotation {KEY}/app")
    assert refused.value.meant is None
    assert isinstance(found.apparmor.value, Unknown)


@pytest.mark.parametrize("text", KINDS)
def test_a_container_that_is_not_there(text: str) -> None:
    found = _read(text, f"{KEY}/nope: unconfined, {KEY}/app: unconfined")
    ((setting, exclusion),) = found.exclusions
    assert setting.place.path[-1] == f"{KEY}/nope"
    assert "'nope'" in exclusion.pair
    assert _read(text, f"{KEY}/first: unconfined", more="initContainers: [{name: first, image: z}]").exclusions == ()


def test_of_a_part_of_a_pod_nobody_knows_the_containers() -> None:
    patch = POD.replace("image: y", "env: []")
    assert _read(patch, f"{KEY}/nope: unconfined").exclusions == ()
    assert _read(DEPLOYMENT.replace("kind: Deployment", "kind: Sandbox"), f"{KEY}/nope: unconfined").exclusions == ()


DEFAULT, UNCONFINED, LOCAL = "{type: RuntimeDefault}", "{type: Unconfined}", "{type: Localhost, localhostProfile: p}"
MATCHES = [
    ("unconfined", UNCONFINED, True),
    ("runtime/default", UNCONFINED, False),
    ("localhost/p", UNCONFINED, False),
    ('""', UNCONFINED, False),
    ("runtime/default", DEFAULT, True),
    ("unconfined", DEFAULT, False),
    ("localhost/p", DEFAULT, False),
    ("localhost/p", LOCAL, True),
    ("localhost/q", LOCAL, False),
    ("unconfined", LOCAL, False),
]


@pytest.mark.parametrize("text", KINDS)
@pytest.mark.parametrize(("annotation", "field", "matches"), MATCHES)
def test_field_and_annotation(text: str, annotation: str, field: str, matches: bool) -> None:
    found = _read(text, f"{KEY}/app: {annotation}", own=field)
    assert bool(found.exclusions) is not matches
    beside_pod = _read(text, f"{KEY}/app: {annotation}", own=field, pod=UNCONFINED).exclusions
    assert [exclusion for _, exclusion in beside_pod] == [exclusion for _, exclusion in found.exclusions]


@pytest.mark.parametrize(("annotation", "field", "matches"), MATCHES)
def test_an_annotation_goes_before_the_field_of_a_pod_but_not_of_a_template(
    annotation: str, field: str, matches: bool
) -> None:
    of_pod = _read(POD, f"{KEY}/app: {annotation}", pod=field).exclusions
    assert bool(of_pod) is (annotation == '""')
    assert bool(_read(DEPLOYMENT, f"{KEY}/app: {annotation}", pod=field).exclusions) is not matches


def test_what_gives_more_is_pointed_to() -> None:
    ((setting, _),) = _read(POD, f"{KEY}/app: unconfined", own=DEFAULT).exclusions
    assert setting.place.path[0] == "metadata"
    ((setting, _),) = _read(POD, f"{KEY}/app: runtime/default", own=UNCONFINED).exclusions
    assert setting.place.path[-1] == "appArmorProfile"
