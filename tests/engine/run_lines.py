"""The command lines that a dev container and a Quadlet unit stand for, made by readers that share no code with ours.

Sources: github.com/devcontainers/cli src/spec-node/singleContainer.ts (spawnDevContainer: the order of the words, and
the shell that waits); github.com/containers/podman pkg/systemd/quadlet/quadlet.go (ConvertContainer), tag v5.8.2;
systemd.service(5), "Command lines": ``$$`` and ``%%`` are one sign. They know what the tests here write, and refuse the
rest.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from configparser import RawConfigParser
from typing import Any

import json5

_WAITING = "echo ready; trap 'exit 0' TERM; while sleep 1 & wait $!; do :; done"
_FLAGS = {"capAdd": "--cap-add", "securityOpt": "--security-opt"}
_NO_FLAGS = {"image", "runArgs", "containerUser", "remoteUser", "privileged", "init", "postAttachCommand"}
_OF_UNITS = {"User": "--user", "SeccompProfile": "--security-opt=seccomp", "Network": "--network"}


def of_dev_container(text: str, name: str) -> str:
    """Return a script that starts the dev container ``name`` with Docker, and runs its postAttachCommand in it."""
    config: dict[str, Any] = json5.loads(text)
    assert config.keys() <= _FLAGS.keys() | _NO_FLAGS, config
    words = ["docker", "run", "-d", "--rm", "--name", name]
    words += ["-u", config["containerUser"]] if "containerUser" in config else []
    words += config.get("runArgs", [])
    words += [f"--{key}" for key in ("init", "privileged") if config.get(key)]
    words += [word for key, flag in _FLAGS.items() for value in config.get(key, []) for word in (flag, value)]
    words += ["--entrypoint", "/bin/sh", config["image"], "-c", _WAITING]
    exec_words = ["docker", "exec", "-u", config["remoteUser"], name, "/bin/sh", "-c", config["postAttachCommand"]]
    ended = f"status=$?\ndocker kill {name} >/dev/null\nexit $status\n"
    return f"{shlex.join(words)} >/dev/null\n{shlex.join(exec_words)}\n{ended}"


def of_unit(text: str) -> str:
    """Return the ``podman run`` line of a container unit."""
    keys = RawConfigParser(strict=True, interpolation=None)
    keys.optionxform = str  # type: ignore[assignment, method-assign]  # keys have capitals
    keys.read_string(text)
    section = dict(keys["Container"])
    return shlex.join(["podman", "run", "--rm", *_words(section)]) + "\n"


def _words(section: dict[str, str]) -> Iterator[str]:
    program = shlex.split(section.pop("Exec").replace("$$", "$").replace("%%", "%"))
    image, arguments = section.pop("Image"), shlex.split(section.pop("PodmanArgs", ""))
    for name in section.pop("AddCapability", "").split():
        yield f"--cap-add={name.lower()}"
    for key, value in section.items():
        yield f"{_OF_UNITS[key]}={value}"
    yield from (*arguments, image, *program)
