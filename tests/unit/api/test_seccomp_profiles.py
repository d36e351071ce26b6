"""What a seccomp profile is as a whole."""

from __future__ import annotations

import json
from typing import Any

import pytest

from capslint.api.seccomp_profiles import default_of, ignored_by_containerd


def _call(name: str, action: str, **more: Any) -> dict[str, Any]:
    return {"names": [name], "action": f"SCMP_ACT_{action}", **more}


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        ({"defaultAction": "SCMP_ACT_ERRNO"}, ("ERRNO", 0)),
        ({"defaultAction": "SCMP_ACT_LOG"}, ("LOG", 0)),
        (
            {"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [_call("mount", "ERRNO"), _call("read", "ALLOW")]},
            ("ALLOW", 1),
        ),
        # One rule lets it through, so it is not refused as a whole.
        (
            {"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [_call("clone", "ERRNO"), _call("clone", "ALLOW")]},
            ("ALLOW", 0),
        ),
        ({"defaultAction": "ALWAYS"}, None),
        ([], None),
    ],
)
def test_the_default_action_and_what_is_refused(profile: object, expected: tuple[str, int] | None) -> None:
    assert default_of(json.dumps(profile)) == expected


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        ({"defaultAction": "SCMP_ACT_ERRNO", "architectures": ["SCMP_ARCH_X86_64"]}, ()),
        ({"archMap": [{}], "syscalls": [_call("a", "ALLOW", includes={"caps": ["CAP_BPF"]})]}, ("archMap", "includes")),
        ({"archMap": [], "syscalls": [_call("a", "ALLOW", includes={}, excludes={})]}, ()),
        ({"syscalls": [_call("a", "ALLOW", excludes={"arches": ["s390x"]})] * 2}, ("excludes",)),
        ({"syscalls": [{"name": "a", "action": "SCMP_ACT_ALLOW"}]}, ("name",)),
        ({"syscalls": "x"}, ()),
        (["x"], ()),
    ],
)
def test_what_containerd_does_not_read(profile: object, expected: tuple[str, ...]) -> None:
    assert ignored_by_containerd(json.dumps(profile)) == expected


def test_what_is_no_json_is_no_profile() -> None:
    assert default_of("{") is None
    assert ignored_by_containerd("{") == ()
