"""What a fix is held against: what works now, what is granted, needed or not, and what is denied."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api.safety import do_without
from capslint.check.context import ContainerContext
from capslint.findings import Ability, HeldGrant, Limit
from capslint.model import (
    Container,
    Host,
    PidMode,
    PidNamespace,
    Seccomp,
    SeccompKind,
    Setting,
    Starter,
    Sureness,
    Unknown,
)


def abilities_of(container: Container, context: ContainerContext) -> Iterator[Ability]:
    """Return what the model answers for each operation recognised in ``container``."""
    for evidence in context.evidence:
        yield Ability(container.label, evidence.tool, evidence.operation, context.judge(evidence).answer)


def grants_of(container: Container, context: ContainerContext) -> Iterator[HeldGrant]:
    """Return each grant, and whether every recognised operation answers as before without it.

    Only a container whose own command line runs a debugger is asked: of others nothing is known. Where no operation
    works, nothing tells what they need, and no grant is called idle; nor is one that another need explains.
    """
    if not any(one.sureness is Sureness.COMMAND for one in context.evidence):
        return
    given_anyway = _default_set(container, context.host)
    explained = {name for reason in context.reasons for name in reason.explains}
    for grant, without in _grants(container):
        is_void = container.privileged.value is True and grant not in ("privileged", "pid=host")
        gives = not is_void and grant not in given_anyway
        is_wanted = grant.removeprefix("cap_add ") in explained
        is_idle = gives and not is_wanted and do_without(context, without, container)
        yield HeldGrant(container.label, grant, is_idle)


def limits_of(container: Container) -> Iterator[Limit]:
    """Return what ``container`` is denied: a fix that only takes something out must not deny it more."""
    dropped = container.cap_drop.value
    if not isinstance(dropped, Unknown):
        for item in dropped:
            if isinstance(item.value, str):
                yield Limit(container.label, f"cap_drop {item.value.upper().removeprefix('CAP_')}")
    if container.no_new_privileges.value is True:
        yield Limit(container.label, "no-new-privileges")
    seccomp = container.seccomp.value
    if isinstance(seccomp, Seccomp) and seccomp.kind is SeccompKind.FILE:
        yield Limit(container.label, f"the seccomp profile {seccomp.profile}")
    apparmor = container.apparmor.value
    if isinstance(apparmor, str) and apparmor not in ("default", "unconfined"):
        yield Limit(container.label, f"the AppArmor profile {apparmor}")


def _grants(container: Container) -> Iterator[tuple[str, Container]]:
    """Return each grant by name with the container as it is without it."""
    if container.privileged.value is True:
        yield "privileged", container._replace(privileged=container.privileged._replace(value=False))
    yield from _capabilities(container)
    seccomp = container.seccomp.value
    if isinstance(seccomp, Seccomp) and seccomp.kind is SeccompKind.UNCONFINED:
        kind = SeccompKind.UNSET if container.starter is Starter.ENGINE else SeccompKind.DEFAULT
        yield "seccomp=unconfined", container._replace(seccomp=container.seccomp._replace(value=Seccomp(kind)))
    if container.apparmor.value == "unconfined":
        yield "apparmor=unconfined", container._replace(apparmor=container.apparmor._replace(value=None))
    if container.selinux.value == "disable":
        yield "label=disable", container._replace(selinux=container.selinux._replace(value=None))
    if container.unmasked_proc.value is True:
        yield "systempaths=unconfined", container._replace(unmasked_proc=container.unmasked_proc._replace(value=False))
    pid = container.pid.value
    if isinstance(pid, PidMode) and pid.kind is PidNamespace.HOST:
        yield "pid=host", container._replace(pid=container.pid._replace(value=PidMode(PidNamespace.PRIVATE)))


def _capabilities(container: Container) -> Iterator[tuple[str, Container]]:
    added = container.cap_add
    if isinstance(added.value, Unknown):
        return
    for item in added.value:
        if isinstance(item.value, str):
            rest: tuple[Setting[str | Unknown], ...] = tuple(one for one in added.value if one is not item)
            name = item.value.upper().removeprefix("CAP_")
            yield f"cap_add {name}", container._replace(cap_add=added._replace(value=rest))


def _default_set(container: Container, host: Host) -> frozenset[str]:
    """Return the names of those grants that the container has without being granted anything."""
    from capslint.permissions import picture

    bare = container._replace(
        privileged=container.privileged._replace(value=False), cap_add=container.cap_add._replace(value=())
    )
    return frozenset(f"cap_add {name}" for name in picture(bare, host).bounding.sure)
