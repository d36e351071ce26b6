"""The capabilities that today's releases give to a container that asks for nothing, as bits."""

from __future__ import annotations

from capslint.model import Engine
from capslint.permissions.engines.engine_data import NEWEST
from capslint.permissions.engines.releases import default_capabilities

DOCKER_DEFAULT, PODMAN_DEFAULT, CRIO_DEFAULT = (
    default_capabilities(engine, NEWEST[engine.value]).sure for engine in (Engine.DOCKER, Engine.PODMAN, Engine.CRIO)
)
