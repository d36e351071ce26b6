"""Which grants a container could do without, asked of the model one grant at a time.

This is written apart from the rules and from ``capslint/check/proof_facts.py``, which the fixer itself is held against.
From the table of grants it takes which there are and where they are held, which ``tests/unit/model/test_grants.py``
holds against files; the container without one is made here, of what the formats read where nothing is granted.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any, NamedTuple

import capslint_rules
from capslint import formats
from capslint.api import operations
from capslint.check.context import ContainerContext, Judge
from capslint.cst.parse import parse
from capslint.formats.reading.neighbour_files import Files
from capslint.model import (
    Answer,
    Container,
    Evidence,
    Host,
    Outcome,
    Setting,
    Starter,
    Unknown,
    User,
    Verdict,
    as_root,
)
from capslint.model.grants import FIELD_GRANTS
from capslint.source import Source
from tests.unit.debuggers import samples

RULES: dict[str, str] = {
    broad.grant.shown: broad.meta.id
    for rule in capslint_rules.RULES
    if (broad := getattr(import_module(rule.check.__module__), "BROAD", None)) is not None
}
RULES |= {"cap_add twice": "redundant-grant", "cap_add of the default set": "redundant-grant"}
"""Every grant that the fixer knows, with the rule that takes it away. Other capabilities can be the program's."""

_POD = """
apiVersion: v1
kind: Pod
metadata: {name: p}
spec: {containers: [{name: app, image: x, securityContext: {seccompProfile: {type: RuntimeDefault}}}]}
"""
_SERVICE = "services: {app: {image: x}}"
_BARE = {Starter.ENGINE: samples.container(_SERVICE), Starter.KUBELET: samples.container(_POD)}
"""Containers that are granted nothing, as the formats read them: the value of a field without a grant is theirs."""

_BESIDE_PRIVILEGED = [grant.name for grant in FIELD_GRANTS if grant.beside_privileged]

# What both Docker and Podman, or both containerd and CRI-O, give to every container: CRI-O's set is the smallest.
# Source: cri-o pkg/config/config.go (DefaultCapabilities).
_DEFAULTS = frozenset(
    ("CHOWN", "DAC_OVERRIDE", "FSETID", "FOWNER", "SETGID", "SETUID", "SETPCAP", "NET_BIND_SERVICE", "KILL")
)


class Left(NamedTuple):
    """A grant that every recognised operation of the container could do without."""

    container: str
    grant: str


class GrantAtPlace(NamedTuple):
    """A grant where it is written, and the container as it is without it."""

    name: str
    setting: Setting[Any]
    without: Container


def left_over(source: Source, files: Files, host: Host) -> list[Left]:
    """Return what could go, from the containers in which some recognised operation does not fail.

    Three things are none of it. What another need than debugging explains (an eBPF agent, Chromium, Docker-in-Docker):
    the model does not know what these do. A line that others read too who cannot do without, or of whom nothing is
    known. The host's processes for a debugger that looks outward: whom it looks into is not written anywhere.
    """
    found: list[Left] = []
    for document in parse(source):
        workloads = formats.read(document, files) if document.root is not None else ()
        for workload in () if isinstance(workloads, formats.NotOurs) else workloads:
            judge = Judge(host, workload)
            for container in workload.containers:
                for grant in _idle(container, judge.context(container)):
                    users = judge.model.places.users_of(grant.setting)
                    if all(_is_idle(grant, user, judge.context(user)) for user in users):
                        found.append(Left(container.label, grant.name))
    return found


def _is_idle(grant: GrantAtPlace, container: Container, ctx: ContainerContext) -> bool:
    if container.privileged.value is True and grant.name not in _BESIDE_PRIVILEGED:
        # Beside it nothing else gives anything. A capability is left until that is gone: it can be what it takes then.
        return RULES[grant.name] != "redundant-grant" and not grant.name.startswith("cap_add ")
    return any(one.setting.place.node is grant.setting.place.node for one in _idle(container, ctx))


def _idle(container: Container, ctx: ContainerContext) -> list[GrantAtPlace]:
    if not any(ctx.judge(one).answer is not Answer.FAILS for one in ctx.purposes):
        return []  # nothing works that could be broken
    explained = {name for reason in ctx.reasons for name in reason.explains}
    return [
        one
        for one in grants(container)
        if one.name.removeprefix("cap_add ") not in explained and not _is_wanted(one, container, ctx)
        if all(_does_without(ctx, evidence, one.without) for evidence in ctx.purposes)
    ]


def _is_wanted(grant: GrantAtPlace, container: Container, ctx: ContainerContext) -> bool:
    if grant.name == "pid=host":
        return any(operations.looks_outward(one) for one in ctx.purposes)
    # SYS_PTRACE stays for a debugger that something else stops: once that is mended it needs it.
    return grant.name == "cap_add SYS_PTRACE" and any(
        _could_help(ctx, one, container, grant.without) for one in ctx.purposes
    )


def _is_made_ambient(container: Container) -> bool:
    """Return whether Podman gives the user what is added, and nothing of the default set: that user is not root."""
    user = container.user.value
    return container.starter is Starter.ENGINE and isinstance(user, User) and user.uid != 0


def _does_without(ctx: ContainerContext, evidence: Evidence, without: Container) -> bool:
    now, then = ctx.judge(evidence), ctx.judge(evidence, without)
    # What comes to turn on a fact that it did not turn on is broken on some hosts.
    return now.answer is Answer.FAILS or (then.answer is now.answer and set(then.depends_on) <= set(now.depends_on))


def _could_help(ctx: ContainerContext, evidence: Evidence, container: Container, without: Container) -> bool:
    asked = ((container, without), (as_root(container), as_root(without)))
    return ctx.judge(evidence).answer is Answer.FAILS and any(
        _blocking(ctx.judge(evidence, one)) != _blocking(ctx.judge(evidence, other)) for one, other in asked
    )


def _blocking(verdict: Verdict) -> set[str]:
    return {one.gate for one in verdict.gates if one.outcome is not Outcome.PASSES}


def grants(container: Container) -> Iterator[GrantAtPlace]:
    """Return each grant that the fixer knows."""
    is_privileged = container.privileged.value is True
    for grant in FIELD_GRANTS:
        is_void = is_privileged and not grant.beside_privileged
        if not is_void and grant.is_held(container):  # what is void is looked at once privileged is gone
            setting = getattr(container, grant.field)
            bare = getattr(_BARE[container.starter], grant.field).value
            without = container._replace(**{grant.field: setting._replace(value=bare)})
            yield GrantAtPlace(grant.name, setting, without)
    if not is_privileged:
        yield from _capabilities(container)


def _capabilities(container: Container) -> Iterator[GrantAtPlace]:
    added, dropped = container.cap_add, container.cap_drop.value
    if isinstance(added.value, Unknown):
        return
    seen: set[str] = set()
    for item in added.value:
        if not isinstance(item.value, str):
            continue
        name = item.value.upper()
        name = name.removeprefix("CAP_") if container.starter is Starter.ENGINE else name
        rest = tuple(one for one in added.value if one is not item)
        without = container._replace(cap_add=added._replace(value=rest))
        if name in seen:
            yield GrantAtPlace("cap_add twice", item, without)
        elif f"cap_add {name}" in RULES:
            yield GrantAtPlace(f"cap_add {name}", item, without)
        elif name in _DEFAULTS and dropped == () and not _is_made_ambient(container):
            yield GrantAtPlace("cap_add of the default set", item, without)
        seen.add(name)
