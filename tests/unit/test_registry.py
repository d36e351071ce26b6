"""Finding rules by the metadata that installers leave."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from capslint.registry import RegistryError, load_registry, load_rules

MODULE = """
from capslint.api import Fixes, Rule, RuleMeta, Severity

def rule(name, **more):
    return Rule(RuleMeta(name, "a test", Severity.INFO, Fixes.NEVER, "1", **more), lambda container, ctx: iter(()))

RULES = (rule("b-rule"), rule("a-rule"))
BAD_NAME = (rule("Not_Kebab"),)
TWO_WORDS = (rule("c-rule", words=("cap add",)),)
NO_FIELD = (rule("c-rule", fields=("privileged", "capAdd")),)
TWICE = (rule("a-rule"),)
LIST = [rule("c-rule")]
STRANGER = ("c-rule",)
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    (tmp_path / "some_plugin.py").write_text(MODULE)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    sys.modules.pop("some_plugin", None)


def install(site: Path, *lines: str, folder: str = "some_plugin-1.0.dist-info") -> None:
    (site / folder).mkdir(parents=True, exist_ok=True)
    text = "\n".join(["[console_scripts]", "x = y:z", "", "[capslint.rules]", *lines, "", "[other]", "q = r:s", ""])
    (site / folder / "entry_points.txt").write_text(text)


def load(site: Path) -> tuple[list[str], list[str]]:
    registry = load_registry([str(site)])
    return [rule.meta.id for rule in registry.rules], [f"{error.path}: {error.message}" for error in registry.errors]


def test_our_own_rules_come_by_the_door_of_strangers() -> None:
    import capslint_rules

    assert load_rules() == tuple(sorted(capslint_rules.RULES, key=lambda rule: rule.meta.id))


def test_a_plugin_is_found(site: Path) -> None:
    install(site, "some = some_plugin:RULES")
    assert load(site) == (["a-rule", "b-rule"], [])


def test_the_same_plugin_twice_on_the_path_is_one(site: Path) -> None:
    install(site, "some = some_plugin:RULES")
    registry = load_registry([str(site), str(site), "", "/nowhere"])
    assert len(registry.rules) == 2
    install(site, "some = some_plugin:RULES", folder="some_plugin-2.0.dist-info")
    assert load(site) == (["a-rule", "b-rule"], [])


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("no_such_module:RULES", "cannot be loaded: ModuleNotFoundError: No module named 'no_such_module'"),
        ("some_plugin:NOTHING", "cannot be loaded: AttributeError"),
        ("some_plugin", "cannot be loaded"),
        ("some_plugin:LIST", "is not a tuple of rules"),
        ("some_plugin:STRANGER", "is not a tuple of rules"),
        ("some_plugin:BAD_NAME", "the rule id 'Not_Kebab' is not in kebab-case"),
        ("some_plugin:TWO_WORDS", "the rule c-rule has white space among its words"),
        ("some_plugin:NO_FIELD", "the rule c-rule is about capAdd, which no container has as a field"),
        ("some_plugin:TWICE", "the rule id a-rule is there twice"),
    ],
)
def test_a_broken_plugin_is_named_and_leaves_the_others(site: Path, value: str, words: str) -> None:
    install(site, "good = some_plugin:RULES", f"broken = {value}")
    found, (error,) = load(site)
    assert found == ["a-rule", "b-rule"]
    assert error.startswith("rule plug-in broken (some_plugin-1.0.dist-info): ")
    assert words in error


@pytest.mark.parametrize("code", ["raise SystemExit(3)", "1 / 0", "def"])
def test_a_plugin_that_fails_on_import_is_named(site: Path, code: str) -> None:
    (site / "some_plugin.py").write_text(code)
    install(site, "broken = some_plugin:RULES")
    found, (error,) = load(site)
    assert found == []
    assert "some_plugin:RULES cannot be loaded" in error


def test_a_rule_about_what_is_no_grant_is_refused_with_the_grants_that_there_are(site: Path) -> None:
    (site / "some_plugin.py").write_text("from capslint.api import grants\nGRANT = grants.grant_named('ipc=hots')\n")
    install(site, "broken = some_plugin:RULES")
    found, (error,) = load(site)
    assert found == []
    assert "some_plugin:RULES cannot be loaded: ValueError: 'ipc=hots' is not a known permission; these are: " in error
    assert {"privileged", "ALL", "SYS_PTRACE", "pid=host"} <= set(error.rpartition(": ")[2].split(", "))


def test_a_broken_plugin_stops_those_who_want_all_rules(site: Path) -> None:
    install(site, "broken = some_plugin:NOTHING")
    with pytest.raises(RegistryError, match="rule plug-in broken"):
        load_rules()
