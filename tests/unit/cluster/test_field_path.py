"""The field that a place in an object's text is in."""

from __future__ import annotations

import pytest

from capslint.cluster.field_path import field_at

TEXT = """\
metadata:
  annotations:
    a.b/c: 'yes'
spec:
  containers:
  - command:
    - strace
    - -p
    name: app
  - name: b
    securityContext:
      capabilities:
        add: [SYS_PTRACE, "KILL"]
      privileged: true
"""


@pytest.mark.parametrize(
    ("place", "field"),
    [
        ("metadata", "metadata"),
        ("a.b/c", 'metadata.annotations["a.b/c"]'),
        ("yes", 'metadata.annotations["a.b/c"]'),
        ("-p", "spec.containers[0].command[1]"),
        ("app", "spec.containers[0].name"),
        ("privileged", "spec.containers[1].securityContext.privileged"),
        ("true", "spec.containers[1].securityContext.privileged"),
        ("SYS_PTRACE", "spec.containers[1].securityContext.capabilities.add[0]"),
        ('"KILL', "spec.containers[1].securityContext.capabilities.add[1]"),
    ],
)
def test_fields(place: str, field: str) -> None:
    assert field_at(TEXT, TEXT.index(place)) == field


def test_beyond_the_text_there_is_none() -> None:
    assert field_at(TEXT, len(TEXT) + 5) == ""
