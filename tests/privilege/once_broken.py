"""Small files that fixes once made worse, each with the host on which they did."""

from __future__ import annotations

from capslint.model import Host
from tests.privilege.workloads import ENGINES, KUBELETS

PODMAN = ENGINES[6]
CRIO = KUBELETS[5]
LONE = "services:\n  a:\n    image: x\n    command: {}\n    {}\n"
POD = (
    "apiVersion: v1\nkind: Pod\nmetadata: {{name: x}}\nspec:\n  containers:\n"
    "  - {{name: a, image: x, {}, securityContext: {}}}\n"
)
PODS = (
    "apiVersion: v1\nkind: Pod\nmetadata: {{name: x}}\nspec:\n  containers:\n"
    "  - {{name: a, image: x, {}}}\n  - {{name: b, image: x, {}}}\n  - {{name: c, image: x}}\n"
)
ONCE_BROKEN = {
    "Podman gives what is added to whomever the image names": (LONE.format("./app", "cap_add: [CHOWN]"), PODMAN),
    "it does so beside privileged": (
        "services:\n  a: {image: 'docker:dind', privileged: true, cap_add: [NET_RAW], command: tshark -i any}\n",
        PODMAN,
    ),
    "it does so where the debugger gives up root": (
        LONE.format("su-exec app strace", "cap_add: [sys_ptrace]"),
        PODMAN,
    ),
    "a debugger that comes to see whom it is meant for": (
        "services:\n  api: {image: x}\n  a: {image: 'redis:7', command: gcore 1}\n",
        Host(),
    ),
    "privileged that nobody reads": (LONE.format("frida-trace -n app -i open", "deploy: {privileged: true}"), Host()),
    "privileged beside what it has no need of": (
        LONE.format("bpftrace /trace.bt", "deploy: {privileged: true}"),
        ENGINES[4],
    ),
    "an option that the capability still to come works with": (
        LONE.format("bpftrace /trace.bt", "security_opt: [label=disable]"),
        ENGINES[4],
    ),
    "a type of SELinux beside the host's processes": (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  hostPID: true\n  containers:\n"
        "  - {name: a, image: x, command: [lldb-server, gdbserver, '*:1', /api],"
        " securityContext: {seLinuxOptions: {type: spc_t}}}\n",
        CRIO,
    ),
    "a name that containerd does not read, beside ALL": (
        POD.format("command: [perf, stat, -a, ls]", "{capabilities: {add: [ALL, CAP_SYS_ADMIN]}}"),
        Host(),
    ),
    "a name that containerd does not read, for what fails": (
        POD.format("livenessProbe: {exec: {command: [nsenter]}}", "{capabilities: {add: [CAP_SYS_ADMIN]}}"),
        Host(),
    ),
    "a debugger that the Dockerfile starts, with words of the service's": (
        "services:\n  a:\n    build: ./small\n    command: [-v]\n",
        ENGINES[1],
    ),
    "two of whom one needs what includes what the other does": (
        LONE.format("[sh, -c, 'perf stat -a ls & nsenter -t 1 -m ls']", ""),
        Host(),
    ),
    "all that is added is dropped": (
        POD.format("command: [strace, -p, '1']", "{capabilities: {add: [ALL], drop: [ALL]}}"),
        KUBELETS[2],
    ),
    "all that is dropped is added, which old engines drop": (
        LONE.format("strace -p 1", "cap_add: [ALL]\n    cap_drop: [ALL]"),
        ENGINES[1],
    ),
    "a list that others have who need nothing of it": (
        LONE.format("strace -p 1", "pid: 'service:b'\n    cap_add: &c []\n  b: {image: y, cap_add: *c}"),
        Host(),
    ),
    "the same with a filter that goes": (
        LONE.format(
            "phpspy -P php",
            "security_opt: ['seccomp=unconfined']\n    cap_add: &c []\n  b: {image: y, cap_add: *c}",
        ),
        ENGINES[2],
    ),
    "a debugger that comes to see others, and is blind to its own": (
        PODS.format("command: [gdb, -p]", "command: [lldb-dap]"),
        KUBELETS[1],
    ),
    "a capability that keeps another one from looking in": (
        PODS.format(
            "lifecycle: {postStart: {exec: {command: [gcore]}}}",
            "image: 'node:20', command: [/usr/share/bcc/tools/execsnoop]",
        ).replace("spec:\n", "spec:\n  shareProcessNamespace: true\n"),
        KUBELETS[1],
    ),
    "a misspelled name that something else explains": (
        "services:\n  a: {image: x, cap_add: [ptrace], devices: [/dev/kfd]}\n",
        ENGINES[2],
    ),
    "a filter without which what is still to be added leaves one more fact open": (
        POD.format(
            "command: [perf, stat, -a, ls]",
            "{seccompProfile: {type: Unconfined}, runAsUser: 0}",
        ),
        KUBELETS[7],
    ),
    "a name that is kept once ALL has gone": (
        LONE.format("strace /api", "cap_add: [CHOWN, ALL]\n    cap_drop: [CHOWN]"),
        ENGINES[3],
    ),
    "a target of whom only the image tells who runs it": (
        LONE.format("procdump -e", "pid: 'service:b'\n    cap_add: [SYS_PTRACE]\n    cap_drop: [ALL]\n  b: {}"),
        Host(),
    ),
    "a need that ends when a neighbour is no longer privileged": (
        PODS.format(
            "livenessProbe: {exec: {command: [jstack, '3']}}, securityContext: {privileged: true}",
            "args: [memray, run, a.py], securityContext: {capabilities: {add: [sys_ptrace]}, runAsUser: 0}",
        ).replace("spec:\n", "spec:\n  shareProcessNamespace: true\n"),
        KUBELETS[5],
    ),
    "an option that counts once the filter's has gone, which this engine does not know": (
        LONE.format("jmap -dump:live,file=/x 1", "security_opt: ['seccomp=builtin', 'seccomp:unconfined']"),
        ENGINES[1],
    ),
    "one that only a variable tells": (
        LONE.format("strace -f ./app", "security_opt: ['seccomp=${PROFILE}', 'seccomp=unconfined']"),
        Host(),
    ),
    "a misplaced list of what another fix adds where it is read": (
        LONE.format(
            "py-spy dump --pid 1",
            "privileged: true\n    security_opt: ['systempaths:unconfined']\n    deploy: {cap_add: [SYS_PTRACE]}",
        ),
        ENGINES[0],
    ),
    "two misspelled names, of which one keeps the other one's debugger from a target": (
        LONE.format("strace -p 1", "pid: 'service:b'\n    cap_add: [SYS_PTRAC]\n  b: {image: x, cap_add: [SYS_PTRAC]}"),
        ENGINES[1],
    ),
    "a capability that is added and dropped, for a debugger that is only there": (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  containers:\n  - {name: a, image: me/app-gdb,"
        " securityContext: {capabilities: {add: [SYS_PTRACE], drop: [SYS_PTRACE]}}}\n",
        KUBELETS[2],
    ),
    "a list that somebody shares who has a list of its own in its place": (
        "x-c: &c [NET_ADMIN]\nservices:\n  a: {image: x, command: strace -p 1, pid: 'service:b', cap_add: *c}\n"
        "  b: {image: x, cap_add: *c}\n",
        Host(),
    ),
    "a debugger that can do without privileged once its target has": (
        "services:\n  debugger: {image: 'me/delve:1', privileged: true, cap_drop: [ALL], pid: 'service:api'}\n"
        "  api: {image: 'redis:7', privileged: true, user: '1000', command: node --inspect a.js}\n",
        ENGINES[1],
    ),
    "a name that is none, beside privileged": (
        LONE.format(
            "./app",
            "privileged: true\n    cap_add: [ptrace, SYS_ADMIN]\n    post_start: [{command: su-exec a strace -p 1}]",
        ),
        ENGINES[1],
    ),
    "what implies a debugger, dropped": (
        LONE.format(
            "./app", "cap_add: [sys_ptrace, ALL]\n    cap_drop: [SYS_PTRACE]\n    security_opt: ['seccomp=unconfined']"
        ),
        ENGINES[3],
    ),
    "what implies a debugger, as not every engine reads it": (
        POD.format("command: [./app]", "{capabilities: {add: [CAP_SYS_PTRACE]}, appArmorProfile: {type: Unconfined}}"),
        KUBELETS[0],
    ),
    "a broad grant whose debugger's target does not start": (
        "services:\n  api: {image: x, cap_add: [ptrace]}\n"
        "  a: {image: 'me/delve:1', privileged: true, pid: 'service:api'}\n",
        ENGINES[3],
    ),
    "the same, of a command": (
        LONE.format("strace -p 1", "privileged: true\n    pid: 'service:b'")
        + "  b: {image: x, cap_add: [SYS_PTRAC], security_opt: ['seccomp=unconfined']}\n",
        ENGINES[3],
    ),
    "a target that a sysctl keeps from starting": (
        LONE.format("gdb -p 1", "privileged: true\n    pid: 'service:b'")
        + "  b: {image: x, sysctls: {kernel.pid_max: 1}}\n",
        ENGINES[6],
    ),
    "an option that a debugger needs once it sees whom it is meant for": (
        LONE.format("[strace, -p]", "security_opt: ['apparmor=unconfined']") + "  b: {image: x, privileged: true}\n",
        ENGINES[1],
    ),
    "the same in a pod": (
        PODS.format(
            "command: [gdb, -p, '1'], securityContext: {appArmorProfile: {type: Unconfined}}",
            "securityContext: {privileged: true}",
        ).replace("  - {name: c, image: x}\n", ""),
        KUBELETS[3],
    ),
    "a need that comes with a neighbour's processes": (
        "services:\n  api: {privileged: true}\n  worker: {privileged: true, security_opt: [label=disable],"
        " entrypoint: [frida, '1']}\n",
        PODMAN,
    ),
    "a list that somebody shares who would need more of it": (
        "services:\n  api: {image: x, privileged: true, cap_add: &c [], entrypoint: [gdb]}\n"
        "  b: {image: x, cap_add: *c, command: [sh, -c, 'nsenter -t 1 -m -p ls & perf stat ls']}\n",
        Host(),
    ),
    "a list that somebody shares who does not start yet": (
        "services:\n  b: {image: x, cap_add: &c [], command: [sh, -c, 'nsenter -t 1 -m -p ls & perf stat ls']}\n"
        "  api: {image: x, privileged: true, cap_add: *c, command: [gdb, prog]}\n",
        ENGINES[5],
    ),
    "a capability that a debugger could use, were it not for something else, beside ALL": (
        LONE.format(
            "[sh, -c, 'perf record /api & py-spy record --pid 1 -o out.svg']",
            "cap_add: [ALL, CAP_SYS_PTRACE]\n    pid: host",
        ),
        ENGINES[7],
    ),
    "an option of the pod's that comes to one who is privileged": (
        POD.format("args: [procdump]", "{}").replace(
            "spec:\n",
            "spec:\n  securityContext: {seccompProfile: {type: Unconfined}}\n  initContainers:\n"
            "  - {name: setup, image: 'docker:dind', securityContext:"
            " {privileged: true, seccompProfile: {type: Unconfined}}}\n",
        ),
        KUBELETS[4],
    ),
    "a grant that goes by what another one implies": (
        "services: {debugger: {image: x, security_opt: ['apparmor:unconfined', systempaths=unconfined]}}\n",
        ENGINES[1],
    ),
    "a profile that the host cannot load": (
        LONE.format("./app", "security_opt: [apparmor=own]\n    healthcheck: {test: [CMD-SHELL, strace ls]}"),
        PODMAN,
    ),
    "a list with ALL that two share who need different things": (
        "services:\n  api: {cap_add: &c [ALL], image: 'me/delve:1'}\n"
        "  tools: {image: x, cap_add: *c, command: [sh, -c, 'jmap -dump:live,file=/x 1']}\n",
        Host(),
    ),
    "a neighbour in whom a debugger is only implied": (
        LONE.format("[py-spy, record, --pid]", "privileged: true")
        + "  b: {image: x, privileged: true, cap_add: [sys_ptrace], volumes: ['/lib/modules:/lib/modules']}\n",
        ENGINES[1],
    ),
    "a word that is none, beside which a capability is lacking": (
        POD.format("args: [rr, /app]", "{seccompProfile: {type: unconfined}}"),
        KUBELETS[6],
    ),
    "one gets what another one's debugger then fails for": (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  shareProcessNamespace: true\n  containers:\n"
        "  - {name: api, image: 'postgres:16', command: [dotnet, dump, collect],"
        " securityContext: {capabilities: {add: [NET_RAW]}}}\n"
        "  ephemeralContainers:\n  - {name: look, command: [reptyr, '1'], targetContainerName: api,"
        " securityContext: {capabilities: {drop: [SYS_PTRACE]}}}\n",
        KUBELETS[5],
    ),
}
