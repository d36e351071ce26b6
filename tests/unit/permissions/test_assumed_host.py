"""The host that is assumed where nobody says which."""

from __future__ import annotations

import pytest

from capslint.model import Engine, Host, Starter
from capslint.model.host import Version
from capslint.permissions.assumed_host import assumed


@pytest.mark.parametrize(
    ("starter", "engine", "version"),
    [
        (Starter.ENGINE, Engine.DOCKER, (29, 7, 2)),
        (Starter.KUBELET, Engine.CONTAINERD, (2, 3, 4)),
    ],
)
def test_the_host_that_is_assumed(starter: Starter, engine: Engine, version: Version) -> None:
    host = assumed(Host(), starter)
    assert (host.engine, host.engine_version, host.ptrace_scope, host.user_namespace_remap) == (
        engine,
        version,
        1,
        False,
    )
    assert host.kernel is not None
    assert host.kernel >= (4, 8)
    assert (host.lsm, host.perf_event_paranoid, host.kubelet_seccomp_default, host.mmap_rnd_bits) == (None,) * 4


def test_what_is_known_of_the_host_is_kept() -> None:
    known = Host(
        Engine.PODMAN, (4, 0, 0), (4, 18), 0, user_namespace_remap=True, rootless=False, container_selinux=(2, 100, 0)
    )
    assert assumed(known, Starter.ENGINE) == known
    assert assumed(Host(Engine.CRIO), Starter.KUBELET).engine_version == (1, 36, 3)
