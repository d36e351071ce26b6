"""The JSON Schema of a settings file: made from the table of settings, published, and what mistakes are told by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from capslint import HOME
from capslint.config.setting_readers import Schema, SettingKey
from capslint.config.setting_table import PER_PATH, SETTINGS

SCHEMA_FILE = "capslint.schema.json"
"""Stands beside this module. tests/generators/build_rule_docs.py makes it."""

Mistake = tuple[tuple[str | int, ...], str | None, str]
"""Where it is, the key there that is unknown (None: the value is wrong), and what is wrong in the validator's words."""


def settings_schema(rules: Iterable[str]) -> Schema:
    """Return the schema; ``rules`` are the ids and groups that an editor offers: plug-ins have others."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{HOME}/{SCHEMA_FILE}",
        "title": "capslint",
        "description": "Settings of capslint: .capslint.toml, or [tool.capslint] in pyproject.toml.",
        "type": "object",
        "properties": _properties(SETTINGS),
        "additionalProperties": False,
        "$defs": {
            "rule": {
                "description": "The id of a rule, or the name of a group of rules.",
                "type": "string",
                "anyOf": [{"enum": sorted(rules)}, {"type": "string"}],
            },
            "override": {
                "type": "object",
                "properties": {
                    "paths": {
                        "description": "The paths that this is for, as in .gitignore.",
                        "type": "array",
                        "items": {"type": "string"},
                        "minItems": 1,
                    },
                    **_properties(PER_PATH),
                },
                "required": ["paths"],
                "additionalProperties": False,
            },
        },
    }


def _properties(settings: Mapping[str, SettingKey]) -> Schema:
    return {
        name: {"description": setting.about, **setting.schema, **_default(setting)}
        for name, setting in settings.items()
    }


def _default(setting: SettingKey) -> Schema:
    if setting.default.startswith('"'):
        return {"default": setting.default.strip('"')}
    return {"default": []} if setting.default == "[]" else {}


def mistakes(table: Mapping[str, Any]) -> Iterator[Mistake]:
    """Return what the published schema says against a settings file with the contents ``table``."""
    import json
    from importlib.resources import files

    from jsonschema import Draft202012Validator

    text = files("capslint.config").joinpath(SCHEMA_FILE).read_text(encoding="utf-8")
    for error in Draft202012Validator(json.loads(text)).iter_errors(table):
        place = tuple(error.absolute_path)
        if error.validator == "additionalProperties" and error.validator_value is False:
            allowed = error.schema["properties"]
            yield from ((place, name, error.message) for name in error.instance if name not in allowed)
        else:
            yield place, None, error.message
