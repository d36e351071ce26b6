"""The page of each setting, from the table that settings files are read by."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from capslint.cli.click_commands import check
from capslint.config.setting_readers import SettingKey
from capslint.config.setting_table import FACTS, PER_PATH, SETTINGS
from tests.generators.made_files import ROOT, table
from tests.generators.tool_answers import joined

FOLDER = ROOT / "docs" / "settings"
MADE = "<!-- Made by tests/generators/build_site_pages.py from the table of settings: change that, not this. -->\n"
WRITTEN = {
    "exclude": 'exclude = ["vendor/", "*.generated.yaml"]',
    "compose-files": 'compose-files = ["compose.yaml", "compose.prod.yaml"]',
    "projects": '[[projects]]\nfiles = ["deploy/base.yaml", "deploy/debug.yaml"]',
    "overrides": '[[overrides]]\npaths = ["legacy/", "*.gpu.yaml"]\nignore = ["host-pid-namespace"]\nkernel = "4.18"',
    "baseline": 'baseline = ".capslint-baseline.json"',
    "select": 'select = ["failing", "privileged-container"]',
    "extend-select": 'extend-select = ["debug-grant-always-on"]',
    "ignore": 'ignore = ["apparmor-unconfined"]',
    "severity": '[severity]\nbroad = "info"\nprivileged-container = "error"',
    "hosts": 'hosts = ["docker-desktop", "github-ubuntu"]',
    "host": '[[host]]\nname = "prod"\nengine = "containerd@2.1"\nkernel = "6.12"\nptrace-scope = 2',
    "engine": 'engine = "docker@29.0"',
    "arch": 'arch = "arm64"',
    "fail-on": 'fail-on = "error"',
    "level": 'level = "pedantic"',
    "ptrace-scope": "ptrace-scope = 1",
    "perf-event-paranoid": "perf-event-paranoid = 2",
    "unprivileged-bpf-disabled": "unprivileged-bpf-disabled = 2",
    "mmap-rnd-bits": "mmap-rnd-bits = 28",
    "pod-security": 'pod-security = "restricted@v1.30"',
}
"""Examples that say more than the first value that a setting takes."""
MORE = {
    "Accepting findings": ("../suppressing.md", {"require-reason", "warn-expired", "baseline", "exclude", "ignore"}),
    "Several Compose files": ("../usage.md#several-compose-files", {"compose-files", "projects"}),
    "Hosts": ("../hosts.md", {"host", "hosts"}),
    "Named hosts": ("../named-hosts/README.md", {"hosts"}),
    "Exit codes": ("../exit-codes/README.md", {"fail-on"}),
    "Settings": ("../usage.md#settings", {"select", "extend-select", "ignore", "level", "severity", "overrides"}),
    "The host": ("../usage.md#the-host", {setting.name for setting in FACTS}),
    "Rules": ("../rules/README.md", {"select", "extend-select", "ignore", "severity"}),
}
"""Where more is told of which settings."""


def pages() -> dict[Path, str]:
    """Return the page of each setting, and the list of them."""
    usage = CliRunner().invoke(check, ["--help"], prog_name="capslint check").output
    made = {FOLDER / f"{name}.md": page(setting, usage) for name, setting in SETTINGS.items()}
    return {FOLDER / "README.md": index(), **made}


def index() -> str:
    """Return the page that lists all settings."""
    facts = {setting.name for setting in FACTS}
    hosts, others = (
        table(
            ("setting", "", "without it"),
            [
                (f"[{name}]({name}.md)", setting.about, _default(setting))
                for name, setting in SETTINGS.items()
                if (name in facts) is of_host
            ],
        )
        for of_host in (True, False)
    )
    return f"""{MADE}
# Settings

In `.capslint.toml`, or in `pyproject.toml` under `[tool.capslint]`; the nearest file above the working folder counts.
An option of the command line wins. `capslint config` shows what is in force, and where each setting comes from. Editors
complete and check the file by its [JSON Schema](../capslint.schema.json). [Using capslint](../usage.md#settings) tells
how settings work together.

## Files, rules and findings

{others}
## The host

{hosts}"""


def page(setting: SettingKey, usage: str) -> str:
    """Return the page of one setting; ``usage`` is the help of ``capslint check``."""
    rows = [("values", values(setting.schema)), ("without it", _default(setting))]
    option = f"--{setting.name}"
    if any(word.strip(",") == option for word in usage.split()):
        rows.append(("option", f"`{option}`"))
    if (sysctl := re.match(r"The sysctl ([\w.]+)\.", setting.about)) is not None:
        rows.append(("to read it on the host", f"`sysctl {sysctl[1]}`"))
    if setting.name in PER_PATH:
        rows.append(("for some paths", "in [`[[overrides]]`](overrides.md)"))
    parts = [MADE, f"# {setting.name}\n", f"{setting.about}\n", table(("", ""), rows)]
    if (example := written(setting)) is not None:
        parts.append(f"```toml\n{example}\n```\n")
    more = [f"[{title}]({place})" for title, (place, names) in MORE.items() if setting.name in names]
    if more:
        parts.append(f"More: {joined(more)}.\n")
    return "\n".join(parts)


def written(setting: SettingKey) -> str | None:
    """Return the setting as a file has it; None where its values do not tell one."""
    if setting.name in WRITTEN:
        return WRITTEN[setting.name]
    value = _first(setting.schema)
    return None if value is None else f"{setting.name} = {value}"


def _first(schema: Mapping[str, Any]) -> str | None:
    if "examples" in schema:
        return f'"{schema["examples"][-1]}"'
    if "enum" in schema:
        return f'"{schema["enum"][0]}"'
    kind = schema.get("type")
    return {"boolean": "true", "integer": str(schema.get("maximum", 1))}.get(str(kind))


def values(schema: Mapping[str, Any]) -> str:
    """Return which values a setting takes, in words."""
    if "enum" in schema:
        return joined([f"`{value}`" for value in schema["enum"]], " or ")
    match schema.get("type"):
        case "boolean":
            return "`true` or `false`"
        case "integer" if "minimum" in schema:
            return f"a number from {schema['minimum']} to {schema['maximum']}"
        case "array" if schema.get("items", {}).get("type") == "object" or "$ref" in schema.get("items", {}):
            return "a list of rules and groups" if schema["items"].get("$ref", "").endswith("rule") else "tables"
        case "array":
            return "a list of strings"
        case "object":
            return "a table"
        case _ if "examples" in schema:
            return f"a string such as {joined([f'`{value}`' for value in schema['examples']], ' or ')}"
        case _:
            return "a string"


def _default(setting: SettingKey) -> str:
    if setting.default.startswith(('"', "[")):
        return f"`{setting.default}`"
    return setting.default or "not known"
