"""Tools that ask their target over a socket, and where that target is.

Sources: dotnet/diagnostics documentation/design-docs/ipc-protocol.md; dotnet-monitor issues 4427 and 7016; jattach
src/posix/jattach_hotspot.c; fs/proc/base.c (proc_pid_get_link asks for read access) for /proc/PID/root.
"""

from __future__ import annotations

import pytest

from capslint.debuggers import recognise
from capslint.debuggers.catalogue import operation_for
from capslint.debuggers.commands.main_process import main_process
from capslint.model import Answer, Host, Lsm, Scene, Verdict
from capslint.permissions.assumed_host import assumed
from capslint.permissions.judge_operation import judge
from capslint.permissions.scenario import CommandFacts, scene_for
from tests.unit.formats.reading import workloads

APPARMOR = Host(lsm=Lsm.APPARMOR, kubelet_seccomp_default=False, perf_event_paranoid=1)
PLAIN = APPARMOR._replace(lsm=Lsm.NONE)


def judged(text: str, name: str, host: Host = PLAIN) -> tuple[Scene, Verdict]:
    (workload,) = workloads(text)
    container = next(each for each in workload.containers if each.name == name)
    evidence = recognise(container)[0]
    asked = operation_for(evidence)
    scene = scene_for(container, workload, evidence, asked, CommandFacts(lambda _: False, main_process))
    return scene, judge(container, asked, assumed(host, container.starter), scene)


def pod(app: int, tool: int, mount: str, command: str = "dotnet-trace, collect, -p, '1'", spec: str = "") -> str:
    def container(name: str, words: str, uid: int) -> str:
        context = f"securityContext: {{runAsUser: {uid}, runAsGroup: {uid}}}"
        return f"{{name: {name}, image: x, command: [{words}], {context}, volumeMounts: [{mount}]}}"

    containers = f"{container('app', 'dotnet, a.dll', app)}, {container('tool', command, tool)}"
    return (
        f"{{apiVersion: v1, kind: Pod, metadata: {{name: p}}, spec: {{{spec}containers: [{containers}], "
        "volumes: [{name: v, emptyDir: {}}]}}\n"
    )


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (pod(0, 1654, "{name: v, mountPath: /tmp}"), Answer.FAILS),
        (pod(1654, 1654, "{name: v, mountPath: /tmp}"), Answer.WORKS),
        (pod(1654, 1654, "{name: v, mountPath: /tmp/}"), Answer.WORKS),
        (pod(1654, 0, "{name: v, mountPath: /tmp}"), Answer.WORKS),  # root becomes the target's user
        (pod(1654, 1654, "{name: v, mountPath: /diag}"), Answer.DEPENDS),
        (pod(0, 1654, "{name: v, mountPath: /diag}"), Answer.FAILS),
    ],
)
def test_dotnet_tools_look_into_who_shares_their_volume(text: str, answer: Answer) -> None:
    scene, verdict = judged(text, "tool")
    assert scene.target.container is not None
    assert scene.target.container.name == "app"
    assert verdict.answer is answer


def test_without_a_common_volume_a_tool_is_judged_in_its_own_container() -> None:
    text = pod(0, 1654, "{name: v, mountPath: /tmp}").replace("volumeMounts: [{name: v,", "volumeMounts: [{name: w,", 1)
    scene, _ = judged(text, "tool")
    assert scene.target.container is None
    assert scene.over_volume is False


def services(web: str, tool: str) -> str:
    command = "asprof -d 30 -f /tmp/o.html 1234"
    return (
        f"services:\n  web: {{image: x, user: '0:0', command: java -jar a.jar, {web}}}\n"
        f"  tool: {{image: y, user: '0:0', command: {command}, {tool}}}\n"
    )


@pytest.mark.parametrize(
    ("web", "tool", "host", "gates"),
    [
        # the socket is behind /proc/PID/root: of a process with more capabilities, or of an unconfined one
        ("cap_add: [ALL]", "pid: 'service:web'", PLAIN, {"capability subset"}),
        ("cap_add: [ALL]", "pid: 'service:web', cap_add: [SYS_PTRACE]", PLAIN, set()),
        ("cap_add: [ALL], volumes: ['v:/tmp']", "pid: 'service:web', volumes: ['v:/tmp']", PLAIN, set()),
        ("security_opt: [apparmor=unconfined]", "pid: 'service:web'", APPARMOR, {"apparmor"}),
        ("privileged: false", "pid: host", APPARMOR, {"capability subset", "apparmor"}),
        ("privileged: false", "pid: 'service:web'", PLAIN, set()),
        # and without a common process namespace no signal reaches the JVM
        ("volumes: ['v:/tmp']", "volumes: ['v:/tmp'], privileged: false", PLAIN, set()),
    ],
)
def test_profilers_that_join_others_are_judged_like_debuggers(web: str, tool: str, host: Host, gates: set[str]) -> None:
    _, verdict = judged(services(web, tool), "tool", host)
    found = {gate.gate for gate in verdict.gates if gate.outcome.value == "blocks"}
    assert found == gates
