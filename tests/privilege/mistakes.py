"""Services and pods with one debugger and mistakes around it, each of which has a fix."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import yaml
from hypothesis import strategies as some

from tests.privilege.generated import COMMANDS

LAUNCHING = tuple(one for one in COMMANDS if " 1 " not in f"{one} ")
LOOSE = ("seccomp", "apparmor", "label", "systempaths")
IN_OPTIONS = (
    *({key: "disable" if key == "label" else "unconfined"} for key in LOOSE),
    *("seccomp=unconfined", "apparmor=unconfined", "systempaths=unconfined"),
    *("seccomp=own.json", "seccomp=builtin", "apparmor=own", "label=type:own_t"),
    *("seccomp:unconfined", "apparmor:unconfined", "label:disable", "label=disable", "systempaths:unconfined"),
)
ON_SERVICE: tuple[dict[str, Any], ...] = (
    {"deploy": {"cap_add": ["SYS_PTRACE"]}},
    {"deploy": {"privileged": True}},
    {"cap_add": ["SYS_PTRAC"]},
    {"cap_add": ["ptrace", "SYS_ADMIN"]},
    {"hostPID": True},
)
ALONE: tuple[dict[str, Any], ...] = ({"privileged": True}, {"privileged": False}, {"pid": "host"})
IN_CONTEXT: tuple[dict[str, Any], ...] = (
    {"seccompProfile": {"type": "unconfined"}},
    {"appArmorProfile": {"type": "unconfined"}},
    {"procMount": "unmasked"},
    {"capabilities": {"add": ["CAP_SYS_PTRACE"]}},
    {"capabilities": {"add": ["SYS_PTRAC"]}},
    {"hostPID": True},
)
ON_CONTAINER: tuple[dict[str, Any], ...] = (
    {"privileged": True},
    {"capabilities": {"add": ["SYS_PTRACE"]}},
    {"cap_add": ["SYS_PTRACE"]},
)
ANNOTATIONS = {
    "seccomp.security.alpha.kubernetes.io/pod": ("unconfined", "runtime/default", "localhost/a.json"),
    "container.seccomp.security.alpha.kubernetes.io/dbg": ("unconfined", "localhost/a.json"),
    "container.apparmor.security.beta.kubernetes.io/dbg": ("unconfined", "runtime/default"),
}
_BOOL = some.booleans()


def _some_of(draw: some.DrawFn, mistakes: tuple[dict[str, Any], ...]) -> dict[str, Any]:
    return draw(some.sampled_from(mistakes)) if draw(_BOOL) else {}


def _written(draw: some.DrawFn, whole: dict[str, Any]) -> str:
    text: str = yaml.dump(whole, sort_keys=False, default_flow_style=draw(some.sampled_from([None, False, True])))
    # A tab separates as well as a blank.
    return text.replace("image: x\n", "image: x\t# the tools\n") if draw(_BOOL) else text


@some.composite
def mistaken_services(draw: some.DrawFn) -> str:
    """One service, or one that extends another one, which runs no debugger."""
    dbg = {**_service(draw), **_some_of(draw, ON_SERVICE)}
    if draw(_BOOL):
        return _written(draw, {"services": {"dbg": {**dbg, "command": draw(some.sampled_from(COMMANDS))}}})
    dbg |= {"extends": "base", "command": draw(some.sampled_from(LAUNCHING))}
    return _written(draw, {"services": {"base": deepcopy({**_service(draw), "command": "./app"}), "dbg": dbg}})


def _service(draw: some.DrawFn) -> dict[str, Any]:
    options = draw(some.lists(some.sampled_from(IN_OPTIONS), max_size=2))
    given = {"security_opt": options} if options else {}
    return {"image": "x", **_some_of(draw, ALONE), **given}


@some.composite
def mistaken_pods(draw: some.DrawFn) -> str:
    """One pod of one container or two, or a Deployment that makes it."""
    command = draw(some.sampled_from(COMMANDS)).split()
    container = {"name": "dbg", "image": "x", "command": command, **_some_of(draw, ON_CONTAINER)}
    context = _some_of(draw, IN_CONTEXT)
    spec: dict[str, Any] = {"containers": [{**container, **({"securityContext": context} if context else {})}]}
    if draw(_BOOL):
        field = draw(some.sampled_from(("seccompProfile", "appArmorProfile")))
        spec["securityContext"] = {field: {"type": "unconfined"}}
    annotations: dict[str, str] = {}
    if draw(_BOOL):
        annotations = {name: draw(some.sampled_from(values)) for name, values in ANNOTATIONS.items() if draw(_BOOL)}
    else:  # what the pod says is for another container too
        command = draw(some.sampled_from(COMMANDS)).split()
        spec["containers"].append({"name": "app", "image": "x", "command": command})
    metadata = {"name": "p", **({"annotations": annotations} if annotations else {})}
    if draw(_BOOL):
        return _written(draw, {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec})
    template = {"metadata": {"labels": {"app": "p"}}, "spec": spec}
    deployment = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata, "spec": {"template": template}}
    return _written(draw, deployment)
