"""What a stranger could commit, of which there is much: each kind was, or could be, compared with all of its like."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.hostile.generators import Folder

_TRACER = "command: strace -p 1"
_POD = "apiVersion: v1\nkind: Pod\nmetadata: {{name: p{}}}\nspec:\n  containers:\n  - {{name: a, image: debian, {}}}\n"


def _services(lines: list[list[str]], *, head: str = "") -> Folder:
    """Return a Compose file of services, each of the lines that are told of it."""
    written = "".join(f"  s{number}:\n" + "".join(f"    {line}\n" for line in of) for number, of in enumerate(lines))
    return {"compose.yaml": f"{head}services:\n{written}"}


def services(size: int) -> Folder:
    """Return services in which there is nothing to be told."""
    return _services([["image: nginx"]] * size)


def debuggers_among_services(size: int) -> Folder:
    """Return services of which every tenth looks into another one."""
    lines = [["image: debian", _TRACER] if number % 10 == 0 else ["image: nginx"] for number in range(size)]
    return _services(lines)


def debuggers(size: int) -> Folder:
    """Return services that are all privileged, and look into another one."""
    return _services([["image: debian", "privileged: true", _TRACER]] * size)


def debuggers_of_the_host(size: int) -> Folder:
    """Return debuggers that see every process of the host, in all ways of broad grants."""
    grants = ["image: debian", "pid: host", "cap_add: [ALL]", "security_opt: [seccomp:unconfined]", _TRACER]
    return _services([grants] * size)


def debuggers_beside_a_named_one(size: int) -> Folder:
    """Return services that each look into the one before."""
    return _services([["image: debian", f"pid: service:s{max(number - 1, 0)}", _TRACER] for number in range(size)])


def launchers(size: int) -> Folder:
    """Return services that each start what they debug, with a grant that nobody needs."""
    return _services([["image: golang", "privileged: true", "command: dlv debug ."]] * size)


def services_with_one_grant(size: int) -> Folder:
    """Return services that take what they are granted from one place."""
    head = "x-base: &base\n  image: debian\n  security_opt: [seccomp:unconfined]\n  cap_add: [ALL]\n"
    return _services([["<<: *base", _TRACER]] * size, head=head)


def services_of_one_dockerfile(size: int) -> Folder:
    """Return services that are all built by the same large Dockerfile."""
    lines = "".join(f"RUN apt-get install -y package{number}\n" for number in range(size))
    return {**_services([["build: .", "command: sleep 1"]] * size), "Dockerfile": f"FROM debian\n{lines}"}


def services_of_one_profile(size: int) -> Folder:
    """Return services that are all held by the same large seccomp profile."""
    call = {"names": ["ptrace"], "action": "SCMP_ACT_ALLOW"}
    rules = [{**call, "args": [{"index": 0, "value": number, "op": "SCMP_CMP_EQ"}]} for number in range(size)]
    profile = json.dumps({"defaultAction": "SCMP_ACT_ERRNO", "syscalls": rules})
    written = ["image: debian", "security_opt: [seccomp=./profile.json]", "command: strace ls"]
    return {**_services([written] * size), "profile.json": profile}


def services_that_extend(size: int) -> Folder:
    """Return services that each extend one of another file."""
    lines = [["extends: {file: base.yaml, service: s" + str(number) + "}"] for number in range(size)]
    return {**_services(lines), "base.yaml": _services([["image: debian", _TRACER]] * size)["compose.yaml"]}


def services_with_a_volume(size: int) -> Folder:
    """Return services that share a volume, over which some look for sockets."""
    return _services([["image: dotnet", "volumes: [t:/tmp]", "command: dotnet-trace collect -p 1"]] * size)


def services_with_environment_files(size: int) -> Folder:
    """Return services that all read the same large file of variables."""
    lines = _services([["image: debian", "env_file: [vars.env]", "command: strace ls"]] * size)
    return {**lines, "vars.env": "".join(f"A{number}=x\n" for number in range(size))}


def pods(size: int) -> Folder:
    """Return many documents, each a pod with a debugger."""
    return {"pods.yaml": "---\n".join(_POD.format(number, "command: [strace, ls]") for number in range(size))}


def privileged_pods(size: int) -> Folder:
    """Return many documents, each a pod with more than it needs, in namespaces that are told."""
    asked = "command: [strace, ls], securityContext: {privileged: true}"
    label = "metadata: {{name: n{0}, labels: {{pod-security.kubernetes.io/enforce: baseline}}}}\n"
    told = "apiVersion: v1\nkind: Namespace\n" + label
    return {"pods.yaml": "---\n".join(told.format(n) + "---\n" + _POD.format(n, asked) for n in range(size))}


def containers_of_a_pod(size: int) -> Folder:
    """Return one pod of many containers that see each other, each a debugger."""
    head = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  shareProcessNamespace: true\n  containers:\n"
    lines = "".join(f"  - {{name: c{number}, image: debian, command: [strace, -p, '1']}}\n" for number in range(size))
    return {"pod.yaml": head + lines}


def repeated_capabilities(size: int) -> Folder:
    """Return one capability, which is added over and over."""
    return _services([["image: debian", "command: strace ls", f"cap_add: [{', '.join(['SYS_PTRACE'] * size)}]"]])


def unknown_capabilities(size: int) -> Folder:
    """Return as many names that are near those of capabilities."""
    names = ", ".join(f"SYS_PTRAC{number}" for number in range(size))
    return _services([["image: debian", "command: strace ls", f"cap_add: [{names}]"]])


def repeated_options(size: int) -> Folder:
    """Return one security option, which is given over and over."""
    options = ", ".join(["seccomp:unconfined"] * size)
    return _services([["image: debian", "command: strace ls", f"security_opt: [{options}]"]])


def unknown_options(size: int) -> Folder:
    """Return as many names that are near those of security options."""
    options = ", ".join(f"secomp{number}=unconfined" for number in range(size))
    return _services([["image: debian", "command: strace ls", f"security_opt: [{options}]"]])


def environment(size: int) -> Folder:
    """Return one service of many lines, in which one thing is to be mended."""
    lines = "".join(f"      NAME_{number}: value\n" for number in range(size))
    (path, text), *_ = _services([["image: debian", "command: strace ls", "cap_add: [ALL]", "environment:"]]).items()
    return {path: text + lines}


def pods_of_which_one_is_wrong(size: int) -> Folder:
    """Return many documents, in one of which one thing is to be mended."""
    asked = "command: [strace, ls], securityContext: {privileged: true}"
    plain = "---\n".join(_POD.format(number, "command: [sleep, '1']") for number in range(size))
    return {"pods.yaml": f"{plain}---\n{_POD.format('x', asked)}"}


def comments(size: int) -> Folder:
    """Return as many comments that ignore nothing."""
    lines = "".join(f"# capslint: ignore[privileged-container] reason {number}\n" for number in range(size))
    return {"compose.yaml": f"services:\n{lines}  a:\n    image: debian\n    privileged: true\n    {_TRACER}\n"}


def names_in_a_comment(size: int) -> Folder:
    """Return one comment that ignores as many rules that there are not."""
    names = ", ".join(f"rule-{number}" for number in range(size))
    return {"compose.yaml": f"services:\n  a:\n    image: debian\n    privileged: true # capslint: ignore[{names}]\n"}


def words_of_a_command(size: int) -> Folder:
    """Return a command of many words."""
    return _services([["image: debian", "command: [strace, -p, '1'" + ", -e, trace" * size + "]"]])


def commands_in_a_shell(size: int) -> Folder:
    """Return a command line that starts as many debuggers."""
    return _services([["image: debian", f'command: sh -c "{" && ".join(["strace -p 1"] * size)}"']])


def runs_in_a_script(size: int) -> Folder:
    """Return a script that starts as many containers."""
    lines = "".join(f"docker run --name c{number} --privileged debian strace ls\n" for number in range(size))
    return {"run.sh": f"#!/bin/sh\n{lines}"}


def run_with_many_flags(size: int) -> Folder:
    """Return a script that starts one container with many flags."""
    flags = "".join(f" \\\n  -e NAME{number}=value" for number in range(size))
    return {"run.sh": f"#!/bin/sh\ndocker run --privileged{flags} debian strace ls\n"}


def units(size: int) -> Folder:
    """Return a folder of as many Quadlet units, all in one pod."""
    told = "[Container]\nImage=debian\nPod=all.pod\nAddCapability=ALL\nExec=strace -p 1\n"
    return {"all.pod": "[Pod]\nPodName=all\n", **{f"c{number}.container": told for number in range(size)}}


def unit_with_many_lines(size: int) -> Folder:
    """Return one Quadlet unit of many lines."""
    lines = "".join(f"Environment=NAME{number}=value\n" for number in range(size))
    return {"a.container": f"[Container]\nImage=debian\nExec=strace ls\nAddCapability=ALL\n{lines}"}


def arguments_of_a_devcontainer(size: int) -> Folder:
    """Return a development container with many arguments for its engine."""
    arguments = ", ".join(f'"--env=NAME{number}=value"' for number in range(size))
    return {".devcontainer/devcontainer.json": f'{{"image": "golang", "runArgs": ["--privileged", {arguments}]}}\n'}


def patches(size: int) -> Folder:
    """Return a kustomization of as many pods, with as many patches."""
    patched = "- target: {{kind: Pod, name: p{0}}}\n  patch: '[{{op: add, path: /spec/hostPID, value: true}}]'\n"
    written = "".join(patched.format(number) for number in range(size))
    return {"kustomization.yaml": f"resources: [pods.yaml]\npatches:\n{written}", **pods(size)}


def ignored(size: int) -> Folder:
    """Return as many patterns of names, and as many files."""
    lines = "".join(f"*a*{number}b\n" for number in range(size))
    files = {f"a{number}.yaml": "a: 1\n" for number in range(min(size, 100))}
    return {".git/HEAD": "", ".gitignore": lines, **files}


GROWING: dict[Callable[[int], Folder], int] = {
    services: 2_000,
    debuggers_among_services: 1_000,
    debuggers: 250,
    debuggers_of_the_host: 250,
    debuggers_beside_a_named_one: 250,
    launchers: 250,
    services_with_one_grant: 250,
    services_of_one_dockerfile: 1_000,
    services_of_one_profile: 500,
    services_that_extend: 500,
    services_with_a_volume: 250,
    services_with_environment_files: 500,
    pods: 500,
    privileged_pods: 250,
    containers_of_a_pod: 250,
    repeated_capabilities: 1_000,
    unknown_capabilities: 1_000,
    repeated_options: 500,
    unknown_options: 500,
    environment: 10_000,
    pods_of_which_one_is_wrong: 1_000,
    comments: 1_000,
    names_in_a_comment: 2_000,
    words_of_a_command: 10_000,
    commands_in_a_shell: 500,
    runs_in_a_script: 250,
    run_with_many_flags: 2_500,
    units: 100,
    unit_with_many_lines: 2_500,
    arguments_of_a_devcontainer: 2_500,
    patches: 100,
    ignored: 1_000,
}
"""Each with a size of which a check takes a second or so."""
