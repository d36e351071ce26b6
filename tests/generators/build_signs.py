"""Turn signs.toml and reasons.toml of capslint/debuggers into the Python modules that the check path loads.

Usage: python tests/generators/build_signs.py
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from capslint.model.grants import grant_named

FOLDER = Path(__file__).resolve().parents[2] / "capslint" / "debuggers" / "data"
_HEAD = """\"\"\"Made from {name}.toml by tests/generators/build_signs.py: change that, not this.\"\"\"

# ruff: noqa: E501
# fmt: off
"""
_PAIRS = ("options", "besides", "subcommands", "says")
_SIGNS = ("images", "commands", "packages", "mounts", "devices")
_WORDS = ("values", "quiet")


def _read(folder: Path, name: str) -> dict[str, Any]:
    return tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))


def _pair(text: str) -> tuple[str, str]:
    left, right = text.rsplit(": ", 1)
    return left, right


def _value(field: str, value: Any) -> Any:
    if field in _PAIRS:
        return tuple(_pair(item) for item in value)
    if field in _WORDS:
        return tuple(value.split())
    if field == "values_after":
        return {word: tuple(values.split()) for word, values in value.items()}
    return tuple(value) if isinstance(value, list) else value


def _fields(entry: dict[str, Any], skipped: tuple[str, ...]) -> str:
    shown = {name: _value(name, value) for name, value in entry.items() if name not in skipped}
    return ", ".join(f"{name}={value!r}" for name, value in shown.items())


def _table(name: str, kind: str, value: Any) -> str:
    return f"{name}: {kind} = {value!r}\n"


def signs_module(folder: Path) -> str:
    """Return the text of signs_data.py from the signs.toml in ``folder``.

    Raises ValueError if two programs claim one name.
    """
    signs = _read(folder, "signs")
    lines = [_HEAD.format(name="signs"), "from capslint.debuggers.data.program_sign import Program\n\n"]
    names: dict[str, int] = {}
    for number, entry in enumerate(signs["program"]):
        lines.append(f"_P{number} = Program({_fields(entry, skipped=('names', 'source', 'key'))})\n")
        for name in (*entry["names"], *([entry["key"]] if "key" in entry else [])):
            if name in names:
                raise ValueError(f"two programs are called {name}")
            names[name] = number
    lines.append("PROGRAMS = {" + ", ".join(f"{name!r}: _P{number}" for name, number in names.items()) + "}\n")
    texts = "dict[str, str]"
    for table in ("endings", "folders", "packages", "package_beginnings", "package_endings", "images"):
        lines.append(_table(table.upper(), texts, signs[table]))
    markers = tuple((entry["text"], entry["tool"], entry["operation"]) for entry in signs["marker"])
    lines.append(_table("MARKERS", "tuple[tuple[str, str, str], ...]", markers))
    for table, kind in (("environment", "dict[str, tuple[str, ...]]"), ("managers", "dict[str, tuple[str, ...]]")):
        lines.append(_table(table.upper(), kind, {name: tuple(value) for name, value in signs[table].items()}))
    lines.append(_table("HINTS", "tuple[str, ...]", _hints(signs)))
    return "".join(lines)


def _hints(signs: dict[str, Any]) -> tuple[str, ...]:
    # A command line that contains none of these texts shows no debugger. Texts that contain another are left out.
    texts = {name for entry in signs["program"] if entry.get("tool") for name in entry["names"]}
    texts |= {marker["text"] for marker in signs["marker"]} | set(signs["endings"]) | set(signs["folders"])
    texts |= set(signs["packages"]) | set(signs["package_beginnings"]) | set(signs["package_endings"])
    texts |= set(signs["environment"])
    return tuple(sorted(text for text in texts if not any(other != text and other in text for other in texts)))


def reasons_module(folder: Path) -> str:
    """Return the text of reasons_data.py from the reasons.toml in ``folder``.

    Raises ValueError for an entry without a source or without a sign, or that explains what is no grant.
    """
    lines = [_HEAD.format(name="reasons"), "from capslint.debuggers.data.reason_sign import ReasonSign\n\n"]
    lines.append("REASONS = (\n")
    for entry in _read(folder, "reasons")["reason"]:
        if not entry.get("source") or not any(sign in entry for sign in _SIGNS):
            raise ValueError(f"{entry['name']}: no source, or no sign")
        for grant in entry["explains"]:
            grant_named(grant)
        lines.append(f"    ReasonSign({_fields(entry, skipped=('source',))}),\n")
    return "".join([*lines, ")\n"])


MODULES = {"signs_data.py": signs_module, "reasons_data.py": reasons_module}


def main() -> None:
    """Write the modules."""
    for name, text in MODULES.items():
        (FOLDER / name).write_text(text(FOLDER), encoding="utf-8")


if __name__ == "__main__":
    main()
