"""Hosts that were read, as settings to paste, or as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from capslint.config.effective_settings import toml_text
from capslint.host_facts.read_host import ReadFact, ReadHost
from capslint.report.plain import plain

_COLUMN = 40  # where comments stand, as in `capslint config`


def hosts_as_toml(hosts: Sequence[ReadHost]) -> str:
    """Return ``hosts`` as a settings file has them: what one is, or several with their names, to judge for all."""
    if len(hosts) == 1:
        return _host(hosts[0], is_alone=True)
    names = toml_text([host.name for host in hosts])
    return f"hosts = {names}\n\n" + "\n".join(_host(host, is_alone=False) for host in hosts)


def _host(host: ReadHost, is_alone: bool) -> str:
    lines = [f"# {plain(host.about)}", *(f"# note: {plain(remark)}" for remark in host.remarks)]
    lines += [] if is_alone else ["[[host]]", f"name = {toml_text(host.name)}"]
    lines += [_known(fact) for fact in host.known]
    reasons = dict.fromkeys(fact.source for fact in host.unknown)
    lines += [f"# not known: {_unknown(host, reason)}: {plain(reason)}" for reason in reasons]
    return "".join(f"{line}\n" for line in lines)


def _unknown(host: ReadHost, reason: str) -> str:
    return ", ".join(fact.name for fact in host.unknown if fact.source == reason)


def _known(fact: ReadFact) -> str:
    return f"{f'{fact.name} = {toml_text(fact.value)}'.ljust(_COLUMN)}  # {plain(fact.source)}"


def hosts_as_json(hosts: Sequence[ReadHost]) -> str:
    """Return ``hosts`` as JSON."""
    import json

    return json.dumps({"hosts": [_as_json(host) for host in hosts]}, indent=2) + "\n"


def _as_json(host: ReadHost) -> dict[str, Any]:
    return {
        "name": host.name,
        "about": host.about,
        "known": [{"name": fact.name, "value": fact.value, "from": fact.source} for fact in host.known],
        "unknown": [{"name": fact.name, "why": fact.source} for fact in host.unknown],
        "notes": list(host.remarks),
    }
