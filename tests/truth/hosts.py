"""The machines of the measurements, as the model knows them."""

from __future__ import annotations

from typing import Any

from capslint.model import AppArmorProfile, Engine, Host, Lsm

FIRST = Host(
    engine=Engine.DOCKER,
    engine_version=(20, 10, 24),
    kernel=(6, 1),
    lsm=Lsm.APPARMOR,
    perf_event_paranoid=3,
    debian_perf=True,
    unprivileged_bpf_disabled=2,
    user_namespace_remap=False,
    rootless=False,
    arch="amd64",
)
"""The machine of the rows that do not name one; ptrace_scope changes from row to row."""
COLUMNS = ("yama", "engine", "kernel", "lsm", "rootless", "perf_event_paranoid", "cri", "scene")
"""The columns that tell the machine."""


def host_of(row: dict[str, Any], profiles: tuple[AppArmorProfile, ...] = ()) -> Host:
    """Return the machine of ``row``, with the AppArmor ``profiles`` that were loaded there."""
    host = FIRST._replace(
        ptrace_scope=int(row["yama"]),
        user_namespace_remap=row.get("scene") == "userns",
        apparmor_profiles=profiles,
    )
    if "engine" not in row:
        return host
    name, _, version = row["engine"].partition("@")
    return host._replace(
        engine=Engine(name),
        engine_version=_numbers(version),
        kernel=_numbers(row["kernel"])[:2],
        lsm=Lsm(row["lsm"]),
        perf_event_paranoid=int(row["perf_event_paranoid"]),
        # Only of Debian's kernel a number was set that this turns on.
        debian_perf=int(row["perf_event_paranoid"]) > 2,
        rootless=bool(row["rootless"]),
        # The requests that a kubelet made of an unset profile without --seccomp-default.
        kubelet_seccomp_default=False if row.get("cri") else None,
    )


def has_yama(row: dict[str, Any]) -> bool:
    """Return whether the kernel of ``row`` had Yama."""
    return row.get("lsm") != Lsm.NONE.value


def withheld(row: dict[str, Any]) -> tuple[str, ...]:
    """Return the capabilities that the machine of ``row`` had for nobody in its own user namespace.

    The one without Yama and LSM was itself a machine whose first process lacks SYS_RESOURCE.
    """
    return ("SYS_RESOURCE",) if row.get("lsm") == Lsm.NONE.value and not row["rootless"] else ()


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))
