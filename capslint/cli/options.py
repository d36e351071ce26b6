"""Options that several commands share, and what they come to together with the settings file."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar

import click

from capslint.config import (
    BPF_LEVELS,
    PERF_LEVELS,
    PTRACE_SCOPES,
    RANDOM_BITS,
    Config,
    ConfigError,
    chosen,
    discover,
    load_config,
    parse_engine,
    parse_version,
)
from capslint.findings import Trouble
from capslint.model import Host, Lsm
from capslint.record import NamedTuple
from capslint.registry import load_registry
from capslint.rule import Rule
from capslint.source.walk import Excludes

Command = TypeVar("Command", bound=Callable[..., Any])


class Settings(NamedTuple):
    """What a run is made with. ``troubles`` are plug-ins that could not be used.

    ``paths`` are those to look at. ``compose_files`` make one project, in their order.
    """

    rules: tuple[Rule, ...]
    host: Host
    excludes: Excludes | None
    troubles: tuple[Trouble, ...]
    paths: tuple[str, ...] = ()
    compose_files: tuple[str, ...] = ()


_HOST = (
    click.option("--engine", metavar="NAME[@VERSION]", help="docker, containerd, cri-o or podman: docker@20.10.24."),
    click.option("--kernel", metavar="VERSION", help="The host's Linux kernel: 6.1."),
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
    click.option("--exclude", multiple=True, metavar="PATTERN", help="Leave out paths, as .gitignore would."),
)
_OUTPUT = (
    click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Default: text."),
    click.option(
        "--color", "--colour", "colour", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colours."
    ),
    click.option("-v", "--verbose", is_flag=True, help="Name every file that is skipped."),
)
_INPUT = (
    click.argument("paths", nargs=-1, type=click.Path()),
    click.option(
        "-f", "--compose-file", "compose_files", multiple=True, metavar="FILE", help="A file of one Compose project."
    ),
    click.option("--stdin-filename", metavar="PATH", help="What to call standard input (the path -)."),
)


def host_options(command: Command) -> Command:
    """Add the options that describe the host; `host_of` reads them from the command's parameters."""
    return _with(command, _HOST)


def config_options(command: Command) -> Command:
    """Add the options about the settings file; `config_of` reads them."""
    return _with(command, _CONFIG)


def input_options(command: Command) -> Command:
    """Add PATHS and what belongs to them; `paths_of` and `compose_files_of` read them."""
    return _with(command, _INPUT)


def checking_options(command: Command) -> Command:
    """Add all options of a command that checks files; `settings_of` reads them."""
    return _with(command, (*_INPUT, *_OUTPUT, *_RULES, *_CONFIG, *_HOST))


def _with(command: Command, options: tuple[Callable[[Command], Command], ...]) -> Command:
    for option in reversed(options):
        command = option(command)
    return command


def config_of(given: dict[str, Any]) -> Config:
    """Read the settings file that the parameters ``given`` name, or the nearest. Raises click.UsageError."""
    try:
        if given["config_path"] is not None:
            return load_config(given["config_path"])
        return Config() if given["no_config"] else discover(os.getcwd())
    except ConfigError as error:
        raise click.UsageError(str(error)) from None


def host_of(given: dict[str, Any], base: Host) -> Host:
    """Give ``base`` (from the settings file) with what the parameters ``given`` say. Raises click.UsageError."""
    facts: dict[str, Any] = {
        "ptrace_scope": given["ptrace_scope"],
        "lsm": Lsm(given["lsm"]) if given["lsm"] else None,
        "perf_event_paranoid": given["perf_event_paranoid"],
        "unprivileged_bpf_disabled": given["unprivileged_bpf_disabled"],
        "mmap_rnd_bits": given["mmap_rnd_bits"],
        "user_namespace_remap": given["userns_remap"],
        "kubelet_seccomp_default": given["kubelet_seccomp_default"],
    }
    host = base._replace(**{name: value for name, value in facts.items() if value is not None})
    try:
        if given["engine"]:
            engine, version = parse_engine(given["engine"])
            host = host._replace(engine=engine, engine_version=version)
        if given["kernel"]:
            host = host._replace(kernel=parse_version(given["kernel"], "kernel"))
        if given["container_selinux"]:
            host = host._replace(container_selinux=parse_version(given["container_selinux"], "container-selinux"))
    except ConfigError as error:
        raise click.UsageError(str(error)) from None
    return host


def settings_of(given: dict[str, Any]) -> Settings:
    """Join options and settings file; an option wins over the file. Raises click.UsageError."""
    config = config_of(given)
    registry = load_registry()
    select = given["select"] or config.select
    extend = (*config.extend_select, *given["extend_select"])
    try:
        rules = chosen(registry.rules, select, extend, (*config.ignore, *given["ignore"]))
    except ConfigError as error:
        raise click.UsageError(str(error)) from None
    return Settings(
        rules,
        host_of(given, config.host),
        _excludes(config, given["exclude"]),
        registry.troubles,
        paths_of(given),
        compose_files_of(given, config),
    )


def paths_of(given: dict[str, Any]) -> tuple[str, ...]:
    """Give the paths to look at: those that are named, and the files of the Compose project."""
    return (*given["paths"], *given["compose_files"])


def compose_files_of(given: dict[str, Any], config: Config) -> tuple[str, ...]:
    """Give the absolute paths of the files of one Compose project, in their order; the option wins over the file."""
    named = tuple(os.path.abspath(path) for path in given["compose_files"])
    return named or tuple(os.path.normpath(os.path.join(config.folder, path)) for path in config.compose_files)


def is_excluded(excludes: Excludes | None, path: str) -> bool:
    """Say whether the configuration leaves out the file ``path``."""
    return excludes is not None and excludes(os.path.abspath(path), False)


def _excludes(config: Config, patterns: tuple[str, ...]) -> Excludes | None:
    parts = [(folder, lines) for folder, lines in ((config.folder, config.exclude), (os.getcwd(), patterns)) if lines]
    if not parts:
        return None
    from capslint.source.ignore import Layer, is_excluded, patterns_of

    try:
        layers = tuple(Layer(folder.rstrip("/") + "/", patterns_of(list(lines))) for folder, lines in parts)
    except ValueError as error:
        raise click.UsageError(f"exclude: {error}") from None
    return lambda path, is_folder: is_excluded(layers, path, is_folder)
