"""What a fix is held against: what works now, what is granted, needed or not, and what is denied."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.check.context import ContainerContext
from capslint.findings import Ability, HeldGrant, Limit
from capslint.model import Container, Host, Seccomp, SeccompKind, Sureness, Unknown
from capslint.model.grants import bare_name, grant_named, held_grants


class ProofFacts:
    """The facts of the containers that were added."""

    def __init__(self) -> None:
        self.abilities: list[Ability] = []
        self.grants: list[HeldGrant] = []
        self.limits: list[Limit] = []

    def add(self, container: Container, context: ContainerContext) -> None:
        """Take the facts of ``container``."""
        self.abilities.extend(abilities_of(container, context))
        self.grants.extend(grants_of(container, context))
        self.limits.extend(limits_of(container))


def abilities_of(container: Container, context: ContainerContext) -> Iterator[Ability]:
    """Return what the model answers for each operation that may be meant in ``container``."""
    for evidence in context.purposes:
        verdict, sees = context.judge(evidence), context.sees_target(evidence)
        yield Ability(container.label, evidence.tool, evidence.operation, verdict, sees, evidence.is_implied)


def grants_of(container: Container, context: ContainerContext) -> Iterator[HeldGrant]:
    """Return each grant, and whether every recognised operation answers as before without it.

    Only a container whose own command line runs a debugger is asked: of others nothing is known. Where no operation
    works, nothing tells what they need, and no grant is called idle; nor is one that another need explains.
    """
    if not any(evidence.sureness is Sureness.COMMAND for evidence in context.evidence):
        return
    from capslint.api.fix_safety import do_without

    given_anyway = _default_set(container, context.host)
    explained = {name for reason in context.reasons for name in reason.explains}
    for grant, setting in held_grants(container):
        is_void = container.privileged.value is True and not grant.beside_privileged
        gives = not is_void and grant.name not in given_anyway
        is_wanted = grant.name in explained
        is_idle = gives and not is_wanted and do_without(context, grant.taken_from(container, setting), container)
        yield HeldGrant(container.label, grant.shown, is_idle)


def limits_of(container: Container) -> Iterator[Limit]:
    """Return what ``container`` is denied: a fix that only takes something out must not deny it more."""
    dropped = container.cap_drop.value
    if not isinstance(dropped, Unknown):
        for item in dropped:
            if isinstance(item.value, str):
                yield Limit(container.label, f"cap_drop {bare_name(item.value)}")
    if container.no_new_privileges.value is True:
        yield Limit(container.label, "no-new-privileges")
    seccomp = container.seccomp.value
    if isinstance(seccomp, Seccomp) and seccomp.kind is SeccompKind.FILE:
        yield Limit(container.label, f"the seccomp profile {seccomp.profile}")
    apparmor = container.apparmor.value
    if isinstance(apparmor, str) and apparmor not in ("default", "unconfined"):
        yield Limit(container.label, f"the AppArmor profile {apparmor}")


def _default_set(container: Container, host: Host) -> frozenset[str]:
    """Return the names of the capabilities that the container has without being granted anything, on each host."""
    from capslint.permissions.overview import picture

    bare = grant_named("privileged").taken_from(container)._replace(cap_add=container.cap_add.with_value(()))
    return frozenset.intersection(*(frozenset(picture(bare, single).bounding.sure) for single in host.singles))
