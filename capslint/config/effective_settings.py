"""What is in force, setting by setting, and where each value comes from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from capslint.config import Config
from capslint.config.policy import path_policies
from capslint.config.setting_table import FACTS, SETTINGS
from capslint.config.settings_file import located, settings_table
from capslint.startup.records import NamedTuple

_ADDED = frozenset(("extend-select", "ignore", "exclude"))
"""Settings to which an option, or an override, adds."""
_OPTIONS = {"hosts": "--host"}
"""Options that are not called as their settings."""
_OF_A_HOST = tuple(fact.name for fact in FACTS if fact.name != "pod-security")
"""What is told of hosts, but for what a cluster enforces on whatever host."""
_WIDTH = 40  # columns, from which on comments stand


class InForce(NamedTuple):
    """The value of a setting, as TOML would have it, and where it comes from; None where nobody says anything."""

    name: str
    value: Any
    sources: tuple[str, ...]


def in_force(config: Config, options: Mapping[str, object], path: str | None = None) -> tuple[InForce, ...]:
    """Return what is in force of every setting: by ``config`` and ``options``, which are given by setting.

    For the file ``path``, if it is given, with the overrides that are for it. What names hosts begins anew: what was
    told before of the host is of other ones.
    """
    found: dict[str, InForce] = {}
    given = [InForce(name, value, (_OPTIONS.get(name, f"--{name}"),)) for name, value in options.items()]
    for layer in (*_of_file(config, path), given):
        for name in _OF_A_HOST if any(setting.name == "hosts" for setting in layer) else ():
            found.pop(name, None)
        for setting in layer:
            _put(found, setting)
    names = [name for name in SETTINGS if path is None or name != "overrides"]
    return tuple(found.get(name, InForce(name, None, ())) for name in names)


def _of_file(config: Config, path: str | None) -> Iterator[list[InForce]]:
    """Return what the settings file says, and behind it what each of its overrides says for ``path``."""
    if config.path is None:
        return
    table = settings_table(config.path) or {}
    yield list(_located(config.path, table, [(name,) for name in table]))
    for index, policy in enumerate(path_policies(config) if path is not None else ()):
        if policy.is_for(path or ""):
            names = (name for name in table["overrides"][index] if name != "paths")
            yield list(_located(config.path, table, [("overrides", index, name) for name in names]))


def _located(file: str, table: Mapping[str, Any], keys: Iterable[tuple[str | int, ...]]) -> Iterator[InForce]:
    for key in keys:
        value: Any = table
        for part in key:
            value = value[part]
        yield InForce(str(key[-1]), value, (located(file, key),))


def _put(found: dict[str, InForce], new: InForce) -> None:
    old = found.get(new.name)
    if old is not None and new.name in _ADDED:
        new = InForce(new.name, [*old.value, *new.value], (*old.sources, *new.sources))
    elif old is not None and isinstance(new.value, dict):
        new = InForce(new.name, {**old.value, **new.value}, (*old.sources, *new.sources))
    found[new.name] = new


def in_force_text(settings: Iterable[InForce]) -> str:
    """Return settings as TOML, with where each comes from behind it; what is not set is a comment."""
    return "".join(map(_lines, settings))


def _lines(setting: InForce) -> str:
    default = SETTINGS[setting.name].default
    value, source = setting.value, ", ".join(setting.sources)
    if not source:
        if not default.startswith(('"', "[", "true", "false")):
            return f"# {setting.name}: {default or 'not known'}\n"
        return f"{f'{setting.name} = {default}'.ljust(_WIDTH)}  # default\n"
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        inner = "".join(f"    {toml_text(item)},\n" for item in value)
        return f"{f'{setting.name} = ['.ljust(_WIDTH)}  # {source}\n{inner}]\n"
    return f"{f'{setting.name} = {toml_text(value)}'.ljust(_WIDTH)}  # {source}\n"


def toml_text(value: Any) -> str:
    """Return ``value`` in one line of TOML."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case list() | tuple():
            return f"[{', '.join(map(toml_text, value))}]"
        case dict():
            inner = ", ".join(f"{_key(key)} = {toml_text(item)}" for key, item in value.items())
            return f"{{ {inner} }}" if inner else "{}"
    return str(value)


def _key(name: str) -> str:
    return name if re.fullmatch("[A-Za-z0-9_-]+", name) else toml_text(name)
