"""Changed copies of a container, to ask the permission model "what if". Nothing here touches a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capslint.model import Annotation, Container, Engine, Host, Misplaced, Setting, Unknown, Via, Workload
from capslint.model.capability_items import Item, items_of
from capslint.model.container import is_same
from capslint.model.grants import grant_named, with_capabilities

if TYPE_CHECKING:  # a file in which nothing is found loads nothing of the permission model
    from capslint.permissions.container.capability_lists import Granted
    from capslint.permissions.container.odd_lists import Contradiction
    from capslint.permissions.container.refusals import Refusal

__all__ = [
    "as_read",
    "contradiction",
    "gained",
    "gets_what_is_added_beside_privileged",
    "has_by_default",
    "has_on_containerd",
    "has_seccomp_field",
    "holds_alike",
    "is_read",
    "may_gain_privileges",
    "may_get_what_is_added_alone",
    "never_started_on",
    "refuses_unknown",
    "takes_prefix",
    "why_never_started",
    "with_capabilities",
    "with_field",
    "with_others_started",
    "without_items",
]

_Capabilities = Setting[tuple[Setting[str | Unknown], ...] | Unknown]


def without_items(container: Container, *items: Setting[object]) -> Container:
    """Return ``container`` without these very items of its lists of added and dropped capabilities."""
    return container._replace(cap_add=_without(container.cap_add, items), cap_drop=_without(container.cap_drop, items))


def _without(listed: _Capabilities, items: tuple[Setting[object], ...]) -> _Capabilities:
    if isinstance(listed.value, Unknown):
        return listed
    return listed.with_value(
        tuple(capability for capability in listed.value if not any(capability is item for item in items))
    )


def may_gain_privileges(container: Container) -> Container:
    """Return ``container`` with programs that gain privileges: no ``no-new-privileges``."""
    return container._replace(no_new_privileges=container.no_new_privileges.with_value(False))


def contradiction(container: Container, name: str, *, all_added: bool) -> Contradiction:
    """Return what comes of capability ``name``, which the container adds and drops."""
    from capslint.permissions.container.odd_lists import contradiction

    return contradiction(container, name, all_added=all_added)


def takes_prefix(container: Container, host: Host) -> bool:
    """Return whether the engines on ``host`` read a capability written with ``CAP_`` for what it says."""
    from capslint.permissions.container.odd_lists import takes_prefix

    return all(takes_prefix(container, single) for single in host.singles)


def is_read(item: Item, container: Container, host: Host) -> bool:
    """Return whether ``item`` says what it seems to: with ``CAP_`` some engines read a name that is none."""
    return not item.has_prefix or takes_prefix(container, host)


def refuses_unknown(container: Container) -> bool:
    """Return whether the container does not start with a name that is no capability."""
    from capslint.permissions.container.odd_lists import refuses_unknown

    return refuses_unknown(container)


def may_get_what_is_added_alone(container: Container, host: Host) -> bool:
    """Return whether an engine that can run it gives the container's user what is added and nothing else."""
    from capslint.permissions.container.odd_lists import may_get_what_is_added_alone

    return any(may_get_what_is_added_alone(container, single.engine) for single in host.singles)


def is_for_who_runs_podman(container: Container, host: Host) -> bool:
    """Return whether what is added can be all that the user gets if it is Podman that runs it, which nobody told."""
    is_untold = any(single.engine is None for single in host.singles)
    return is_untold and may_get_what_is_added_alone(container, Host(engine=Engine.PODMAN))


def gets_what_is_added_beside_privileged(container: Container, host: Host) -> bool:
    """Return whether what is added gives the container's user something, also beside privileged: with Podman it can."""
    with_podman = (single for single in host.singles if single.engine is Engine.PODMAN)
    return any(may_get_what_is_added_alone(container, single) for single in with_podman)


def has_by_default(container: Container, name: str) -> bool:
    """Return whether ``container`` has capability ``name`` without being given it, on every engine it may run on."""
    from capslint.permissions.engines.possible_engines import engines
    from capslint.permissions.overview import has_in_bounding_set

    without = without_items(container, *(item.setting for item in items_of(container.cap_add) if item.name == name))
    without = grant_named("privileged").taken_from(without)
    return all(has_in_bounding_set(without, name, Host(engine=engine)) for engine in engines(container))


def has_on_containerd(container: Container, name: str) -> bool:
    """Return whether ``container`` has capability ``name``, by whatever it has it, when containerd runs it."""
    from capslint.permissions.overview import has_in_bounding_set

    return has_in_bounding_set(container, name, Host(engine=Engine.CONTAINERD))


def holds_alike(container: Container, changed: Container, host: Host) -> bool:
    """Return whether ``changed`` is given the same capabilities as ``container`` by each engine that ``host`` can have.

    An engine that does not start the one or the other counts as giving the same.
    """
    given = _given_to_both(container, changed, host)
    return all(was.starts is False or now.starts is False or was.bounding == now.bounding for was, now in given)


def _given_to_both(container: Container, changed: Container, host: Host) -> list[tuple[Granted, Granted]]:
    from capslint.permissions.container.confinement import granted_to
    from capslint.permissions.engines.possible_engines import hosts_with_engines

    asked = ((each, each.engine) for each in hosts_with_engines(host, container) if each.engine is not None)
    return [(granted_to(container, *each), granted_to(changed, *each)) for each in asked]


def gained(container: Container, changed: Container, host: Host) -> tuple[str, ...]:
    """Return the capabilities that an engine which ``host`` can have gives to ``changed``, not to ``container``."""
    from capslint.permissions.capabilities import names

    given = _given_to_both(container, changed, host)
    more = [names(now.bounding.possible & ~was.bounding.possible) for was, now in given if was.starts is not False]
    return tuple(dict.fromkeys(name for found in more for name in found))


def as_read(field: Misplaced, container: Container) -> Container | None:
    """Return ``container`` as it is once the field is read; None where that is not told by the field alone."""
    if field.grant is not None:
        return grant_named(field.grant).given_to(container)
    return with_capabilities(container, *field.adds) if field.adds else None


def has_seccomp_field(container: Container) -> bool:
    """Return whether a field, not an annotation, gives the container its seccomp profile."""
    return container.seccomp.via not in (Via.ABSENT, Via.ANNOTATION)


def with_field(annotation: Annotation, container: Container) -> Container:
    """Return ``container`` as it is once the field that a seccomp annotation stands for is written."""
    if annotation.becomes is None:
        return container
    return container._replace(seccomp=container.seccomp._replace(value=annotation.becomes))


def why_never_started(container: Container, host: Host) -> tuple[Refusal, ...]:
    """Return why none of the engines that ``host`` can have starts ``container``; () where one of them may.

    Of several hosts the first counts on which it never starts.
    """
    return next(filter(None, (_why_never_started(container, single) for single in host.singles)), ())


def never_started_on(container: Container, host: Host) -> tuple[str, ...]:
    """Return the names of those of several hosts on which ``container`` never starts; () where that is all of them."""
    names = tuple(name for name, single in host.each if _why_never_started(container, single))
    return names if len(names) < len(host.each) else ()


def _why_never_started(container: Container, host: Host) -> tuple[Refusal, ...]:
    from capslint.permissions.overview import why_refused

    certain = [
        tuple(refusal for refusal in refusals if refusal.starts is False) for refusals in why_refused(container, host)
    ]
    return certain[0] if certain and all(certain) else ()


def with_others_started(workload: Workload, container: Container, host: Host) -> Workload:
    """Return ``workload`` with each other container than ``container`` as it starts, where that can be told."""
    from capslint.permissions.refusal_remedies import startable

    others = {
        id(other): next((changed for _, changed in startable(other, host)), other)
        for other in workload.containers
        if not is_same(other, container)
    }
    containers = tuple(others.get(id(each), each) for each in workload.containers)
    is_changed = any(changed is not each for changed, each in zip(containers, workload.containers, strict=True))
    return workload._replace(containers=containers) if is_changed else workload
