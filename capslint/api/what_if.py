"""Changed copies of a container, to ask the permission model "what if". Nothing here touches a file."""

from __future__ import annotations

from capslint.model import Container, Engine, Host, Seccomp, SeccompKind, Setting, Starter, Unknown
from capslint.model.capability_items import items_of

_Capabilities = Setting[tuple[Setting[str | Unknown], ...] | Unknown]


def with_capabilities(container: Container, *names: str) -> Container:
    """Return ``container`` with ``names`` added to its capabilities; as it is when the list cannot be known."""
    added = container.cap_add
    if isinstance(added.value, Unknown):
        return container
    new: tuple[Setting[str | Unknown], ...] = tuple(Setting(name, added.place) for name in names)
    return container._replace(cap_add=added._replace(value=added.value + new))


def without_items(container: Container, *items: Setting[object]) -> Container:
    """Return ``container`` without these very items of its lists of added and dropped capabilities."""
    return container._replace(cap_add=_without(container.cap_add, items), cap_drop=_without(container.cap_drop, items))


def _without(listed: _Capabilities, items: tuple[Setting[object], ...]) -> _Capabilities:
    if isinstance(listed.value, Unknown):
        return listed
    return listed._replace(value=tuple(one for one in listed.value if not any(one is item for item in items)))


def unprivileged(container: Container) -> Container:
    """Return ``container`` without ``privileged``."""
    return container._replace(privileged=container.privileged._replace(value=False))


def with_default_seccomp(container: Container) -> Container:
    """Return ``container`` under the engine's default filter: nothing said in Compose, RuntimeDefault in Kubernetes."""
    kind = SeccompKind.UNSET if container.starter is Starter.ENGINE else SeccompKind.DEFAULT
    return container._replace(seccomp=container.seccomp._replace(value=Seccomp(kind)))


def with_option(container: Container, option: str, is_given: bool) -> Container | None:
    """Return ``container`` with or without what an option of Compose's ``security_opt`` loosens.

    None if it does not.
    """
    match option:
        case "seccomp=unconfined":
            if not is_given:
                return with_default_seccomp(container)
            return container._replace(seccomp=container.seccomp._replace(value=Seccomp(SeccompKind.UNCONFINED)))
        case "apparmor=unconfined":
            profile = "unconfined" if is_given else None
            return container._replace(apparmor=container.apparmor._replace(value=profile))
        case "label=disable":
            label = "disable" if is_given else None
            return container._replace(selinux=container.selinux._replace(value=label))
        case "systempaths=unconfined":
            return container._replace(unmasked_proc=container.unmasked_proc._replace(value=is_given))
        case _:
            return None


def may_gain_privileges(container: Container) -> Container:
    """Return ``container`` with programs that gain privileges: no ``no-new-privileges``."""
    return container._replace(no_new_privileges=container.no_new_privileges._replace(value=False))


def has_by_default(container: Container, name: str) -> bool:
    """Return whether ``container`` has capability ``name`` without being given it, on every engine it may run on."""
    from capslint.permissions import has_in_bounding_set

    without = without_items(container, *(one.setting for one in items_of(container.cap_add) if one.name == name))
    compose = container.starter is Starter.ENGINE
    engines = (Engine.DOCKER, Engine.PODMAN) if compose else (Engine.CONTAINERD, Engine.CRIO)
    return all(has_in_bounding_set(without, name, Host(engine=engine)) for engine in engines)


def has_on_containerd(container: Container, name: str) -> bool:
    """Return whether ``container`` has capability ``name``, by whatever it has it, when containerd runs it."""
    from capslint.permissions import has_in_bounding_set

    return has_in_bounding_set(container, name, Host(engine=Engine.CONTAINERD))
