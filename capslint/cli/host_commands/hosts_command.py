"""``capslint hosts``: the hosts that have a name, and what is known of them."""

from __future__ import annotations

import click

from capslint.config import did_you_mean
from capslint.config.effective_settings import toml_text
from capslint.config.setting_table import FACTS
from capslint.hosts.as_settings import as_settings
from capslint.hosts.lookup import DEFAULT, HOSTS
from capslint.hosts.preset import Preset, SourcedFact
from capslint.model.container import Starter
from capslint.model.host import Host
from capslint.permissions.assumed_host import assumed
from capslint.report.frames.wrapping import wrapped
from capslint.report.machine.json_document import json_document
from capslint.report.terminal import write

_WIDTH = 80
_COMMENT = 28  # columns before a source


def _as_text(found: list[Preset], is_list: bool) -> str:
    parts = [_block(preset) if is_list else _settings(preset) for preset in found]
    end = "\n`capslint hosts NAME` prints one as settings; what is not here is not known.\n" if is_list else ""
    return "\n".join(parts) + end


def _block(preset: Preset) -> str:
    """Return a host for a person who looks for one."""
    known_by = f" ({preset.known_by})" if preset.known_by else ""
    lines = [preset.name, *_wrapped("  ", f"{preset.about}{known_by}")]
    for fact in preset.facts:
        lines += _row(f"  {fact.setting} = {toml_text(fact.value)}", fact.source)
    if preset.read:
        lines.append(f"  sources read on {preset.read}")
    return "\n".join(lines) + "\n"


def _settings(preset: Preset) -> str:
    """Return a host as lines of a settings file."""
    lines = _wrapped("# ", f"{preset.name}: {preset.about}")
    if preset.read:
        lines.append(f"# sources read on {preset.read}")
    for fact in preset.facts:
        lines += _row(f"{fact.setting} = {toml_text(fact.value)}", fact.source)
    known = {fact.setting for fact in preset.facts}
    unknown = [setting.name for setting in FACTS if setting.name not in known]
    return "\n".join([*lines, *_wrapped("# ", f"not known: {', '.join(unknown)}")]) + "\n"


def _row(start: str, source: str) -> list[str]:
    first, *rest = wrapped(source, max(len(start) + 1, _COMMENT) + 2, _COMMENT + 2, _WIDTH)
    return [f"{start.ljust(_COMMENT - 1)} # {first}", *(" " * _COMMENT + f"# {line.strip()}" for line in rest)]


def _wrapped(start: str, text: str) -> list[str]:
    return [start + line.strip() for line in wrapped(text, len(start), len(start), _WIDTH)]


def _as_json(found: list[Preset], is_list: bool) -> str:
    listed = [
        {
            "name": preset.name,
            "about": preset.about,
            "known_by": preset.known_by or None,
            "read": preset.read or None,
            "facts": {fact.setting: fact.value for fact in preset.facts},
            "sources": {fact.setting: fact.source for fact in preset.facts},
        }
        for preset in found
    ]
    return json_document(listed if is_list else listed[0])


_FORMATS = {"text": _as_text, "json": _as_json}


@click.command(short_help="List the hosts that have a name, or show one.")
@click.argument("name", required=False)
@click.option("--format", "output_format", type=click.Choice([*_FORMATS]), default="text", help="Default: text.")
def hosts(name: str | None, output_format: str) -> None:
    """List what is known of hosts that have a name, with its sources; of one host, as settings to paste.

    --host NAME judges files for such a host, and so does hosts = ["NAME"] in a settings file.
    """
    if name is not None and name not in HOSTS:
        near = did_you_mean(name, HOSTS) or f": there are {', '.join(HOSTS)}"
        raise click.UsageError(f"there is no host {name!r}{near}")
    found = [HOSTS[name]] if name is not None else [*HOSTS.values()]
    write(_FORMATS[output_format]([_with_what_is_assumed(preset) for preset in found], name is None))


def _with_what_is_assumed(preset: Preset) -> Preset:
    """Return the default host with what is assumed of it; any other one as it is."""
    if preset.name != DEFAULT.name:
        return preset
    usual, in_cluster = (as_settings(assumed(Host(), starter)) for starter in (Starter.ENGINE, Starter.KUBELET))
    engines = f"{usual['engine']} for what an engine starts, {in_cluster['engine']} for what a kubelet starts"
    facts = tuple(
        SourcedFact(setting, value, "or later, assumed" if setting == "kernel" else "assumed")
        for setting, value in usual.items()
        if value == in_cluster[setting]
    )
    return preset._replace(about=f"{preset.about}: {engines}", facts=facts)
