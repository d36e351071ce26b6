"""What this machine and its engine are: as `capslint host` prints it, and, to hold that against, as it is looked up."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from capslint.config.setting_table import FACTS
from capslint.model import Engine, Host, Lsm
from tests.engine.capslint_cli import capslint
from tests.engine.daemon import Docker
from tests.engine.podman import Podman


def read_host(socket: Path) -> Host:
    """Return the host that `capslint host` reads of the engine at ``socket``."""
    return host_of(capslint("host", "--socket", str(socket), "--format", "json", folder=socket.parent))


def read_podman_host(podman: Podman) -> Host:
    """Return the host that `capslint host` reads of what ``podman info`` says."""
    command = [sys.executable, "-m", "capslint", "host", "--format", "json", "-"]
    done = subprocess.run(command, input=podman("info", "--format", "json"), capture_output=True, text=True, check=True)
    return host_of(done.stdout)


def host_of(printed: str) -> Host:
    """Return the host that `capslint host` printed as JSON."""
    (told,) = json.loads(printed)["hosts"]
    values = {fact["name"]: fact["value"] for fact in told["known"]}
    found = Host()
    for setting in FACTS:
        if setting.name in values:
            found = found._replace(**setting.read(setting.name, values[setting.name]))
    return found


def host(docker: Docker) -> Host:
    """Return the host that ``docker``'s daemon runs on."""
    options = json.loads(docker("info", "--format", "{{json .SecurityOptions}}"))
    names = {option.partition("name=")[2].partition(",")[0] for option in options}
    return _host(docker, Engine.DOCKER, names)


def podman_host(podman: Podman) -> Host:
    """Return the host that ``podman`` runs on."""
    told = json.loads(podman("info", "--format", "{{json .Host.Security}}"))
    facts = {"apparmor": "apparmorEnabled", "selinux": "selinuxEnabled", "rootless": "rootless"}
    return _host(podman, Engine.PODMAN, {name for name, key in facts.items() if told[key]})


def _host(docker: Docker, engine: Engine, names: set[str]) -> Host:
    return Host(
        engine=engine,
        engine_version=_numbers(docker.version),
        kernel=_numbers(os.uname().release)[:2],
        # Without Yama in the kernel its gate does not exist: the same as 0.
        ptrace_scope=_sysctl("kernel/yama/ptrace_scope", 0),
        lsm=Lsm.APPARMOR if "apparmor" in names else Lsm.SELINUX if "selinux" in names else Lsm.NONE,
        perf_event_paranoid=_sysctl("kernel/perf_event_paranoid", None),
        unprivileged_bpf_disabled=_sysctl("kernel/unprivileged_bpf_disabled", None),
        user_namespace_remap="userns" in names,
        rootless="rootless" in names,
    )


def _numbers(text: str) -> tuple[int, ...]:
    found = re.match(r"\d+(\.\d+)*", text)
    return tuple(int(number) for number in found[0].split(".")) if found else ()


def _sysctl(name: str, without: int | None) -> int | None:
    path = Path("/proc/sys", name)
    return int(path.read_text(encoding="ascii")) if path.exists() else without


def options(host: Host) -> list[str]:
    """Return the options that tell capslint's commands about ``host``."""
    words = [
        "--engine",
        f"{host.engine.value if host.engine else ''}@{'.'.join(str(number) for number in host.engine_version or ())}",
    ]
    words += ["--kernel", ".".join(str(number) for number in host.kernel or ())]
    words += ["--userns-remap" if host.user_namespace_remap else "--no-userns-remap"]
    words += ["--rootless" if host.rootless else "--no-rootless"]
    facts = {
        "--ptrace-scope": host.ptrace_scope,
        "--lsm": host.lsm.value if host.lsm else None,
        "--perf-event-paranoid": host.perf_event_paranoid,
        "--unprivileged-bpf-disabled": host.unprivileged_bpf_disabled,
    }
    return words + [word for name, value in facts.items() if value is not None for word in (name, str(value))]
