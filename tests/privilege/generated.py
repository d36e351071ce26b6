"""Projects and manifests with debuggers and grants, as hypothesis makes them up."""

from __future__ import annotations

from typing import Any

import yaml
from hypothesis import strategies as some

from capslint.formats.reading.neighbour_files import NoFiles
from capslint.model import Engine, Host, Lsm

COMMANDS = (
    "dlv debug ./cmd/api",
    "dlv attach 1",
    "dlv dap --listen=:2345",
    "strace -f /api",
    "strace -p 1",
    "ltrace /api",
    "gdb --args /api",
    "gdb -p 1",
    "gcore 1",
    "gdbserver :1234 /api",
    "lldb -p 1",
    "lldb-server gdbserver *:1234 /api",
    "py-spy record --pid 1 -o out.svg",
    "py-spy record -- python3 app.py",
    "node --inspect server.js",
    "perf record /api",
    "perf stat -a sleep 1",
    "perf top -p 1",
    "bpftrace /trace.bt",
    "tcpdump -i eth0",
    "nsenter -t 1 -m -p ls",
    "sudo strace -p 1",
    "gosu 1000 strace -p 1",
    "setarch -R gdb /api",
)
CAPABILITIES = (
    "ALL",
    "SYS_PTRACE",
    "SYS_ADMIN",
    "PERFMON",
    "BPF",
    "NET_ADMIN",
    "NET_RAW",
    "CHOWN",
    "CAP_SYS_PTRACE",
    "CAP_SYS_ADMIN",
    "sys_ptrace",
)
OPTIONS = (
    "seccomp=unconfined",
    "seccomp:unconfined",
    "apparmor=unconfined",
    "label=disable",
    "systempaths=unconfined",
    "no-new-privileges",
)
DOCKERFILES = {
    "tools/Dockerfile": 'FROM debian:12\nRUN apt-get update && apt-get install -y gdb strace\nCMD ["/api"]\n',
    "small/Dockerfile": 'FROM alpine:3.20\nRUN apk add strace\nUSER 1000\nENTRYPOINT ["strace", "-f", "/api"]\n',
}
_BOOL = some.booleans()
_capabilities = some.lists(some.sampled_from(CAPABILITIES), min_size=1, max_size=3)
_drops = some.sampled_from([["ALL"], ["NET_RAW"], ["CHOWN", "KILL"], ["SYS_PTRACE"]])


class Folder(NoFiles):
    """The Dockerfiles that generated services are built from."""

    def read(self, path: str) -> str | None:
        return DOCKERFILES.get(path)


def hosts(*engines: Engine) -> some.SearchStrategy[Host]:
    """Hosts of which nothing is known, or several things."""
    facts: dict[str, list[Any]] = {
        "engine": [None, *engines],
        "kernel": [None, (4, 4), (5, 4), (6, 12)],
        "ptrace_scope": [None, 0, 1, 2, 3],
        "lsm": [None, *Lsm],
        "perf_event_paranoid": [None, 1, 2, 3],
        "unprivileged_bpf_disabled": [None, 0, 2],
        "user_namespace_remap": [None, True],
        "rootless": [None, True],
    }
    some_facts = some.fixed_dictionaries({name: some.sampled_from(values) for name, values in facts.items()})
    return some.just(Host()) | some_facts.map(lambda known: Host(**known))


def _maybe(draw: some.DrawFn, key: str, values: some.SearchStrategy[Any]) -> dict[str, Any]:
    return {key: draw(values)} if draw(_BOOL) else {}


def _command(draw: some.DrawFn) -> Any:
    chosen = draw(some.lists(some.sampled_from(COMMANDS), min_size=1, max_size=2))
    if len(chosen) == 1 and draw(_BOOL):
        return chosen[0].split()
    return ["sh", "-c", " & ".join(chosen)]


@some.composite
def _grants_of_a_service(draw: some.DrawFn) -> dict[str, Any]:
    options = some.lists(some.sampled_from(OPTIONS), unique=True, min_size=1, max_size=3)
    return {
        **_maybe(draw, "privileged", some.just(True)),
        **_maybe(draw, "cap_add", _capabilities),
        **_maybe(draw, "cap_drop", _drops),
        **_maybe(draw, "security_opt", options),
        **_maybe(draw, "user", some.sampled_from(["0", "1000:1000", "root", "app"])),
    }


@some.composite
def _service(draw: some.DrawFn, shared: list[dict[str, Any]]) -> dict[str, Any]:
    service = draw(_grants_of_a_service())
    if draw(_BOOL):
        anchored = draw(some.sampled_from(shared))
        # The very objects of the anchor: PyYAML writes them as aliases.
        service |= {key: value for key, value in anchored.items() if draw(_BOOL)}
    service |= _maybe(draw, "pid", some.sampled_from(["host", "service:api"]))
    seen = draw(
        some.sampled_from(["command", "command", "command", "entrypoint", "healthcheck", "hook", "build", "image"])
    )
    match seen:
        case "command" | "entrypoint":
            service |= {"image": "tools", seen: _command(draw)}
        case "healthcheck":
            service |= {"image": "tools", "healthcheck": {"test": ["CMD-SHELL", draw(some.sampled_from(COMMANDS))]}}
        case "hook":
            service |= {"image": "tools", "post_start": [{"command": draw(some.sampled_from(COMMANDS))}]}
        case "build":
            service |= {"build": f"./{draw(some.sampled_from(sorted(DOCKERFILES))).partition('/')[0]}"}
        case "image":
            service |= {"image": draw(some.sampled_from(["me/strace", "me/app-gdb", "me/delve:1"]))}
    return service


@some.composite
def projects(draw: some.DrawFn) -> str:
    """One Compose file: a service to be looked into, debuggers, and grants that they share by anchors."""
    shared = draw(some.lists(_grants_of_a_service(), min_size=1, max_size=2))
    services: dict[str, Any] = {"api": {"image": "api", **_maybe(draw, "user", some.sampled_from(["0", "1000"]))}}
    for number in range(draw(some.integers(1, 3))):
        services[f"debugger-{number}"] = draw(_service(shared))
    whole: dict[str, Any] = {"x-shared": shared} if draw(_BOOL) else {}
    whole["services"] = services
    return yaml.dump(whole, sort_keys=False, default_flow_style=draw(some.sampled_from([None, False, True])))


@some.composite
def _container(draw: some.DrawFn, name: str) -> dict[str, Any]:
    profile = some.sampled_from([{"type": "Unconfined"}, {"type": "RuntimeDefault"}])
    capabilities = {**_maybe(draw, "add", _capabilities), **_maybe(draw, "drop", _drops)}
    context = {
        **_maybe(draw, "privileged", _BOOL),
        **({"capabilities": capabilities} if capabilities else {}),
        **_maybe(draw, "seccompProfile", profile),
        **_maybe(draw, "appArmorProfile", some.just({"type": "Unconfined"})),
        **_maybe(draw, "seLinuxOptions", some.just({"type": "spc_t"})),
        **_maybe(draw, "procMount", some.sampled_from(["Unmasked", "Default"])),
        **_maybe(draw, "runAsUser", some.sampled_from([0, 1000])),
        **_maybe(draw, "allowPrivilegeEscalation", _BOOL),
    }
    container: dict[str, Any] = {"name": name, "image": "tools"}
    seen = draw(some.sampled_from(["command", "command", "command", "probe", "hook", "image", "nothing"]))
    words = draw(some.sampled_from(COMMANDS)).split()
    match seen:
        case "command":
            container["command"] = _command(draw) if draw(_BOOL) else words
        case "probe":
            container["livenessProbe"] = {"exec": {"command": words}}
        case "hook":
            container["lifecycle"] = {"postStart": {"exec": {"command": words}}}
        case "image":
            container["image"] = "me/app-gdb"
    return {**container, **({"securityContext": context} if context else {})}


@some.composite
def manifests(draw: some.DrawFn) -> str:
    """One workload: a container to be looked into, debuggers beside it, before it, and attached to it."""
    spec: dict[str, Any] = {
        **_maybe(draw, "shareProcessNamespace", _BOOL),
        **_maybe(draw, "hostPID", some.just(True)),
        "containers": [{"name": "api", "image": "api"}, draw(_container("debugger"))],
    }
    if draw(_BOOL):
        spec["containers"].append(draw(_container("second")))
    if draw(_BOOL):
        init = draw(_container("setup")) | _maybe(draw, "restartPolicy", some.just("Always"))
        spec["initContainers"] = [init]
    if draw(_BOOL):
        spec["ephemeralContainers"] = [draw(_container("look")) | {"targetContainerName": "api"}]
    if draw(_BOOL):
        context = {
            **_maybe(draw, "seccompProfile", some.just({"type": "Unconfined"})),
            **_maybe(draw, "appArmorProfile", some.just({"type": "Unconfined"})),
            **_maybe(draw, "runAsUser", some.sampled_from([0, 1000])),
        }
        spec["securityContext"] = context
    metadata: dict[str, Any] = {"name": "x"}
    whole: dict[str, Any]
    if draw(_BOOL):
        whole = {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}
    else:
        template = {"metadata": {"labels": {"app": "x"}}, "spec": spec}
        selector = {"matchLabels": {"app": "x"}}
        made = {"selector": selector, "template": template}
        whole = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata, "spec": made}
    return yaml.dump(whole, sort_keys=False, default_flow_style=draw(some.sampled_from([None, False, True])))
