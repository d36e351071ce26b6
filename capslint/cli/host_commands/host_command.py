"""``capslint host``: what can be read of a host, as settings to paste."""

from __future__ import annotations

import sys
from typing import Any

import click

from capslint.cli.host_commands.cluster_options import cluster_options
from capslint.cli.run_command import HOST, OUTPUT, RunCommand, option_of
from capslint.config import ConfigError
from capslint.host_facts.ask_engine import SECONDS, Asking
from capslint.host_facts.machine_hosts import NothingReadError, host_here, hosts_in
from capslint.host_facts.read_host import ReadHost
from capslint.report.host_settings import hosts_as_json, hosts_as_toml
from capslint.report.terminal import write
from capslint.source.files import ReadError, read_bytes, reason_of

_LONGEST = 64 * 1024 * 1024  # bytes of input; a node takes 20 kB
_FORMATS = {"toml": hosts_as_toml, "json": hosts_as_json}
EXAMPLES = (
    ("capslint host >> .capslint.toml", "Judge files for this machine."),
    ("docker info -f json | capslint host -", "For the one of another engine."),
    ("kubectl get nodes -o json | capslint host -", "For the nodes of a cluster."),
)


@click.command(cls=RunCommand, examples=EXAMPLES, short_help="Print what can be read of a host, as settings.")
@click.argument("file", required=False)
@cluster_options
@option_of(HOST)("--socket", metavar="PATH", help="Ask the engine at this UNIX socket alone.")
@option_of(HOST)("--start", "starts", is_flag=True, help="Ask also where that may start the engine.")
@option_of(HOST)("--remote", is_flag=True, help="Ask also an engine on another machine (DOCKER_HOST, context).")
@option_of(HOST)(
    "--timeout",
    "seconds",
    metavar="SECONDS",
    type=click.FloatRange(min=0.1, max=600),
    default=SECONDS,
    help="How long a question may take. Default: 5.",
)
@option_of(OUTPUT)(
    "--format", "output_format", type=click.Choice([*_FORMATS]), default="toml", help="Default: toml.", is_eager=True
)
def host(file: str | None, output_format: str, **asked: Any) -> None:
    """Print what can be read of this machine and its engine, or in FILE (- is standard input), and where it was read.

    FILE is what `docker info`, `docker version`, `podman info` or `kubectl get nodes` writes as JSON.

    With --context it is the nodes of a cluster, and what its namespaces enforce.

    Nothing is changed, started or guessed: an engine in a virtual machine has a kernel that is not read here.

    Exit status: 0 printed, 2 something could not be read.
    """
    write(_FORMATS[output_format](_found(file, asked)))


def _found(file: str | None, asked: dict[str, Any]) -> tuple[ReadHost, ...]:
    if asked["context"] is not None:
        from capslint.cli.host_commands.live_commands import hosts_of_cluster

        return hosts_of_cluster(asked)
    if file is not None:
        return _read(file)
    return (host_here(Asking(asked["socket"], asked["starts"], asked["remote"], asked["seconds"])),)


def _read(file: str) -> tuple[ReadHost, ...]:
    name = "standard input" if file == "-" else file
    try:
        data = sys.stdin.buffer.read(_LONGEST + 1) if file == "-" else read_bytes(file)
        if len(data) > _LONGEST:
            raise ConfigError(f"{name} is larger than {_LONGEST // (1024 * 1024)} MiB, the most that is read")
        return hosts_in(data.decode("utf-8-sig", "replace"), name)
    except OSError as error:
        raise ConfigError(f"{name} cannot be read: {reason_of(error)}") from None
    except ReadError as error:
        raise ConfigError(f"{name} {error}") from None
    except NothingReadError as error:
        raise ConfigError(str(error)) from None
