"""What the engine data says of a release, read from the TOML files as tests/generators/build_engines.py reads them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from capslint.permissions.engines.releases import possible
from capslint.permissions.seccomp.rules import Action, SeccompRule
from tests.generators.engine_tables import Version, by_call, epochs, load_profiles, version

Rules = tuple[SeccompRule, ...]
Calls = dict[str, Rules]


class Told:
    """What the tables of all engines say of one of them."""

    def __init__(self, engine: str, tables: dict[str, dict[str, Any]]) -> None:
        """Read what ``tables`` say of ``engine``."""
        self.table = tables[engine]
        self.default = Action("ERRNO", self.table["errno"])
        files = _profiles()
        own = epochs(engine, tables, files)
        self._starts = [epoch.since for epoch in own]
        docker = epochs("docker", tables, files)
        docker_starts = [epoch.since for epoch in docker]
        self._ways: list[list[Calls]] = []
        for epoch in own:
            calls = {} if epoch.like is None else _calls(docker[possible(docker_starts, epoch.like)[0]].changed, tables)
            calls = {**calls, **by_call(epoch.changed, self.table["errno"])}
            also = by_call(epoch.either, self.table["errno"])
            self._ways.append([calls, {**calls, **also}] if also else [calls])

    def profiles(self, release: Version) -> list[Calls]:
        """Return the rules by call that the profile of ``release`` can have: several where the data leaves it open."""
        found = possible(self._starts, release)
        return [way for index in found for way in self._ways[index]]

    def capabilities(self, release: Version) -> tuple[frozenset[str], frozenset[str]]:
        """Return the default capabilities of ``release``: those that are there for certain, and those that can be."""
        entries = self.table["capabilities"]
        found = [entries[index] for index in possible([version(entry["since"]) for entry in entries], release)]
        if not found:
            return frozenset(), frozenset()
        sure = frozenset(found[0]["default"])
        return sure, sure | set(found[0].get("perhaps", ()))


def _calls(entries: list[dict[str, Any]], tables: dict[str, dict[str, Any]]) -> Calls:
    return by_call(entries, tables["docker"]["errno"])


@lru_cache(maxsize=1)
def _profiles() -> dict[str, dict[str, Any]]:
    return load_profiles()
