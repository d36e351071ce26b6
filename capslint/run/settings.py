"""What a run is made with: the options of a front end and the settings file, joined."""

from __future__ import annotations

import os
import time
from collections.abc import Hashable, Mapping
from typing import Any

from capslint.api.rule import Rule, group_names
from capslint.check import Options
from capslint.check.rule_filter import RuleFilter
from capslint.config import Config, ConfigError, did_you_mean, discover, load_config
from capslint.config.named_hosts import NamedHosts, named_hosts
from capslint.config.policy import Choice, Policy, known_names, named_rules, overrides_for, policy_of
from capslint.findings import Error, Severity
from capslint.model import Host
from capslint.registry import load_registry
from capslint.run.read_hosts.machine_here import with_this_machine
from capslint.run.run_options import HOST_OPTIONS, RunOptions
from capslint.source.files import NeighbourFiles, reason_of
from capslint.source.walk import Excludes
from capslint.startup.records import NamedTuple
from capslint.suppress import EXPIRED, REASONLESS


class Settings(NamedTuple):
    """What a run is made with.

    ``paths`` are those to look at. ``compose_files`` are the absolute paths of one project's files, in their order,
    ``projects`` those of others; ``named`` are those that were named as such for this run: what belongs to their
    projects may be read. ``rules`` are those that run, ``known`` the ids of all that are installed, with their groups;
    ``errors`` are plug-ins that could not be used. ``policy`` says what is told of findings. ``fail_on`` is the least
    severity of findings that the run fails for; None: it fails for none. ``host`` stands for the ``hosts`` that files
    are judged for where no setting is for their paths. ``today`` is the date, YYYY-MM-DD. ``baseline`` is the path of
    a file with findings that are known already, ``new_only`` a git revision whose findings are. ``baseline_from`` is
    the settings file that names the baseline, if one does. ``root`` is the folder outside of which nothing is read.
    """

    host: Host = Host()
    paths: tuple[str, ...] = ()
    excludes: Excludes | None = None
    compose_files: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    stdin_filename: str | None = None
    rules: tuple[Rule, ...] = ()
    known: Mapping[str, str] = {}
    errors: tuple[Error, ...] = ()
    projects: tuple[tuple[str, ...], ...] = ()
    fail_on: Severity | None = Severity.WARNING
    policy: Policy = Policy()
    hosts: NamedHosts = NamedHosts()
    today: str = ""
    baseline: str | None = None
    new_only: str | None = None
    baseline_from: str | None = None
    root: str | None = None

    def baseline_said(self) -> str:
        """Return where a settings file names the baseline, as the beginning of a message."""
        if self.baseline_from is None:
            return ""
        from capslint.config.settings_file import located

        return f"{located(self.baseline_from, ('baseline',))}: "

    @property
    def unasked(self) -> frozenset[str]:
        """The ids of rules that are installed and do not run: what they find nobody knows."""
        return frozenset(self.known) - {rule.meta.id for rule in self.rules}

    def host_of(self, path: str) -> Host:
        """Return what is known of the host that the file ``path`` is for."""
        overrides = tuple(overrides_for(self.policy.overrides, path))
        return self.hosts.host(overrides) if overrides else self.host

    def options_for(self, path: str, options: Options) -> Options:
        """Return ``options``, those of the run, for the file ``path``."""
        return options._replace(host=self.host_of(path)) if self.policy.overrides else options

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
            today=self.today,
            left_out=self.policy.left_out if self.policy.overrides else None,
        )

    def neighbours(self, folder: str, memory: dict[Hashable, object] | None = None) -> NeighbourFiles:
        """Return what reads the files in ``folder`` that a checked one there refers to.

        ``memory`` is what is remembered from folder to folder, in a run that changes no file.
        """
        return NeighbourFiles(folder, self.named, self.paths or (".",), memory, self.root)

    def is_excluded(self, path: str) -> bool:
        """Return whether options or settings file leave out the file ``path``."""
        return self.excludes is not None and self.excludes(os.path.abspath(path), False)


def settings_of(options: RunOptions) -> Settings:
    """Return what options and settings file come to; an option wins over the file. Raises ConfigError."""
    config = config_of(options)
    registry = load_registry()
    _check_names(options, config, registry.rules)
    policy = _policy(options, config, registry.rules)
    return _without_rules(options, config)._replace(
        rules=policy.rules,
        known=group_names(registry.rules),
        errors=registry.errors,
        fail_on=_fail_on(options, config),
        policy=policy,
        today=time.strftime("%Y-%m-%d"),
        baseline=options.baseline or (config.baseline and os.path.join(config.folder, config.baseline)),
        new_only=options.new_only,
        baseline_from=None if options.baseline or not config.baseline else config.path,
    )


def _policy(options: RunOptions, config: Config, rules: tuple[Rule, ...]) -> Policy:
    if options.select:
        overrides = tuple(override._replace(select=None) for override in config.overrides)
        config = config._replace(select=options.select, overrides=overrides)
    extended = (*config.extend_select, *options.extend_select, *((REASONLESS,) if config.require_reason else ()))
    ignored = (*config.ignore, *options.ignore, *(() if config.warn_expired else (EXPIRED,)))
    choice = Choice(config.select, extended, ignored)
    return policy_of(config, choice, rules, options.level)


def _check_names(options: RunOptions, config: Config, rules: tuple[Rule, ...]) -> None:
    """Raise ConfigError for the first name that neither a rule nor a group of rules has."""
    asked = (*options.select, *options.extend_select, *options.ignore)
    named = tuple(named_rules(config)) if config.path else ()
    if not asked and not named:
        return
    known = known_names(rules)
    for name in asked:
        if name not in known:
            raise ConfigError(f"there is no rule {name!r}{did_you_mean(name, known)}")
    for key, name in named:
        if name not in known:
            from capslint.config.settings_file import located

            where = located(config.path or "", key)
            raise ConfigError(f"{where}: there is no rule {name!r}{did_you_mean(name, known)}")


def _fail_on(options: RunOptions, config: Config) -> Severity | None:
    if options.exit_zero:
        return None
    name = options.fail_on or config.fail_on
    return Settings().fail_on if name is None else Severity[name.upper()]


def settings_without_rules(options: RunOptions) -> Settings:
    """Return the settings of a run that asks no rule, and load none. Raises ConfigError."""
    config = config_of(options)
    return _without_rules(options, config)._replace(policy=policy_of(config, Choice(), (), None))


def host_of(options: RunOptions) -> Host:
    """Return what options and settings file tell of the host. Raises ConfigError."""
    return _hosts(options, config_of(options)).host()


def _without_rules(options: RunOptions, config: Config) -> Settings:
    hosts = _hosts(options, config)
    return Settings(
        hosts.host(),
        (*options.paths, *options.compose_files),
        _excludes(options, config),
        _compose_files(options, config),
        options.compose_files,
        options.stdin_filename,
        projects=() if options.compose_files else tuple(_absolute(config, files) for files in config.projects),
        hosts=hosts,
        root=_root(options),
    )


def _root(options: RunOptions) -> str | None:
    if options.root is not None and not os.path.isdir(options.root):
        raise ConfigError(f"--root {options.root!r} is not a folder")
    return options.root


def config_of(options: RunOptions) -> Config:
    """Return what the settings file says that ``options`` ask for. Raises ConfigError."""
    folder = _working_folder()  # paths are relative to it: without one nothing works
    if options.config_path is not None:
        return load_config(options.config_path)
    return Config() if options.no_config else discover(folder)


def _working_folder() -> str:
    try:
        return os.getcwd()
    except OSError as error:
        raise ConfigError(f"the working folder cannot be found: {reason_of(error)}") from None


def _hosts(options: RunOptions, config: Config) -> NamedHosts:
    return named_hosts(with_this_machine(config, options.hosts), options.hosts, _told(options))


def _told(options: RunOptions) -> dict[str, Any]:
    """Return the facts of the host that options tell. Raises ConfigError."""
    given = {name: value for name, value in options._asdict().items() if name in HOST_OPTIONS and value is not None}
    if not given:
        return {}
    from capslint.config.setting_table import FACTS

    facts: dict[str, Any] = {}
    for fact in FACTS:
        name = fact.name.replace("-", "_")
        facts |= fact.read(fact.name, given[name]) if name in given else {}
    return facts


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
