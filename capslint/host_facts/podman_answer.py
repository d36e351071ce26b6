"""The answers of Podman: of its service's ``info``, of ``podman info`` and ``podman version`` as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from capslint.host_facts.engine_answer import EngineAnswer, EngineMachine
from capslint.host_facts.json_values import at, flag_at, number_at, text_at
from capslint.host_facts.local_machine import GO_ARCHES
from capslint.host_facts.read_host import ReadFact, fact_of, version_in

OWN_PROFILES = ("/usr/share/containers/seccomp.json", "/etc/containers/seccomp.json", "default", "")
"""Where the profile of containers/common lies; the second is for an administrator to change."""


def podman_answer(info: Any, source: str) -> EngineAnswer:
    """Return what ``podman info`` says."""
    number = version_in(text_at(info, "version", "Version"))
    release = text_at(info, "host", "kernel")
    arch = text_at(info, "host", "arch")
    facts = (
        fact_of("engine", f"podman@{number}" if number else None, f"{source}: version.Version"),
        fact_of("kernel", version_in(release), f"{source}: host.kernel"),
        fact_of("arch", GO_ARCHES.get(arch or "", arch), f"{source}: host.arch"),
        *_security(info, source),
    )
    machine = EngineMachine(
        release,
        number_at(info, "host", "memTotal"),
        text_at(info, "host", "hostname"),
        (),
        text_at(info, "host", "ociRuntime", "name"),
        "podman was a remote client (host.serviceIsRemote)" if flag_at(info, "host", "serviceIsRemote") else None,
    )
    return EngineAnswer(f"Podman {number or 'of an unknown release'}", facts, machine, tuple(_remarks(info)))


def podman_version_answer(version: Any, source: str) -> EngineAnswer:
    """Return what ``podman version`` says: of its machine nothing but the architecture."""
    side = "Server" if at(version, "Server") else "Client"
    number = version_in(text_at(version, side, "Version"))
    arch = (text_at(version, side, "OsArch") or "").rpartition("/")[2]
    facts = (
        fact_of("engine", f"podman@{number}" if number else None, f"{source}: {side}.Version"),
        ReadFact("kernel", None, "`podman info --format json` tells it"),
        fact_of("arch", GO_ARCHES.get(arch, arch) or None, f"{source}: {side}.OsArch"),
    )
    return EngineAnswer(f"Podman {number or 'of an unknown release'}", facts, EngineMachine())


def _security(info: Any, source: str) -> Iterator[ReadFact]:
    apparmor, selinux = (flag_at(info, "host", "security", key) for key in ("apparmorEnabled", "selinuxEnabled"))
    if apparmor is None and selinux is None:
        module = None
    else:
        module = "apparmor" if apparmor else "selinux" if selinux else "none"
    yield fact_of("lsm", module, f"{source}: host.security")
    yield fact_of("rootless", flag_at(info, "host", "security", "rootless"), f"{source}: host.security.rootless")


def _remarks(info: Any) -> Iterator[str]:
    profile = text_at(info, "host", "security", "seccompProfilePath")
    if profile is not None and profile not in OWN_PROFILES[:1]:
        yield (
            f"Podman's default seccomp profile is {profile[:80]!r}, which may be another one than that of its release, "
            "by which verdicts go"
        )
    if flag_at(info, "host", "security", "seccompEnabled") is False:
        yield "Podman runs without seccomp: no profile denies anything there"
