"""Our settings in a ``pyproject.toml``, behind what other tools have there."""

from __future__ import annotations

from typing import Any

from capslint.setup.texts import SETTINGS
from capslint.setup.yaml_additions import IsThereError, NothingAddedError


def with_settings(path: str, data: bytes) -> bytes:
    """Return the file in ``data`` with a table of our settings at its end.

    Raises NothingAddedError, also where no other tool has its settings in the file.
    """
    before = _read(data)
    tools = before.get("tool")
    if isinstance(tools, dict) and "capslint" in tools:
        raise IsThereError("has settings of capslint")
    if not isinstance(tools, dict) or not tools:
        raise NothingAddedError("no tool has its settings there")
    newline = b"\r\n" if b"\r\n" in data else b"\n"
    added = f"\n[tool.capslint]\n{SETTINGS}".encode().replace(b"\n", newline)
    after = data + (b"" if data.endswith(b"\n") else newline) + added
    if _without_ours(_read(after)) != before:
        raise NothingAddedError("its end would be read otherwise")
    return after


def _read(data: bytes) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(data.decode("utf-8"))
    except ValueError as error:
        raise NothingAddedError(f"it cannot be read: {error}") from None


def _without_ours(table: dict[str, Any]) -> dict[str, Any]:
    tools = {name: value for name, value in table["tool"].items() if name != "capslint"}
    return {**table, "tool": tools}
