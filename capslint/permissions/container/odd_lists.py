"""How engines read lists of capabilities that contradict themselves or hold names that they do not take."""

from __future__ import annotations

from capslint.images.users import user_of
from capslint.model import Container, Engine, Host, Starter, User
from capslint.permissions.versions import at_least
from capslint.startup.records import NamedTuple

EVERY = "ALL"


class Contradiction(NamedTuple):
    """What comes of a capability that is added and dropped at once: whether it is kept, and that in words."""

    is_kept: bool
    outcome: str


def contradiction(container: Container, name: str, *, all_added: bool) -> Contradiction:
    """Return what comes of ``name``, which is in both lists; ``all_added``: so is every capability in the first.

    moby ``daemon/pkg/oci/caps/utils.go``: with ALL among the added ones no other name there is looked at. Kubernetes
    drops what is in both.
    """
    if container.starter is Starter.KUBELET:
        return Contradiction(False, "Kubernetes drops it")
    if name == EVERY or not all_added:
        return Contradiction(True, "Docker keeps it and Podman refuses to start")
    return Contradiction(False, "Docker and Podman drop it")


def takes_prefix(container: Container, host: Host) -> bool:
    """Return whether a name with ``CAP_`` is read as the capability.

    containerd does not do so for Kubernetes, nor Docker before 19.03, which refuses it (`spelled`).
    """
    if container.starter is Starter.KUBELET:
        return host.engine is Engine.CRIO
    is_docker = host.engine is Engine.DOCKER
    return not is_docker or at_least(host.engine_version, (19, 3, 0), "the Docker version") is not False


def refuses_unknown(container: Container) -> bool:
    """Return whether a container with a name that is no capability fails to start; containerd leaves the name out."""
    return container.starter is Starter.ENGINE


def may_get_what_is_added_alone(container: Container, engine: Engine | None) -> bool:
    """Return whether an engine that can run it gives the container's user what is added and nothing else.

    To a user other than root Podman gives what is added and nothing of its default set, also beside privileged (podman
    ``pkg/specgen/generate/security_linux.go``: ambient capabilities). Where it is Podman that runs the container,
    somebody whom nobody knows counts as such a user.
    """
    user = user_of(container)
    is_root = user.uid == 0 if isinstance(user, User) else engine is not Engine.PODMAN
    return container.starter is Starter.ENGINE and not is_root
