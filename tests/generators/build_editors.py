"""Turn capslint/debuggers/data/editors.toml into the Python module that the check path loads.

What it says of operations is held against catalogue.toml.

Usage: python tests/generators/build_editors.py
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "capslint" / "debuggers" / "data"
HEAD = '''"""Made from editors.toml by tests/generators/build_editors.py: change that, not this."""

# ruff: noqa: E501
# fmt: off

'''


def editors_module(folder: Path) -> str:
    """Return the text of editors_data.py from the editors.toml in ``folder``.

    Raises ValueError for an entry without a source, for one that is there twice, and for what is no operation.
    """
    catalogue, editors = (
        tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8")) for name in ("catalogue", "editors")
    )
    operations = {f"{tool['name']}.{name}" for tool in catalogue["tool"] for name in tool["operations"]}
    extensions: dict[str, tuple[str, str]] = {}
    launches: dict[tuple[str, str], tuple[tuple[str, str] | None, ...]] = {}
    for entry in editors["extension"]:
        _refuse_other_fields(entry, {"ids", "operation", "source"})
        told = _operation_of(entry["operation"], operations)
        for name in entry["ids"]:
            _add(extensions, name, told)
    for entry in editors["launch"]:
        _refuse_other_fields(entry, {"types", "mode", "launch", "attach", "source"})
        asked = tuple(_operation_of(entry[request], operations) for request in ("launch", "attach"))
        for kind in entry["types"]:
            _add(launches, (kind, entry.get("mode", "")), asked)
    kind = "dict[tuple[str, str], tuple[tuple[str, str] | None, tuple[str, str] | None]]"
    return f"{HEAD}EXTENSIONS: dict[str, tuple[str, str]] = {extensions!r}\nLAUNCHES: {kind} = {launches!r}\n"


def _refuse_other_fields(entry: dict[str, Any], known: set[str]) -> None:
    if set(entry) - known or not entry.get("source"):
        raise ValueError(f"{entry}: unknown fields {sorted(set(entry) - known)}, or no source")


def _operation_of(word: str, operations: set[str]) -> Any:
    if word == "none":
        return None
    if word not in operations:
        raise ValueError(f"{word!r} is no operation of the catalogue")
    return tuple(word.split("."))


def _add(table: dict[Any, Any], key: Any, value: Any) -> None:
    if key in table:
        raise ValueError(f"{key} is there twice")
    table[key] = value


def main() -> None:
    """Write the module."""
    (FOLDER / "editors_data.py").write_text(editors_module(FOLDER), encoding="utf-8")


if __name__ == "__main__":
    main()
