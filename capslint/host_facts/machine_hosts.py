"""The host that this machine is, and those that a text of an engine's or a cluster's own describes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from capslint.host_facts.ask_engine import Asking, ask_engine
from capslint.host_facts.docker_answer import docker_answer
from capslint.host_facts.engine_answer import EngineAnswer, why_elsewhere
from capslint.host_facts.json_values import NotJsonError, at, documents_in, text_at
from capslint.host_facts.local_machine import (
    KERNEL_ALONE,
    LocalMachine,
    container_remarks,
    kernel_facts,
    lsm_fact,
    this_machine,
)
from capslint.host_facts.node_hosts import ADVICE, groups_of, node_hosts, nodes_in
from capslint.host_facts.podman_answer import podman_answer, podman_version_answer
from capslint.host_facts.read_host import ReadFact, ReadHost, read_host

HERE = "here"


class NothingReadError(Exception):
    """A text that tells of no host: one sentence for a person."""


def host_here(asking: Asking, machine: LocalMachine | None = None) -> ReadHost:
    """Return what can be read of the host that containers started here run on."""
    here = machine or this_machine()
    asked = ask_engine(here, asking)
    remarks = (*container_remarks(here), *asked.remarks)
    if asked.answer is None:
        return read_host(HERE, *_without_an_engine(here, asked.may_be_elsewhere), remarks)
    why = "the engine is remote" if asked.is_remote else why_elsewhere(asked.answer.machine, here, by_name=False)
    return _joined(HERE, asked.answer, why, here, remarks)


def _without_an_engine(here: LocalMachine, may_be_elsewhere: bool) -> tuple[str, list[ReadFact]]:
    """Return which host it is, and the facts, where no engine was read."""
    unknown = "no engine was read"
    if may_be_elsewhere:
        why = "the engine was not read, and may run on another kernel than this"
        facts = [ReadFact(name, None, why) for name in ("kernel", "arch", "lsm", *KERNEL_ALONE)]
        return unknown, [ReadFact("engine", None, unknown), *facts]
    about = f"this machine ({here.system} {here.release}), {unknown}"
    return about, [ReadFact("engine", None, unknown), *kernel_facts(here), lsm_fact(here)]


def hosts_in(text: str, name: str, machine: LocalMachine | None = None) -> tuple[ReadHost, ...]:
    """Return the hosts that JSON tells of which ``docker``, ``podman`` or ``kubectl`` wrote.

    ``name`` is what the text is called. Raises NothingReadError.
    """
    here = machine or this_machine()
    try:
        documents = documents_in(text)
    except NotJsonError as error:
        raise NothingReadError(f"{name} {error}") from None
    groups = groups_of((node for document in documents for node in nodes_in(document)), {})
    found = [*_engines(documents, name, here), *node_hosts(groups, name, here)]
    if not found:
        raise NothingReadError(
            f"{name} tells of no host: it is to be what `docker info --format json`, `docker version --format json`, "
            "`podman info --format json` or `kubectl get nodes -o json` writes"
        )
    return tuple(found)


def _engines(documents: list[Any], name: str, here: LocalMachine) -> Iterator[ReadHost]:
    answers = [*_dockers(documents, name), *_podmans(documents, name)]
    for number, answer in enumerate(answers):
        called = "engine" if len(answers) == 1 else f"engine-{number + 1}"
        yield _joined(called, answer, why_elsewhere(answer.machine, here, by_name=True), here, ())


def _dockers(documents: list[Any], name: str) -> Iterator[EngineAnswer]:
    """Return what Docker says in ``documents``; the first info belongs to the first version, and so on."""
    infos = [value for value in documents if _is_docker_info(value)]
    versions = [server for server in map(_server, documents) if server is not None]
    for version, info in zip_longest(versions, infos):
        yield docker_answer(version, info, f"{name}: Server", name)


def _podmans(documents: list[Any], name: str) -> Iterator[EngineAnswer]:
    for value in documents:
        if at(value, "host", "ociRuntime") is not None:
            yield podman_answer(value, name)
        elif _is_podman_version(value):
            yield podman_version_answer(value, name)


def _is_docker_info(value: Any) -> bool:
    return text_at(value, "ServerVersion") is not None


def _server(value: Any) -> Any:
    """Return what ``docker version`` says of the daemon, or what ``GET /version`` answers; None for anything else."""
    if text_at(value, "Server", "ApiVersion") is not None:
        return at(value, "Server")
    return value if text_at(value, "ApiVersion") is not None and text_at(value, "Version") is not None else None


def _is_podman_version(value: Any) -> bool:
    return text_at(value, "Client", "APIVersion") is not None and at(value, "Client", "BuiltTime") is not None


def _joined(
    name: str, answer: EngineAnswer, elsewhere: str | None, here: LocalMachine, remarks: tuple[str, ...]
) -> ReadHost:
    """Return what an engine says with what its kernel says, where that is the kernel here."""
    local: tuple[ReadFact, ...] = tuple(kernel_facts(here))
    if elsewhere is not None:
        local = tuple(ReadFact(fact, None, elsewhere) for fact in KERNEL_ALONE)
        remarks = (*remarks, ADVICE)
    return read_host(name, answer.about, (*answer.facts, *local), (*remarks, *answer.remarks))
