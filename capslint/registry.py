"""Finding rules: the entry points of the group ``capslint.rules``, our own and anyone's alike.

``importlib.metadata`` finds them too, but importing it takes as long as all the rest of a small check.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

from capslint.api.rule import Rule
from capslint.findings import Error
from capslint.startup.records import NamedTuple

GROUP = "capslint.rules"
_HEADER = f"[{GROUP}]"


class Registry(NamedTuple):
    """The rules that were found, sorted by id, and what is wrong with those that cannot be used."""

    rules: tuple[Rule, ...]
    errors: tuple[Error, ...] = ()


class RegistryError(Exception):
    """A rule plug-in that cannot be used: one sentence that names it."""


class EntryPoint(NamedTuple):
    """One line of the group: ``value`` is ``module:attribute``, ``origin`` the distribution's metadata folder."""

    name: str
    value: str
    origin: str


def load_rules() -> tuple[Rule, ...]:
    """Return every rule that is installed, sorted by id. Raises RegistryError if one of them cannot be used."""
    registry = load_registry()
    for error in registry.errors:
        raise RegistryError(f"{error.path}: {error.message}")
    return registry.rules


def load_registry(search_path: list[str] | None = None) -> Registry:
    """Load the rules found along ``search_path`` (by default ``sys.path``); a broken plug-in leaves the others."""
    points = dict.fromkeys(scan(sys.path if search_path is None else search_path))
    if not points and search_path is None:
        points = dict.fromkeys(_slow_scan())
    rules: dict[str, Rule] = {}
    errors = []
    for value, point in {point.value: point for point in points}.items():
        try:
            for rule in _load(value):
                _add(rules, rule)
        except RegistryError as error:
            errors.append(Error(f"rule plug-in {point.name} ({point.origin})", 0, 0, str(error)))
    return Registry(tuple(rules[name] for name in sorted(rules)), tuple(errors))


def scan(search_path: list[str]) -> Iterator[EntryPoint]:
    """Return the entry points of the group in every installed distribution along ``search_path``."""
    for folder in dict.fromkeys(search_path):
        try:
            names = os.listdir(folder or ".")
        except OSError:
            continue
        for name in sorted(names):
            if name.endswith((".dist-info", ".egg-info")):
                yield from _entry_points(os.path.join(folder, name))


def _entry_points(origin: str) -> Iterator[EntryPoint]:
    try:
        with open(os.path.join(origin, "entry_points.txt"), encoding="utf-8") as file:
            text = file.read()
    except (OSError, UnicodeDecodeError):
        return
    if _HEADER not in text:
        return
    inside = False
    for line in map(str.strip, text.splitlines()):
        if line.startswith("["):
            inside = line == _HEADER
        elif inside and line and not line.startswith(("#", ";")):
            name, _, value = line.partition("=")
            yield EntryPoint(name.strip(), value.strip(), os.path.basename(origin))


def _slow_scan() -> Iterator[EntryPoint]:
    # Installed in a way that leaves no folder of metadata on the path, such as a zip file.
    from importlib.metadata import entry_points

    for point in entry_points(group=GROUP):
        yield EntryPoint(point.name, point.value, point.dist.name if point.dist else "?")


def _load(value: str) -> tuple[Rule, ...]:
    module_name, _, attribute = value.partition(":")
    try:
        __import__(module_name)
        loaded = getattr(sys.modules[module_name], attribute)
    except (Exception, SystemExit) as error:  # importing runs anybody's code
        raise RegistryError(f"{value} cannot be loaded: {type(error).__name__}: {error}") from error
    if not isinstance(loaded, tuple) or not all(isinstance(one, Rule) for one in loaded):
        raise RegistryError(f"{value} is not a tuple of rules")
    return loaded


def _add(rules: dict[str, Rule], rule: Rule) -> None:
    name = rule.meta.id
    if not _is_kebab(name):
        raise RegistryError(f"the rule id {name!r} is not in kebab-case")
    if name in rules:
        raise RegistryError(f"the rule id {name} is there twice")
    if any(word.split() != [word] for word in rule.meta.words):
        raise RegistryError(f"the rule {name} has white space among its words, which no word of a text has")
    rules[name] = rule


def _is_kebab(name: str) -> bool:
    return name.isascii() and name == name.lower() and all(part.isalnum() for part in name.split("-"))
