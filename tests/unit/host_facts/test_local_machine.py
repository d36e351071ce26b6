"""What /proc and /sys say of a machine, and what they do not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from capslint.host_facts.ask_engine import Asking
from capslint.host_facts.local_machine import this_machine
from capslint.host_facts.machine_hosts import host_here
from capslint.host_facts.read_host import ReadHost
from capslint.model import Lsm
from tests.unit.host_facts.machines import machine

YAMA = "/proc/sys/kernel/yama"
KERNEL_ALONE = {"ptrace-scope", "perf-event-paranoid", "unprivileged-bpf-disabled", "mmap-rnd-bits", "debian-perf"}


def here(root: Path, **changes: Any) -> ReadHost:
    return host_here(Asking(), machine(root, **changes))


def why(host: ReadHost, name: str) -> str:
    return next(fact.source for fact in host.unknown if fact.name == name)


def test_a_machine_with_everything(tmp_path: Path) -> None:
    found = here(tmp_path)
    assert found.values == {
        "kernel": "6.8.0-45-generic",
        "arch": "amd64",
        "ptrace-scope": 1,
        "perf-event-paranoid": 4,
        "unprivileged-bpf-disabled": 2,
        "mmap-rnd-bits": 32,
        "debian-perf": True,
    }
    assert all(fact.source for fact in found.known)
    assert found.host.kernel == (6, 8, 0, 45)
    assert "apparmor" in why(found, "lsm")  # that it confines is the engine's doing
    assert "no socket" in " ".join(found.remarks)


@pytest.mark.parametrize("scope", ["0", "1", "2", "3"])
def test_the_scope_is_as_yama_says(tmp_path: Path, scope: str) -> None:
    assert here(tmp_path, files={f"{YAMA}/ptrace_scope": f"{scope}\n"}).host.ptrace_scope == int(scope)


@pytest.mark.parametrize("modules", ["capability,landlock", None])
def test_without_yama_it_is_as_at_0(tmp_path: Path, modules: str | None) -> None:
    lsm = "/sys/kernel/security/lsm"
    changes: dict[str, Any] = {"files": {lsm: modules}} if modules else {}
    found = here(tmp_path, without=(YAMA,) if modules else (YAMA, lsm), **changes)
    assert found.host.ptrace_scope == 0
    assert found.host.lsm is (Lsm.NONE if modules else None)


def test_a_yama_that_is_hidden_is_not_taken_for_none(tmp_path: Path) -> None:
    found = here(tmp_path, without=(YAMA,))
    assert found.host.ptrace_scope is None
    assert "hidden" in why(found, "ptrace-scope")


def test_a_masked_folder_is_not_taken_for_none(tmp_path: Path) -> None:
    (tmp_path / "proc/sys/kernel/yama").mkdir(parents=True)
    assert here(tmp_path, without=(YAMA,)).host.ptrace_scope is None


def test_the_kernel_of_a_sandbox_is_not_the_host_s(tmp_path: Path) -> None:
    found = here(tmp_path, without=("/proc/sys/kernel/perf_event_paranoid",))
    assert found.values == {}
    assert {*KERNEL_ALONE, "kernel"} <= {fact.name for fact in found.unknown}


@pytest.mark.parametrize("text", ["", "7", "x", "1 2", "-", "9" * 5000, "\x1b[31m1"])
def test_what_is_no_value_is_not_known(tmp_path: Path, text: str) -> None:
    found = here(tmp_path, files={f"{YAMA}/ptrace_scope": text})
    assert found.host.ptrace_scope is None
    assert why(found, "ptrace-scope")


def test_a_file_that_only_root_reads_is_not_known(tmp_path: Path) -> None:
    bits = tmp_path / "proc/sys/vm/mmap_rnd_bits"
    bits.mkdir(parents=True)  # the same to a reader as no permission, and true for root as well
    found = here(tmp_path, without=("/proc/sys/vm/mmap_rnd_bits",))
    assert found.host.mmap_rnd_bits is None
    assert "mmap_rnd_bits" in why(found, "mmap-rnd-bits")


@pytest.mark.parametrize(
    ("text", "is_known"),
    [
        (
            "Linux version 6.1.0-18-amd64 (debian-kernel@lists.debian.org) (gcc-12 (Debian 12.2.0-14) 12.2.0) #1 SMP",
            True,
        ),
        (
            "Linux version 6.8.0-45-generic (buildd@lcy02) (x86_64-linux-gnu-gcc-13 (Ubuntu 13.2.0)) #45-Ubuntu SMP",
            True,
        ),
        ("Linux version 6.11.4-301.fc41.x86_64 (mockbuild@x) (gcc (GCC) 14.2.1) #1 SMP PREEMPT_DYNAMIC", None),
        (
            "Linux version 6.6.0-home (me@box) (gcc-12 (Debian 12.2.0-14) 12.2.0) #1 SMP",
            None,
        ),  # built there, not theirs
    ],
)
def test_whose_kernel_it_is(tmp_path: Path, text: str, is_known: bool | None) -> None:
    assert here(tmp_path, files={"/proc/version": text}).host.debian_perf is is_known


@pytest.mark.parametrize("path", ["/.dockerenv", "/run/.containerenv", "/run/systemd/container"])
def test_a_container_is_told(tmp_path: Path, path: str) -> None:
    assert f"runs in a container ({path})" in " ".join(here(tmp_path, files={path: ""}).remarks)


def test_a_pod_and_a_user_namespace_are_told(tmp_path: Path) -> None:
    environment = {"KUBERNETES_SERVICE_HOST": "10.0.0.1"}
    found = here(tmp_path, environment=environment, files={"/proc/self/uid_map": "0 100000 65536\n"})
    assert "runs in a container" in " ".join(found.remarks)
    assert "user namespace" in " ".join(found.remarks)


@pytest.mark.parametrize("system", ["Darwin", "Windows", ""])
def test_elsewhere_nothing_is_read_of_a_kernel(tmp_path: Path, system: str) -> None:
    assert here(tmp_path, system=system).values == {}


def test_an_architecture_that_is_not_known(tmp_path: Path) -> None:
    found = here(tmp_path, arch="ppc64le")
    assert "ppc64le" in why(found, "arch")


def test_this_machine_is_read() -> None:
    found = host_here(Asking(), this_machine())
    assert {fact.name for fact in (*found.known, *found.unknown)} >= {*KERNEL_ALONE, "engine"}
