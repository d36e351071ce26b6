"""How a setting is described, and how its value is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from capslint.config import ConfigError, did_you_mean
from capslint.config.host_values import LONGEST_NUMBER, LSMS, parse_engine, parse_pod_security, parse_version
from capslint.model import Lsm
from capslint.startup.records import NamedTuple

Schema = dict[str, Any]
Values = dict[str, Any]
Reader = Callable[[str, object], Values]

_NUMBER = f"[0-9]{{1,{LONGEST_NUMBER}}}"
VERSION = rf"v?{_NUMBER}([-+.][\s\S]*)?"
"""What `parse_version` takes, as a regular expression."""


class SettingKey(NamedTuple):
    """One setting. ``about`` says in a sentence what it is, ``schema`` which values there are (JSON Schema).

    ``read`` takes the key and a value, returns what it comes to by field (of `Host` for a ``fact`` of the host, else
    of `Config`), and raises ConfigError for a value that the schema does not allow either. ``default`` is what holds
    without it, in words or as TOML has it; empty: nothing. ``for_paths`` tells that `[[overrides]]` can have it too.
    """

    name: str
    about: str
    schema: Schema
    read: Reader
    default: str = ""
    fact: bool = False
    for_paths: bool = False


def field_of(key: str) -> str:
    """Return the name of the field that the setting ``key`` is read into."""
    return key.replace("-", "_")


def text_of(key: str, value: object) -> str:
    """Return ``value``, which is to be a string. Raises ConfigError."""
    if not isinstance(value, str):
        raise ConfigError(f"{key} is not a string")
    return value


def strings(key: str, value: object) -> Values:
    """Read a list of strings. Raises ConfigError."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ConfigError(f"{key} is not a list of strings")
    return {field_of(key): tuple(value)}


def a_word(words: tuple[str, ...]) -> Reader:
    """Return what reads one of ``words``."""

    def read(key: str, value: object) -> Values:
        if value not in words:
            near = did_you_mean(value, words) if isinstance(value, str) else ""
            raise ConfigError(f"{key} is one of {', '.join(words)}{near}")
        return {field_of(key): value}

    return read


def a_number(low: int, high: int) -> Reader:
    """Return what reads a whole number from ``low`` to ``high``."""

    def read(key: str, value: object) -> Values:
        number = int(value) if isinstance(value, float) and value.is_integer() else value  # JSON has one kind of them
        if isinstance(number, bool) or not isinstance(number, int) or not low <= number <= high:
            raise ConfigError(f"{key} is not a number from {low} to {high}")
        return {field_of(key): number}

    return read


def a_flag(field: str) -> Reader:
    """Return what reads true or false into ``field``."""

    def read(key: str, value: object) -> Values:
        if not isinstance(value, bool):
            raise ConfigError(f"{key} is not true or false")
        return {field: value}

    return read


def an_engine(key: str, value: object) -> Values:
    """Read the name of an engine with its version. Raises ConfigError."""
    engine, version = parse_engine(text_of(key, value))
    return {"engine": engine, "engine_version": version}


def a_version(key: str, value: object) -> Values:
    """Read a version. Raises ConfigError."""
    return {field_of(key): parse_version(text_of(key, value), key)}


def an_lsm(key: str, value: object) -> Values:
    """Read the name of a security module. Raises ConfigError."""
    return {"lsm": Lsm(a_word(LSMS)(key, value)["lsm"])}


def pod_security(key: str, value: object) -> Values:
    """Read a Pod Security Standard. Raises ConfigError."""
    return {"pod_security": parse_pod_security(text_of(key, value))}
