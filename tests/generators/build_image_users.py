"""Turn capslint/images/image_users.toml into the module that tells who images run as.

Usage: python tests/generators/build_image_users.py
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from capslint.images.image_row import ImageRow

FOLDER = Path(__file__).resolve().parents[2] / "capslint" / "images"
_HEAD = '''"""Made from image_users.toml by tests/generators/build_image_users.py: change it, not this."""

# ruff: noqa: E501
# fmt: off
from capslint.images.image_row import ImageRow

'''
_CONDITION = re.compile(r"(?:>=|<=|=)\d+(?:\.\d+)*|is:[a-z0-9.-]+|!?[a-z0-9.]+\*?")


def module(folder: Path) -> str:
    """Return the text of image_users_data.py from the image_users.toml in ``folder``.

    Raises ValueError for an entry without a source or with one that nobody has verified, a field or a condition that is
    not known, and for a row that an earlier one of the same name hides.
    """
    lines = [_HEAD]
    rows: dict[str, list[str]] = {}
    always: set[str] = set()
    for number, entry in enumerate(tomllib.loads((folder / "image_users.toml").read_text(encoding="utf-8"))["image"]):
        _refuse(entry)
        fields = {name: value for name, value in entry.items() if name not in ("names", "source")}
        shown = (f"{name}={tuple(value) if isinstance(value, list) else value!r}" for name, value in fields.items())
        lines.append(f"_{number} = ImageRow({', '.join(shown)})\n")
        for name in entry["names"]:
            if name in always:
                raise ValueError(f"{name}: an earlier entry holds for every tag")
            rows.setdefault(name, []).append(f"_{number}")
            always.update([name] if "tags" not in entry else [])
    for table, kind, pairs in (
        ("NAMES", "dict[str, tuple[ImageRow, ...]]", [name for name in rows if "*" not in name]),
        ("PATTERNS", "tuple[tuple[str, tuple[ImageRow, ...]], ...]", [name for name in rows if "*" in name]),
    ):
        lines.append(f"{table}: {kind} = {_pairs(table, {name: rows[name] for name in pairs})}\n")
    return "".join(lines)


def _pairs(table: str, rows: dict[str, list[str]]) -> str:
    if table == "NAMES":
        return "{" + ", ".join(f"{name!r}: ({', '.join(found)},)" for name, found in rows.items()) + "}"
    return "(" + ", ".join(f"({name!r}, ({', '.join(found)},))" for name, found in rows.items()) + ",)"


def _refuse(entry: dict[str, Any]) -> None:
    who = ", ".join(entry["names"])
    unknown = set(entry) - {"names", "source", *ImageRow.__annotations__}
    if unknown or "user" not in entry or not entry.get("source") or "unverified" in entry["source"]:
        raise ValueError(f"{who}: unknown fields {sorted(unknown)}, or no user, or no source that was read")
    if entry["user"] in ("root", "0"):
        raise ValueError(f"{who}: root is written 0")
    if bool(entry.get("becomes")) != bool(entry.get("programs")) or (entry.get("becomes") and entry["user"] != 0):
        raise ValueError(f"{who}: only who starts as root becomes another user, and for some programs")
    for condition in " ".join(entry.get("tags", ())).split():
        if not _CONDITION.fullmatch(condition):
            raise ValueError(f"{who}: {condition!r} is no condition")


def main() -> None:
    """Write the module."""
    (FOLDER / "image_users_data.py").write_text(module(FOLDER), encoding="utf-8")


if __name__ == "__main__":
    main()
