"""Compose services as flags of ``docker run``: written apart from capslint's own reader, to check it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

Service = dict[str, Any]

_NOTHING_TO_THE_KERNEL = {"image", "command", "build", "init", "restart", "ports", "depends_on", "stdin_open", "tty"}
_KEYWORDS = {"unconfined", "builtin"}


class NotTranslatedError(Exception):
    """A service with a field that has no translation here: it would not be the same container."""


def services(text: str) -> dict[str, Service]:
    """Read a Compose file's services. Fields that start with ``x-`` stay in them."""
    loaded = yaml.safe_load(text)["services"]
    return {str(name): dict(service or {}) for name, service in loaded.items()}


def flags(service: Service, project: Path, container: Callable[[str], str]) -> list[str]:
    """Return the flags that start the container Compose would start, without image and command.

    ``project`` is the folder that paths of seccomp profiles are relative to; ``container`` gives the running container
    of another service (``pid: service:NAME``). Raises NotTranslatedError.
    """
    return [word for key, value in service.items() for word in _field(key, value, project, container)]


def _field(key: str, value: Any, project: Path, container: Callable[[str], str]) -> list[str]:
    match key:
        case "cap_add" | "cap_drop" | "group_add":
            return [word for item in value for word in (f"--{key.replace('_', '-')}", str(item))]
        case "user" | "ipc":
            return [f"--{key}", str(value)]
        case "privileged":
            return ["--privileged"] if value is True else []
        case "security_opt":
            return [word for item in value for word in ("--security-opt", _security_option(item, project))]
        case "pid":
            return ["--pid", _pid(value, container)]
        case "environment":
            return [word for name, text in value.items() for word in ("--env", f"{name}={text}")]
    if key in _NOTHING_TO_THE_KERNEL or key.startswith("x-"):
        return []
    raise NotTranslatedError(key)


def _security_option(option: str, project: Path) -> str:
    at = min((place for place in (option.find("="), option.find(":")) if place >= 0), default=-1)
    if at < 0:
        return option
    name, value = option[:at], option[at + 1 :]
    if name == "seccomp" and value not in _KEYWORDS:
        value = str(project / value)
    return f"{name}={value}"


def _pid(value: str, container: Callable[[str], str]) -> str:
    kind, _, name = value.partition(":")
    return f"container:{container(name)}" if kind == "service" else value
