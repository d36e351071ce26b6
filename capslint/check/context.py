"""What a rule may ask, answered by the permission model; each question is answered once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capslint.cst import Path
from capslint.findings import Finding
from capslint.model import Container, Evidence, Host, Reason, Setting, Sureness, Verdict, Workload
from capslint.model.container import is_same
from capslint.model.grants import Grant
from capslint.plan.end_state import EndState, PlannedGrant
from capslint.plan.first_state import only_neighbour
from capslint.plan.harm import Harm
from capslint.plan.workload_model import WorkloadModel

if TYPE_CHECKING:
    from capslint.plan.ways_out import Change


class Judge:
    """The contexts of one workload's containers, made when they are asked for."""

    def __init__(self, host: Host, workload: Workload) -> None:
        self.model = WorkloadModel(host, workload)
        self.harm = Harm(self.model)
        self.told: list[Finding] = []
        self._plan: EndState | None = None
        self._contexts: dict[int, ContainerContext] = {}

    @property
    def plan(self) -> EndState:
        """The end state of the workload."""
        if self._plan is None:
            self._plan = EndState(self.model, self.harm)
        return self._plan

    def context(self, container: Container) -> ContainerContext:
        """Return the context of ``container``, one of the workload's."""
        key = id(container)
        if key not in self._contexts:
            self._contexts[key] = ContainerContext(self, container)
        return self._contexts[key]

    def forget(self) -> None:
        """Drop the contexts: each refers back here, and nobody collects cycles while files are checked."""
        self._contexts.clear()


class ContainerContext:
    """Implements `capslint.api.rule.Context` for one container."""

    def __init__(self, judge: Judge, container: Container) -> None:
        self._judge = judge
        self._model = judge.model
        self._container = container
        self._least: tuple[str, ...] | None = None

    @property
    def workload(self) -> Workload:
        """The containers that run together with it."""
        return self._model.workload

    @property
    def host(self) -> Host:
        """What is known of the machine, and else what is assumed of it."""
        return self._model.host

    @property
    def told_host(self) -> Host:
        """What is known of the machine, without what is assumed."""
        return self._model.known_host

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The debuggers recognised in the container, the surest first."""
        return self._model.seen(self._container).evidence

    @property
    def purposes(self) -> tuple[Evidence, ...]:
        """All that may be meant: of a tool that is only there each of its operations."""
        return self._model.seen(self._container).purposes

    @property
    def workspace(self) -> str | None:
        """What shows that somebody works in the container, in words; None if it runs as a server does."""
        from capslint.debuggers.place_to_work import shown_to_be_worked_in

        return shown_to_be_worked_in(self._container)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Known needs of broad grants that are not debugging, seen in the container."""
        return self._model.reasons(self._container)

    def about(self, container: Container) -> ContainerContext:
        """Return the same questions for another container of the workload."""
        return self._judge.context(container)

    def users_of(self, setting: Setting[object]) -> tuple[Container, ...]:
        """Return the containers of the workload that have a setting written at this very place, in their order."""
        return self._model.places.users_of(setting)

    def built_on(self, path: Path, container: Container) -> tuple[Container, ...]:
        """Return the containers that take any setting from the mapping at ``path`` of the container's document."""
        return self._model.places.built_on(path, container)

    def part(self, grant: Grant, setting: Setting[object]) -> PlannedGrant:
        """Return what the plan says of ``grant``, which ``setting`` gives."""
        return self._judge.plan.part(grant, setting)

    @property
    def end(self) -> Workload:
        """The workload as the plan leaves it."""
        return self._judge.plan.end

    def judge(self, evidence: Evidence, container: Container | None = None, among: Workload | None = None) -> Verdict:
        """Return whether the recognised operation works in ``container`` (by default the one being looked at)."""
        return self._model.judge(evidence, self._container if container is None else container, among)

    @property
    def only_neighbour(self) -> Container | None:
        """The one container that runs at the same time and has no debugger."""
        return only_neighbour(self._container, self._model)

    @property
    def first(self) -> Container:
        """The container as the plan begins with it."""
        return next(each for each in self._judge.plan.start.containers if is_same(each, self._container))

    def at_first(self, evidence: Evidence) -> Verdict:
        """Return whether the operation works in the workload as the plan begins with it."""
        return self._model.judge(evidence, self.first, self._judge.plan.start)

    @property
    def told(self) -> tuple[Finding, ...]:
        """What other rules have found about the container so far."""
        return tuple(finding for finding in self._judge.told if self._container.label in finding.subjects)

    def way_out(self, evidence: Evidence) -> Change:
        """Return the smallest change with which the operation works, or why there is none."""
        from capslint.plan.ways_out import needs

        operation, scene = self._model.asked(evidence, self._container)
        return needs(self._container, operation, self._model.host, scene, self.judge(evidence))

    def sees_target(self, evidence: Evidence) -> bool:
        """Return whether there is a process to be seen that the operation can be meant for."""
        return self._model.sees_target(evidence, self._container)

    def hurt_by(self, then: Workload) -> tuple[tuple[Container, Evidence], ...]:
        """Return what would do less, or turn on more, if the workload were ``then``, and in which container."""
        return tuple(self._judge.harm.hurt_by(then))

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
        from capslint.permissions.least import least_capabilities, narrowest_capabilities

        asked = self._container if container is None else container
        operation, scene = self._model.asked(evidence, asked, among)
        if surely:
            return least_capabilities(asked, ((operation, scene),), self._model.host)
        return narrowest_capabilities(asked, ((operation, scene),), self._model.host)

    def share_of_least(self, evidence: Evidence) -> tuple[str, ...] | None:
        """Return which of the least capabilities for all that fails here the operation takes; None if no set helps.

        What counts is what commands run, hooks too. What the one takes can be all that another one lacks.
        """
        from capslint.permissions.least import narrowest_capabilities

        if self._least is None:
            failing = [seen for seen in self.evidence if seen.sureness is not Sureness.INSTALLED]
            asked = [self._model.asked(seen, self._container) for seen in failing if self.capabilities_for(seen)]
            self._least = narrowest_capabilities(self._container, asked, self._model.host) or ()
        asked = [self._model.asked(evidence, self._container)]
        return narrowest_capabilities(self._container, asked, self._model.host, among=self._least[::-1])
