"""One settings file: its bytes, the table in it that is ours, what that comes to, and what is wrong with it where."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from typing import Any

from capslint.config import SHARED_NAME, Config, ConfigError, did_you_mean
from capslint.config.setting_table import FACTS, PER_PATH, SETTINGS
from capslint.source.files import NEIGHBOUR_MAX_BYTES, ReadError, read_bytes

_TABLE = ("tool", "capslint")  # ours in a file that other tools share
_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def read_settings(path: str) -> Config | None:
    """Return the settings in ``path``; None if it is shared with other tools, and nothing in it is for this one.

    Raises ConfigError for what cannot be read, an unknown key or an unusable value.
    """
    table = settings_table(path)
    return None if table is None else _configured(path, table)


def settings_table(path: str) -> dict[str, Any] | None:
    """Return our table of the file ``path`` as TOML has it; None if there is none. Raises ConfigError."""
    contents = _contents(path)
    is_shared = os.path.basename(path) == SHARED_NAME
    if is_shared and b"capslint" not in contents:
        return None  # importing tomllib takes longer than a small check
    table: object = _parsed(path, contents)
    for name in _TABLE if is_shared else ():
        table = table.get(name) if isinstance(table, dict) else None
    if table is None:
        return None
    if not isinstance(table, dict):
        raise ConfigError(f"{_place(path, _TABLE)}: tool.capslint is not a table")
    return table


def located(path: str, key: Iterable[str | int]) -> str:
    """Return where a key of our table in ``path`` stands, such as ``.capslint.toml:3:1``; the nearest one above it."""
    prefix = _TABLE if os.path.basename(path) == SHARED_NAME else ()
    return _place(path, (*prefix, *key))


def _place(path: str, key: tuple[str | int, ...]) -> str:
    from capslint.config.toml_places import key_places, line_and_column

    text = _contents(path).decode("utf-8-sig").replace("\r\n", "\n")
    places = key_places(text)
    while key and key not in places:
        key = key[:-1]
    return "{}:{}:{}".format(shown_path(path), *line_and_column(text, places[key])) if key else shown_path(path)


def shown_path(path: str) -> str:
    """Return ``path`` as a person would write it: from the working folder, if it is above it, there or below."""
    relative = os.path.relpath(path)
    is_near = not relative.startswith("..") or set(relative.split(os.sep)[:-1]) == {".."}
    return relative if is_near else path


def _contents(path: str) -> bytes:
    try:
        return read_bytes(path, NEIGHBOUR_MAX_BYTES)
    except ReadError as error:
        raise ConfigError(f"{shown_path(path)} {error}") from None


def _parsed(path: str, contents: bytes) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(contents.decode("utf-8-sig"))
    except RecursionError:
        raise ConfigError(f"{shown_path(path)}: nested too deeply") from None
    except ValueError as error:  # beside its own errors: what is not UTF-8, and numbers of thousands of digits
        message = str(error)
        place = _TOML_PLACE.search(message)
        where = f"{shown_path(path)}:{place[1]}:{place[2]}" if place and place[1] else shown_path(path)
        raise ConfigError(f"{where}: not TOML: {_TOML_PLACE.sub('', message)}") from None


def _configured(path: str, table: dict[str, Any]) -> Config:
    config = Config(path, os.path.realpath(os.path.dirname(path)))  # where a link to it is, not its target
    try:
        for key, value in table.items():
            if key not in SETTINGS:
                raise ConfigError(_unknown(key, SETTINGS))
            setting = SETTINGS[key]
            read = setting.read(key, value)
            config = config._replace(**({"facts": {**config.facts, **read}} if setting.fact else read))
    except ConfigError as error:
        raise ConfigError(_what_is_wrong(path, table) or f"{shown_path(path)}: {error}") from None
    return config


def _unknown(key: str, known: Iterable[str]) -> str:
    if key == _TABLE[0]:
        return f"unknown key {key!r}: in this file settings stand at the top, without [{'.'.join(_TABLE)}]"
    return f"unknown key {key!r}{did_you_mean(key, known)}"


def _what_is_wrong(path: str, table: dict[str, Any]) -> str | None:
    """Return what the schema says against ``table``, a line for each mistake; None if it says nothing."""
    from capslint.config.settings_schema import mistakes

    lines = []
    for key, name, message in mistakes(table):
        where = located(path, (*key, name) if name is not None else key)
        lines.append(f"{where}: {_worded(key, name, table) or message}")
    return "\n".join(dict.fromkeys(sorted(lines, key=_in_file_order))) or None


def _in_file_order(line: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r":(\d+):(\d+): ", line)[:1][0])) if re.search(r":\d+:\d+: ", line) else ()


def _worded(key: tuple[str | int, ...], name: str | None, table: Mapping[str, Any]) -> str | None:
    """Return a mistake in our own words: of the key ``name`` in the table at ``key``, or of the value at ``key``."""
    match key:
        case () if name is not None:
            return _unknown(name, SETTINGS)
        case ("overrides", int()) if name is not None:
            return _unknown(name, (*PER_PATH, "paths"))
        case ("host", int()) if name is not None:
            return _unknown(name, (*(fact.name for fact in FACTS), "name"))
        case ("overrides", int(index), str(setting), *_) if setting in PER_PATH:
            return _refusal(setting, table["overrides"][index][setting], PER_PATH)
        case ("host", int(index), str(setting), *_) if setting in PER_PATH:
            return _refusal(setting, table["host"][index][setting], PER_PATH)
        case (str(setting), *_) if setting in SETTINGS:
            return _refusal(setting, table[setting], SETTINGS)
    return None


def _refusal(key: str, value: object, settings: Mapping[str, Any]) -> str | None:
    try:
        settings[key].read(key, value)
    except ConfigError as error:
        return str(error)
    return None
