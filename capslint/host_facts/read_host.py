"""What was read of a host, as settings, each with the place where it was read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from capslint.config import ConfigError
from capslint.config.setting_table import FACTS
from capslint.model import Host
from capslint.startup.records import NamedTuple

_READERS = {setting.name: setting.read for setting in FACTS}
_VERSION = re.compile(r"v?[0-9][0-9A-Za-z.+_-]*")


class ReadFact(NamedTuple):
    """One setting of a host with its value, as a settings file has it; None is "not known".

    ``source`` says where it was read, or why it is not known.
    """

    name: str
    value: Any
    source: str


class ReadHost(NamedTuple):
    """What was read of a host: what is ``known``, what is ``unknown``, and what no setting can say (``remarks``).

    ``name`` is what it is called; ``about`` says in a few words which host it is.
    """

    name: str
    about: str
    known: tuple[ReadFact, ...] = ()
    unknown: tuple[ReadFact, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def values(self) -> dict[str, Any]:
        """What is known, by setting."""
        return {fact.name: fact.value for fact in self.known}

    @property
    def host(self) -> Host:
        """The host that these settings come to."""
        host = Host()
        for fact in self.known:
            host = host._replace(**_READERS[fact.name](fact.name, fact.value))
        return host


def fact_of(name: str, value: Any, source: str) -> ReadFact:
    """Return the setting ``name`` as it was read; what is not there, or not valid as a setting, is not known."""
    if value is None:
        return ReadFact(name, None, f"{source} is not there")
    try:
        _READERS[name](name, value)
    except ConfigError as error:
        return ReadFact(name, None, f"{source} has {str(value)[:40]!r}: {error}")
    return ReadFact(name, value, source)


def read_host(name: str, about: str, facts: Iterable[ReadFact], remarks: Iterable[str] = ()) -> ReadHost:
    """Return the host of ``facts``: of several about one setting the first that is known counts, else the first."""
    best: dict[str, ReadFact] = {}
    for fact in facts:
        if fact.name not in best or best[fact.name].value is None is not fact.value:
            best[fact.name] = fact
    ordered = [best[setting.name] for setting in FACTS if setting.name in best]
    known = tuple(fact for fact in ordered if fact.value is not None)
    unknown = tuple(fact for fact in ordered if fact.value is None)
    return ReadHost(name, about, known, unknown, tuple(dict.fromkeys(remarks)))


def version_in(text: str | None) -> str | None:
    """Return the version that ``text`` begins with, without anything that no version has; None where there is none."""
    found = _VERSION.match(text or "")
    return found.group() if found else None
