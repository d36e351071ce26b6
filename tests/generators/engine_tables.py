"""What capslint/permissions/engines/*.toml say, as the generator of their modules and the script for drift read it."""

from __future__ import annotations

import json
import tarfile
import tomllib
from bisect import bisect_right
from pathlib import Path
from typing import Any, NamedTuple

from capslint.permissions import engines as engines_package
from capslint.permissions.seccomp.profile import Malformed, parse
from capslint.permissions.seccomp.rules import SeccompRule

ARCHIVE = Path(__file__).resolve().parents[1] / "data" / "docker-seccomp.tar.gz"
FOLDER = Path(str(engines_package.__file__)).parent
KEYS = {"engine", "name", "newest", "date", "source", "errno", "capabilities", "seccomp"}

Version = tuple[int, int, int]
Table = dict[str, Any]
Entries = list[Table]


class Epoch(NamedTuple):
    """What one [[seccomp]] says: Docker's profile of release ``like`` with the entries ``changed`` in it.

    Docker's own ones are like nothing, and ``changed`` is the whole profile.
    """

    since: Version
    like: Version | None
    changed: Entries
    either: Entries


def load_engines(folder: Path = FOLDER) -> dict[str, Table]:
    """Return the contents of the TOML files, by engine, Docker's first."""
    files = sorted(folder.glob("*.toml"), key=lambda path: (path.stem != "docker", path.stem))
    tables = (tomllib.loads(path.read_text(encoding="utf-8")) for path in files)
    return {table["engine"]: table for table in tables}


def load_profiles() -> dict[str, Table]:
    """Return the JSON files of the archive by name."""
    found = {}
    with tarfile.open(ARCHIVE) as archive:
        for member in archive.getmembers():
            stream = archive.extractfile(member)
            if stream is not None and member.name.endswith(".json"):
                found[Path(member.name).name] = json.load(stream)
    return found


def version(text: str) -> Version:
    """Return a release as numbers: those that are not given are 0."""
    major, minor, patch = (*(int(part) for part in text.split(".")), 0, 0)[:3]
    return major, minor, patch


def check(table: Table) -> None:
    """Raise ValueError for an unknown or missing key, and for entries that are not in the order of their releases."""
    _check_keys(table, KEYS, set())
    for kind, needed, more in (
        ("capabilities", {"since", "source", "default"}, {"perhaps"}),
        ("seccomp", {"since", "source"}, {"profile", "like", "syscalls", "either"}),
    ):
        for entry in table[kind]:
            _check_keys(entry, needed, more)
        starts = [version(entry["since"]) for entry in table[kind]]
        if starts != sorted(set(starts)):
            raise ValueError(f"{table['engine']}: the entries of {kind} are not in the order of their releases")


def _check_keys(table: Table, needed: set[str], more: set[str]) -> None:
    if needed - set(table) or set(table) - needed - more:
        raise ValueError(f"{table}: the keys are {sorted(needed)} and, where needed, {sorted(more)}")


def names_of(entry: Table) -> list[str]:
    """Return the system calls that an entry of a profile is for; old ones are for one each."""
    return entry["names"] if "names" in entry else [entry["name"]]


def replaced(entries: Entries, changes: Entries) -> Entries:
    """Return ``entries`` with ``changes`` in the place of all they say of the system calls that these name."""
    changed = {name for entry in changes for name in names_of(entry)}
    kept = [{**entry, "names": [name for name in names_of(entry) if name not in changed]} for entry in entries]
    for entry in kept:
        entry.pop("name", None)
    return [*(entry for entry in kept if entry["names"]), *({"action": "SCMP_ACT_ALLOW", **entry} for entry in changes)]


def epochs(engine: str, engines: dict[str, Table], files: dict[str, Table]) -> list[Epoch]:
    """Return what the [[seccomp]] of ``engine`` say, in their order."""
    return [epoch(engine, index, engines, files) for index in range(len(engines[engine]["seccomp"]))]


def epoch(engine: str, index: int, engines: dict[str, Table], files: dict[str, Table]) -> Epoch:
    """Return what [[seccomp]] number ``index`` of ``engine`` says. Raises ValueError where it is like nothing known."""
    entry = engines[engine]["seccomp"][index]
    like, entries = _base(engine, index, engines, files)
    if (like is None) != (engine == "docker"):
        raise ValueError(
            f"{engine} {entry['since']}: Docker's profiles are told whole, and others by a release of Docker"
        )
    return Epoch(
        version(entry["since"]),
        like,
        replaced(entries, entry.get("syscalls", [])),
        replaced([], entry.get("either", [])),
    )


def _base(
    engine: str, index: int, engines: dict[str, Table], files: dict[str, Table]
) -> tuple[Version | None, Entries]:
    entry = engines[engine]["seccomp"][index]
    if "profile" in entry:
        return None, files[entry["profile"]]["syscalls"]
    if "like" not in entry:
        other, found = engine, index - 1
    else:
        other, _, release = entry["like"].partition(" ")
        found = bisect_right([version(each["since"]) for each in engines[other]["seccomp"]], version(release)) - 1
        if other == "docker" and engine != "docker":
            return version(release), []
    if found < 0 or "either" in engines[other]["seccomp"][found]:
        raise ValueError(f"{engine} {entry['since']}: it is like no single profile")
    base = epoch(other, found, engines, files)
    return base.like, base.changed


def by_call(entries: Entries, errno: int) -> dict[str, tuple[SeccompRule, ...]]:
    """Return the rules by system call: none where they do no more than what befalls a call without rules."""
    profile = {"defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": errno, "syscalls": entries}
    parsed = parse(json.dumps(profile))
    if isinstance(parsed, Malformed):
        raise ValueError(parsed.reason)
    return {
        name: tuple(dict.fromkeys(rule for rule in rules if rule.action != parsed.default))
        for name, rules in parsed.calls.items()
    }
