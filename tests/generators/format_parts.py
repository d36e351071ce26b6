"""What the formats say of themselves, for their pages."""

from __future__ import annotations

import capslint_rules
from capslint.formats import FORMATS
from capslint.formats.format import Format
from tests.generators.made_files import table

FILES = {
    "compose": "`compose.yaml`, `docker-compose.yml` and others with `services`",
    "kubernetes": "manifests in YAML and JSON",
    "commandline": "scripts, makefiles, workflows: `docker run`, `podman run`, `nerdctl run`",
    "devcontainer": "`devcontainer.json`, `devcontainer-feature.json`",
    "quadlet": "`*.container` and its drop-ins",
}
"""Where each format is met; the pages say it exactly."""


def parts() -> dict[str, dict[str, str]]:
    """Return the made parts by page and by the name of their place."""
    rows = [
        (f"[{each.title}]({each.name}.md)", FILES[each.name], f"`{pasted}`")
        for each in FORMATS
        if (pasted := each.spelling.pasted(("SYS_PTRACE",)))
    ]
    found = {
        "docs/formats/README.md": {"formats": table(("format", "files", "how `SYS_PTRACE` is added"), sorted(rows))}
    }
    return found | {f"docs/formats/{each.name}.md": {f"format-{each.name}": at_a_glance(each)} for each in FORMATS}


def at_a_glance(each: Format) -> str:
    """Return how a format writes what findings and fixes speak of."""
    said = each.spelling
    rules = [rule.meta for rule in capslint_rules.RULES if each.facts.issuperset(rule.meta.facts)]
    rows = [
        ("to add a capability", f"`{said.pasted(('SYS_PTRACE',))}`"),
        ("to see another's processes", said.see_processes),
        ("to run a debugger as root", f"`{said.as_root}`"),
        ("to forbid gaining privileges", f"`{said.no_new_privileges}`"),
        ("single devices", said.devices),
        ("a key in a wrong place", said.unknown_key),
        (
            "rules",
            f"{len(rules)} of {len(capslint_rules.RULES)}: each [page](../rules/README.md) says for which formats",
        ),
    ]
    return table(("", ""), rows)
