"""There is a page for each rule, tool, format, setting and output, and a heading for each exit code; no other."""

from __future__ import annotations

import re
import signal
import tomllib
from pathlib import Path

import pytest

import capslint_rules
from capslint import config
from capslint.cli import BROKEN_PIPE, INTERRUPTED
from capslint.config.setting_table import SETTINGS
from capslint.debuggers.catalogue import operations, tools
from capslint.formats import FORMATS
from capslint.hosts.preset_data import PRESETS
from capslint.report.reporters import REPORTERS
from capslint.report.tally import CLEAN, FOUND, TROUBLE
from tests import markdown
from tests.places import ROOT

DOCS = ROOT / "docs"
PARTS_OF_FORMATS = {"kustomize", "kubectl-debug"}
"""Ways to write Kubernetes' pods that have a page of their own."""
WANTED = {
    "rules": {rule.meta.id for rule in capslint_rules.RULES},
    "tools": set(tools()),
    "formats": {each.name for each in FORMATS} | PARTS_OF_FORMATS,
    "settings": set(SETTINGS),
    "named-hosts": {preset.name for preset in PRESETS},
    "outputs": set(REPORTERS),
}


def pages(folder: str) -> dict[str, str]:
    """Return the pages of a folder by name, without the list of them."""
    found = {path.stem: path.read_text(encoding="utf-8") for path in (DOCS / folder).glob("*.md")}
    assert found.pop("README")
    return found


@pytest.mark.parametrize("folder", WANTED)
def test_each_has_its_page(folder: str) -> None:
    assert set(pages(folder)) == WANTED[folder]


@pytest.mark.parametrize("folder", WANTED)
def test_the_list_of_a_folder_leads_to_each_page(folder: str) -> None:
    links = set(re.findall(r"\]\(([\w.-]+)\.md\)", (DOCS / folder / "README.md").read_text(encoding="utf-8")))
    assert WANTED[folder] - links == set()


@pytest.mark.parametrize("folder", ["rules", "tools", "settings", "outputs", "named-hosts"])
def test_a_page_is_called_as_what_it_is_about(folder: str) -> None:
    titles = {
        name: re.findall(r"(?m)^# (.*)$", re.sub(r"(?ms)^```.*?^```", "", text)) for name, text in pages(folder).items()
    }
    assert {name: title for name, title in titles.items() if title != [name]} == {}


@pytest.mark.parametrize("tool", tools())
def test_the_page_of_a_tool_tells_each_operation(tool: str) -> None:
    text = pages("tools")[tool]
    assert {name for name in operations(tool) if f"\n## {name}\n" not in text} == set()
    assert "\nSource: " in text


def test_each_exit_code_has_its_heading() -> None:
    text = (DOCS / "exit-codes.md").read_text(encoding="utf-8")
    told = {int(code) for heading in re.findall(r"(?m)^## (.*?):", text) for code in re.findall(r"\d+", heading)}
    # A shell reports 128 and the signal's number; tests/cli/test_signals.py sends each of these.
    by_signal = {128 + number for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM, signal.SIGPIPE)}
    assert told == {CLEAN, FOUND, TROUBLE, INTERRUPTED, BROKEN_PIPE} | by_signal


@pytest.mark.parametrize("name", SETTINGS)
def test_the_page_of_a_setting_shows_how_it_is_written(name: str, tmp_path: Path) -> None:
    text = pages("settings")[name]
    (block,) = markdown.blocks(text, "toml")
    (tmp_path / ".capslint.toml").write_text(block.text, encoding="utf-8")
    assert config.load_config(str(tmp_path / ".capslint.toml")).path
    assert name in tomllib.loads(block.text)
    assert SETTINGS[name].about in text
