"""What the permission model answers."""

from __future__ import annotations

from collections.abc import Sequence

from capslint.startup.ordered import OrderedEnum
from capslint.startup.records import NamedTuple


class Outcome(OrderedEnum):
    """What one gate does, the worst first."""

    BLOCKS = "blocks"
    DEPENDS = "depends"
    PASSES = "passes"


class Answer(OrderedEnum):
    """What comes of the whole operation, the worst first."""

    FAILS = "fails"
    DEPENDS = "depends"
    WORKS = "works"


class GateResult(NamedTuple):
    """What one gate answers. ``gate`` is its stable name (``seccomp``, ``yama`` …), ``why`` one sentence.

    ``depends_on`` names the missing fact when the outcome is DEPENDS (``"kernel.yama.ptrace_scope"``).
    ``would_pass_with`` names grants, any one of which would make this gate pass (``"cap_add SYS_PTRACE"``).
    """

    gate: str
    outcome: Outcome
    why: str
    depends_on: str | None = None
    would_pass_with: tuple[str, ...] = ()


class Verdict(NamedTuple):
    """Works, fails or depends, with every gate that was asked, in the order of the kernel.

    ``warnings`` are harmless refusals (gdb cannot switch off address space randomization and goes on).
    ``each`` are the verdicts on the several processes that the target can be; empty where there is one. ``hosts`` are
    those on several hosts, by name, where they are not the same: the verdict is then the worst of them.
    """

    answer: Answer
    gates: tuple[GateResult, ...]
    warnings: tuple[GateResult, ...] = ()
    each: tuple[Verdict, ...] = ()
    hosts: tuple[tuple[str, Verdict], ...] = ()

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The missing facts, each once, in the order of the gates."""
        return tuple(dict.fromkeys(gate.depends_on for gate in self.gates if gate.depends_on))

    def on(self, name: str) -> Verdict:
        """Return the verdict on the host ``name``, one of those that were judged."""
        return next((verdict for other, verdict in self.hosts if other == name), self)


def on_all_hosts(named: Sequence[tuple[str, Verdict]]) -> Verdict:
    """Return the verdict on all of several hosts, by their names: the first of the worst."""
    worst = min((verdict for _, verdict in named), key=lambda verdict: verdict.answer)
    return worst if all(verdict == worst for _, verdict in named) else worst._replace(hosts=tuple(named))
