"""What a run is made with: options and settings file joined. No click here: a check without options does without."""

from __future__ import annotations

import os
from typing import Any

from capslint.api.rule import Rule
from capslint.config import Config, ConfigError, chosen, discover, load_config, parse_engine, parse_version
from capslint.findings import Error
from capslint.model import Host, Lsm
from capslint.registry import load_registry
from capslint.source.files import reason_of
from capslint.source.walk import Excludes
from capslint.startup.records import NamedTuple


class Settings(NamedTuple):
    """What a run is made with. ``errors`` are plug-ins that could not be used.

    ``paths`` are those to look at. ``compose_files`` make one project, in their order. ``known`` are the ids of all
    rules that are installed.
    """

    rules: tuple[Rule, ...]
    host: Host
    excludes: Excludes | None
    errors: tuple[Error, ...]
    paths: tuple[str, ...] = ()
    compose_files: tuple[str, ...] = ()
    known: frozenset[str] = frozenset()


def config_of(given: dict[str, Any]) -> Config:
    """Read the settings file that the parameters ``given`` name, or the nearest. Raises ConfigError."""
    folder = _working_folder()  # paths are relative to it: without one nothing works
    if given["config_path"] is not None:
        return load_config(given["config_path"])
    return Config() if given["no_config"] else discover(folder)


def _working_folder() -> str:
    try:
        return os.getcwd()
    except OSError as error:
        raise ConfigError(f"the working folder cannot be found: {reason_of(error)}") from None


def host_of(given: dict[str, Any], base: Host) -> Host:
    """Return ``base`` (from the settings file) with what the parameters ``given`` say. Raises ConfigError."""
    facts: dict[str, Any] = {
        "ptrace_scope": given["ptrace_scope"],
        "lsm": Lsm(given["lsm"]) if given["lsm"] else None,
        "perf_event_paranoid": given["perf_event_paranoid"],
        "unprivileged_bpf_disabled": given["unprivileged_bpf_disabled"],
        "arch": given["arch"],
        "mmap_rnd_bits": given["mmap_rnd_bits"],
        "user_namespace_remap": given["userns_remap"],
        "kubelet_seccomp_default": given["kubelet_seccomp_default"],
    }
    host = base._replace(**{name: value for name, value in facts.items() if value is not None})
    if given["engine"]:
        engine, version = parse_engine(given["engine"])
        host = host._replace(engine=engine, engine_version=version)
    if given["kernel"]:
        host = host._replace(kernel=parse_version(given["kernel"], "kernel"))
    if given["container_selinux"]:
        host = host._replace(container_selinux=parse_version(given["container_selinux"], "container-selinux"))
    return host


def settings_of(given: dict[str, Any]) -> Settings:
    """Join options and settings file; an option wins over the file. Raises ConfigError."""
    config = config_of(given)
    registry = load_registry()
    select = given["select"] or config.select
    extend = (*config.extend_select, *given["extend_select"])
    rules = chosen(registry.rules, select, extend, (*config.ignore, *given["ignore"]))
    return Settings(
        rules,
        host_of(given, config.host),
        excludes_of(given, config),
        registry.errors,
        paths_of(given),
        compose_files_of(given, config),
        frozenset(rule.meta.id for rule in registry.rules),
    )


def paths_of(given: dict[str, Any]) -> tuple[str, ...]:
    """Return the paths to look at: those that are named, and the files of the Compose project."""
    return (*given["paths"], *given["compose_files"])


def compose_files_of(given: dict[str, Any], config: Config) -> tuple[str, ...]:
    """Return the absolute paths of the files of one Compose project, in their order; the option wins over the file."""
    named = tuple(os.path.abspath(path) for path in given["compose_files"])
    return named or tuple(os.path.normpath(os.path.join(config.folder, path)) for path in config.compose_files)


def is_excluded(excludes: Excludes | None, path: str) -> bool:
    """Return whether the configuration leaves out the file ``path``."""
    return excludes is not None and excludes(os.path.abspath(path), False)


def excludes_of(given: dict[str, Any], config: Config) -> Excludes | None:
    """Return what options and settings file leave out, together; None if nothing. Raises ConfigError."""
    both = ((config.folder, config.exclude), (os.getcwd(), given["exclude"]))
    parts = [(folder, lines) for folder, lines in both if lines]
    if not parts:
        return None
    from capslint.source.ignore import Layer, is_excluded, patterns_of

    try:
        layers = tuple(Layer(folder.rstrip("/") + "/", patterns_of(list(lines))) for folder, lines in parts)
    except ValueError as error:
        raise ConfigError(f"exclude: {error}") from None
    return lambda path, is_folder: is_excluded(layers, path, is_folder)
