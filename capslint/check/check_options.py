"""What a check is made with."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from capslint.api.rule import Rule
from capslint.check.rule_filter import RuleFilter
from capslint.model import Host
from capslint.startup.records import NamedTuple


class Options(NamedTuple):
    """What a check is made with. ``rules`` are those that run, ``host`` is what is known of the machine.

    ``measure`` asks for abilities, grants and what is not reported, which only a fix is held against.
    ``compose_files`` are the paths of the files that make one Compose project, in their order, ``projects`` those of
    others, which count for the files that they name. Without ``thorough``, a manifest that names nothing a rule is
    about is held to YAML's syntax alone; ``rule_filter``, which is for the same ``rules``, then remembers from file to
    file what it has seen. ``known`` are the ids of all rules that are installed, with their groups, if anybody knows.
    ``today`` is the date, YYYY-MM-DD, for what was accepted until a day. ``left_out`` returns of a file, by its path,
    the ids of the rules that nobody wants to hear of there: no other rule relies on it that they tell something.
    """

    rules: tuple[Rule, ...]
    host: Host = Host()
    measure: bool = False
    compose_files: tuple[str, ...] = ()
    projects: tuple[tuple[str, ...], ...] = ()
    thorough: bool = True
    known: Mapping[str, str] = {}
    rule_filter: RuleFilter | None = None
    today: str = ""
    left_out: Callable[[str], Collection[str]] | None = None
