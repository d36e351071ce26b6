"""Projects and manifests by the thousand: debuggers, what they are given, and what stands around that.

Whole files are made of a seed, without hypothesis, which takes longer than all that is asked of them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from copy import deepcopy
from typing import Any, NamedTuple

import yaml

from capslint.formats.reading.neighbour_files import NoFiles
from capslint.model import Engine, Host, Lsm
from tests.privilege.generated import CAPABILITIES, COMMANDS, DOCKERFILES, OPTIONS
from tests.privilege.mistakes import IN_CONTEXT, IN_OPTIONS, ON_CONTAINER, ON_SERVICE
from tests.unit.debuggers.test_catalogue_examples import EXAMPLES

Known = dict[str, Any]

MORE_COMMANDS = (
    "java -agentlib:jdwp=transport=dt_socket,server=y,address=*:5005 -jar app.jar",
    "python -m debugpy --listen 0.0.0.0:5678 app.py",
    "gdb",
    "dlv exec /app",
    "rr record /app",
    "jmap -dump:live,file=/x 1",
    "dotnet-dump collect -p 1",
    "./app",
    "sleep infinity",
    "su-exec app strace -p 1",
    "capsh --drop=cap_sys_ptrace -- -c 'strace -p 1'",
)
IMAGES = (
    "x",
    "postgres:16",
    "node:20",
    "jetty:12",
    "jenkins/jenkins:lts",
    "redis:7",
    "docker:dind",
    "zenika/alpine-chrome",
)
BUILDS = {
    **DOCKERFILES,
    "staged/Dockerfile": "FROM golang AS build\nRUN true\nFROM postgres:16\nRUN apt-get install -y gdb\n",
    "node/Dockerfile": "FROM node:20\nRUN apt-get install -y strace ltrace perf\nUSER node\n",
    "setcap/Dockerfile": "FROM python:3\nRUN pip install py-spy && setcap cap_sys_ptrace+ep /usr/local/bin/py-spy\n",
    "browser/Dockerfile": "FROM zenika/alpine-chrome\nRUN apk add strace\n",
}
NOTES = ("the app mounts tmpfs", "for gdb", "needed by the debugger", "see INFRA-12", "capslint: ignore")
VOLUMES = ("/sys:/sys", "/lib/modules:/lib/modules", "data:/data", "/var/run/docker.sock:/var/run/docker.sock")
DEVICES = ("/dev/kfd", "/dev/fuse", "/dev/kvm")
DROPS = (["ALL"], ["NET_RAW"], ["CHOWN", "KILL"], ["SYS_PTRACE"])

_NEW = Host(
    kernel=(6, 8),
    perf_event_paranoid=2,
    unprivileged_bpf_disabled=2,
    user_namespace_remap=False,
    rootless=False,
    mmap_rnd_bits=28,
)
_OLD = _NEW._replace(kernel=(4, 15), unprivileged_bpf_disabled=0)
ENGINES = (
    Host(),
    _OLD._replace(engine=Engine.DOCKER, engine_version=(18, 9, 9), ptrace_scope=1, lsm=Lsm.APPARMOR),
    _OLD._replace(engine=Engine.DOCKER, engine_version=(20, 10, 24), kernel=(5, 4), ptrace_scope=0, lsm=Lsm.NONE),
    _NEW._replace(engine=Engine.DOCKER, engine_version=(28, 0, 0), ptrace_scope=1, lsm=Lsm.APPARMOR, debian_perf=True),
    _NEW._replace(engine=Engine.DOCKER, engine_version=(25, 0, 3), ptrace_scope=2, lsm=Lsm.SELINUX),
    _NEW._replace(engine=Engine.DOCKER, ptrace_scope=1, lsm=Lsm.NONE, user_namespace_remap=True),
    _NEW._replace(engine=Engine.PODMAN, ptrace_scope=0, lsm=Lsm.SELINUX, perf_event_paranoid=1, kernel=(5, 14)),
    _NEW._replace(engine=Engine.PODMAN, engine_version=(4, 9, 3), ptrace_scope=3, lsm=Lsm.NONE),
)
KUBELETS = (
    Host(),
    _OLD._replace(engine=Engine.CONTAINERD, ptrace_scope=0, lsm=Lsm.NONE, kubelet_seccomp_default=False),
    _NEW._replace(engine=Engine.CONTAINERD, ptrace_scope=1, lsm=Lsm.APPARMOR, kubelet_seccomp_default=True),
    _NEW._replace(engine=Engine.CONTAINERD, ptrace_scope=2, lsm=Lsm.APPARMOR, kernel=(5, 10)),
    _NEW._replace(engine=Engine.CONTAINERD, ptrace_scope=3, lsm=Lsm.NONE, perf_event_paranoid=1),
    _NEW._replace(engine=Engine.CRIO, ptrace_scope=0, lsm=Lsm.SELINUX, kubelet_seccomp_default=False, kernel=(5, 14)),
    _NEW._replace(engine=Engine.CRIO, ptrace_scope=1, lsm=Lsm.SELINUX, perf_event_paranoid=3, debian_perf=False),
    _NEW._replace(engine=Engine.CRIO, ptrace_scope=1, lsm=Lsm.APPARMOR, kubelet_seccomp_default=True),
)


class BuildFolder(NoFiles):
    """The Dockerfiles that generated services are built from."""

    def read(self, path: str) -> str | None:
        return BUILDS.get(path)


class Generated(NamedTuple):
    """A file as data: ``whole`` is what is written, ``note`` a line with the comment that comes behind or above it."""

    whole: Known
    flow: bool | None
    note: tuple[str, str, bool]

    @property
    def hosts(self) -> tuple[Host, ...]:
        return ENGINES if "services" in self.whole else KUBELETS

    @property
    def containers(self) -> int:
        """How many containers it starts."""
        if "services" in self.whole:
            return len(self.whole["services"])
        spec = self.whole["spec"].get("template", self.whole)["spec"]
        return sum(len(held) for key, held in spec.items() if key.lower().endswith("containers"))

    @property
    def text(self) -> str:
        written = yaml.dump(self.whole, Dumper=yaml.CSafeDumper, sort_keys=False, default_flow_style=self.flow)
        line, comment, is_above = self.note
        lines = []
        for now in written.splitlines():
            if line and now.strip().removeprefix("- ") == line:
                indent = " " * (len(now) - len(now.lstrip()))
                lines += [f"{indent}# {comment}", now] if is_above else [f"{now} # {comment}"]
            else:
                lines.append(now)
        return "\n".join(lines) + "\n"


def generated(number: int, seed: int) -> Generated:
    """Return the file that belongs to ``number`` and ``seed``."""
    made = _Maker(random.Random(f"{seed} {number}"))
    whole = made.project() if number % 2 else made.manifest()
    line = made.pick(
        ("privileged: true", "SYS_PTRACE", "SYS_ADMIN", "seccomp=unconfined", "seccomp:unconfined", "", "")
    )
    return Generated(whole, made.pick((False, False, None, True)), (line, made.pick(NOTES), made.chance(2)))


def shuffled(file: Generated, seed: int) -> Generated:
    """Return the file with its services or containers, and their keys, in another order."""
    made = _Maker(random.Random(seed))
    whole = deepcopy(file.whole)
    if "services" in whole:
        whole["services"] = made.reordered({name: made.reordered(of) for name, of in whole["services"].items()})
    else:
        spec = whole["spec"] if whole["kind"] == "Pod" else whole["spec"]["template"]["spec"]
        spec["containers"] = made.some(spec["containers"], len(spec["containers"]))
        for container in spec["containers"]:
            held = made.reordered(container)
            container.clear()
            container.update(held)
    return file._replace(whole=whole)


class _Maker:
    """Makes parts of files of one sequence of random numbers."""

    def __init__(self, source: random.Random) -> None:
        self.source = source

    def pick(self, values: Any) -> Any:
        return self.source.choice(values)

    def chance(self, of: int) -> bool:
        return self.source.randrange(of) == 0

    def some(self, values: Any, most: int) -> list[Any]:
        return self.source.sample(list(values), most)

    def maybe(self, of: int, key: str, *values: Any) -> Known:
        return {key: deepcopy(self.pick(values))} if self.chance(of) else {}

    def reordered(self, held: Known) -> Known:
        return {key: held[key] for key in self.some(held, len(held))}

    def line(self) -> str:
        line: str = self.pick((*COMMANDS, *MORE_COMMANDS)) if self.chance(2) else self.pick(EXAMPLES)[1]
        return line

    def command(self) -> list[str]:
        line = self.line()
        if self.chance(4):
            return ["sh", "-c", f"{self.line()} & {line}"]
        return ["sh", "-c", line] if set(line) & set("\"'$=|&;`*") else line.split()

    def capabilities(self) -> list[str]:
        return self.some(CAPABILITIES, self.source.randint(1, 3))

    def grants(self) -> Known:
        """Return what a service may be given."""
        options = self.some((*OPTIONS, *(one for one in IN_OPTIONS if isinstance(one, str))), self.source.randint(1, 2))
        return {
            **self.maybe(3, "privileged", True, True, "${PRIV:-true}"),
            **self.maybe(2, "cap_add", self.capabilities()),
            **self.maybe(5, "cap_drop", *DROPS),
            **self.maybe(2, "security_opt", options),
            **self.maybe(4, "user", "0", "1000:1000", "root", "app"),
            **(deepcopy(self.pick(ON_SERVICE)) if self.chance(8) else {}),
        }

    def project(self) -> Known:
        """Return a Compose file of one service to four, some of which share what they are given by anchors."""
        shared = [self.grants() for _ in range(self.source.randint(1, 2))]
        names = ["api", "debugger", "worker", "tools"][: self.source.randint(1, 4)]
        services = {name: self.service(shared, names) for name in names}
        return {**({"x-shared": shared} if self.chance(2) else {}), "services": services}

    def service(self, shared: list[Known], names: list[str]) -> Known:
        service = self.grants()
        if self.chance(2):
            service |= {key: value for key, value in self.pick(shared).items() if self.chance(2)}
        service |= self.maybe(5, "pid", "host", *(f"service:{name}" for name in names[:1]))
        service |= self.maybe(8, "volumes", *([volume] for volume in VOLUMES))
        service |= self.maybe(12, "devices", *([device] for device in DEVICES))
        service["image"] = self.pick(IMAGES) if self.chance(2) else "x"
        seen = self.source.randrange(10)
        if seen < 5:
            service[self.pick(("command", "entrypoint"))] = self.command()
        elif seen == 5:
            service["healthcheck"] = {"test": ["CMD-SHELL", self.line()]}
        elif seen == 6:
            service["post_start"] = [{"command": self.line(), **self.maybe(3, "privileged", True)}]
        elif seen == 7:
            service["image"] = self.pick(("me/strace", "me/app-gdb", "me/delve:1"))
        elif seen == 8:
            del service["image"]
            service["build"] = f"./{self.pick(sorted(BUILDS)).partition('/')[0]}"
            service |= self.maybe(2, "command", self.command())
        return service

    def manifest(self) -> Known:
        """Return a pod, or the Deployment of one, of one container to four."""
        count = self.source.randint(1, 3)
        spec: Known = {"containers": [self.container(name) for name in ("api", "debugger", "second")[:count]]}
        spec |= self.maybe(2, "shareProcessNamespace", True, False) | self.maybe(6, "hostPID", True)
        if self.chance(4):
            spec["initContainers"] = [self.container("setup") | self.maybe(2, "restartPolicy", "Always")]
        if self.chance(4):
            spec["ephemeralContainers"] = [self.container("look") | {"targetContainerName": "api"}]
        if self.chance(4):
            spec["securityContext"] = self.context_of_pod()
        if self.chance(2):
            return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "x"}, "spec": spec}
        template = {"metadata": {"labels": {"app": "x"}}, "spec": spec}
        made = {"selector": {"matchLabels": {"app": "x"}}, "template": template}
        return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "x"}, "spec": made}

    def context_of_pod(self) -> Known:
        return {
            **self.maybe(2, "seccompProfile", {"type": "Unconfined"}, {"type": "RuntimeDefault"}),
            **self.maybe(3, "appArmorProfile", {"type": "Unconfined"}),
            **self.maybe(2, "runAsUser", 0, 1000),
            **self.maybe(8, "capabilities", {"add": ["SYS_PTRACE"]}),
            **self.maybe(8, "privileged", True),
        }

    def container(self, name: str) -> Known:
        capabilities = {**self.maybe(2, "add", self.capabilities()), **self.maybe(4, "drop", *DROPS)}
        context = {
            **self.maybe(3, "privileged", True, True, False),
            **({"capabilities": capabilities} if capabilities else {}),
            **self.maybe(3, "seccompProfile", {"type": "Unconfined"}, {"type": "RuntimeDefault"}),
            **self.maybe(6, "appArmorProfile", {"type": "Unconfined"}),
            **self.maybe(8, "seLinuxOptions", {"type": "spc_t"}),
            **self.maybe(8, "procMount", "Unmasked", "Default"),
            **self.maybe(4, "runAsUser", 0, 1000),
            **self.maybe(6, "allowPrivilegeEscalation", True, False),
            **(deepcopy(self.pick(IN_CONTEXT)) if self.chance(8) else {}),
        }
        image = self.pick(IMAGES) if self.chance(2) else "x"
        container: Known = {"name": name, "image": image, **self.seen()}
        container |= deepcopy(self.pick(ON_CONTAINER)) if self.chance(10) else {}
        return {**container, **({"securityContext": context} if context else {})}

    def seen(self) -> Known:
        words = self.command()
        match self.source.randrange(8):
            case 0:
                return {"livenessProbe": {"exec": {"command": words}}}
            case 1:
                return {"lifecycle": {"postStart": {"exec": {"command": words}}}}
            case 2:
                return {"image": self.pick(("me/strace", "me/app-gdb"))}
            case 3:
                return {"args": words}
            case _:
                return {"command": words}


def many(count: int, seed: int, first: int = 0) -> Iterator[tuple[int, Generated]]:
    """Return ``count`` files of ``seed`` with their numbers, from ``first`` on."""
    for number in range(first, first + count):
        yield number, generated(number, seed)
