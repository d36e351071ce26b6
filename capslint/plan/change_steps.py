"""What can be changed so that an operation works, besides capabilities: each a step that the model is asked about."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial

from capslint.model import (
    Container,
    Engine,
    Host,
    Operation,
    PidMode,
    PidNamespace,
    Process,
    Role,
    Scene,
    Seccomp,
    SeccompKind,
    Start,
    Unknown,
    User,
)
from capslint.model.grants import Grant, default_seccomp, grant_named
from capslint.permissions.capabilities import CapabilitySet, mask
from capslint.permissions.gates.architecture import is_emulated
from capslint.permissions.least import moved_scene
from capslint.permissions.overview import picture
from capslint.permissions.seccomp.rules import Machine
from capslint.profile_writer import Form, base_of, extras, render
from capslint.profile_writer.delta import KERNEL_OF_TODAY
from capslint.startup.records import NamedTuple

ROOT = User(0, 0)


class State(NamedTuple):
    """What the model is asked about an operation: where it is carried out, on which host, who looks into whom."""

    container: Container
    scene: Scene
    host: Host

    def within(self, changed: Container) -> State:
        """Return the state with another container in the place of the debugger's."""
        return State(changed, moved_scene(self.scene, self.container, changed), self.host)

    def on(self, host: Host) -> State:
        """Return the state on another host."""
        return self._replace(host=host)


class ChangeStep(NamedTuple):
    """A change: ``words`` for people, ``field`` names what it changes, which only one step of a way may do."""

    words: str
    field: str
    apply: Callable[[State], State]


def usual_steps(state: State, operation: Operation) -> Iterator[ChangeStep]:
    """Return what is tried first: root, the engine's own filter, a profile of the tool's own."""
    yield ChangeStep(_by_root(state), "user", _as_root)
    seccomp = state.container.seccomp.value
    if isinstance(seccomp, Seccomp) and seccomp.kind is SeccompKind.FILE:
        yield ChangeStep("the engine's default seccomp profile", "seccomp", _default_filter)
    own = _profile_of(state.container, operation, state.host)
    if own is not None:
        words, profile = own
        yield ChangeStep(words, "seccomp", lambda now: _with_profile(now, profile))


def further_steps(state: State) -> Iterator[ChangeStep]:
    """Return what is tried where that does not do: in the file, and last on the host."""
    if not state.scene.alternatives and not state.scene.target.switches:
        yield ChangeStep("run the debugger as the target's user and group", "user", _as_target)
    if _shares_nothing(state) and state.scene.target.container is not None:
        yield ChangeStep("sharing the target's PID namespace", "pid", _share)
    for name in ("label=disable", "apparmor=unconfined"):
        grant = grant_named(name)
        if not grant.is_held(state.container):
            yield ChangeStep(name, grant.field, partial(_granted, grant))
    if state.container.user_namespace.value != "host":
        yield ChangeStep("the host's user namespace", "user_namespace", _in_hosts_users)
    if is_emulated(state.container, state.host) is not False:
        yield ChangeStep("an image of the host's architecture", "platform", _native)
    yield from _on_the_host(state)


def _on_the_host(state: State) -> Iterator[ChangeStep]:
    scopes = {single.ptrace_scope for single in state.host.singles}
    if not scopes.isdisjoint((1, 2)) and 3 not in scopes:  # 3 stays until the host is started anew
        yield ChangeStep(
            "kernel.yama.ptrace_scope=0 on the host", "yama", lambda now: now.on(now.host.with_facts(ptrace_scope=0))
        )
    if any(single.perf_event_paranoid not in (None, -1) for single in state.host.singles):
        words = "a lower kernel.perf_event_paranoid on the host"
        yield ChangeStep(words, "perf", lambda now: now.on(now.host.with_facts(perf_event_paranoid=-1)))


def _granted(grant: Grant, state: State) -> State:
    return state.within(grant.given_to(state.container))


def _by_root(state: State) -> str:
    wrappers = [switch.by for switch in state.scene.tracer.switches if not switch.gives_root]
    words = f"run the debugger as root and without {' and '.join(wrappers)}" if wrappers else "run the debugger as root"
    return f"{words}, which the file forbids now" if state.container.run_as_non_root.value is True else words


def _as_root(state: State) -> State:
    container = state.container
    free = state.within(container._replace(run_as_non_root=container.run_as_non_root.with_value(None)))
    return free._replace(scene=free.scene._replace(tracer=free.scene.tracer._replace(user=ROOT, switches=())))


def _as_target(state: State) -> State:
    """Return the state in which debugger and target have one user and group: the target's, as far as it is known."""
    target = state.scene.target
    user = target.user or (target.container or state.container).user.value
    if target.start is Start.HOST:
        user = ROOT
    known = isinstance(user, User) and user.uid is not None
    alike = User(user.uid, user.gid or 0) if isinstance(user, User) and known else Unknown("the target's user")

    def same(process: Process) -> Process:
        return process._replace(user=alike, switches=())

    return state._replace(scene=state.scene._replace(tracer=same(state.scene.tracer), target=same(target)))


def _shares_nothing(state: State) -> bool:
    mode = state.container.pid.value
    return isinstance(mode, PidMode) and mode.kind is not PidNamespace.HOST


def _share(state: State) -> State:
    target = state.scene.target.container
    assert target is not None
    mode = PidMode(PidNamespace.CONTAINER, target.name)
    role = Role.MAIN if state.container.role is Role.INIT else state.container.role
    joined = state.container._replace(pid=state.container.pid.with_value(mode), role=role)
    return state.within(joined)


def _in_hosts_users(state: State) -> State:
    return state.within(state.container._replace(user_namespace=state.container.user_namespace.with_value("host")))


def _native(state: State) -> State:
    return state.within(state.container._replace(platform=None))


def _default_filter(state: State) -> State:
    plain = state.container.seccomp.with_value(default_seccomp(state.container))
    return state.within(state.container._replace(seccomp=plain))


def _with_profile(state: State, profile: Seccomp) -> State:
    return state.within(state.container._replace(seccomp=state.container.seccomp.with_value(profile)))


def _profile_of(container: Container, operation: Operation, host: Host) -> tuple[str, Seccomp] | None:
    """Return the profile that ``capslint profile`` writes for the operation, and its name."""
    base = base_of(host)
    extra = extras(base, (operation,), host.kernel)
    if not extra:
        return None
    bits = mask(picture(container, host).bounding.sure)
    machine = Machine(CapabilitySet(bits, bits), host.kernel or KERNEL_OF_TODAY)
    form = Form.OCI if base.engine is Engine.CONTAINERD else Form.DOCKER
    contents = json.dumps(render(base, extra, form, machine))
    profile = Seccomp(SeccompKind.FILE, "profile.json", contents)
    return f"a seccomp profile that allows {' and '.join(map(str, extra))}", profile
