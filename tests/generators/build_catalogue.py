"""Turn capslint/debuggers/data/catalogue.toml into the Python module that the check path loads.

Usage: python tests/generators/build_catalogue.py
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "capslint" / "debuggers" / "data"
KEYS = {"needs", "warns", "source", "notes", "silence", "silences", "demands", "advice", "in_program", "flags"}
ASKING = {"option", "like", "unlike", "needs"}
FLAGS = ("variables", "names", "off", "elsewhere")
HEAD = '''"""Made from catalogue.toml by tests/generators/build_catalogue.py: change that, not this."""

# fmt: off
# ruff: noqa: E501

# option, like, unlike, needs
Asking = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]]
# variables, names of flags, values that switch off, flags that name a file of flags
Flags = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]]
# needs, warns, source, notes, silence, advice, silences, demands, flags
Entry = tuple[
    tuple[str, ...],
    tuple[str, ...],
    str,
    tuple[str, ...],
    str | None,
    str | None,
    tuple[str, ...],
    tuple[Asking, ...],
    Flags | None,
]

'''


def operation(tool: str, name: str, table: dict[str, Any]) -> tuple[Any, ...]:
    """Return one operation as a flat tuple, in the order in which catalogue.py reads it.

    Raises ValueError for an unknown or missing key.
    """
    unknown = set(table) - KEYS
    if unknown or "source" not in table or "needs" not in table:
        raise ValueError(f"{tool} {name}: unknown keys {sorted(unknown)}, or no needs or source")
    return (
        tuple(table["needs"]),
        tuple(table.get("warns", ())),
        table["source"],
        tuple(table.get("notes", ())),
        table.get("silence"),
        table.get("advice"),
        tuple(table.get("silences", ())),
        tuple(asking(f"{tool} {name}", entry) for entry in table.get("demands", ())),
        flags(f"{tool} {name}", table),
    )


def flags(where: str, table: dict[str, Any]) -> tuple[tuple[str, ...], ...] | None:
    """Return what an operation says of flags in variables; raises ValueError for an unknown or missing key."""
    told = table.get("flags")
    if told is None:
        return None
    if set(told) != {*FLAGS, "source"} or not table.get("silences"):
        raise ValueError(f"{where}: flags take {', '.join(FLAGS)} and a source, beside silences")
    return tuple(tuple(told[key].split()) for key in FLAGS)


def asking(where: str, entry: dict[str, Any]) -> tuple[tuple[str, ...], ...]:
    """Return an option that asks for more as a flat tuple; raises ValueError for an unknown or missing key."""
    if set(entry) - ASKING or not {"option", "needs"} <= set(entry):
        raise ValueError(f"{where}: unknown keys {sorted(set(entry) - ASKING)} in demands, or no option or needs")
    words = (tuple(entry.get(key, "").split()) for key in ("option", "like", "unlike"))
    return (*words, tuple(entry["needs"]))


def render(text: str) -> str:
    """Return the module's source for the catalogue ``text``."""
    data = tomllib.loads(text)
    tools = {
        tool["name"]: {name: operation(tool["name"], name, table) for name, table in tool["operations"].items()}
        for tool in data["tool"]
    }
    also = {other: tool["name"] for tool in data["tool"] for other in tool.get("also", ())}
    demands = {name: tuple(parts) for name, parts in data["demands"].items()}
    parts = [HEAD, "TOOLS: dict[str, dict[str, Entry]] = {\n"]
    for tool, entries in tools.items():
        parts.append(f"    {tool!r}: {{\n")
        parts.extend(f"        {name!r}: {entry!r},\n" for name, entry in entries.items())
        parts.append("    },\n")
    parts.append("}\n\n")
    parts.append(_flat("ALSO", "dict[str, str]", also))
    parts.append("\n")
    parts.append(_flat("DEMANDS", "dict[str, tuple[str, ...]]", demands))
    return "".join(parts)


def _flat(name: str, kind: str, table: dict[str, Any]) -> str:
    lines = "".join(f"    {key!r}: {value!r},\n" for key, value in table.items())
    return f"{name}: {kind} = {{\n{lines}}}\n"


def main() -> None:
    """Write the module."""
    text = (FOLDER / "catalogue.toml").read_text(encoding="utf-8")
    (FOLDER / "catalogue_data.py").write_text(render(text), encoding="utf-8")


if __name__ == "__main__":
    main()
