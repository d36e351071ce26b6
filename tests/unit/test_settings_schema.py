"""The published schema of settings files against what the program reads, in both directions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import capslint_rules
from capslint import config
from capslint.config import Config, ConfigError, Override
from capslint.config.policy import known_names
from capslint.config.setting_readers import SettingKey
from capslint.config.setting_table import FACTS, PER_PATH, SETTINGS
from capslint.config.settings_schema import SCHEMA_FILE, mistakes, settings_schema
from capslint.model import Host
from tests.places import ROOT

SCHEMA = json.loads(Path(config.__file__).with_name(SCHEMA_FILE).read_text(encoding="utf-8"))

WORDS = [
    *("regular", "pedantic", "info", "warning", "error", "docker", "docker@29.0", "docker@", "dokcer", "cri-o@v1.30"),
    *("6.1.0-18-amd64", "1234567890", "6+x", "6x", "x", "", "6.1", "v1", "6.1 ", "-1", "\u0666", "amd64", "none"),
    *("apparmor", "baseline", "baseline@v1.30", "baseline@x", "all", "broad", "privileged-container"),
]
NAMES = ["files", "paths", "level", "select", "kernel", "broad", "x"]
SCALARS = st.one_of(
    st.sampled_from(WORDS), st.integers(-3, 40), st.booleans(), st.sampled_from([1.0, 1.5, -1.0]), st.text(max_size=3)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=2),
        st.dictionaries(st.sampled_from(NAMES), inner, max_size=3),
    ),
    max_leaves=6,
)


def is_read(setting: SettingKey, value: Any) -> bool:
    try:
        setting.read(setting.name, value)
    except ConfigError:
        return False
    return True


@settings(max_examples=1500, deadline=None)
@given(st.sampled_from([*SETTINGS]), VALUES)
def test_what_the_schema_takes_is_read_and_nothing_else(key: str, value: Any) -> None:
    assert is_read(SETTINGS[key], value) is (not list(mistakes({key: value})))


@pytest.mark.parametrize("key", SETTINGS)
@pytest.mark.parametrize("value", [*WORDS, 0, 1, 99, True, [], ["a"], [1], {}, {"a": "info"}, {"a": "b"}, [{}]])
def test_simple_values_of_every_setting(key: str, value: Any) -> None:
    assert is_read(SETTINGS[key], value) is (not list(mistakes({key: value})))


def test_the_schema_has_the_settings_and_no_others() -> None:
    assert set(SCHEMA["properties"]) == set(SETTINGS)
    assert set(SCHEMA["$defs"]["override"]["properties"]) == {"paths", *PER_PATH}
    assert [
        (place, name) for place, name, _ in mistakes({"levl": 1, "overrides": [{"paths": ["a"], "exclude": []}]})
    ] == [
        (("overrides", 0), "exclude"),
        ((), "levl"),
    ]


def test_every_setting_has_a_place_in_the_records_and_every_place_a_setting() -> None:
    fields = {key.replace("-", "_") for key in SETTINGS} - {fact.name.replace("-", "_") for fact in FACTS}
    assert fields == set(Config._fields) - {"path", "folder", "facts"}
    facts = {field for fact in FACTS for field in fact.read(fact.name, example(fact))}
    assert facts == set(Host._fields) - {"apparmor_profiles", "each"}
    of_paths = {key.replace("-", "_") for key, setting in PER_PATH.items() if not setting.fact}
    assert of_paths == set(Override._fields) - {"paths", "facts"}


def example(fact: SettingKey) -> object:
    """Return a value of ``fact``."""
    schema = fact.schema
    candidates = [*schema.get("examples", ()), *schema.get("enum", ()), schema.get("minimum"), True]
    return next(value for value in candidates if value is not None and is_read(fact, value))


def test_the_schema_is_one_and_describes_every_setting() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    told = {**SCHEMA["properties"], **SCHEMA["$defs"]["override"]["properties"]}
    assert [key for key, value in told.items() if not value["description"].endswith(".")] == []
    wrong = [
        (key, shown)
        for key, value in told.items()
        for shown in value.get("examples", ())
        if list(mistakes({key: shown}))
    ]
    assert wrong == []
    defaults = {key: value["default"] for key, value in SCHEMA["properties"].items() if "default" in value}
    assert list(mistakes(defaults)) == []


def test_the_schema_in_the_docs_is_the_one_in_the_package_and_is_made_from_the_table() -> None:
    assert json.loads((ROOT / "docs" / SCHEMA_FILE).read_text(encoding="utf-8")) == SCHEMA
    assert settings_schema(known_names(capslint_rules.RULES)) == SCHEMA
