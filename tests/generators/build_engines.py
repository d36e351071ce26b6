"""Turn capslint/permissions/engines/*.toml into the three Python modules that the permission model loads.

Usage: python tests/generators/build_engines.py

engine_data.py holds what is small; docker_seccomp.py the rules of Docker's default seccomp profiles, other_seccomp.py
by what the profiles of the other engines differ from them. tests/data/docker-seccomp.tar.gz holds the JSON files that
docker.toml names. The head of docker.toml says what the fields mean.
"""

from __future__ import annotations

import json
import tarfile
import tomllib
from bisect import bisect_right
from pathlib import Path
from typing import Any, NamedTuple

from capslint.permissions import engines as engines_package
from capslint.permissions.capabilities import mask
from capslint.permissions.seccomp.profile import Malformed, parse
from capslint.permissions.seccomp.rules import SeccompRule

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(str(engines_package.__file__)).parent
ARCHIVE = ROOT / "tests" / "data" / "docker-seccomp.tar.gz"
KEYS = {"engine", "name", "newest", "date", "source", "errno", "capabilities", "seccomp"}
DATA_HEAD = '''"""Made from the TOML files beside it by tests/generators/build_engines.py: change those, not this."""

from __future__ import annotations

# fmt: off

'''
OTHER_HEAD = '''"""What the default seccomp profiles of containerd, Podman and CRI-O have otherwise than Docker's.

Made from the TOML files beside it by tests/generators/build_engines.py: change those, not this. RULES holds each rule
once (see `default_profiles.unpack`). SECCOMP has by engine: the first release of each range of equal profiles; the
Docker release that each is like; by system call the ranges at which it changes and its rules from there on, None where
they are that Docker release's; and by range a second possibility for calls.
"""

from __future__ import annotations

# fmt: off
# ruff: noqa: E501

Version = tuple[int, ...]
Rules = tuple[int, ...]
Changes = dict[str, tuple[tuple[int, Rules | None], ...]]
Profiles = tuple[tuple[Version, ...], tuple[Version, ...], Changes, dict[int, dict[str, Rules]]]

'''
DOCKER_HEAD = '''"""Docker's default seccomp profiles from 1.10 on, by system call.

Made from docker.toml by tests/generators/build_engines.py. Facts from profiles/seccomp/default.json of
github.com/moby/moby (Apache License 2.0) at each release.
RULES holds each rule once (see `default_profiles.unpack`); STARTS the first release of each range of equal profiles;
HISTORY by system call the ranges at which its rules change, and the rules from there on. PLAIN are the calls that one
rule without conditions allows in all ranges.
"""

'''

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


def flat(rule: SeccompRule) -> tuple[Any, ...]:
    """Return a rule without the types, trailing defaults left out."""
    parts = [tuple(rule.action), tuple(tuple(condition) for condition in rule.conditions), *rule[2:]]
    empty = [None, (), 0, 0, (), (), None, None]
    while len(parts) > 1 and parts[-1] == empty[len(parts) - 1]:
        parts.pop()
    return tuple(parts)


def render_docker(engines: dict[str, Table], files: dict[str, Table]) -> str:
    """Return the source of docker_seccomp.py."""
    errno = engines["docker"]["errno"]
    ranges = [(each.since, by_call(each.changed, errno)) for each in epochs("docker", engines, files)]
    rules: dict[SeccompRule, int] = {}
    history: dict[str, tuple[tuple[int, tuple[int, ...]], ...]] = {}
    for name in sorted({name for _, calls in ranges for name in calls}):
        steps: list[tuple[int, tuple[int, ...]]] = []
        for index, (_, calls) in enumerate(ranges):
            numbers = tuple(rules.setdefault(rule, len(rules)) for rule in calls.get(name, ()))
            if not steps or steps[-1][1] != numbers:
                steps.append((index, numbers))
        history[name] = tuple(steps)
    always = ((0, (rules[next(rule for rule in rules if len(flat(rule)) == 1 and rule.action.name == "ALLOW")],)),)
    plain = [name for name, steps in history.items() if steps == always]
    lines = [DOCKER_HEAD, "RULES = (\n", *(f"    {flat(rule)!r},\n" for rule in rules), ")\n\nSTARTS = (\n"]
    lines += [f"    {start!r},\n" for start, _ in ranges]
    lines += [")\n\nHISTORY = {\n"]
    lines += [f"    {name!r}: {steps!r},\n" for name, steps in history.items() if steps != always]
    lines += ["}\n\nPLAIN = frozenset(\n    (\n"]
    lines += [f'        "{" ".join(plain[at : at + 8])} "\n' for at in range(0, len(plain), 8)]
    lines += ["    ).split()\n)\n"]
    return "".join(lines)


def render_data(engines: dict[str, Table]) -> str:
    """Return the source of engine_data.py."""
    lines = [DATA_HEAD]
    for name, kind, key, value in (
        ("NAMES", "str", "name", str),
        ("NEWEST", "tuple[int, ...]", "newest", version),
        ("DATES", "str", "date", str),
        ("ERRNO", "int", "errno", int),
    ):
        lines += [f"{name}: dict[str, {kind}] = {{\n"]
        lines += [f"    {engine!r}: {value(table[key])!r},\n" for engine, table in engines.items()]
        lines += ["}\n\n"]
    lines += ["# since; the bits of those that are there for certain, and of those that can be there\n"]
    lines += ["CAPABILITIES: dict[str, tuple[tuple[tuple[int, ...], int, int], ...]] = {\n"]
    for engine, table in engines.items():
        lines += [f"    {engine!r}: (\n", *(f"        {each!r},\n" for each in _capabilities(table)), "    ),\n"]
    return "".join([*lines, "}\n"])


def render_other(engines: dict[str, Table], files: dict[str, Table]) -> str:
    """Return the source of other_seccomp.py."""
    rules: dict[SeccompRule, int] = {}
    parts = ["SECCOMP: dict[str, Profiles] = {\n"]
    for engine, table in engines.items():
        if engine != "docker":
            parts += [
                f"    {engine!r}: (\n",
                *_profiles(epochs(engine, engines, files), table["errno"], rules),
                "    ),\n",
            ]
    lines = [OTHER_HEAD, "RULES: tuple[tuple[object, ...], ...] = (\n", *(f"    {flat(rule)!r},\n" for rule in rules)]
    return "".join([*lines, ")\n\n", *parts, "}\n"])


def _profiles(found: list[Epoch], errno: int, rules: dict[SeccompRule, int]) -> list[str]:
    calls = [_numbered(each.changed, errno, rules) for each in found]
    either = {at: _numbered(each.either, errno, rules) for at, each in enumerate(found) if each.either}
    lines = [
        f"        {tuple(each.since for each in found)!r},\n",
        f"        {tuple(each.like for each in found)!r},\n",
    ]
    lines += ["        {\n"]
    for name in sorted({name for numbers in calls for name in numbers}):
        own = [numbers.get(name) for numbers in calls]
        steps = tuple((at, value) for at, value in enumerate(own) if value != (own[at - 1] if at else None))
        lines += [f"            {name!r}: {steps!r},\n"]
    return [*lines, "        },\n", f"        {either!r},\n"]


def _numbered(entries: Entries, errno: int, rules: dict[SeccompRule, int]) -> dict[str, tuple[int, ...]]:
    """Return the numbers of the rules by call; one that has none yet gets the next."""
    return {
        name: tuple(rules.setdefault(rule, len(rules)) for rule in found)
        for name, found in sorted(by_call(entries, errno).items())
    }


def _capabilities(table: Table) -> tuple[tuple[Version, int, int], ...]:
    return tuple(
        (version(entry["since"]), mask(entry["default"]), mask([*entry["default"], *entry.get("perhaps", ())]))
        for entry in table["capabilities"]
    )


def render(folder: Path = FOLDER) -> dict[str, str]:
    """Return the sources of the modules by file name."""
    return sources_of(load_engines(folder), load_profiles())


def sources_of(engines: dict[str, Table], files: dict[str, Table]) -> dict[str, str]:
    """Return the sources of the modules by file name. Raises ValueError for what the tables may not say."""
    for table in engines.values():
        check(table)
    return {
        "engine_data.py": render_data(engines),
        "docker_seccomp.py": render_docker(engines, files),
        "other_seccomp.py": render_other(engines, files),
    }


def stale(folder: Path = FOLDER) -> list[str]:
    """Return the names of the modules in ``folder`` that are not as the TOML files there make them."""
    return [name for name, text in render(folder).items() if _text(folder / name) != text]


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def write(folder: Path = FOLDER) -> None:
    """Write the modules."""
    for name, text in render(folder).items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
