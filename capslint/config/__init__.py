"""Settings: ``.capslint.toml``, or ``[tool.capslint]`` in ``pyproject.toml``, nearest above the working folder."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any

from capslint.findings import Level, Severity
from capslint.model import Host
from capslint.source.repository_roots import is_within_project
from capslint.startup.records import NamedTuple

OWN_NAME = ".capslint.toml"
SHARED_NAME = "pyproject.toml"
BASELINE_NAME = ".capslint-baseline.json"
"""The file that `capslint baseline` writes where nobody names another."""
SEVERITIES = tuple(severity.name.lower() for severity in Severity)
"""How grave a finding can be, and what a run can fail for: findings of this severity or a graver one."""
LEVELS = tuple(level.name.lower() for level in Level)
"""What can be told: what everybody wants to know, or everything."""


class ConfigError(Exception):
    """A setting that cannot be used: one sentence with the file's or the option's name."""


class Override(NamedTuple):
    """Settings for some paths. ``paths`` are patterns in gitignore's language, ``facts`` are told of the host.

    ``select`` None leaves the rules as they are, and ``hosts`` None the hosts.
    """

    paths: tuple[str, ...]
    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    level: str | None = None
    severity: Mapping[str, str] = {}
    facts: Mapping[str, Any] = {}
    hosts: tuple[str, ...] | None = None


class Config(NamedTuple):
    """Settings as a file gives them. ``path`` is None without a file; ``folder`` is where paths and patterns start.

    ``select`` None means every rule that is not opt-in. ``compose_files`` make one Compose project, in their order,
    and so do the files of each of the ``projects``. ``fail_on`` is one of `SEVERITIES`, and so is what ``severity``
    says of rules and groups; ``level`` is one of `LEVELS`. Of the ``overrides`` that are for a path the last one wins.
    ``hosts`` are the names of those that files are judged for, ``facts`` are told of each of them besides; ``host``
    are those to which the file gives a name. With ``require_reason`` a comment that accepts something says why, with
    ``warn_expired`` one whose day is over is told of. ``baseline`` is a file of findings that are known already.
    """

    path: str | None = None
    folder: str = ""
    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    facts: Mapping[str, Any] = {}
    compose_files: tuple[str, ...] = ()
    projects: tuple[tuple[str, ...], ...] = ()
    fail_on: str | None = None
    level: str | None = None
    severity: Mapping[str, str] = {}
    overrides: tuple[Override, ...] = ()
    require_reason: bool = False
    warn_expired: bool = True
    baseline: str | None = None
    hosts: tuple[str, ...] | None = None
    host: Mapping[str, Host] = {}


def discover(folder: str) -> Config:
    """Read the nearest settings from the absolute ``folder`` upwards; an empty Config where there are none.

    Raises ConfigError as `load_config` does.
    """
    while True:
        for name in (OWN_NAME, SHARED_NAME):
            path = os.path.join(folder, name)
            if os.path.lexists(path) and is_settings_file(path):
                from capslint.config.settings_file import read_settings

                if (config := read_settings(path)) is not None:
                    return config
        parent = os.path.dirname(folder)
        if parent == folder:
            return Config()
        folder = parent


def is_settings_file(path: str) -> bool:
    """Return whether the file ``path``, which nobody named, is to be read. Raises ConfigError where it cannot be.

    Of a file that is shared with other tools nothing is said that they would say.
    """
    if os.path.islink(path) and not is_within_project(os.path.realpath(path), path):
        raise ConfigError(f"{path} is a symbolic link that leads out of the project; name it with --config")
    if os.path.isfile(path) or os.path.basename(path) == SHARED_NAME:
        return os.path.isfile(path)
    raise ConfigError(f"{path} is no file that can be read")


def load_config(path: str) -> Config:
    """Read the settings in ``path``. Raises ConfigError for what is not TOML, an unknown key or an unusable value."""
    from capslint.config.settings_file import read_settings

    return read_settings(path) or Config(path, os.path.realpath(os.path.dirname(path)))


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return ``; did you mean …?`` if one of ``known`` is near ``name``, else an empty string."""
    from difflib import get_close_matches

    near = get_close_matches(name, sorted(known), 1)
    return f"; did you mean {near[0]!r}?" if near else ""
