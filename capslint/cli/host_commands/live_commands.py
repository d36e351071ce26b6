"""What commands do with a cluster in the place of files."""

from __future__ import annotations

import sys
from typing import Any

import click

from capslint.cli.options import report_options, run_options
from capslint.cluster.connection import Cluster, connect
from capslint.config import ConfigError
from capslint.explain.explain_file import Explanation, Wanted
from capslint.host_facts.read_host import ReadHost
from capslint.report.plain import plain
from capslint.report.reporters import ReportSetup, reporter_for
from capslint.report.terminal import write
from capslint.run.live.live_check import LivePlace, check_live, explain_live, live_place
from capslint.run.settings import Settings, settings_of

_SHOWN = 10  # namespaces of a level
_OF_FILES = ("compose_files", "stdin_filename", "baseline", "new_only")
"""Options that say something of files."""


def check_cluster(parameters: dict[str, Any]) -> int:
    """Check what runs in the cluster that ``parameters`` name, write the report, and return the exit status."""
    settings = settings_of(run_options(parameters))
    place = _place(parameters)
    options = report_options(parameters)
    reporter = reporter_for(ReportSetup(options, sys.stdout, settings.rules, fail_on=settings.fail_on))
    check_live(settings, place, reporter)
    reporter.finish()
    return reporter.tally.exit_code


def explain_cluster(parameters: dict[str, Any], settings: Settings, wanted: Wanted) -> list[tuple[str, Explanation]]:
    """Return the explanations of what runs in the cluster that ``parameters`` name."""
    return explain_live(settings, _place(parameters), wanted)


def cluster_of(parameters: dict[str, Any]) -> Cluster:
    """Return the cluster that ``parameters`` name. Raises ConfigError."""
    return connect(parameters["context"], parameters["request_timeout"])


def _place(parameters: dict[str, Any]) -> LivePlace:
    for name in _OF_FILES:
        if parameters.get(name):
            raise click.UsageError(f"--{name.replace('_', '-')} is about files, and --context reads none")
    return live_place(cluster_of(parameters), parameters["namespace"], tell)


def tell(remark: str) -> None:
    """Write on standard error what could not be read, and does not stop the rest."""
    write(f"capslint: note: {plain(remark)}\n", sys.stderr)


def hosts_of_cluster(parameters: dict[str, Any]) -> tuple[ReadHost, ...]:
    """Return the nodes of the cluster that ``parameters`` name, with what its namespaces enforce as notes."""
    place = _place(parameters)
    if not place.nodes.hosts:
        raise ConfigError(f"no node of {place.cluster.context} could be read")
    by_level: dict[str, list[str]] = {}
    for name, enforced in place.namespaces.enforced.items():
        level = f"{enforced.level}@{enforced.version}" if enforced.version else enforced.level
        by_level.setdefault(level, []).append(name)
    notes = tuple(f"pod-security {level} is enforced in {_some(names)}" for level, names in sorted(by_level.items()))
    return tuple(host._replace(remarks=(*host.remarks, *notes)) for host in place.nodes.hosts)


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
