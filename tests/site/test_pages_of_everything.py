"""There is a page for each rule, tool, format, setting, host with a name, output and exit code; no other."""

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
# A shell reports 128 and the signal's number; tests/cli/test_signals.py sends each of these.
BY_SIGNAL = {128 + number for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM, signal.SIGPIPE)}
WANTED = {
    "exit-codes": {str(code) for code in {CLEAN, FOUND, TROUBLE, INTERRUPTED, BROKEN_PIPE} | BY_SIGNAL},
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


@pytest.mark.parametrize("code", sorted(WANTED["exit-codes"]))
def test_the_page_of_an_exit_code_shows_a_run_that_ends_with_it_and_what_to_do(code: str) -> None:
    text = pages("exit-codes")[code]
    assert text.startswith(f"# {code}: ")
    assert any(f"exit code {code}\n" in block.text for block in markdown.blocks(text, "console"))
    assert "\n## In CI\n" in text


@pytest.mark.parametrize("tool", tools())
def test_the_page_of_a_tool_tells_each_operation(tool: str) -> None:
    text = pages("tools")[tool]
    assert {name for name in operations(tool) if f"\n## {name}\n" not in text} == set()
    assert "\nSource: " in text


@pytest.mark.parametrize("name", SETTINGS)
def test_the_page_of_a_setting_shows_how_it_is_written(name: str, tmp_path: Path) -> None:
    text = pages("settings")[name]
    (block,) = markdown.blocks(text, "toml")
    (tmp_path / ".capslint.toml").write_text(block.text, encoding="utf-8")
    assert config.load_config(str(tmp_path / ".capslint.toml")).path
    assert name in tomllib.loads(block.text)
    assert SETTINGS[name].about in text
