"""The answers of Docker: to ``GET /version`` and ``GET /info``, or what its client writes of them as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from capslint.host_facts.engine_answer import EngineAnswer, EngineMachine
from capslint.host_facts.json_values import at, list_at, number_at, text_at
from capslint.host_facts.local_machine import GO_ARCHES
from capslint.host_facts.read_host import ReadFact, fact_of, version_in

BUILT_IN = ("default", "builtin")
"""How dockerd calls its own seccomp profile, until and from 23.0 (moby, daemon/info.go, fillSecurityOptions)."""


def is_podman(version: Any) -> bool:
    """Return whether the answer to ``GET /version`` comes from Podman, which speaks Docker's language too."""
    return any(text_at(part, "Name") == "Podman Engine" for part in list_at(version, "Components"))


def docker_answer(version: Any, info: Any, version_from: str, info_from: str) -> EngineAnswer:
    """Return what Docker says; ``version`` or ``info`` can be missing (None). The rest says where they come from."""
    number = text_at(version, "Version") or text_at(info, "ServerVersion")
    source = f"{version_from}: Version" if text_at(version, "Version") else f"{info_from}: ServerVersion"
    release = text_at(info, "KernelVersion") or text_at(version, "KernelVersion")
    kernel_from = info_from if text_at(info, "KernelVersion") else version_from
    if "windows" in (text_at(info, "OSType"), text_at(version, "Os")):
        unknown = tuple(ReadFact(name, None, "the engine starts Windows containers") for name in ("engine", "kernel"))
        return EngineAnswer("Docker on Windows", unknown, EngineMachine(elsewhere="it runs on Windows"))
    facts = (
        fact_of("engine", _engine(number), source),
        fact_of("kernel", version_in(release), f"{kernel_from}: KernelVersion"),
        _arch(version, info, version_from, info_from),
        *_security(info, info_from),
    )
    product = (text_at(info, "OperatingSystem"), text_at(version, "Platform", "Name"))
    machine = EngineMachine(
        release,
        number_at(info, "MemTotal"),
        text_at(info, "Name"),
        tuple(filter(None, product)),
        text_at(info, "DefaultRuntime"),
    )
    said = version_in(number) or "of an unknown release"
    return EngineAnswer(f"Docker {said}", facts, machine, tuple(_remarks(info)))


def _engine(version: str | None) -> str | None:
    number = version_in(version)
    return f"docker@{number}" if number else None


def _arch(version: Any, info: Any, version_from: str, info_from: str) -> ReadFact:
    said = text_at(info, "Architecture")
    source = f"{info_from}: Architecture"
    if said is None:
        said, source = text_at(version, "Arch"), f"{version_from}: Arch"
    return fact_of("arch", GO_ARCHES.get(said or "", said), source)


def _options(info: Any) -> dict[str, dict[str, str]] | None:
    """Return dockerd's security options, each with its own; None where it does not tell them."""
    if not isinstance(at(info, "SecurityOptions"), list):
        return None
    found: dict[str, dict[str, str]] = {}
    for option in list_at(info, "SecurityOptions"):
        pairs = dict(pair.partition("=")[::2] for pair in option.split(",")) if isinstance(option, str) else {}
        found[pairs.pop("name", "")] = pairs
    return found


def _security(info: Any, source: str) -> Iterator[ReadFact]:
    options = _options(info)
    where = f"{source}: SecurityOptions"
    if options is None:
        for name in ("lsm", "userns-remap", "rootless"):
            yield ReadFact(name, None, "`docker info --format json` tells it")
        return
    module = next((name for name in ("apparmor", "selinux") if name in options), "none")
    yield fact_of("lsm", module, where)
    yield fact_of("userns-remap", "userns" in options, where)
    yield fact_of("rootless", "rootless" in options, where)


def _remarks(info: Any) -> Iterator[str]:
    options = _options(info) or {}
    profile = options.get("seccomp", {}).get("profile")
    if profile is not None and profile not in BUILT_IN:
        yield (
            f"dockerd's default seccomp profile is {profile[:80]!r}, not the built-in one that verdicts go by "
            "where a container names none"
        )
    if options and "seccomp" not in options:
        yield "dockerd runs on a kernel without seccomp: no profile denies anything there"
    if "no-new-privileges" in options:
        yield "dockerd sets no-new-privileges for every container, which verdicts do not go by"
