"""What a run is made with: the options of a front end and the settings file, joined."""

from __future__ import annotations

import os
from collections.abc import Hashable
from typing import Any

from capslint.api.rule import Rule
from capslint.check import Options
from capslint.check.rule_filter import RuleFilter
from capslint.check.told_findings import FilePolicy
from capslint.config import Config, ConfigError, chosen, discover, load_config, parse_engine, parse_version
from capslint.findings import Error, Level, Severity
from capslint.model import Host, Lsm
from capslint.registry import load_registry
from capslint.run.run_options import RunOptions
from capslint.source.files import NeighbourFiles, reason_of
from capslint.source.walk import Excludes
from capslint.startup.records import NamedTuple


class Settings(NamedTuple):
    """What a run is made with.

    ``paths`` are those to look at. ``compose_files`` are the absolute paths of one project's files, in their order,
    ``projects`` those of others; ``named`` are those that were named as such for this run: what belongs to their
    projects may be read. ``rules`` are those that run, ``known`` the ids of all that are installed; ``errors`` are
    plug-ins that could not be used. ``policy`` says what is told of findings. ``fail_on`` is the least severity of
    findings that the run fails for; None: it fails for none.
    """

    host: Host = Host()
    paths: tuple[str, ...] = ()
    excludes: Excludes | None = None
    compose_files: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    stdin_filename: str | None = None
    rules: tuple[Rule, ...] = ()
    known: frozenset[str] = frozenset()
    errors: tuple[Error, ...] = ()
    projects: tuple[tuple[str, ...], ...] = ()
    fail_on: Severity | None = Severity.WARNING
    policy: FilePolicy = FilePolicy()

    @property
    def check_options(self) -> Options:
        """What each file is checked with."""
        words = RuleFilter(self.rules)
        return Options(
            self.rules,
            self.host,
            compose_files=self.compose_files,
            projects=self.projects,
            known=self.known,
            rule_filter=words,
        )

    def neighbours(self, folder: str, memory: dict[Hashable, object] | None = None) -> NeighbourFiles:
        """Return what reads the files in ``folder`` that a checked one there refers to.

        ``memory`` is what is remembered from folder to folder, in a run that changes no file.
        """
        return NeighbourFiles(folder, self.named, self.paths or (".",), memory)

    def is_excluded(self, path: str) -> bool:
        """Return whether options or settings file leave out the file ``path``."""
        return self.excludes is not None and self.excludes(os.path.abspath(path), False)


def settings_of(options: RunOptions) -> Settings:
    """Return what options and settings file come to; an option wins over the file. Raises ConfigError."""
    config = _config(options)
    registry = load_registry()
    extend = (*config.extend_select, *options.extend_select)
    rules = chosen(registry.rules, options.select or config.select, extend, (*config.ignore, *options.ignore))
    known = frozenset(rule.meta.id for rule in registry.rules)
    return _without_rules(options, config)._replace(
        rules=rules,
        known=known,
        errors=registry.errors,
        fail_on=_fail_on(options, config),
        policy=FilePolicy(_level(options, config)),
    )


def _level(options: RunOptions, config: Config) -> Level:
    name = options.level or config.level
    return Level.REGULAR if name is None else Level[name.upper()]


def _fail_on(options: RunOptions, config: Config) -> Severity | None:
    if options.exit_zero:
        return None
    name = options.fail_on or config.fail_on
    return Settings().fail_on if name is None else Severity[name.upper()]


def settings_without_rules(options: RunOptions) -> Settings:
    """Return the settings of a run that asks no rule, and load none. Raises ConfigError."""
    return _without_rules(options, _config(options))


def host_of(options: RunOptions) -> Host:
    """Return what options and settings file tell of the host. Raises ConfigError."""
    return _host(options, _config(options).host)


def _without_rules(options: RunOptions, config: Config) -> Settings:
    return Settings(
        _host(options, config.host),
        (*options.paths, *options.compose_files),
        _excludes(options, config),
        _compose_files(options, config),
        options.compose_files,
        options.stdin_filename,
        projects=() if options.compose_files else tuple(_absolute(config, files) for files in config.projects),
    )


def _config(options: RunOptions) -> Config:
    folder = _working_folder()  # paths are relative to it: without one nothing works
    if options.config_path is not None:
        return load_config(options.config_path)
    return Config() if options.no_config else discover(folder)


def _working_folder() -> str:
    try:
        return os.getcwd()
    except OSError as error:
        raise ConfigError(f"the working folder cannot be found: {reason_of(error)}") from None


def _host(options: RunOptions, base: Host) -> Host:
    facts: dict[str, Any] = {
        "ptrace_scope": options.ptrace_scope,
        "lsm": Lsm(options.lsm) if options.lsm else None,
        "perf_event_paranoid": options.perf_event_paranoid,
        "unprivileged_bpf_disabled": options.unprivileged_bpf_disabled,
        "arch": options.arch,
        "mmap_rnd_bits": options.mmap_rnd_bits,
        "user_namespace_remap": options.userns_remap,
        "debian_perf": options.debian_perf,
        "kubelet_seccomp_default": options.kubelet_seccomp_default,
    }
    host = base._replace(**{name: value for name, value in facts.items() if value is not None})
    if options.engine:
        engine, version = parse_engine(options.engine)
        host = host._replace(engine=engine, engine_version=version)
    if options.kernel:
        host = host._replace(kernel=parse_version(options.kernel, "kernel"))
    if options.container_selinux:
        host = host._replace(container_selinux=parse_version(options.container_selinux, "container-selinux"))
    return host


def _compose_files(options: RunOptions, config: Config) -> tuple[str, ...]:
    named = tuple(os.path.abspath(path) for path in options.compose_files)
    return named or _absolute(config, config.compose_files)


def _absolute(config: Config, paths: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(os.path.normpath(os.path.join(config.folder, path)) for path in paths)


def _excludes(options: RunOptions, config: Config) -> Excludes | None:
    both = ((config.folder, config.exclude), (os.getcwd(), options.exclude))
    parts = [(folder, lines) for folder, lines in both if lines]
    if not parts:
        return None
    from capslint.source.ignore import Layer, is_excluded, patterns_of

    try:
        layers = tuple(Layer(folder.rstrip("/") + "/", patterns_of(list(lines))) for folder, lines in parts)
    except ValueError as error:
        raise ConfigError(f"exclude: {error}") from None
    return lambda path, is_folder: is_excluded(layers, path, is_folder)
