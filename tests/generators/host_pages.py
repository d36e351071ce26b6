"""The page of each host that has a name: what is known of it, from where, and what works there."""

from __future__ import annotations

import json
from pathlib import Path

from capslint.hosts.preset import Preset, SourcedFact
from capslint.hosts.preset_data import PRESETS
from tests.generators.made_files import ROOT, table
from tests.generators.symptom_table import WELL_KNOWN
from tests.generators.tool_answers import NAMED, AskedHost, answer, recognised, remedy, reports
from tests.generators.tool_pages import linked

FOLDER = ROOT / "docs" / "named-hosts"
MADE = (
    "<!-- Made by tests/generators/build_site_pages.py from capslint/hosts/presets.toml: change that, not this. -->\n"
)


def pages() -> dict[Path, str]:
    """Return the page of each named host, and the list of them."""
    made = {FOLDER / f"{preset.name}.md": page(preset, asked) for preset, asked in zip(PRESETS, NAMED, strict=True)}
    return {FOLDER / "README.md": index(), **made}


def index() -> str:
    """Return the page that lists all hosts."""
    rows = [
        (f"[{preset.name}]({preset.name}.md)", preset.about, ", ".join(f"`{_written(fact)}`" for fact in preset.facts))
        for preset in PRESETS
    ]
    about = (
        "Machines that many people have, for `--host` and the setting [`hosts`](../settings/hosts.md). "
        "[Hosts](../hosts.md) says how names are used. What no source tells counts as not known.\n"
    )
    return "\n".join([MADE, "# Named hosts\n", about, table(("name", "what it is", "what is known of it"), rows)])


def page(preset: Preset, asked: AskedHost) -> str:
    """Return the page of one host."""
    facts = [(f"`{_written(fact)}`", linked(fact.source)) for fact in preset.facts]
    works = []
    for command in WELL_KNOWN:
        tool, name = recognised(command)
        report = reports(asked)[tool, name]
        works.append((f"[`{command}`](../tools/{tool}.md)", answer(report), remedy(report) or "nothing"))
    return "\n".join(
        [
            MADE,
            f"# {preset.name}\n",
            f"{preset.about[0].upper()}{preset.about[1:]}. It shows itself as {linked(preset.known_by)}.\n",
            f'```sh\ncapslint check --host {preset.name} .\n```\n\n```toml\nhosts = ["{preset.name}"]\n```\n',
            "## What is known of it\n",
            table(("setting", "source"), facts),
            f"The sources were read on {preset.read}. `capslint hosts {preset.name}` prints the same.\n",
            "## What works there\n",
            "In a container that runs as root without added permissions; for what is not known above, the same is "
            "assumed as of every host.\n",
            table(("you run", "as it is", "what it needs"), works),
        ]
    )


def _written(fact: SourcedFact) -> str:
    setting, value, _ = fact
    return f"{setting} = {json.dumps(value)}"
