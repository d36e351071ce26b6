"""The smallest change with which an operation works, and the smallest grant with which it keeps working, in words."""

from __future__ import annotations

import json
from collections.abc import Iterator

from capslint.model import (
    Answer,
    Container,
    Engine,
    Host,
    Operation,
    Outcome,
    Scene,
    Seccomp,
    SeccompKind,
    User,
    Verdict,
)
from capslint.model.grants import FIELD_GRANTS, capability, default_seccomp, with_capabilities
from capslint.permissions.capabilities import CapabilitySet, mask
from capslint.permissions.judge_operation import judge
from capslint.permissions.least import least_capabilities
from capslint.permissions.overview import picture
from capslint.permissions.seccomp.rules import Machine
from capslint.profile_writer import Form, base_of, extras, render
from capslint.profile_writer.delta import KERNEL_OF_TODAY
from capslint.startup.records import NamedTuple

ROOT = User(0, 0)
_ALWAYS_TAKEN = frozenset(("privileged", "seccomp=unconfined", "systempaths=unconfined"))
"""Fields that stand as they are by default in the smallest grant, whatever the file says, or leaves open."""


class Change(NamedTuple):
    """What together makes an operation work; ``then_depends_on`` are facts that it turns on even so."""

    words: tuple[str, ...] = ()
    then_depends_on: tuple[str, ...] = ()


def needs(container: Container, operation: Operation, host: Host, scene: Scene, verdict: Verdict) -> Change:
    """Return what makes an operation work that ``verdict`` says does not; nothing if it works.

    Each way is put to the model before it is given: capabilities, then the debugger run as root, then the engine's
    default filter, then a profile of the tool's own. Where none of them does it, each gate that blocks names what
    would let it pass; nothing is given if one of them has no such thing.
    """
    if verdict.answer is Answer.WORKS:
        return Change()
    for words, other, changed in _ways(container, operation, host, scene):
        names = least_capabilities(other, ((operation, changed),), host)
        if names is not None and (words or names):
            then = judge(with_capabilities(other, *names, beside_unknown=True), operation, host, changed)
            if _is_better(then, verdict):
                return Change((*words, *_granted(names)), then.depends_on)
    return Change(_by_gates(verdict))


def _is_better(then: Verdict, now: Verdict) -> bool:
    """Return whether ``then`` works, or turns on less than ``now``: a way that changes nothing is none."""
    return then.answer is Answer.WORKS or now.answer is Answer.FAILS or set(then.depends_on) < set(now.depends_on)


def keeps(container: Container, operation: Operation, host: Host, scene: Scene) -> tuple[str, ...] | None:
    """Return the smallest grants with which an operation that works in ``container`` still works; () if it needs none.

    None where the model finds no set of capabilities that does for what is granted now.
    """
    bare = _without_grants(container)
    moved = scene._replace(tracer=scene.tracer._replace(container=None))
    if judge(bare, operation, host, moved).answer is Answer.WORKS:
        return ()
    names = least_capabilities(bare, ((operation, moved),), host, was=container)
    if names is None or judge(container, operation, host, scene).answer is Answer.FAILS:
        return None
    return _granted(names)


def _ways(
    container: Container, operation: Operation, host: Host, scene: Scene
) -> Iterator[tuple[tuple[str, ...], Container, Scene]]:
    yield (), container, scene
    as_root = scene._replace(tracer=scene.tracer._replace(user=ROOT, switches=()))
    by_root = _by_root(scene)
    yield (by_root,), container, as_root
    seccomp = container.seccomp.value
    if isinstance(seccomp, Seccomp) and seccomp.kind is SeccompKind.FILE:
        plain = container._replace(seccomp=container.seccomp.with_value(default_seccomp(container)))
        yield ("the engine's default seccomp profile",), plain, scene
        yield ("the engine's default seccomp profile", by_root), plain, as_root
    own = _profile_of(container, operation, host)
    if own is not None:
        words, filtered = own
        yield (words,), filtered, scene
        yield (words, by_root), filtered, as_root


def _by_root(scene: Scene) -> str:
    wrappers = [switch.by for switch in scene.tracer.switches if not switch.gives_root]
    return f"run the debugger as root and without {' and '.join(wrappers)}" if wrappers else "run the debugger as root"


def _granted(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(capability(name).shown for name in names)


def _by_gates(verdict: Verdict) -> tuple[str, ...]:
    blocking = [gate for gate in verdict.gates if gate.outcome is Outcome.BLOCKS]
    if not all(gate.would_pass_with for gate in blocking):
        return ()
    return tuple(dict.fromkeys(gate.would_pass_with[0] for gate in blocking))


def _profile_of(container: Container, operation: Operation, host: Host) -> tuple[str, Container] | None:
    """Return ``container`` under the profile that ``capslint profile`` writes for the operation, and its name."""
    base = base_of(host)
    extra = extras(base, (operation,), host.kernel)
    if not extra:
        return None
    bits = mask(picture(container, host).bounding.sure)
    machine = Machine(CapabilitySet(bits, bits), host.kernel or KERNEL_OF_TODAY)
    form = Form.OCI if base.engine is Engine.CONTAINERD else Form.DOCKER
    contents = json.dumps(render(base, extra, form, machine))
    seccomp = container.seccomp.with_value(Seccomp(SeccompKind.FILE, "profile.json", contents))
    return f"a seccomp profile that allows {' and '.join(map(str, extra))}", container._replace(seccomp=seccomp)


def _without_grants(container: Container) -> Container:
    """Return ``container`` without the grants that fixes know; a PID namespace that shows the target stays."""
    bare = container._replace(cap_add=container.cap_add.with_value(()))
    for grant in FIELD_GRANTS:
        if grant.name in _ALWAYS_TAKEN or grant.is_held(bare):
            bare = grant.taken_from(bare)
    return bare
