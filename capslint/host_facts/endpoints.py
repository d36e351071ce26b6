"""Where the engines of this machine listen: by the environment, by Docker's contexts, and by habit."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator

from capslint.host_facts.json_values import NotJsonError, documents_in, text_at
from capslint.host_facts.local_machine import LocalMachine
from capslint.startup.records import NamedTuple

UNIX = "unix://"
_DEFAULT_CONTEXT = "default"


class Endpoint(NamedTuple):
    """Where an engine may be asked. ``address`` is a URL, ``why`` says who named it; ``tls`` is a folder of keys."""

    address: str
    why: str
    tls: str | None = None

    @property
    def path(self) -> str | None:
        """The path of a UNIX socket, None for other endpoints."""
        return self.address.removeprefix(UNIX) if self.address.startswith(UNIX) else None


class EndpointError(Exception):
    """What names an endpoint cannot be used: one sentence for a person."""


def endpoints(machine: LocalMachine) -> tuple[Endpoint, ...]:
    """Return where to ask, the likeliest first. Raises EndpointError.

    That is where ``docker`` asks: DOCKER_HOST, DOCKER_CONTEXT, ``currentContext`` of its settings, and its default
    (github.com/docker/cli, cli/command/cli.go, resolveContextName). Then where Podman's service is.
    """
    environment = machine.environment
    if host := environment.get("DOCKER_HOST"):
        return (Endpoint(host, "DOCKER_HOST", _tls_of_environment(machine)),)
    if host := environment.get("CONTAINER_HOST"):
        return (Endpoint(host, "CONTAINER_HOST"),)
    context, why = _context(machine)
    if context != _DEFAULT_CONTEXT:
        return (_of_context(machine, context, why),)
    return tuple(_usual(machine))


def _usual(machine: LocalMachine) -> Iterator[Endpoint]:
    run = machine.environment.get("XDG_RUNTIME_DIR") or f"/run/user/{machine.uid}"
    yield Endpoint(f"{UNIX}/var/run/docker.sock", "Docker's usual socket")
    yield Endpoint(f"{UNIX}{run}/docker.sock", "the usual socket of a rootless Docker")
    if machine.uid != 0:
        yield Endpoint(f"{UNIX}{run}/podman/podman.sock", "the usual socket of a rootless Podman")
    yield Endpoint(f"{UNIX}/run/podman/podman.sock", "Podman's usual socket")


def _tls_of_environment(machine: LocalMachine) -> str | None:
    if not machine.environment.get("DOCKER_TLS_VERIFY"):
        return None
    return machine.environment.get("DOCKER_CERT_PATH") or _settings_folder(machine)


def _settings_folder(machine: LocalMachine) -> str:
    home = machine.environment.get("HOME") or os.path.expanduser("~")
    return machine.environment.get("DOCKER_CONFIG") or os.path.join(home, ".docker")


def _context(machine: LocalMachine) -> tuple[str, str]:
    """Return the name of the context in force, and who named it."""
    if name := machine.environment.get("DOCKER_CONTEXT"):
        return name, "DOCKER_CONTEXT"
    path = os.path.join(_settings_folder(machine), "config.json")
    text = machine.text_or_none(path)
    try:
        name = text_at(next(iter(documents_in(text or "")), None), "currentContext")
    except NotJsonError as error:
        raise EndpointError(f"{path} {error}") from None
    return name or _DEFAULT_CONTEXT, f"currentContext of {path}"


def _of_context(machine: LocalMachine, name: str, why: str) -> Endpoint:
    # The folder of a context is the SHA-256 of its name (github.com/docker/cli, cli/context/store/metadatastore.go).
    folder = hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()
    path = os.path.join(_settings_folder(machine), "contexts", "meta", folder, "meta.json")
    text = machine.text_or_none(path)
    if text is None:
        raise EndpointError(f"there is no context {name!r}, which {why} names: {path} cannot be read")
    try:
        address = text_at(next(iter(documents_in(text)), None), "Endpoints", "docker", "Host")
    except NotJsonError as error:
        raise EndpointError(f"{path} {error}") from None
    if address is None:
        raise EndpointError(f"the context {name!r}, which {why} names, has no endpoint of Docker's")
    keys = os.path.join(_settings_folder(machine), "contexts", "tls", folder, "docker")
    return Endpoint(address, f"the context {name!r} ({why})", keys if machine.has(keys) else None)
