"""What is known of an engine's releases: the newest one, of which day that is, and the capabilities by default.

The facts and their sources are in the TOML files; `seccomp.default_profiles` reads what they say of seccomp profiles.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from capslint.model.host import Engine, Version
from capslint.permissions.capabilities import CapabilitySet
from capslint.permissions.engines.engine_data import CAPABILITIES, DATES, NAMES, NEWEST
from capslint.permissions.versions import dotted


def name_of(engine: Engine) -> str:
    """Return an engine's name as its makers write it."""
    return NAMES[engine.value]


def as_of(engine: Engine | None, version: Version | None) -> str:
    """Return ``as of DATE``, the day the data is of, for a release that is newer than all that it knows, else nothing.

    What is judged is then the newest release that is known.
    """
    if engine is None or version is None or version <= NEWEST[engine.value][: len(version)]:
        return ""
    return f"as of {DATES[engine.value]}"


def newest_of(engine: Engine) -> str:
    """Return the newest known release of ``engine`` with its name: ``Docker 29.7.2``."""
    return f"{NAMES[engine.value]} {dotted(NEWEST[engine.value])}"


def newest_known() -> tuple[str, ...]:
    """Return the newest known release of each engine with the day the data is of: ``Docker 29.7.2 (2026-08-23)``."""
    return tuple(f"{newest_of(engine)} ({DATES[engine.value]})" for engine in Engine)


def possible(starts: Sequence[Version], version: Version | None) -> range:
    """Return the indexes of the periods that ``version`` can be in; ``starts`` are the releases they begin with.

    Several where it is unknown or not complete, none where it is older than all.
    """
    if version is None:
        return range(len(starts))
    low = (*version, 0, 0, 0)[:3]
    high = version[:3] if len(version) >= 3 else (*version, 10**6, 10**6)[:3]
    return range(max(bisect_right(starts, low) - 1, 0), bisect_right(starts, high))


def default_capabilities(engine: Engine, version: Version | None) -> CapabilitySet:
    """Return the capabilities of a container that asks for nothing."""
    entries = CAPABILITIES[engine.value]
    found = [entries[index] for index in possible([since for since, *_ in entries], version)]
    certain = -1
    perhaps = 0
    for _, sure, can_be in found:
        certain &= sure
        perhaps |= can_be
    if certain == perhaps:
        return CapabilitySet(certain, perhaps)
    return CapabilitySet(certain, perhaps, f"the {name_of(engine)} version" if len(found) > 1 else "the engine version")
