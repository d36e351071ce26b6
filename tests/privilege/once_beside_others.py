"""More small files that fixes once made worse: what stands beside a setting, or before it, decided."""

from __future__ import annotations

from capslint.model import Engine, Host, Lsm
from tests.privilege.once_broken import LONE, POD, PODS
from tests.privilege.workloads import ENGINES, KUBELETS

BESIDE_OTHERS = {
    "a list shared by one who needs what the other does not, in either order": (
        "services:\n  api: {image: x, cap_add: &c [SYS_PTRACE]}\n"
        "  debugger: {image: x, cap_add: *c, command: [python, -m, debugpy, --listen]}\n",
        ENGINES[1],
    ),
    "a list that one shares whose privileged has another reason": (
        "services:\n  api: {cap_add: &c [], command: [perf, stat]}\n"
        "  b: {privileged: '${PRIV:-true}', cap_add: *c, devices: [/dev/kvm], build: ./small}\n",
        ENGINES[4],
    ),
    "a name both added and dropped where only a grant implies a debugger": (
        POD.format(
            "args: []",
            "{capabilities: {add: [sys_ptrace], drop: [SYS_PTRACE]}, seccompProfile: {type: Unconfined}}",
        ).replace("name: a", "name: debugger"),
        Host(),
    ),
    "a name that is written right, and another one's debugger": (
        POD.format("command: [perf, stat]", "{runAsUser: 0, capabilities: {add: [CAP_SYS_ADMIN]}}")
        + "  ephemeralContainers:\n  - {name: look, targetContainerName: a, command: [jstack, '1']}\n",
        Host(engine=Engine.CONTAINERD, kernel=(4, 15), ptrace_scope=0, lsm=Lsm.NONE, perf_event_paranoid=2),
    ),
    "what is dropped no more, and another one's debugger": (
        POD.format("args: []", "{capabilities: {add: [CAP_SYS_PTRACE], drop: [SYS_PTRACE]}}").replace(
            "image: x", "image: me/strace"
        )
        + "  ephemeralContainers:\n"
        "  - {name: look, targetContainerName: a, command: [java, -jar, /opt/arthas-boot.jar, '1']}\n",
        KUBELETS[6],
    ),
    "a value named from another one's mapping": (
        "services:\n  api: {image: x, security_opt: &o ['label=type:own_t'], entrypoint: [dlv, attach]}\n"
        "  debugger: {image: x, security_opt: *o}\n",
        ENGINES[1],
    ),
    "a misspelt name that takes another one beside it": (LONE.format("rr ./a", "cap_add: [SYS_PTRAC]"), Host()),
    "a misplaced list whose place is taken by what another fix adds": (
        "services:\n  a:\n    security_opt: [apparmor=unconfined]\n    deploy: {cap_add: [SYS_PTRACE]}\n"
        "    build: ./browser\n    command: [flamegraph, a]\n",
        ENGINES[3],
    ),
    "what keeps one from starting, told of another one for another reason": (
        "services:\n  api: {image: x, security_opt: &o [seccomp=builtin], cap_add: [SYS_PTRAC]}\n"
        "  tools: {image: x, security_opt: *o, entrypoint: [strace, /api]}\n",
        ENGINES[2],
    ),
    "a word that is none, and another one's debugger": (
        PODS.format(
            "securityContext: {privileged: true, appArmorProfile: {type: unconfined}}",
            "command: [sh, -c, 'perf top -p 1 & dlv attach 1']",
        )
        + "  shareProcessNamespace: true\n",
        KUBELETS[3],
    ),
    "a capability that is all that tells of a debugger, beside another one's": (
        POD.format("args: []", "{runAsUser: 0, capabilities: {add: [SYS_PTRACE]}}")
        + "  ephemeralContainers:\n  - {name: look, targetContainerName: a, command: [dlv],"
        " securityContext: {capabilities: {add: [SYS_PTRACE]}}}\n",
        KUBELETS[1],
    ),
}
