"""Turn capslint/permissions/engines/*.toml into the three Python modules that the permission model loads.

Usage: python tests/generators/build_engines.py

engine_data.py holds what is small; docker_seccomp.py the rules of Docker's default seccomp profiles, other_seccomp.py
by what the profiles of the other engines differ from them. tests/data/docker-seccomp.tar.gz holds the JSON files that
docker.toml names. The head of docker.toml says what the fields mean.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from capslint.permissions.capabilities import mask
from capslint.permissions.seccomp.rules import SeccompRule

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.generators.engine_tables import (  # noqa: E402 the checkout comes into sys.path above
    FOLDER,
    Entries,
    Epoch,
    Table,
    Version,
    by_call,
    check,
    epochs,
    load_engines,
    load_profiles,
    version,
)

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
