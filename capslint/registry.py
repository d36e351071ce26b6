"""Finding rules: the entry points of the group ``capslint.rules``, our own and anyone's alike."""

from __future__ import annotations

import sys

from capslint.api.rule import ALL_RULES, Group, Rule
from capslint.findings import Error
from capslint.model import Container
from capslint.startup.entry_points import entry_points
from capslint.startup.records import NamedTuple

GROUP = "capslint.rules"


class Registry(NamedTuple):
    """The rules that were found, sorted by id, and what is wrong with those that cannot be used."""

    rules: tuple[Rule, ...]
    errors: tuple[Error, ...] = ()


class RegistryError(Exception):
    """A rule plug-in that cannot be used: one sentence that names it."""


def load_rules() -> tuple[Rule, ...]:
    """Return every rule that is installed, sorted by id. Raises RegistryError if one of them cannot be used."""
    registry = load_registry()
    for error in registry.errors:
        raise RegistryError(f"{error.path}: {error.message}")
    return registry.rules


def load_registry(search_path: list[str] | None = None) -> Registry:
    """Load the rules found along ``search_path`` (by default ``sys.path``); a broken plug-in leaves the others."""
    points = entry_points(GROUP, search_path)
    rules: dict[str, Rule] = {}
    errors = []
    for value, point in {point.value: point for point in points}.items():
        try:
            for rule in _load(value):
                _add(rules, rule)
        except RegistryError as error:
            errors.append(Error(f"rule plug-in {point.name} ({point.origin})", 0, 0, str(error)))
    return Registry(tuple(rules[name] for name in sorted(rules)), tuple(errors))


def _load(value: str) -> tuple[Rule, ...]:
    module_name, _, attribute = value.partition(":")
    try:
        __import__(module_name)
        loaded = getattr(sys.modules[module_name], attribute)
    except (Exception, SystemExit) as error:  # importing runs anybody's code
        raise RegistryError(f"{value} cannot be loaded: {type(error).__name__}: {error}") from error
    if not isinstance(loaded, tuple) or not all(isinstance(rule, Rule) for rule in loaded):
        raise RegistryError(f"{value} is not a tuple of rules")
    return loaded


def _add(rules: dict[str, Rule], rule: Rule) -> None:
    name = rule.meta.id
    if not _is_kebab(name):
        raise RegistryError(f"the rule id {name!r} is not in kebab-case")
    if name == ALL_RULES or name in [group.value for group in Group]:
        raise RegistryError(f"the rule id {name} is the name of a group of rules")
    if name in rules:
        raise RegistryError(f"the rule id {name} is there twice")
    if any(word.split() != [word] for word in rule.meta.words):
        raise RegistryError(f"the rule {name} has white space among its words, which no word of a text has")
    unknown = sorted(set(rule.meta.fields) - set(Container._fields))
    if unknown:
        raise RegistryError(f"the rule {name} is about {', '.join(unknown)}, which no container has as a field")
    rules[name] = rule


def _is_kebab(name: str) -> bool:
    return name.isascii() and name == name.lower() and all(part.isalnum() for part in name.split("-"))
