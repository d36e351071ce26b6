"""Asking the engine of this machine, or a remote one, what it is."""

from __future__ import annotations

import os
import stat
from urllib.parse import urlsplit

from capslint.host_facts.docker_answer import docker_answer, is_podman
from capslint.host_facts.endpoints import UNIX, Endpoint, EndpointError, endpoints
from capslint.host_facts.engine_answer import EngineAnswer
from capslint.host_facts.engine_request import NoAnswerError, ask
from capslint.host_facts.json_values import list_at, text_at
from capslint.host_facts.local_machine import LocalMachine
from capslint.host_facts.podman_answer import podman_answer
from capslint.host_facts.socket_holders import why_not_touched
from capslint.startup.records import NamedTuple

SECONDS = 5.0


class Asking(NamedTuple):
    """How to ask. ``socket`` is the only one to ask; ``starts``: also one whose engine that may start.

    ``remote``: also an engine on another machine. ``seconds`` are how long each question may take.
    """

    socket: str | None = None
    starts: bool = False
    remote: bool = False
    seconds: float = SECONDS


class Asked(NamedTuple):
    """What came of asking: an answer or none, whether the engine is remote, and what there is to say of all others.

    Without an answer ``may_be_elsewhere`` tells that there is an engine: on which kernel it runs nobody knows.
    """

    answer: EngineAnswer | None
    is_remote: bool
    remarks: tuple[str, ...]
    may_be_elsewhere: bool = False


def ask_engine(machine: LocalMachine, asking: Asking) -> Asked:
    """Return what the first engine answers that may be asked and does."""
    remarks: list[str] = []
    try:
        places = (Endpoint(UNIX + os.path.abspath(asking.socket), "--socket"),) if asking.socket else endpoints(machine)
    except EndpointError as error:
        return Asked(None, False, (str(error),), True)
    for place in places:
        why = _why_not(place, machine, asking)
        if why is None:
            try:
                at = place if place.path is None else place._replace(address=UNIX + machine.path(place.path))
                return Asked(_answer(at, place.address, asking.seconds), place.path is None, tuple(remarks))
            except NoAnswerError as error:
                why = str(error)
        if why:
            remarks.append(f"{_shown(place.address)} ({place.why}): not read: {why}")
    if not remarks:
        return Asked(None, False, ("there is no socket of Docker's or Podman's at any of the usual places",))
    return Asked(None, False, tuple(remarks), True)


def _why_not(place: Endpoint, machine: LocalMachine, asking: Asking) -> str | None:
    """Return why ``place`` is not asked, None if it is; empty where there is nothing at one of the usual places."""
    if place.path is None:
        if urlsplit(place.address).scheme == "ssh":
            return "capslint does not go by ssh: `ssh HOST docker info --format json | capslint host -` reads it"
        return None if asking.remote else "it is on another machine: --remote asks it"
    try:
        mode = os.stat(machine.path(place.path)).st_mode
    except (OSError, ValueError):
        return "" if "usual socket" in place.why else "there is no such socket"
    if not stat.S_ISSOCK(mode):
        return "it is not a socket"
    if asking.starts:
        return None
    why = why_not_touched(place.path, machine)
    return f"{why}: --start asks it all the same" if why else None


def _answer(at: Endpoint, name: str, seconds: float) -> EngineAnswer:
    """Return what the engine ``at`` says. Raises NoAnswerError."""
    shown = _shown(name)
    version = ask(at, "/version", seconds)
    if not is_podman(version):
        info = ask(at, "/info", seconds)
        return docker_answer(version, info, f"GET /version of {shown}", f"GET /info of {shown}")
    # Podman's own language is told by release (github.com/containers/podman, pkg/api/server/register_info.go).
    details = [text_at(part, "Details", "APIVersion") for part in list_at(version, "Components")]
    release = next(filter(None, details), "4.0.0")
    path = f"/v{release}/libpod/info"
    return podman_answer(ask(at, path, seconds), f"GET {path} of {shown}")


def _shown(address: str) -> str:
    """Return ``address`` without a password that may be in it."""
    before, at, after = address.rpartition("@")
    return f"{before.partition('://')[0]}://…@{after}" if at and "://" in before else address
