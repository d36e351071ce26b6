"""Hosts by name: where their facts come from, and that a name, options and settings to paste come to the same host."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

import pytest

import capslint.hosts
from capslint.config import ConfigError
from capslint.hosts.as_settings import as_settings
from capslint.hosts.lookup import HOSTS
from capslint.hosts.preset import Preset
from capslint.hosts.preset_data import PRESETS
from capslint.run.run_options import RunOptions
from capslint.run.settings import settings_of
from tests.cli.running import run
from tests.places import ROOT

FOLDER = Path(str(capslint.hosts.__file__)).parent
module = runpy.run_path(str(ROOT / "tests" / "generators" / "build_presets.py"))["module"]
NAMES = {
    *("default", "ubuntu-22.04", "ubuntu-24.04", "debian-12", "debian-13", "fedora", "rhel-8", "rhel-9", "openshift"),
    *("gke-standard", "gke-autopilot", "eks-al2023", "eks-bottlerocket", "aks-ubuntu", "aks-azure-linux"),
    *("docker-desktop", "docker-desktop-wsl", "orbstack", "podman-machine", "minikube", "github-ubuntu", "codespaces"),
}
ENTRY = """
[[host]]
name = "a"
about = "b"
known_by = "c"
read = "2026-01-01"
facts = [{ ptrace-scope = 1, source = "d" }]
"""


def test_the_module_is_made_from_the_facts() -> None:
    assert module(FOLDER) == (FOLDER / "preset_data.py").read_text(encoding="utf-8")


def test_the_names() -> None:
    assert set(HOSTS) == NAMES


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('name = "a"', 'name = "A B"'),
        ('name = "a"', ""),
        ('about = "b"', 'about = "b"\nsince = 1'),
        ('read = "2026-01-01"', 'read = "January"'),
        ('source = "d"', 'source = ""'),
        (', source = "d"', ""),
        ('source = "d"', 'source = "unverified"'),
        ("ptrace-scope = 1", "ptrace-scope = 4"),
        ("ptrace-scope = 1", "ptrace_scope = 1"),
        ("ptrace-scope = 1", 'ptrace-scope = 1, kernel = "6.1"'),
        (
            '{ ptrace-scope = 1, source = "d" }',
            '{ ptrace-scope = 1, source = "d" }, { ptrace-scope = 2, source = "e" }',
        ),
        (ENTRY, ENTRY * 2),
    ],
)
def test_what_is_refused(tmp_path: Path, old: str, new: str) -> None:
    (tmp_path / "presets.toml").write_text(ENTRY)
    assert "Host(ptrace_scope=1)" in module(tmp_path)
    assert old in ENTRY
    (tmp_path / "presets.toml").write_text(ENTRY.replace(old, new))
    with pytest.raises((ValueError, ConfigError)):
        module(tmp_path)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_a_name_and_options_and_settings_to_paste_come_to_the_same(tmp_path: Path, preset: Preset) -> None:
    named = settings_of(RunOptions(no_config=True, hosts=(preset.name,))).host
    told: dict[str, Any] = {fact.setting.replace("-", "_"): fact.value for fact in preset.facts}
    assert settings_of(RunOptions(no_config=True, **told)).host == named
    (tmp_path / "pasted.toml").write_text(run("hosts", preset.name, cwd=tmp_path).out)
    assert settings_of(RunOptions(config_path=str(tmp_path / "pasted.toml"))).host == named
    assert as_settings(named) == {fact.setting: fact.value for fact in preset.facts}
    listed = {each["name"]: each for each in json.loads(run("hosts", "--format", "json", cwd=tmp_path).out)}
    shown = json.loads(run("hosts", preset.name, "--format", "json", cwd=tmp_path).out)
    assert listed[preset.name] == shown
    assert shown["facts"] == as_settings(named)
    assert shown["sources"].keys() == shown["facts"].keys()
    assert shown["read"] == preset.read
