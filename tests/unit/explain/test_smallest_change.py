"""What is said to make an operation work was put to the model; where nothing does, it is said why."""

from __future__ import annotations

import pytest

from capslint.explain.explain_file import OperationReport, Wanted, explain_source
from capslint.formats.reading.neighbour_files import NoFiles
from capslint.model import Answer, Engine, Host, Lsm
from capslint.source import Source

DOCKER = Host(Engine.DOCKER, (29, 7, 2), (6, 1), 1, Lsm.NONE, 2)
DOCKER_20 = DOCKER._replace(engine_version=(20, 10, 24))
DOCKER_18 = DOCKER._replace(engine_version=(18, 9, 7))
REMAPPED = DOCKER._replace(user_namespace_remap=True)
PODMAN = DOCKER._replace(engine=Engine.PODMAN, engine_version=(5, 8, 0))
ROOTLESS = PODMAN._replace(rootless=True)
CONTAINERD = DOCKER._replace(engine=Engine.CONTAINERD, engine_version=(2, 3, 4), kubelet_seccomp_default=False)


def reports(text: str, host: Host, wanted: Wanted = Wanted()) -> list[OperationReport]:  # noqa: B008 a record, which nobody can change
    found = explain_source(Source("compose.yaml", text), host, NoFiles(), wanted)
    assert found.errors == ()
    return [operation for container in found.containers for operation in container.operations]


def service(keys: str) -> str:
    return f"services: {{a: {{image: a, {keys}}}}}\n"


def pod(command: str, own: str = "", spec: str = "") -> str:
    return (
        "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {" + spec + (", " if spec else "") + "containers: "
        f"[{{name: a, image: a, command: [{command}], securityContext: {{{own}}}}}]}}}}\n"
    )


ROOT = 'user: "0:0"'
ATTACH = "command: \"sh -c 'app & strace -p 7'\""


@pytest.mark.parametrize(
    ("text", "host", "words"),
    [
        # what the engine refuses is taken out or renamed, and what does instead is granted
        (service(f"{ROOT}, command: perf record -a, cap_add: [PERFMON]"), DOCKER_20,
         ("remove cap_add PERFMON", "cap_add SYS_ADMIN")),
        (service(f"{ROOT}, command: strace ls, cap_add: [CAP_SYS_PTRACE]"), DOCKER_18,
         ("cap_add SYS_PTRACE in place of CAP_SYS_PTRACE",)),
        (service(f"{ROOT}, command: strace ls, cap_add: [NONSENSE]"), DOCKER, ("remove cap_add NONSENSE",)),
        (service(f"{ROOT}, {ATTACH}, cap_add: [SYS_PTRACE], cap_drop: [SYS_PTRACE]"), PODMAN,
         ("remove cap_drop SYS_PTRACE",)),
        (service(f"{ROOT}, {ATTACH}, cap_add: [ALL], cap_drop: [ALL]"), PODMAN,
         ("remove cap_add ALL", "cap_add SYS_PTRACE")),
        (service(f"{ROOT}, command: strace ls, privileged: true"), REMAPPED, ("remove privileged",)),
        (service(f"{ROOT}, command: strace -p 7, pid: host"), REMAPPED,
         ("the host's user namespace", "cap_add SYS_PTRACE")),
        (service(f"{ROOT}, command: strace ls, security_opt: [seccomp=builtin], cap_add: [SYS_PTRACE]"), DOCKER_18,
         ("remove the seccomp profile",)),
        (service(f"{ROOT}, {ATTACH}, sysctls: {{kernel.yama.ptrace_scope: 0, vm.swappiness: 1}}"), DOCKER,
         ("remove the sysctl kernel.yama.ptrace_scope", "remove the sysctl vm.swappiness", "cap_add SYS_PTRACE")),
        (pod("strace, ls", "runAsUser: 0, runAsNonRoot: true"), CONTAINERD, ("remove runAsNonRoot",)),
        (pod("strace, ls", "privileged: true, allowPrivilegeEscalation: false"), CONTAINERD, ("remove privileged",)),
        (pod("strace, ls", spec="hostPID: true, shareProcessNamespace: true"), CONTAINERD,
         ("remove the host's process namespace",)),
        # what else stands in the way, one or several at a time
        (service(f"{ROOT}, {ATTACH}"), DOCKER, ("cap_add SYS_PTRACE",)),
        (service(f"user: '7:7', {ATTACH}"), DOCKER, ("run the debugger as root", "cap_add SYS_PTRACE")),
        (pod("strace, -p, '7'", "runAsUser: 7, runAsNonRoot: true", "hostPID: true"), CONTAINERD,
         ("run the debugger as root, which the file forbids now", "cap_add SYS_PTRACE")),
        (service(f"{ROOT}, command: strace -p 7, pid: host"), DOCKER._replace(lsm=Lsm.APPARMOR),
         ("apparmor=unconfined", "cap_add SYS_PTRACE")),
        (service(f"{ROOT}, command: heaptrack -p 7"), DOCKER, ("kernel.yama.ptrace_scope=0 on the host",)),
    ],
)  # fmt: skip
def test_the_least_that_makes_it_work(text: str, host: Host, words: tuple[str, ...]) -> None:
    (report,) = [report for report in reports(text, host) if report.verdict.answer is not Answer.WORKS][:1]
    assert report.change.words == words
    assert report.change.obstacles == ()


@pytest.mark.parametrize(
    ("text", "host", "why"),
    [
        # no capability counts outside of its own user namespace, and rootless Podman has no other
        (service(f"{ROOT}, command: gdb -p 7, pid: host, cap_add: [SYS_PTRACE]"), ROOTLESS, "user namespaces"),
        (service(f"{ROOT}, command: gdb -p 7, pid: host, privileged: true"), ROOTLESS, "user namespaces"),
        (service(f"{ROOT}, command: gdb -p 7, pid: host, userns_mode: host"), ROOTLESS, "user namespaces"),
        (service(f"{ROOT}, {ATTACH}"), DOCKER._replace(ptrace_scope=3), "ptrace_scope 3"),
        (service(f"{ROOT}, {ATTACH}, sysctls: {{kernel.yama.ptrace_scope: 0}}"), DOCKER._replace(ptrace_scope=3),
         "ptrace_scope 3"),
    ],
)  # fmt: skip
def test_where_nothing_helps_it_is_said_why(text: str, host: Host, why: str) -> None:
    (report,) = reports(text, host)
    assert report.verdict.answer is Answer.FAILS
    assert report.change.words == ()
    assert any(why in obstacle for obstacle in report.change.obstacles)


SERVICES = """\
services:
  plain: {image: a, user: "0", pid: host}
  user: {image: a, user: "1000:1000", privileged: true, security_opt: ["no-new-privileges"]}
  dropped: {image: a, user: "0", cap_drop: [ALL], security_opt: [seccomp=builtin]}
  odd: {image: a, user: "0", cap_add: [PERFMON, SYS_PTRACE], cap_drop: [SYS_PTRACE], sysctls: [vm.swappiness=1]}
"""


@pytest.mark.parametrize("host", [DOCKER, DOCKER_18, REMAPPED, ROOTLESS, DOCKER._replace(ptrace_scope=3)], ids=str)
@pytest.mark.parametrize("tool", ["strace", "lldb", "heaptrack", "perf", "bpftrace", "py-spy", "dotnet-trace"])
def test_a_failure_has_a_way_out_or_a_reason_and_never_both(tool: str, host: Host) -> None:
    failures = 0
    for report in reports(SERVICES, host, Wanted(tool=tool)):
        if report.verdict.answer is Answer.FAILS:
            failures += 1
            assert bool(report.change.words) != bool(report.change.obstacles), report
        if report.verdict.answer is Answer.WORKS:
            assert report.change == ((), (), ())
    assert failures
