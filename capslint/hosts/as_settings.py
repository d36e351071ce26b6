"""A host as settings, the way a person writes them."""

from __future__ import annotations

from capslint.model.host import Host, PodSecurity, Version


def as_settings(host: Host) -> dict[str, str | int | bool]:
    """Return what is known of ``host``, by the names of settings; reading them gives the same host.

    Loaded AppArmor profiles have no setting.
    """
    found: dict[str, str | int | bool | None] = {
        "engine": _engine(host),
        "kernel": _version(host.kernel),
        "arch": host.arch,
        "lsm": host.lsm.value if host.lsm is not None else None,
        "ptrace-scope": host.ptrace_scope,
        "perf-event-paranoid": host.perf_event_paranoid,
        "unprivileged-bpf-disabled": host.unprivileged_bpf_disabled,
        "mmap-rnd-bits": host.mmap_rnd_bits,
        "container-selinux": _version(host.container_selinux),
        "pod-security": _pod_security(host.pod_security),
        "userns-remap": host.user_namespace_remap,
        "rootless": host.rootless,
        "debian-perf": host.debian_perf,
        "kubelet-seccomp-default": host.kubelet_seccomp_default,
    }
    return {name: value for name, value in found.items() if value is not None}


def _engine(host: Host) -> str | None:
    if host.engine is None:
        return None
    return host.engine.value + (f"@{_version(host.engine_version)}" if host.engine_version else "")


def _version(version: Version | None) -> str | None:
    return ".".join(map(str, version)) if version else None


def _pod_security(told: PodSecurity | None) -> str | None:
    if told is None:
        return None
    return f"{told.level}@{told.version}" if told.version else told.level
