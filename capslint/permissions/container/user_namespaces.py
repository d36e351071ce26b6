"""Which user namespace a container is in, and whether Docker has remapped its users.

Docker's userns-remap gives each container a namespace of its own, and all of them one mapping (docs.docker.com
engine/security/userns-remap; moby daemon/oci_linux.go, WithNamespaces). A rootless engine lives in the namespace of the
user who started it (rootlesskit; podman pkg/rootless), and its containers do not get one of their own: they trace one
another where they see each other (measured on Podman 5.4.2 and Docker 26.1.5, ``pid: host``).
"""

from __future__ import annotations

from capslint.model.container import Container
from capslint.model.host import Engine, Host
from capslint.model.setting import Unknown
from capslint.permissions.certainty import Certain, Unsure
from capslint.permissions.container.identity import HOST_NAMESPACE, UserNamespace

ROOTLESS = UserNamespace(False, "the rootless engine's")
_REMAPPED = "the engine's user namespace remapping"


def is_rootless(host: Host) -> Certain:
    """Return whether the engine runs as an ordinary user."""
    return Unsure("whether the engine is rootless") if host.rootless is None else host.rootless


def remapped(container: Container, host: Host) -> Certain:
    """Return whether Docker's userns-remap changes the users of ``container``."""
    chosen = container.user_namespace.value
    if isinstance(chosen, Unknown):
        return Unsure(chosen.why)
    if chosen == "host":
        return False
    return _is_remapping(host, Engine.DOCKER)


def user_namespace(container: Container, host: Host, engine: Engine, group: str) -> UserNamespace:
    """Return the user namespace of a container; ``group`` names those that share one of their own.

    ``host`` leaves the one that Docker remaps to; on a rootless engine it is the caller's (podman-run(1), --userns).
    """
    chosen = container.user_namespace.value
    if isinstance(chosen, Unknown):
        return UserNamespace(Unsure(chosen.why), group)
    outer = _of_engine(host)
    if chosen == "host":
        return outer
    if chosen is not None:
        return UserNamespace(False, group, outer.key, chosen)
    match _is_remapping(host, engine):
        case True:
            return UserNamespace(False, group, outer.key)
        case False:
            return outer
        case unsure:
            return UserNamespace(unsure, group)


def _is_remapping(host: Host, engine: Engine) -> Certain:
    """Return whether the engine gives each container a user namespace of its own: Docker's daemon alone has that.

    It is not rootless then: the one or the other (docs.docker.com engine/security/rootless).
    """
    if engine is not Engine.DOCKER or host.rootless is True:
        return False
    return Unsure(_REMAPPED) if host.user_namespace_remap is None else host.user_namespace_remap


def _of_engine(host: Host) -> UserNamespace:
    """Return the user namespace that the engine itself runs in."""
    match is_rootless(host):
        case True:
            return ROOTLESS
        case False:
            return HOST_NAMESPACE
        case unsure:
            return ROOTLESS._replace(initial=unsure)
