"""What is known of a host that has a name."""

from __future__ import annotations

from capslint.model.host import Host
from capslint.startup.records import NamedTuple


class SourcedFact(NamedTuple):
    """A setting of the host, its value as settings have it, and the source that says so."""

    setting: str
    value: str | int | bool
    source: str


class Preset(NamedTuple):
    """A host by its ``name``. ``about`` says what it is, ``known_by`` how such a machine shows itself.

    ``facts`` are what is known of it, and ``host`` is the same for the permission model; ``read`` is the day on which
    their sources were read, YYYY-MM-DD.
    """

    name: str
    about: str
    known_by: str
    read: str
    host: Host
    facts: tuple[SourcedFact, ...] = ()
