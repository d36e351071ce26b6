"""Turn capslint/hosts/presets.toml into the module that tells what is known of named hosts.

Usage: python tests/generators/build_presets.py
"""

from __future__ import annotations

import re
import tomllib
from enum import Enum
from pathlib import Path
from typing import Any

from capslint.config.setting_table import FACTS

FOLDER = Path(__file__).resolve().parents[2] / "capslint" / "hosts"
KEYS = {"name", "about", "known_by", "read", "facts"}
_HEAD = '''"""Made from presets.toml by tests/generators/build_presets.py: change it, not this."""

from __future__ import annotations

# fmt: off
# ruff: noqa: E501
from capslint.hosts.preset import Preset, SourcedFact
from capslint.model.host import Engine, Host, Lsm

'''
_SETTINGS = {setting.name: setting for setting in FACTS}


def module(folder: Path) -> str:
    """Return the text of preset_data.py from the presets.toml in ``folder``.

    Raises ValueError for an unknown or missing key, a setting that no host has or with a value that it does not take, a
    fact without a source or with one that nobody has verified, and for a name that two have.
    """
    lines = [_HEAD, "PRESETS = (\n"]
    names: set[str] = set()
    for entry in tomllib.loads((folder / "presets.toml").read_text(encoding="utf-8"))["host"]:
        who = entry.get("name", "an entry without a name")
        if set(entry) != KEYS or who in names or not re.fullmatch(r"[a-z0-9]+([.-][a-z0-9]+)*", who):
            raise ValueError(f"{who}: not {sorted(KEYS)}, or a name that is another one's or no word")
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", entry["read"]):
            raise ValueError(f"{who}: {entry['read']!r} is no day")
        names.add(who)
        facts = [_fact(who, fact) for fact in entry["facts"]]
        values = {field: value for _, read in facts for field, value in read.items()}
        if sum(len(read) for _, read in facts) != len(values):
            raise ValueError(f"{who}: a fact is told twice")
        shown = ", ".join(f"{field}={_shown(value)}" for field, value in values.items())
        lines.append(
            f"    Preset({who!r}, {entry['about']!r}, {entry['known_by']!r}, {entry['read']!r}, Host({shown}), (\n"
        )
        lines += [f"        {text},\n" for text, _ in facts]
        lines.append("    )),\n")
    return "".join([*lines, ")\n"])


def _fact(who: str, fact: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return a fact as Python, and the fields of `Host` that it comes to."""
    source = fact.get("source", "")
    told = [(name, value) for name, value in fact.items() if name != "source"]
    if len(told) != 1 or told[0][0] not in _SETTINGS or not source.strip() or "unverified" in source:
        raise ValueError(f"{who}: {fact} is not one setting of a host, with a source that was read")
    (name, value) = told[0]
    read = _SETTINGS[name].read(name, value)
    return f"SourcedFact({name!r}, {value!r}, {source!r})", {key: it for key, it in read.items() if it is not None}


def _shown(value: object) -> str:
    return f"{type(value).__name__}.{value.name}" if isinstance(value, Enum) else repr(value)


def main() -> None:
    """Write the module."""
    (FOLDER / "preset_data.py").write_text(module(FOLDER), encoding="utf-8")


if __name__ == "__main__":
    main()
