"""Make the module of what Features and images bring: ``python tests/generators/build_devcontainer.py``."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

DATA = ROOT / "capslint" / "formats" / "devcontainer" / "data"
HEAD = '''"""Made from brought.toml by tests/generators/build_devcontainer.py: run that, and edit the TOML."""

# ruff: noqa: E501
# fmt: off
from capslint.formats.devcontainer.data.metadata import Metadata

'''
LISTS = ("grants", "mounts", "packages", "extensions")
FIELDS = {*LISTS, "name", "container_user", "remote_user", "remote_uid"}


def module(folder: Path = DATA) -> str:
    """Return the text of the module, made from the data in ``folder``."""
    data = tomllib.loads((folder / "brought.toml").read_text(encoding="utf-8"))
    tables = [table(kind.upper() + "S", data[kind]) for kind in ("feature", "image")]
    return HEAD + "\n".join(tables)


def table(name: str, collections: list[dict[str, Any]]) -> str:
    """Return one table: names with their metadata. Raises ValueError for a field that does not exist."""
    lines = [f"{name}: dict[str, Metadata] = {{"]
    for collection in collections:
        rows: dict[str, str] = dict.fromkeys(collection["plain"], "Metadata()")
        for row in collection["bringing"]:
            if unknown := row.keys() - FIELDS:
                raise ValueError(f"brought.toml: {row['name']}: no such field: {', '.join(unknown)}")
            rows |= dict.fromkeys(row["name"].split(), metadata(row))
        lines += [f"    {collection['collection'] + '/' + key!r}: {rows[key]}," for key in sorted(rows)]
    return "\n".join([*lines, "}", ""])


def metadata(row: dict[str, Any]) -> str:
    """Return the expression that makes a row's metadata."""
    fields = {key: tuple(value) if key in LISTS else value for key, value in row.items() if key != "name"}
    return f"Metadata({', '.join(f'{key}={value!r}' for key, value in fields.items())})"


def main() -> None:
    """Write the module."""
    (DATA / "brought_data.py").write_text(module(), encoding="utf-8")


if __name__ == "__main__":
    main()
