"""Options that several commands share, and the records that they become."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import click

from capslint.cli.output_options import OUTPUT_OPTIONS, report_choice
from capslint.config import LEVELS, SEVERITIES, ConfigError
from capslint.config.host_values import ARCHES, BPF_LEVELS, PERF_LEVELS, PTRACE_SCOPES, RANDOM_BITS
from capslint.model import Lsm
from capslint.report.reporters import ReportOptions
from capslint.run.run_options import RunOptions

Command = TypeVar("Command", bound=Callable[..., Any])


class RunCommand(click.Command):
    """A command that makes a run: options and settings that are of no use to it are a wrong use of the command."""

    def invoke(self, ctx: click.Context) -> Any:
        """Do as any command, and raise click.UsageError for a ConfigError."""
        try:
            return super().invoke(ctx)
        except ConfigError as error:
            raise click.UsageError(str(error), ctx) from None


def format_option(formats: Iterable[str]) -> Callable[[Command], Command]:
    """Return the option ``--format``, read before other options, so that it is known when one of them is wrong."""
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
    click.option("--lsm", type=click.Choice([lsm.value for lsm in Lsm]), help="What confines containers."),
    click.option("--perf-event-paranoid", type=click.IntRange(*PERF_LEVELS), help="kernel.perf_event_paranoid."),
    click.option(
        "--unprivileged-bpf-disabled", type=click.IntRange(*BPF_LEVELS), help="kernel.unprivileged_bpf_disabled."
    ),
    click.option("--mmap-rnd-bits", type=click.IntRange(*RANDOM_BITS), help="vm.mmap_rnd_bits."),
    click.option("--container-selinux", metavar="VERSION", help="The container-selinux policy: 2.237."),
    click.option("--debian-perf/--no-debian-perf", default=None, help="The kernel is Debian's or Ubuntu's."),
    click.option("--userns-remap/--no-userns-remap", default=None, help="Docker's daemon remaps users."),
    click.option("--rootless/--no-rootless", default=None, help="The engine runs as an ordinary user."),
    click.option(
        "--kubelet-seccomp-default/--no-kubelet-seccomp-default", default=None, help="The kubelet's --seccomp-default."
    ),
)
_CONFIG = (
    click.option("--config", "config_path", metavar="FILE", help="Settings file, instead of the nearest one."),
    click.option("--no-config", is_flag=True, help="Read no settings file."),
)


def _names(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names in ``values``, each of which can be several with commas between them."""
    return tuple(name for value in values for name in map(str.strip, value.split(",")) if name)


_RULES = (
    click.option(
        "--select", multiple=True, metavar="RULE,...", callback=_names, help="Run these rules or groups alone."
    ),
    click.option("--extend-select", multiple=True, metavar="RULE,...", callback=_names, help="Run these too."),
    click.option("--ignore", multiple=True, metavar="RULE,...", callback=_names, help="Do not run these."),
    click.option(
        "--level", type=click.Choice(LEVELS), help="What is told: pedantic tells everything. Default: regular."
    ),
)
_OUTPUT = (
    *OUTPUT_OPTIONS,
    colour_option,
    click.option("-v", "--verbose", is_flag=True, help="Name every file that is skipped, and say how long it took."),
    click.option("--statistics", is_flag=True, help="Count the findings of each rule in place of showing them."),
    click.option(
        "--fail-on", type=click.Choice(SEVERITIES), help="The least severity to end with 1 for. Default: warning."
    ),
    click.option("--exit-zero", is_flag=True, help="End with 0 whatever is found; 2 stays."),
    click.option("--strict", is_flag=True, help="End with 2 where a named file, or nothing at all, can be judged."),
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
    """Add the options that describe the host."""
    return _with(command, _HOST)


def config_options(command: Command) -> Command:
    """Add the options about the settings file."""
    return _with(command, _CONFIG)


def input_options(command: Command) -> Command:
    """Add PATHS and what belongs to them."""
    return _with(command, _INPUT)


def checking_options(command: Command) -> Command:
    """Add all options of a command that checks files: `run_options` and `report_options` read them."""
    return _with(command, (*_INPUT, *_OUTPUT, *_RULES, *_CONFIG, *_HOST))


def _with(command: Command, options: tuple[Callable[[Command], Command], ...]) -> Command:
    for option in reversed(options):
        command = option(command)
    return command


def run_options(parameters: dict[str, Any]) -> RunOptions:
    """Return what the ``parameters`` of a command ask of a run; what it has no option for is at its default."""
    return RunOptions(**{name: value for name, value in parameters.items() if name in RunOptions._fields})


def report_options(parameters: dict[str, Any]) -> ReportOptions:
    """Return what the ``parameters`` of a command ask of its report. Raises ConfigError."""
    asked = {**parameters, **(report_choice(parameters) if "outputs" in parameters else {})}
    return ReportOptions(**{name: value for name, value in asked.items() if name in ReportOptions._fields})
