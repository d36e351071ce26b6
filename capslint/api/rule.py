"""What a rule is, and what it is given. A rule is a pure function from a container to findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from typing import TYPE_CHECKING, Protocol

from capslint.cst import Path
from capslint.findings import Finding, Severity
from capslint.model import Container, Evidence, Fact, Host, Reason, Setting, Verdict, Workload
from capslint.model.grants import Grant
from capslint.startup.records import NamedTuple

if TYPE_CHECKING:
    from capslint.plan.end_state import PlannedGrant
    from capslint.plan.ways_out import Change


class Fixes(Enum):
    """What a rule promises about fixes; the example harness holds it to that."""

    ALWAYS = "always"
    SOMETIMES = "sometimes"
    NEVER = "never"


class Group(Enum):
    """What rules are about: settings name many of them at once by it."""

    FAILING = "failing"
    """A debugger that does not work."""
    BROAD = "broad"
    """More permission than is needed."""
    REFUSED = "refused"
    """What the engine or the API server refuses."""
    INEFFECTIVE = "ineffective"
    """What is written and does nothing, or not what it says."""
    COMMENTS = "comments"
    """Comments for capslint itself."""


ALL_RULES = "all"
"""The name by which settings mean every rule."""


class RuleMeta(NamedTuple):
    """What is known of a rule before it runs. ``id`` is kebab-case, names the bad thing and is never reused.

    ``since`` is the first version with it. ``opt_in`` rules run only when selected. ``facts`` are what it is about:
    it is for the formats that have a place for all of them. ``group`` is where it belongs;
    a rule of a plug-in can be in none.

    ``fields``, ``words`` and ``debuggers`` say where it can find anything, so that nowhere else it is asked, and other
    documents of a folder need not be read: where one of these fields of `Container` is written in a workload, in a text
    with one of ``words`` (parts of words count, white space does not), or where a debugger shows. With none of them,
    everywhere.
    """

    id: str
    summary: str
    severity: Severity
    fixes: Fixes
    since: str
    opt_in: bool = False
    facts: tuple[Fact, ...] = ()
    fields: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    debuggers: bool = False
    after_others: bool = False
    group: Group | None = None


class Context(Protocol):
    """What a rule may ask while it looks at one container."""

    @property
    def workload(self) -> Workload:
        """The containers that run together with it."""

    @property
    def host(self) -> Host:
        """What is known of the machine, and else what is assumed of it; of several what they have in common.

        Its ``each`` holds those by name.
        """

    @property
    def told_host(self) -> Host:
        """What is known of the machine, without what is assumed."""

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The debuggers recognised in the container, the surest first."""

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Known needs of broad grants that are not debugging, seen in the container."""

    @property
    def purposes(self) -> tuple[Evidence, ...]:
        """All that may be meant: `evidence`, and of a tool that is only there each of its other operations."""

    @property
    def workspace(self) -> str | None:
        """What shows that somebody works in the container, in words; None if it runs as a server does."""

    def part(self, grant: Grant, setting: Setting[object]) -> PlannedGrant:
        """Return what the plan for the workload says of ``grant`` (one that rules narrow), which ``setting`` gives."""

    @property
    def end(self) -> Workload:
        """The workload as the plan leaves it: without what is broader than all that works needs."""

    def judge(self, evidence: Evidence, container: Container | None = None, among: Workload | None = None) -> Verdict:
        """Return whether the recognised operation works in ``container`` (by default the one being looked at).

        ``among`` is its workload, where that would change too. A debugger that sees no process but its own is judged as
        if it saw its target: what it lacks besides is a fault by itself, with a fix by itself.
        """

    @property
    def first(self) -> Container:
        """The container as the plan begins with it: as it starts, where it is refused."""

    def at_first(self, evidence: Evidence) -> Verdict:
        """Return whether the operation works in the workload as the plan begins with it."""

    @property
    def only_neighbour(self) -> Container | None:
        """The one container that runs at the same time and has no debugger; None where there is none, or several."""

    def sees_target(self, evidence: Evidence) -> bool:
        """Return whether there is a process to be seen that the operation can be meant for."""

    def hurt_by(self, then: Workload) -> tuple[tuple[Container, Evidence], ...]:
        """Return what would do less, or turn on more, if the workload were ``then``, and in which container."""

    def capabilities_for(
        self,
        evidence: Evidence,
        container: Container | None = None,
        among: Workload | None = None,
        *,
        surely: bool = False,
    ) -> tuple[str, ...] | None:
        """Return the narrowest capabilities to add to ``container`` with which the operation does not fail.

        It can then still turn on a fact of the host; with ``surely``, only on what no capability settles. () if it
        needs none now, None if no set helps.
        """

    def share_of_least(self, evidence: Evidence) -> tuple[str, ...] | None:
        """Return which of the least capabilities for all that fails here the operation takes; None if no set helps."""

    @property
    def told(self) -> tuple[Finding, ...]:
        """What other rules have found about the container; complete for a rule that is asked after the others."""

    def way_out(self, evidence: Evidence) -> Change:
        """Return the smallest change with which the operation works, or why there is none."""

    def users_of(self, setting: Setting[object]) -> tuple[Container, ...]:
        """Return the containers of the workload that have a setting written at this very place, in their order."""

    def built_on(self, path: Path, container: Container) -> tuple[Container, ...]:
        """Return the containers that take any setting from the mapping at ``path`` of the container's document."""

    def about(self, container: Container) -> Context:
        """Return the same questions for another container of the workload: an anchor has many users."""


Check = Callable[[Container, Context], Iterator[Finding]]


class Rule(NamedTuple):
    """A rule: its meta data and its check."""

    meta: RuleMeta
    check: Check


def group_names(rules: Iterable[Rule]) -> dict[str, str]:
    """Return the name of the group of each of ``rules`` by the rule's id; it is empty where a rule is in none."""
    return {rule.meta.id: "" if rule.meta.group is None else rule.meta.group.value for rule in rules}
