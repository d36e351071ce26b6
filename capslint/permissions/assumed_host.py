"""The host a file is judged for when nobody says which."""

from __future__ import annotations

from capslint.model.container import Starter
from capslint.model.host import Engine, Host, all_of_hosts
from capslint.permissions.engines.engine_data import NEWEST

KERNEL = (5, 10)
"""The oldest kernel that is still maintained for the long term (kernel.org/releases.html); no rule asks for a newer."""
PTRACE_SCOPE = 1
"""Yama's built-in default (security/yama/yama_lsm.c): what works at 1 works at 0."""
CONTAINER_SELINUX = (2, 223, 0)
"""Of October 2023, in every distribution that is supported."""


def assumed(host: Host, starter: Starter, told: Engine | None = None) -> Host:
    """Return ``host`` with what it does not tell filled in as on the hosts that people have today.

    ``told`` is the engine that the file itself names: of another one than that the host's release says nothing.
    Facts in which such hosts differ stay unknown: the security module, perf_event_paranoid, unprivileged_bpf_disabled,
    vm.mmap_rnd_bits and the kubelet's seccomp default. Of several hosts it is so filled in for each.
    """
    if host.each:
        return all_of_hosts([(name, assumed(each, starter, told)) for name, each in host.each])
    if told not in (None, host.engine):
        host = host._replace(engine=told, engine_version=None)
    engine = host.engine
    if engine is None:
        engine = Engine.DOCKER if starter is Starter.ENGINE else Engine.CONTAINERD
    return host._replace(
        engine=engine,
        # Every release that is still supported lets ptrace and process_vm_readv through.
        engine_version=host.engine_version or NEWEST[engine.value],
        kernel=host.kernel or KERNEL,
        ptrace_scope=PTRACE_SCOPE if host.ptrace_scope is None else host.ptrace_scope,
        user_namespace_remap=False if host.user_namespace_remap is None else host.user_namespace_remap,
        rootless=False if host.rootless is None else host.rootless,
        container_selinux=host.container_selinux or CONTAINER_SELINUX,
    )
