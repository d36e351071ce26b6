"""Why a container does not start: what the engine, the kubelet or the API server refuses.

userns-remap: moby daemon/daemon_unix.go (verifyPlatformContainerSettings). AppArmor on Podman: podman
pkg/specgen/generate/security_linux.go (setupApparmor), test/e2e/run_apparmor_test.go. ``seccomp=builtin``: Docker 23.0.
The API server: kubernetes pkg/apis/core/validation (ValidateSecurityContext). runAsNonRoot: kubernetes
pkg/kubelet/kuberuntime/security_context.go (verifyRunAsNonRoot).
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from capslint.model.capability_items import items_of
from capslint.model.container import Container, PidNamespace, Seccomp, SeccompKind, Starter, User
from capslint.model.host import Engine, Host, Lsm
from capslint.model.setting import Setting, Unknown, Via
from capslint.permissions.certainty import Certain, Unsure, all_of, any_of, negated
from capslint.permissions.container import sysctls
from capslint.permissions.container.capability_lists import Granted, accepts
from capslint.permissions.container.user_namespaces import is_rootless
from capslint.permissions.engines.releases import name_of
from capslint.permissions.seccomp.filter import Filter
from capslint.permissions.seccomp.profile import Malformed
from capslint.permissions.versions import at_least
from capslint.startup.records import NamedTuple


class RefusalKind(Enum):
    """What it is that is refused, which decides what can be done about it."""

    CAPABILITY = "capability"  # a name that the engine does not take
    BOTH_LISTS = "both lists"  # a capability that is added and dropped
    PROFILE = "seccomp profile"
    APPARMOR = "AppArmor profile"
    REMAPPED = "remapped users"
    ROOT = "root"  # user 0 under runAsNonRoot
    SYSCTL = "sysctl"
    SERVER = "API server"


class Refusal(NamedTuple):
    """One reason why a container does not start on an engine.

    ``starts`` is False, or the fact that it turns on. ``cause`` is a sentence. ``settings`` are what is refused, first
    the one to change; empty where nothing in the file is.
    """

    kind: RefusalKind
    starts: Certain
    cause: str
    settings: tuple[Setting[object], ...] = ()


def refusals_of(
    container: Container,
    host: Host,
    engine: Engine,
    granted: Granted,
    seccomp: Filter | Malformed,
    remapped: Certain,
) -> Iterator[Refusal]:
    """Return why ``container`` does not start on ``engine``, which gives it what is ``granted`` and ``seccomp``.

    ``remapped``: Docker remaps its users. A misspelled word (`Container.refused`,
    `Container.option_mistakes`) is no refusal here: the file is judged as if it said what nobody knows yet.
    """
    if granted.starts is not True:
        yield from _lists(container, host, engine, granted)
    if isinstance(seccomp, Malformed):
        why = f"{name_of(engine)} refuses the seccomp profile: {seccomp.reason}"
        yield Refusal(RefusalKind.PROFILE, False, why, (container.seccomp,))
    if container.starter is Starter.KUBELET:
        yield from _server(container)
        yield from _as_root(container)
    elif engine is Engine.DOCKER:
        yield from _builtin(container, host)
        yield from _remapped(container, remapped)
    elif engine is Engine.PODMAN:
        yield from _apparmor(container, host)
    for setting in container.sysctls:
        starts, why = sysctls.judged(setting.value, container, engine)
        if starts is not True:
            yield Refusal(RefusalKind.SYSCTL, starts, why, (setting,))


def _lists(container: Container, host: Host, engine: Engine, granted: Granted) -> Iterator[Refusal]:
    items = (*items_of(container.cap_add), *items_of(container.cap_drop))
    is_alone = True
    for item in items:
        starts, why = accepts(item.written, host, engine, container.starter)
        if starts is not True:
            is_alone = False
            unless = starts if granted.starts is False else granted.starts  # a list that privileged may make void
            yield Refusal(RefusalKind.CAPABILITY, unless, why, (item.setting,))
    if is_alone:
        names = {item.name for item in items_of(container.cap_add)} & {
            item.name for item in items_of(container.cap_drop)
        }
        both = tuple(item.setting for item in items if item.name in names)
        yield Refusal(RefusalKind.BOTH_LISTS, granted.starts, granted.refusal, both)


def _builtin(container: Container, host: Host) -> Iterator[Refusal]:
    chosen = container.seccomp.value
    if not isinstance(chosen, Seccomp) or chosen.kind is not SeccompKind.DEFAULT:
        return
    starts = any_of(
        at_least(host.engine_version, (23, 0, 0), "the Docker version"), certain(container.privileged.value)
    )
    if starts is not True:
        why = "Docker knows seccomp=builtin since 23.0, and takes it for a profile before that"
        yield Refusal(RefusalKind.PROFILE, starts, why, (container.seccomp,))


def _apparmor(container: Container, host: Host) -> Iterator[Refusal]:
    chosen = container.apparmor.value
    if chosen in (None, "default", "unconfined") or isinstance(chosen, Unknown):
        return
    loaded: Certain = Unsure("the host's security module") if host.lsm is None else host.lsm is Lsm.APPARMOR
    starts = all_of(loaded, negated(is_rootless(host)))
    if starts is not True:
        why = "Podman refuses an AppArmor profile where it is rootless, or the host has no AppArmor"
        yield Refusal(RefusalKind.APPARMOR, starts, why, (container.apparmor,))


def _remapped(container: Container, remapped: Certain) -> Iterator[Refusal]:
    pid = container.pid.value
    network = container.network.value if container.network is not None else None
    asked: tuple[tuple[str, Setting[object], Certain], ...] = (
        ("privileged", container.privileged, certain(container.privileged.value)),
        ("pid: host", container.pid, Unsure(pid.why) if isinstance(pid, Unknown) else pid.kind is PidNamespace.HOST),
    )
    if container.network is not None:
        is_host: Certain = Unsure(network.why) if isinstance(network, Unknown) else network == "host"
        asked = (*asked, ("the host's network", container.network, is_host))
    for what, setting, is_asked in asked:
        starts = negated(all_of(remapped, is_asked))
        if starts is not True:
            yield Refusal(RefusalKind.REMAPPED, starts, f"Docker refuses {what} under userns-remap", (setting,))


def _server(container: Container) -> Iterator[Refusal]:
    is_refused = False
    for setting, exclusion in container.exclusions:
        is_refused = is_refused or exclusion.turns_on is None
        starts: Certain = Unsure(exclusion.turns_on) if exclusion.turns_on is not None else False
        yield Refusal(RefusalKind.SERVER, starts, f"Kubernetes refuses it: {exclusion.pair}", (setting,))
    if not is_refused:
        yield from _escalation(container)


def _escalation(container: Container) -> Iterator[Refusal]:
    literal = next((item.setting for item in items_of(container.cap_add) if item.written == "CAP_SYS_ADMIN"), None)
    asked = any_of(certain(container.privileged.value), literal is not None)
    starts = negated(all_of(certain(container.no_new_privileges.value), asked))
    if starts is not True:
        why = "Kubernetes refuses allowPrivilegeEscalation: false beside privileged or CAP_SYS_ADMIN"
        yield Refusal(RefusalKind.SERVER, starts, why, (literal or container.privileged, container.no_new_privileges))


def _as_root(container: Container) -> Iterator[Refusal]:
    user = container.user.value
    if container.run_as_non_root.value is not True or not isinstance(user, User):
        return
    is_images = container.user.via is Via.IMAGE
    if user.uid == 0:
        what = "the image's user is root" if is_images else "runAsUser is 0"
        why = f"The kubelet refuses it: runAsNonRoot is set, and {what}"
    elif user.uid is None and is_images:
        why = f"The kubelet refuses it: runAsNonRoot is set, and of the image's user {user.name} it knows no number"
    else:
        return
    settings = (container.run_as_non_root,) if is_images else (container.user, container.run_as_non_root)
    yield Refusal(RefusalKind.ROOT, False, why, settings)


def certain(value: bool | Unknown | None) -> Certain:
    """Return a setting's value; None is not set."""
    if isinstance(value, Unknown):
        return Unsure(value.why)
    return bool(value)
