"""The default profile that a new one starts from: every rule of a release of an engine."""

from __future__ import annotations

from typing import NamedTuple

from capslint.model import Engine, Host, Version
from capslint.permissions.seccomp.default_profiles import default_action, default_rules, named_calls
from capslint.permissions.seccomp.rules import Action, SeccompRule

NO_FILTER_BEFORE = (1, 10)
"""Docker filters system calls since 1.10 (moby/moby v1.10.0, profiles/seccomp)."""


class Base(NamedTuple):
    """An engine's default profile.

    ``certain`` is False where the release, as far as it is told, can have one of several; the newest was taken then.
    """

    engine: Engine
    version: Version | None
    default: Action
    calls: dict[str, tuple[SeccompRule, ...]]
    certain: bool


def base_of(host: Host) -> Base:
    """Return the default profile of the host's engine (Docker, if none is named) and release (the newest known).

    Raises ValueError for a release without a filter.
    """
    engine = host.engine or Engine.DOCKER
    version = host.engine_version
    if engine is Engine.DOCKER and version is not None and version[:2] < NO_FILTER_BEFORE:
        raise ValueError("Docker before 1.10 filters no system calls and reads no profile")
    calls: dict[str, tuple[SeccompRule, ...]] = {}
    certain = version is not None
    for name in named_calls(engine):
        possible = default_rules(engine, version, name)
        certain = certain and len(possible) == 1
        if possible[-1]:
            calls[name] = possible[-1]
    return Base(engine, version, default_action(engine), calls, certain)
