"""Turn Docker's default seccomp profiles of all releases into the compact module that the permission model loads.

Usage: python tests/generators/build_seccomp_data.py FOLDER_OR_TAR

FOLDER_OR_TAR holds profiles/seccomp/default.json of moby by release, and index.json with the range of releases each
stands for: a list of {"from", "through", "file"}. tests/data/docker-seccomp.tar.gz is such a collection.

Two releases have no such file, or not all of it:
- 1.10 has no JSON; it lacks the personality rules that 1.11.0 added (commit 39b799ac53) and looks at no capability.
- 1.12 adds conditions on capabilities in Go code (commit a01c4dc8f8, profiles/seccomp/seccomp_default.go), and its JSON
  was printed with Docker's default capabilities. 1.13.0 (commit 5ff21add06) writes the same conditions as JSON, so 1.12
  is its own unconditional calls with the conditions of 1.13.0.
"""

from __future__ import annotations

import json
import sys
import tarfile
from pathlib import Path
from typing import Any

from capslint.permissions.seccomp.profile import rules_of
from capslint.permissions.seccomp.rules import Rule

TARGET = Path(__file__).resolve().parents[2] / "capslint" / "permissions" / "seccomp" / "data" / "docker_seccomp.py"
HEAD = '''"""Docker's default seccomp profiles from 1.10 on, by system call.

Made by tests/generators/build_seccomp_data.py. Facts from profiles/seccomp/default.json of github.com/moby/moby (Apache
License 2.0) at each release.
RULES holds each rule once (see `docker_profiles.unpack`); STARTS the first release of each range of equal profiles;
HISTORY by system call the ranges at which its rules change, and the rules from there on. PLAIN are the calls that one
rule without conditions allows in all ranges.
"""

'''


def load(source: Path) -> dict[str, Any]:
    """Return the JSON files of ``source`` (a folder or a tar archive) by name."""
    if source.is_dir():
        return {path.name: json.loads(path.read_bytes()) for path in source.glob("*.json")}
    found = {}
    with tarfile.open(source) as archive:
        for member in archive.getmembers():
            stream = archive.extractfile(member)
            if stream is not None and member.name.endswith(".json"):
                found[Path(member.name).name] = json.load(stream)
    return found


def version(text: str) -> tuple[int, int, int]:
    """Return a release as numbers."""
    major, minor, patch = (int(part) for part in text.split("."))
    return major, minor, patch


def profiles(files: dict[str, Any]) -> list[tuple[tuple[int, int, int], dict[str, Any]]]:
    """Return the first release of each range with its profile, in order, with 1.10 and 1.12 completed."""
    found = [(version(entry["from"]), files[entry["file"]]) for entry in files["index.json"]]
    found = [(start, complete_1_12(files) if start == (1, 12, 0) else profile) for start, profile in found]
    return [((1, 10, 0), without_personality(files["1.11.0.json"])), *found]


def without_personality(profile: dict[str, Any]) -> dict[str, Any]:
    """Return 1.10's profile from that of 1.11.0."""
    return {**profile, "syscalls": [entry for entry in profile["syscalls"] if entry["name"] != "personality"]}


def complete_1_12(files: dict[str, Any]) -> dict[str, Any]:
    """Return 1.12's profile with the conditions of its Go code."""
    later = files["1.13.0.json"]
    conditional = [entry for entry in later["syscalls"] if entry["includes"] or entry["excludes"]]
    decided = {name for entry in conditional for name in entry["names"]}
    own = [entry for entry in files["1.12.0.json"]["syscalls"] if entry["name"] not in decided]
    return {**later, "syscalls": own + conditional}


def by_call(profile: dict[str, Any]) -> dict[str, tuple[Rule, ...]]:
    """Return the rules of ``profile`` by system call."""
    calls: dict[str, dict[Rule, None]] = {}
    for entry in profile["syscalls"]:
        names, rule = rules_of(entry)
        for name in names:
            calls.setdefault(name, {})[rule] = None
    return {name: tuple(rules) for name, rules in calls.items()}


def flat(rule: Rule) -> tuple[Any, ...]:
    """Return a rule without the types, trailing defaults left out."""
    parts = [tuple(rule.action), tuple(tuple(condition) for condition in rule.conditions), *rule[2:]]
    empty = [None, (), 0, 0, (), (), None, None]
    while len(parts) > 1 and parts[-1] == empty[len(parts) - 1]:
        parts.pop()
    return tuple(parts)


def render(files: dict[str, Any]) -> str:
    """Return the module's source."""
    ranges = [(start, by_call(profile)) for start, profile in profiles(files)]
    rules: dict[Rule, int] = {}
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
    lines = [HEAD, "RULES = (\n", *(f"    {flat(rule)!r},\n" for rule in rules), ")\n\nSTARTS = (\n"]
    lines += [f"    {start!r},\n" for start, _ in ranges]
    lines += [")\n\nHISTORY = {\n"]
    lines += [f"    {name!r}: {steps!r},\n" for name, steps in history.items() if steps != always]
    lines += ["}\n\nPLAIN = frozenset(\n    (\n"]
    lines += [f'        "{" ".join(plain[at : at + 8])} "\n' for at in range(0, len(plain), 8)]
    lines += ["    ).split()\n)\n"]
    return "".join(lines)


def main() -> None:
    """Write the module."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    TARGET.write_text(render(load(Path(sys.argv[1]))), encoding="utf-8")


if __name__ == "__main__":
    main()
