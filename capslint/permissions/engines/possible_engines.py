"""Which engines can run a container, on which hosts."""

from __future__ import annotations

from capslint.model.container import Container, Starter
from capslint.model.host import Engine, Host


def engines(container: Container) -> tuple[Engine, ...]:
    """Return the engines that can run ``container``, the most usual one first."""
    if container.engine is not None:
        return (container.engine,)
    if container.starter is Starter.KUBELET:
        return Engine.CONTAINERD, Engine.CRIO
    return Engine.DOCKER, Engine.PODMAN


def hosts_with_engines(host: Host, container: Container) -> tuple[Host, ...]:
    """Return each host that ``host`` stands for, with its engine, or with every one that can run ``container``."""
    return tuple(
        single if single.engine is not None else single._replace(engine=engine)
        for single in host.singles
        for engine in (engines(container) if single.engine is None else (single.engine,))
    )
