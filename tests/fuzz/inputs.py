"""Files to begin with, and the ways in which chance changes them."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from typing import NamedTuple


class FuzzInput(NamedTuple):
    """A file: its path, its bytes, and the texts that stand beside it by path."""

    path: str
    data: bytes
    beside: dict[str, str]


_COMPOSE = """# comment
x-base: &base
  cap_add: [SYS_PTRACE, NET_ADMIN] # why
services:
  a:
    <<: *base
    image: debian:12
    command: strace -f -p 1
    security_opt:
      - seccomp:unconfined
      - apparmor=unconfined
    privileged: true
    user: "1000:1000"
  b:
    image: golang
    entrypoint: ["dlv", "exec", "/app", "--listen=:2345"]
    cap_add:
      - ALL
    cap_drop: [ALL]
    pid: service:a
    environment: {A: "${A:-x}"}
"""
_BUILT = """services:
  a:
    build: {context: ., target: dev, args: {V: "1"}}
    command: sh -c "sudo -u app gdb -p $PID && perf record -a"
    security_opt: [seccomp=profile.json, no-new-privileges:true]
    volumes: ["./x:/x", t:/tmp]
    env_file: .env
    sysctls: {net.core.somaxconn: 1024}
include: [other.yaml]
"""
_POD = """apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
  annotations: {container.apparmor.security.beta.kubernetes.io/a: unconfined}
spec:
  template:
    spec:
      shareProcessNamespace: true
      securityContext: {runAsUser: 1000, seccompProfile: {type: Unconfined}}
      containers:
        - name: a
          image: x
          command: [strace, -p, "1"]
          securityContext:
            privileged: true
            capabilities: {add: ["ALL", SYS_PTRACE], drop: [NET_RAW]}
        - name: b
          image: x
          args: [py-spy, dump, --pid, "1"]
          securityContext: {allowPrivilegeEscalation: false, procMount: Unmasked}
---
apiVersion: v1
kind: Namespace
metadata: {name: n, labels: {pod-security.kubernetes.io/enforce: baseline}}
"""
_DEVCONTAINER = """// a place to work
{
  "image": "mcr.microsoft.com/devcontainers/go",
  "runArgs": ["--cap-add=SYS_PTRACE", "--security-opt", "seccomp=unconfined", "--privileged"],
  "capAdd": ["ALL",],
  "securityOpt": ["seccomp=unconfined"], /* why */
  "features": {"ghcr.io/devcontainers/features/go:1": {}},
  "customizations": {"vscode": {"extensions": ["golang.go"]}}
}
"""
_SCRIPT = """#!/bin/bash
set -e
docker run --rm -it --privileged \\
  --cap-add SYS_PTRACE --security-opt seccomp=unconfined \\
  -e "A=$B" debian strace -p 1 # why
podman run --cap-add=ALL x gdb -p 1 || true
for x in a b; do docker exec --privileged "$x" strace -p 1; done
cat <<END
docker run --privileged x
END
"""
_MAKEFILE = "debug:\n\t@docker run --privileged --pid=host debian \\\n\t  strace -p $$(pidof x)\n\n.PHONY: debug\n"
_WORKFLOW = """on: push
jobs:
  a:
    container: {image: x, options: --privileged --cap-add SYS_PTRACE}
    steps:
      - run: |
          docker run --cap-add=ALL x strace ls
"""
_UNIT = """# why
[Unit]
Description=x

[Container]
Image=debian
Exec=strace -p 1
AddCapability=CAP_SYS_PTRACE ALL
SeccompProfile=unconfined
PodmanArgs=--privileged \\
  --security-opt seccomp=unconfined
"""
_KUSTOMIZATION = """resources: [pod.yaml]
patches:
  - target: {kind: Deployment}
    patch: |-
      - op: add
        path: /spec/template/spec/hostPID
        value: true
"""
_SETTINGS = """select = ["failing", "broad"]
ignore = ["privileged-container"]
exclude = ["*.min.yaml", "!x"]
level = "pedantic"
fail-on = "error"
[host]
engine = "docker@20.10.24"
kernel = "5.10"
[[overrides]]
paths = ["dev/**"]
"""
_DOCKERFILE = """ARG V=12
FROM debian:${V} AS base
RUN apt-get update && apt-get install -y gdb strace=6.1 \\
  && setcap cap_sys_ptrace+ep /usr/bin/gdb
ENV A=1 B="$A"
FROM base AS dev
USER app
ENTRYPOINT ["dlv", "exec"]
CMD strace ls
"""
_PROFILE = """{"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [
 {"names": ["ptrace"], "action": "SCMP_ACT_ALLOW", "args": [{"index": 0, "value": 1, "op": "SCMP_CMP_EQ"}],
  "includes": {"caps": ["CAP_SYS_PTRACE"], "minKernel": "4.8"}}]}
"""
_VARIABLES = "A=1\nexport B='x y'\nC=${A:-$B}\n"
_BESIDE = {
    "Dockerfile": _DOCKERFILE,
    "profile.json": _PROFILE,
    ".env": _VARIABLES,
    "other.yaml": "services: {c: {image: x, command: strace ls, privileged: true}}\n",
}

SEEDS: dict[str, tuple[str, str]] = {
    "services": ("compose.yaml", _COMPOSE),
    "services with files": ("compose.yaml", _BUILT),
    "a manifest": ("pod.yaml", _POD),
    "a development container": (".devcontainer.json", _DEVCONTAINER),
    "a script": ("run.sh", _SCRIPT),
    "a makefile": ("Makefile", _MAKEFILE),
    "a workflow": (".github/workflows/a.yml", _WORKFLOW),
    "a unit": ("a.container", _UNIT),
    "a kustomization": ("kustomization.yaml", _KUSTOMIZATION),
    "settings": (".capslint.toml", _SETTINGS),
    "a Dockerfile": ("Dockerfile", _DOCKERFILE),
    "a profile": ("profile.json", _PROFILE),
    "variables": (".env", _VARIABLES),
}
"""By what they are: the path, and the text that chance begins with. The last three stand beside services."""

_VALUES = (
    *("null", "true", "no", "0", "-1", "1e999", '""', "x", "[]", "{}", "[[]]", "[{}]", "{a: {b: c}}", "*base", "&x y"),
    *(
        "!!str 1",
        "!!binary AA==",
        "!x y",
        "|\n      x",
        ">-\n      x",
        '"\\u202e"',
        "'it''s'",
        "? a",
        "<<",
        "~",
        "${A}",
    ),
    *("[SYS_PTRACE]", "SYS_PTRACE", "CAP_ALL", "host", "Unconfined", "{{ .Values.x }}", "$(A)", "a: b", "# c", "@x"),
)
_KEYS = (
    *("privileged", "cap_add", "cap_drop", "security_opt", "command", "entrypoint", "image", "build", "user", "pid"),
    *("services", "extends", "include", "securityContext", "capabilities", "add", "drop", "containers", "spec", "kind"),
    *("seccompProfile", "type", "initContainers", "hostPID", "runArgs", "capAdd", "<<", "x-a", "a b", '"q"', "1", "~"),
)
_BYTES = (b"\x00", b"\xff", b"\r", b"\t", b"\xef\xbb\xbf", b"\xe2\x80\xae", b'"', b"'", b"\\", b"#", b"&", b"*", b":")
_Change = Callable[[bytes, Random, bytes], bytes]


def _bytes(data: bytes, chance: Random, _: bytes) -> bytes:
    at = chance.randrange(len(data) + 1)
    if chance.random() < 0.5:
        return data[:at] + chance.choice(_BYTES) * chance.randint(1, 3) + data[at:]
    return data[:at] + data[at + chance.randint(1, 8) :]


def _lines(data: bytes, chance: Random, other: bytes) -> bytes:
    lines, others = data.splitlines(keepends=True), other.splitlines(keepends=True)
    at = chance.randrange(len(lines) + 1)
    taken = chance.choice((lines, others))
    begin = chance.randrange(len(taken) + 1)
    lines[at : at + chance.randint(0, 2)] = taken[begin : begin + chance.randint(0, 3)]
    return b"".join(lines)


def _indents(data: bytes, chance: Random, _: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    for _number in range(chance.randint(1, 3)):
        at = chance.randrange(len(lines))
        lines[at] = chance.choice((b"  " + lines[at], lines[at].removeprefix(b"  "), b"\t" + lines[at].lstrip()))
    return b"".join(lines)


def _replaced(pattern: bytes, words: tuple[str, ...]) -> _Change:
    def change(data: bytes, chance: Random, _: bytes) -> bytes:
        found = list(re.finditer(pattern, data))
        if not found:
            return data
        begin, end = chance.choice(found).span(1)
        return data[:begin] + chance.choice(words).encode() + data[end:]

    return change


def _line_ends(data: bytes, chance: Random, _: bytes) -> bytes:
    return data.replace(b"\n", chance.choice((b"\r\n", b"\n\n", b" \n", b"\r")))


def _cut(data: bytes, chance: Random, _: bytes) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


CHANGES: tuple[_Change, ...] = (
    *(_bytes, _lines, _lines, _indents, _line_ends, _cut),
    *(_replaced(rb"[:=][ ]?([^\n]*)", _VALUES), _replaced(rb"(?m)^ *(?:- )?([\w.-]+)[:=]", _KEYS)),
    *(_replaced(rb"([\w./=-]+)", (*_VALUES, *_KEYS)), _replaced(rb"[\[,{] *([^\],}\n]+)", _VALUES)),
)


def changed(seed: str, number: int) -> tuple[str, FuzzInput]:
    """Return what it was made from, and the ``number``th input of this ``seed``."""
    chance = Random(f"{seed}/{number}")
    kind = chance.choice(list(SEEDS))
    path, text = SEEDS[kind]
    other = SEEDS[kind if chance.random() < 0.5 else chance.choice(list(SEEDS))][1].encode()
    data = text.encode()
    for _ in range(chance.randint(1, 5)):
        data = chance.choice(CHANGES)(data, chance, other) if data else data
    if path in _BESIDE:
        texts = {**_BESIDE, path: data.decode("utf-8", "replace")}
        return kind, FuzzInput("compose.yaml", _BUILT.encode(), texts)
    return kind, FuzzInput(path, data, {**_BESIDE, "pod.yaml": _POD})
