"""The hosts that files are judged for: by the names that options and settings give, and what these tell besides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from capslint.config import Config, ConfigError, Override, did_you_mean
from capslint.model import Host
from capslint.model.host import all_of_hosts
from capslint.startup.records import NamedTuple

_Layer = tuple[tuple[str, ...] | None, Mapping[str, Any]]
"""The names that one place gives, None where it gives none, and the facts that it tells besides."""


class NamedHosts(NamedTuple):
    """What the settings file, and what options tell of the hosts; ``known`` are those that are named, by name."""

    by_file: _Layer = (None, {})
    by_options: _Layer = (None, {})
    known: Mapping[str, Host] = {}

    def names(self, overrides: Iterable[Override] = ()) -> tuple[str, ...]:
        """Return the names of the hosts that files are judged for where ``overrides`` hold; () where none is given."""
        named = [names for names, _ in self._layers(overrides) if names is not None]
        return named[-1] if named else ()

    def host(self, overrides: Iterable[Override] = ()) -> Host:
        """Return what is known of all these hosts.

        What names hosts begins anew: what was told before was told of other ones, but for the cluster's admission. What
        is told of the host singly holds for each of them. The default host, of which nothing is known, keeps its name
        where it is named: a file that tells of its own host is then judged for the default one all the same.
        """
        hosts: tuple[tuple[str, Host], ...] = (("", Host()),)
        for names, facts in self._layers(overrides):
            if names is not None:
                admission = hosts[0][1].pod_security
                named = ((name, self.known[name]) for name in names)
                hosts = tuple(
                    (name, host._replace(pod_security=host.pod_security or admission)) for name, host in named
                )
            hosts = tuple((name, host._replace(**facts)) for name, host in hosts)
        found = all_of_hosts(hosts)
        return Host(each=hosts[:1]) if found == Host() and hosts[0][0] else found

    def judged_for(self) -> str:
        """Return in a line for which hosts files are judged; nothing where facts were told of one without a name."""
        if names := self.names():
            return f"Judged for {' and '.join((', '.join(names[:-1]), names[-1])) if len(names) > 1 else names[0]}."
        is_told = bool(self.by_file[1] or self.by_options[1])
        return "" if is_told else "Judged for the default host (`capslint hosts default`)."

    def _layers(self, overrides: Iterable[Override]) -> tuple[_Layer, ...]:
        return (self.by_file, *((override.hosts, override.facts) for override in overrides), self.by_options)


def named_hosts(config: Config, asked: tuple[str, ...], told: Mapping[str, Any]) -> NamedHosts:
    """Return the hosts of ``config`` and those that options have ``asked`` for, and ``told`` facts of.

    Raises ConfigError for a name that no host has.
    """
    known: dict[str, Host] = {}
    for name, key in _names(config, asked):
        if name not in known:
            known[name] = config.host[name] if name in config.host else _preset(name, config, key)
    return NamedHosts((config.hosts, config.facts), (tuple(dict.fromkeys(asked)) or None, told), known)


def _names(config: Config, asked: Iterable[str]) -> Iterable[tuple[str, tuple[str | int, ...]]]:
    """Return each name with the key of the setting that gives it; () where an option does."""
    yield from ((name, ()) for name in asked)
    yield from ((name, ("hosts",)) for name in config.hosts or ())
    for number, override in enumerate(config.overrides):
        yield from ((name, ("overrides", number, "hosts")) for name in override.hosts or ())


def _preset(name: str, config: Config, key: tuple[str | int, ...]) -> Host:
    from capslint.hosts.lookup import HOSTS

    if name in HOSTS:
        return HOSTS[name].host
    message = (
        f"there is no host {name!r}{did_you_mean(name, (*HOSTS, *config.host)) or ': `capslint hosts` lists them'}"
    )
    if not key:
        raise ConfigError(message)
    from capslint.config.settings_file import located

    raise ConfigError(f"{located(config.path or '', key)}: {message}")
