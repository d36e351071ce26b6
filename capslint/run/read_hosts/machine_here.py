"""The host ``here``: this machine, which is read when an option names it."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from capslint.config import Config

HERE = "here"
"""A name for options alone: a settings file is for every machine, and one that came with somebody's files asks none."""


def with_this_machine(config: Config, asked: Iterable[str]) -> Config:
    """Return ``config`` with the host ``here``, if it is ``asked`` for; what could not be read is told."""
    if HERE not in asked or HERE in config.host:
        return config
    from capslint.host_facts.ask_engine import Asking
    from capslint.host_facts.machine_hosts import host_here
    from capslint.report.plain import plain
    from capslint.report.terminal import write

    found = host_here(Asking())
    for remark in found.remarks:
        write(f"capslint: note: --host {HERE}: {plain(remark)}\n", sys.stderr)
    return config._replace(host={**config.host, HERE: found.host})
