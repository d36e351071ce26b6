"""Containers that never start: which setting is refused, by whom, and what that turns on."""

from __future__ import annotations

from typing import Any

import pytest

from capslint import formats
from capslint.cst.parse import parse
from capslint.debuggers.catalogue import operation
from capslint.formats.reading.neighbour_files import NoFiles
from capslint.model import Answer, Container, Engine, Host, PidMode, PidNamespace, Seccomp, SeccompKind, Unknown, User
from capslint.model.setting import Via
from capslint.permissions.container.refusals import Refusal, RefusalKind
from capslint.permissions.judge_operation import judge
from capslint.permissions.overview import why_refused
from capslint.source import Source
from tests.truth.containers import container, setting

DOCKER = Host(Engine.DOCKER, (29, 7, 2), (6, 1), user_namespace_remap=False, rootless=False)
PODMAN = DOCKER._replace(engine=Engine.PODMAN, engine_version=(5, 8, 0))
CONTAINERD = DOCKER._replace(engine=Engine.CONTAINERD, engine_version=(2, 3, 4))
CRIO = DOCKER._replace(engine=Engine.CRIO, engine_version=(1, 36, 3))
OLD = DOCKER._replace(engine_version=(20, 10, 24))
OLDER = DOCKER._replace(engine_version=(18, 9, 7), kernel=(4, 15))
REMAPPED = DOCKER._replace(user_namespace_remap=True)
KINDS = RefusalKind


def read(text: str) -> Container:
    documents = parse(Source("compose.yaml", text))
    workloads = formats.read(documents[0], NoFiles(), ("compose.yaml",), ())
    assert not isinstance(workloads, formats.NotOurs)
    return workloads[0].containers[0]


def service(keys: str) -> Container:
    return read(f"services: {{a: {{image: x, {keys}}}}}\n")


def pod(own: str = "", of_pod: str = "", spec: str = "") -> Container:
    inner = f"containers: [{{name: a, image: x, securityContext: {{{own}}}}}]"
    return read(
        "{apiVersion: v1, kind: Pod, metadata: {name: p}, "
        f"spec: {{{spec + ', ' if spec else ''}securityContext: {{{of_pod}}}, {inner}}}}}\n"
    )


def refusals(asked: Container, host: Host) -> tuple[Refusal, ...]:
    (found,) = why_refused(asked, host)
    return found


IPC = ("kernel.msgmax", "kernel.msgmnb", "kernel.msgmni", "kernel.sem", "kernel.shmall", "kernel.shmmax")
OF_A_NAMESPACE = (*IPC, "kernel.shmmni", "kernel.shm_rmid_forced", "fs.mqueue.msg_max", "net.core.somaxconn")
HOSTS_ALONE = ("kernel.yama.ptrace_scope", "kernel.perf_event_paranoid", "kernel.core_pattern", "vm.max_map_count")


@pytest.mark.parametrize("host", [DOCKER, PODMAN], ids=lambda host: host.engine.value)
@pytest.mark.parametrize("name", [*HOSTS_ALONE, "fs.file-max", "kernel.hostname", "kernel.shmfoo", "net", "user.max"])
def test_a_service_cannot_have_what_no_namespace_keeps(name: str, host: Host) -> None:
    for keys in (f"sysctls: {{{name}: 0}}", f"sysctls: ['{name}=0']"):
        (refusal,) = refusals(service(keys), host)
        assert (refusal.kind, refusal.starts) == (KINDS.SYSCTL, False)
        assert [place.value for place in refusal.settings] == [name]
        assert name in refusal.cause


@pytest.mark.parametrize("host", [DOCKER, PODMAN], ids=lambda host: host.engine.value)
@pytest.mark.parametrize("name", OF_A_NAMESPACE)
def test_a_service_has_what_its_namespaces_keep(name: str, host: Host) -> None:
    assert refusals(service(f"sysctls: {{{name}: 1}}"), host) == ()
    shared = "network_mode: host" if name.startswith("net.") else "ipc: host"
    assert [refusal.starts for refusal in refusals(service(f"sysctls: ['{name}=1'], {shared}"), host)] == [False]
    (refusal,) = refusals(service(f"sysctls: ['{name}=1'], {shared.partition(':')[0]}: '${{MODE}}'"), host)
    assert refusal.starts not in (True, False)


def test_where_a_sysctl_stands_is_where_a_finding_points() -> None:
    (mapped,) = refusals(service("sysctls: {vm.swappiness: 1}"), DOCKER)
    assert mapped.settings[0].place.path == ("services", "a", "sysctls", "vm.swappiness")
    (listed,) = refusals(service("sysctls: [net.core.somaxconn=1, vm.swappiness=1]"), DOCKER)
    assert listed.settings[0].place.path == ("services", "a", "sysctls", 1)


@pytest.mark.parametrize("host", [CONTAINERD, CRIO], ids=lambda host: host.engine.value)
@pytest.mark.parametrize(
    ("name", "spec", "starts"),
    [
        ("kernel.yama.ptrace_scope", "", False),
        ("kernel/yama/ptrace_scope", "", False),
        ("vm.max_map_count", "", False),
        ("kernel.domainname", "", False),
        ("kernel.shm_rmid_forced", "", True),
        ("net/ipv4/tcp_syncookies", "", True),
        ("net.ipv4.tcp_syncookies", "hostNetwork: true", False),
        ("kernel.shm_rmid_forced", "hostIPC: true", False),
        ("net.core.somaxconn", "", "the kubelet's --allowed-unsafe-sysctls"),
        ("kernel.msgmax", "", "the kubelet's --allowed-unsafe-sysctls"),
    ],
)
def test_the_kubelet_has_its_own_list(name: str, spec: str, starts: bool | str, host: Host) -> None:
    asked = pod(of_pod=f"sysctls: [{{name: {name}, value: '0'}}]", spec=spec)
    said = [getattr(refusal.starts, "fact", refusal.starts) for refusal in refusals(asked, host)]
    assert said == ([] if starts is True else [starts])


@pytest.mark.parametrize(
    ("own", "of_pod", "is_refused"),
    [
        ("runAsUser: 0", "runAsNonRoot: true", True),
        ("runAsUser: 0, runAsNonRoot: true", "", True),
        ("runAsNonRoot: true", "runAsUser: 0", True),
        ("", "runAsUser: 0, runAsNonRoot: true", True),
        ("runAsUser: 0, runAsNonRoot: false", "runAsNonRoot: true", False),
        ("runAsUser: 1000", "runAsUser: 0, runAsNonRoot: true", False),
        ("runAsUser: 0", "", False),
        ("runAsNonRoot: true", "", False),  # the image's user is not known
    ],
)
def test_root_under_run_as_non_root(own: str, of_pod: str, is_refused: bool) -> None:
    found = refusals(pod(own, of_pod), CONTAINERD)
    assert [(refusal.kind, refusal.starts) for refusal in found] == ([(KINDS.ROOT, False)] if is_refused else [])
    for refusal in found:
        assert [place.value for place in refusal.settings] == [User(0), True]


@pytest.mark.parametrize(("user", "is_refused"), [(User(0), True), (User(None, None, "app"), True), (User(7), False)])
def test_the_images_user_under_run_as_non_root(user: User, is_refused: bool) -> None:
    asked = pod("runAsNonRoot: true")
    asked = asked._replace(user=asked.user.with_value(user)._replace(via=Via.IMAGE))
    assert [refusal.kind for refusal in refusals(asked, CONTAINERD)] == ([KINDS.ROOT] if is_refused else [])


@pytest.mark.parametrize(
    ("given", "host", "kinds"),
    [
        # moby daemon_unix.go: only remapped users, only these three, and not in the host's user namespace
        ({"privileged": True}, REMAPPED, [KINDS.REMAPPED]),
        ({"pid": PidMode(PidNamespace.HOST)}, REMAPPED, [KINDS.REMAPPED]),
        ({"network": "host"}, REMAPPED, [KINDS.REMAPPED]),
        ({"privileged": True, "pid": PidMode(PidNamespace.HOST)}, REMAPPED, [KINDS.REMAPPED] * 2),
        ({"privileged": True, "user_namespace": "host"}, REMAPPED, []),
        ({"privileged": True}, DOCKER, []),
        ({"privileged": True}, REMAPPED._replace(engine=Engine.PODMAN), []),
        # names that the release does not know; until 18.09 a privileged container's lists are not read
        ({"cap_add": ("PERFMON",)}, OLD, [KINDS.CAPABILITY]),
        ({"cap_add": ("PERFMON", "BPF", "SYS_PTRACE")}, OLD, [KINDS.CAPABILITY] * 2),
        ({"cap_drop": ("CHECKPOINT_RESTORE",)}, OLD, [KINDS.CAPABILITY]),
        ({"cap_add": ("PERFMON",)}, DOCKER, []),
        ({"cap_add": ("CAP_SYS_PTRACE",)}, OLDER, [KINDS.CAPABILITY]),
        ({"cap_add": ("CAP_SYS_PTRACE",)}, OLD, []),
        ({"cap_add": ("CAP_SYS_PTRACE",), "privileged": True}, OLDER, []),
        ({"cap_add": ("PERFMON",), "privileged": True}, OLDER, []),
        ({"cap_drop": ("NONSENSE",), "privileged": True}, OLDER, []),
        ({"cap_add": ("PERFMON",), "privileged": True}, OLD, [KINDS.CAPABILITY]),
        ({"cap_add": ("SYS_PTRACE",), "cap_drop": ("SYS_PTRACE",)}, PODMAN, [KINDS.BOTH_LISTS]),
        ({"cap_add": ("ALL",), "cap_drop": ("ALL",)}, PODMAN, [KINDS.BOTH_LISTS]),
        ({"cap_add": ("ALL",), "cap_drop": ("ALL",)}, DOCKER, []),
        # profiles: builtin is a word since 23.0
        ({"seccomp": Seccomp(SeccompKind.DEFAULT)}, OLD, [KINDS.PROFILE]),
        ({"seccomp": Seccomp(SeccompKind.DEFAULT)}, DOCKER._replace(engine_version=(23, 0, 0)), []),
        ({"seccomp": Seccomp(SeccompKind.DEFAULT), "privileged": True}, OLD, []),
        ({"seccomp": Seccomp(SeccompKind.FILE, "p.json", "[]")}, DOCKER, [KINDS.PROFILE]),
    ],
)  # fmt: skip
def test_what_an_engine_refuses(given: dict[str, Any], host: Host, kinds: list[RefusalKind]) -> None:
    network = given.pop("network", None)
    asked = container(**given)
    if network is not None:
        asked = asked._replace(network=setting(network))
    found = refusals(asked, host)
    assert [refusal.kind for refusal in found] == kinds
    assert all(refusal.starts is False and refusal.settings for refusal in found)
    answer = judge(asked, operation("strace", "launch"), host).answer
    assert (answer is Answer.FAILS) == bool(kinds) or host is OLDER


@pytest.mark.parametrize(
    ("given", "host", "fact"),
    [
        ({"cap_add": ("PERFMON",)}, DOCKER._replace(engine_version=None), "the Docker version"),
        ({"seccomp": Seccomp(SeccompKind.DEFAULT)}, DOCKER._replace(engine_version=None), "the Docker version"),
        ({"privileged": Unknown("the variable P")}, REMAPPED, "the variable P"),
        ({"privileged": True}, DOCKER._replace(user_namespace_remap=None), "the engine's user namespace remapping"),
        ({"cap_add": ("CAP_SYS_PTRACE",), "privileged": Unknown("the variable P")}, OLDER, "the variable P"),
    ],
)
def test_what_a_refusal_turns_on(given: dict[str, Any], host: Host, fact: str) -> None:
    (refusal,) = refusals(container(**given), host)
    assert getattr(refusal.starts, "fact", None) == fact


def test_every_pair_that_the_api_server_excludes_is_a_refusal() -> None:
    pairs = [
        (pod("privileged: true, allowPrivilegeEscalation: false"), False),
        (pod("capabilities: {add: [CAP_SYS_ADMIN]}, allowPrivilegeEscalation: false"), False),
        (pod("seccompProfile: {type: Localhost}"), False),
        (pod(spec="hostPID: true, shareProcessNamespace: true"), False),
        (pod(spec="hostPID: true, hostUsers: false"), False),
        (pod("procMount: Unmasked"), "the Kubernetes version"),
    ]
    for asked, starts in pairs:
        found = refusals(asked, CONTAINERD)
        assert [(refusal.kind, getattr(refusal.starts, "fact", refusal.starts)) for refusal in found] == [
            (KINDS.SERVER, starts)
        ]
        assert found[0].settings


def test_without_an_engine_all_are_asked() -> None:
    found = why_refused(container(cap_add=("KILL",), cap_drop=("KILL",)), DOCKER._replace(engine=None))
    assert [len(refusals) for refusals in found] == [0, 1]  # Docker's, and Podman's
