"""What fixes make of a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property

import capslint_rules
from capslint.api import Safety
from capslint.check import Options, check_source
from capslint.findings import CheckResult
from capslint.fix import fix_source
from capslint.model import Host
from capslint.source import Source
from tests.privilege.asked_operations import Debuggers, debuggers_in
from tests.privilege.workloads import BuildFolder

PATH = "compose.yaml"
FILES = BuildFolder()
SAFE = frozenset({Safety.SAFE})
EVERYTHING = frozenset({Safety.SAFE, Safety.UNSAFE})

Check = Callable[[Source], CheckResult]


class Fixed:
    """A file and what fixes of ``allowed`` safety make of it on ``host``."""

    def __init__(self, text: str, host: Host, allowed: frozenset[Safety], check: Check | None = None) -> None:
        self.text = text
        self.host = host
        self.allowed = allowed
        self.check = check or checker(host)
        self.outcome = fix_source(Source(PATH, text), self.check, allowed)

    @property
    def fixed(self) -> str:
        return self.outcome.source.text

    @cached_property
    def before(self) -> tuple[Debuggers, ...]:
        return debuggers_in(PATH, self.text, FILES)

    @cached_property
    def after(self) -> tuple[Debuggers, ...]:
        return self.before if self.fixed == self.text else debuggers_in(PATH, self.fixed, FILES)

    def pairs(self) -> Iterator[tuple[Debuggers, Debuggers]]:
        """Return each container as it was and as it is."""
        now = {of.container.label: of for of in self.after}
        for of in self.before:
            yield of, now[of.container.label]


def checker(host: Host, *, backwards: bool = False) -> Check:
    """Return what checks a text on ``host`` once, however often it is asked; ``backwards`` asks the last rule first."""
    rules = capslint_rules.RULES[::-1] if backwards else capslint_rules.RULES
    options = Options(rules, host, measure=True)
    known: dict[str, CheckResult] = {}

    def check(source: Source) -> CheckResult:
        if source.text not in known:
            known[source.text] = check_source(source, options, FILES)
        return known[source.text]

    return check
