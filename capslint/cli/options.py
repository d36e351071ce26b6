"""Options that several commands share, and what they come to together with the settings file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import click

from capslint.config import ARCHES, BPF_LEVELS, PERF_LEVELS, PTRACE_SCOPES, RANDOM_BITS, Config, ConfigError
from capslint.model import Host, Lsm
from capslint.report.reporters import REPORTERS, ReportOptions
from capslint.run import settings
from capslint.run.settings import Settings, compose_files_of, is_excluded, paths_of
from capslint.source.walk import Excludes

__all__ = [
    "checking_options",
    "colour_option",
    "compose_files_of",
    "config_of",
    "config_options",
    "excludes_of",
    "format_option",
    "host_of",
    "host_options",
    "input_options",
    "is_excluded",
    "paths_of",
    "settings_of",
]

Command = TypeVar("Command", bound=Callable[..., Any])
T = TypeVar("T")


def format_option(formats: Iterable[str]) -> Callable[[Command], Command]:
    """Return ``--format``, read before other options, so that it is known when one of them is wrong."""
    default = ReportOptions().output_format
    return click.option(
        "--format",
        "output_format",
        type=click.Choice([*formats]),
        default=default,
        help=f"Default: {default}.",
        is_eager=True,
    )


colour_option = click.option(
    "--color",
    "--colour",
    "colour_mode",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    help="Default: auto.",
)
_HOST = (
    click.option("--engine", metavar="NAME[@VERSION]", help="docker, containerd, cri-o or podman: docker@20.10.24."),
    click.option("--kernel", metavar="VERSION", help="The host's Linux kernel: 6.1."),
    click.option("--arch", type=click.Choice(ARCHES), help="The host's architecture, for rules of seccomp profiles."),
    click.option("--ptrace-scope", type=click.IntRange(*PTRACE_SCOPES), help="kernel.yama.ptrace_scope."),
    click.option("--lsm", type=click.Choice([one.value for one in Lsm]), help="What confines containers."),
    click.option("--perf-event-paranoid", type=click.IntRange(*PERF_LEVELS), help="kernel.perf_event_paranoid."),
    click.option(
        "--unprivileged-bpf-disabled", type=click.IntRange(*BPF_LEVELS), help="kernel.unprivileged_bpf_disabled."
    ),
    click.option("--mmap-rnd-bits", type=click.IntRange(*RANDOM_BITS), help="vm.mmap_rnd_bits."),
    click.option("--container-selinux", metavar="VERSION", help="The container-selinux policy: 2.237."),
    click.option("--userns-remap/--no-userns-remap", default=None, help="The engine remaps users, or is rootless."),
    click.option(
        "--kubelet-seccomp-default/--no-kubelet-seccomp-default", default=None, help="The kubelet's --seccomp-default."
    ),
)
_CONFIG = (
    click.option("--config", "config_path", metavar="FILE", help="Settings file, instead of the nearest one."),
    click.option("--no-config", is_flag=True, help="Read no settings file."),
)
_RULES = (
    click.option("--select", multiple=True, metavar="RULE", help="Run these rules alone."),
    click.option("--extend-select", multiple=True, metavar="RULE", help="Run these rules too."),
    click.option("--ignore", multiple=True, metavar="RULE", help="Do not run these rules."),
)
_OUTPUT = (
    format_option(REPORTERS),
    colour_option,
    click.option("-v", "--verbose", is_flag=True, help="Name every file that is skipped."),
)
_INPUT = (
    click.argument("paths", nargs=-1, type=click.Path(readable=False)),
    click.option(
        "-f", "--compose-file", "compose_files", multiple=True, metavar="FILE", help="A file of one Compose project."
    ),
    click.option("--stdin-filename", metavar="PATH", help="What to call standard input (the path -)."),
    click.option("--exclude", multiple=True, metavar="PATTERN", help="Leave out paths, as .gitignore would."),
)


def host_options(command: Command) -> Command:
    """Add the options that describe the host; `host_of` reads them from the command's parameters."""
    return _with(command, _HOST)


def config_options(command: Command) -> Command:
    """Add the options about the settings file; `config_of` reads them."""
    return _with(command, _CONFIG)


def input_options(command: Command) -> Command:
    """Add PATHS and what belongs to them; `paths_of`, `compose_files_of` and `excludes_of` read them."""
    return _with(command, _INPUT)


def checking_options(command: Command) -> Command:
    """Add all options of a command that checks files; `settings_of` reads them."""
    return _with(command, (*_INPUT, *_OUTPUT, *_RULES, *_CONFIG, *_HOST))


def _with(command: Command, options: tuple[Callable[[Command], Command], ...]) -> Command:
    for option in reversed(options):
        command = option(command)
    return command


def config_of(given: dict[str, Any]) -> Config:
    """Do as `settings.config_of`, and raise click.UsageError."""
    return _as_usage(lambda: settings.config_of(given))


def host_of(given: dict[str, Any], base: Host) -> Host:
    """Do as `settings.host_of`, and raise click.UsageError."""
    return _as_usage(lambda: settings.host_of(given, base))


def excludes_of(given: dict[str, Any], config: Config) -> Excludes | None:
    """Do as `settings.excludes_of`, and raise click.UsageError."""
    return _as_usage(lambda: settings.excludes_of(given, config))


def settings_of(given: dict[str, Any]) -> Settings:
    """Do as `settings.settings_of`, and raise click.UsageError."""
    return _as_usage(lambda: settings.settings_of(given))


def _as_usage(read: Callable[[], T]) -> T:
    try:
        return read()
    except ConfigError as error:
        raise click.UsageError(str(error)) from None
