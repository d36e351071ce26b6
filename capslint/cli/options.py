"""Options that several commands share, and the records that they become."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import click

from capslint.cli.output_options import OUTPUT_OPTIONS, report_choice
from capslint.cli.run_command import FILES, HOST, OUTPUT, RULES, Command, option_of
from capslint.cli.setup_commands.completion import rule_names
from capslint.config import LEVELS, SEVERITIES
from capslint.config.host_values import ARCHES, BPF_LEVELS, PERF_LEVELS, PTRACE_SCOPES, RANDOM_BITS
from capslint.model import Lsm
from capslint.report.reporters import ReportOptions
from capslint.run.run_options import RunOptions


def format_option(formats: Iterable[str]) -> Callable[[Command], Command]:
    """Return the option ``--format``, read before other options, so that it is known when one of them is wrong."""
    default = ReportOptions().output_format
    return option_of(OUTPUT)(
        "--format",
        "output_format",
        type=click.Choice([*formats]),
        default=default,
        help=f"Default: {default}.",
        is_eager=True,
    )


colour_option = option_of(OUTPUT)(
    "--color",
    "--colour",
    "colour_mode",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    help="Default: auto.",
)


def _names(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names in ``values``, each of which can be several with commas between them."""
    return tuple(name for value in values for name in map(str.strip, value.split(",")) if name)


_HOST = (
    option_of(HOST)(
        "--host",
        "hosts",
        multiple=True,
        metavar="NAME,...",
        callback=_names,
        help="A host by its name (capslint hosts), or here; several: each.",
    ),
    option_of(HOST)("--engine", metavar="NAME[@VERSION]", help="docker, containerd, cri-o or podman: docker@20.10.24."),
    option_of(HOST)("--kernel", metavar="VERSION", help="The host's Linux kernel: 6.1."),
    option_of(HOST)("--arch", type=click.Choice(ARCHES), metavar="NAME", help="The host's architecture: amd64, arm64."),
    option_of(HOST)(
        "--ptrace-scope", metavar="N", type=click.IntRange(*PTRACE_SCOPES), help="kernel.yama.ptrace_scope."
    ),
    option_of(HOST)("--lsm", type=click.Choice([lsm.value for lsm in Lsm]), help="What confines containers."),
    option_of(HOST)(
        "--perf-event-paranoid", metavar="N", type=click.IntRange(*PERF_LEVELS), help="kernel.perf_event_paranoid."
    ),
    option_of(HOST)(
        "--unprivileged-bpf-disabled",
        metavar="N",
        type=click.IntRange(*BPF_LEVELS),
        help="kernel.unprivileged_bpf_disabled.",
    ),
    option_of(HOST)("--mmap-rnd-bits", metavar="N", type=click.IntRange(*RANDOM_BITS), help="vm.mmap_rnd_bits."),
    option_of(HOST)("--container-selinux", metavar="VERSION", help="The container-selinux policy: 2.237."),
    option_of(HOST)("--debian-perf/--no-debian-perf", default=None, help="The kernel is Debian's or Ubuntu's."),
    option_of(HOST)("--userns-remap/--no-userns-remap", default=None, help="Docker's daemon remaps users."),
    option_of(HOST)("--rootless/--no-rootless", default=None, help="The engine runs as an ordinary user."),
    option_of(HOST)(
        "--kubelet-seccomp-default/--no-kubelet-seccomp-default", default=None, help="The kubelet's --seccomp-default."
    ),
)
_CONFIG = (
    option_of(FILES)("--config", "config_path", metavar="FILE", help="Settings file, instead of the nearest one."),
    option_of(FILES)("--no-config", is_flag=True, help="Read no settings file."),
)


_RULES = (
    option_of(RULES)(
        "--select",
        multiple=True,
        metavar="RULE,...",
        callback=_names,
        shell_complete=rule_names,
        help="Run these rules or groups alone.",
    ),
    option_of(RULES)(
        "--extend-select",
        multiple=True,
        metavar="RULE,...",
        callback=_names,
        shell_complete=rule_names,
        help="Run these too.",
    ),
    option_of(RULES)(
        "--ignore",
        multiple=True,
        metavar="RULE,...",
        callback=_names,
        shell_complete=rule_names,
        help="Do not run these.",
    ),
    option_of(RULES)(
        "--level", type=click.Choice(LEVELS), help="What is told: pedantic tells everything. Default: regular."
    ),
)
_OUTCOME = (
    option_of(OUTPUT)(
        "--fail-on", type=click.Choice(SEVERITIES), help="The least severity to end with 1 for. Default: warning."
    ),
    option_of(OUTPUT)(
        "--baseline", metavar="FILE", help="Leave out the findings in this file (see: capslint baseline)."
    ),
    option_of(OUTPUT)("--new-only", metavar="REV", help="Leave out what is found in this git revision too."),
    option_of(OUTPUT)("--exit-zero", is_flag=True, help="End with 0 whatever is found; 2 stays."),
    option_of(OUTPUT)("--strict", is_flag=True, help="End with 2 if a named file cannot be judged, or no file can."),
)
_OUTPUT = (
    *OUTPUT_OPTIONS,
    colour_option,
    option_of(OUTPUT)("-v", "--verbose", is_flag=True, help="Name every skipped file, and tell the time it took."),
    option_of(OUTPUT)("--statistics", is_flag=True, help="Count the findings of each rule in place of showing them."),
    *_OUTCOME,
)
_INPUT = (
    click.argument("paths", nargs=-1, type=click.Path(readable=False)),
    option_of(FILES)(
        "-f", "--compose-file", "compose_files", multiple=True, metavar="FILE", help="A file of one Compose project."
    ),
    option_of(FILES)("--stdin-filename", metavar="PATH", help="What to call standard input (the path -)."),
    option_of(FILES)("--root", metavar="FOLDER", help="Read what files name within this folder, not the repository."),
    option_of(FILES)("--exclude", multiple=True, metavar="PATTERN", help="Leave out paths, as .gitignore would."),
)


def host_options(command: Command) -> Command:
    """Add the options that describe the host."""
    return _with(command, _HOST)


def config_options(command: Command) -> Command:
    """Add the options about the settings file."""
    return _with(command, _CONFIG)


def rule_options(command: Command) -> Command:
    """Add the options about rules and what is told of them."""
    return _with(command, _RULES)


def outcome_options(command: Command) -> Command:
    """Add the options about which findings count, and what the run ends with."""
    return _with(command, _OUTCOME)


def input_options(command: Command) -> Command:
    """Add PATHS and what belongs to them."""
    return _with(command, _INPUT)


def checking_options(command: Command) -> Command:
    """Add all options of a command that checks files: `run_options` and `report_options` read them."""
    return _with(command, (*_INPUT, *_OUTPUT, *_RULES, *_CONFIG, *_HOST))


def input_and_rule_options(command: Command) -> Command:
    """Add the options of a command that checks files and makes no report."""
    return _with(command, (*_INPUT, *_RULES, *_CONFIG, *_HOST))


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
