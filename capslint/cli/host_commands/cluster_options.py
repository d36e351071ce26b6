"""Options that name a cluster."""

from __future__ import annotations

import click

from capslint.cli.run_command import CLUSTER, Command, option_of

_OPTIONS = (
    option_of(CLUSTER)("--context", metavar="NAME", help="Look into the cluster of this context of the kubeconfig."),
    option_of(CLUSTER)("-n", "--namespace", metavar="NAME", help="Look into this namespace. Default: all of them."),
    option_of(CLUSTER)(
        "--request-timeout",
        metavar="SECONDS",
        type=click.FloatRange(min=0.1, max=3600),
        default=30,
        help="How long its API server may take for an answer. Default: 30.",
    ),
)


def cluster_options(command: Command) -> Command:
    """Add the options that name a cluster."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
