"""What a rule may ask, answered by the permission model; each question is answered once."""

from __future__ import annotations

from collections.abc import Iterable

from capslint.check.shared_places import SharedPlaces
from capslint.cst import Path
from capslint.debuggers import other_reasons, recognise
from capslint.model import (
    Answer,
    Container,
    Evidence,
    Host,
    Operation,
    Outcome,
    Reason,
    Scene,
    Setting,
    Sureness,
    Verdict,
    Workload,
)
from capslint.model.operation import Plain


class Judge:
    """The contexts of one workload's containers, made when they are asked for."""

    def __init__(self, host: Host, workload: Workload) -> None:
        self._known_host = host
        self._host: Host | None = None
        self.workload = workload
        self.places = SharedPlaces(workload.containers)
        self._contexts: dict[int, ContainerContext] = {}

    @property
    def host(self) -> Host:
        """What is known of the machine, and else what the hosts people have today are like."""
        from capslint.permissions.assumed_host import assumed

        if self._host is None:
            self._host = assumed(self._known_host, self.workload.starter)
        return self._host

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
        self._container = container
        self._evidence: tuple[Evidence, ...] | None = None
        self._reasons: tuple[Reason, ...] | None = None
        # What is asked about is kept with its answer: as long as it lives, its id is its own.
        self._verdicts: dict[tuple[int, int], tuple[Evidence, Container, Verdict]] = {}

    @property
    def workload(self) -> Workload:
        """The containers that run together with it."""
        return self._judge.workload

    @property
    def host(self) -> Host:
        """What is known of the machine."""
        return self._judge.host

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The debuggers recognised in the container, the surest first."""
        if self._evidence is None:
            self._evidence = recognise(self._container)
        return self._evidence

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Known needs of broad grants that are not debugging, seen in the container."""
        if self._reasons is None:
            self._reasons = other_reasons(self._container)
        return self._reasons

    def about(self, container: Container) -> ContainerContext:
        """Return the same questions for another container of the workload."""
        return self._judge.context(container)

    def users_of(self, setting: Setting[object]) -> tuple[Container, ...]:
        """Return the containers of the workload that have a setting written at this very place, in their order."""
        return self._judge.places.users_of(setting)

    def built_on(self, path: Path, container: Container) -> tuple[Container, ...]:
        """Return the containers that take any setting from the mapping at ``path`` of the container's document."""
        return self._judge.places.built_on(path, container)

    def judge(self, evidence: Evidence, container: Container | None = None) -> Verdict:
        """Return whether the recognised operation works in ``container`` (by default the one being looked at)."""
        from capslint.permissions.judge_operation import judge

        container = self._container if container is None else container
        key = (id(evidence), id(container))
        if key not in self._verdicts:
            operation, scene = self._asked(evidence, container)
            self._verdicts[key] = (evidence, container, judge(container, operation, self._judge.host, scene))
        return self._verdicts[key][2]

    def sees_target(self, evidence: Evidence) -> bool:
        """Return whether there is a process to be seen that the operation can be meant for."""
        from capslint.permissions.gates.pid_namespace import GATE
        from capslint.permissions.judge_operation import judge

        operation, scene = self._asked(evidence, self._container, as_if_seen=False)
        gates = judge(self._container, operation, self._judge.host, scene).gates
        return not any(result.gate == GATE and result.outcome is Outcome.BLOCKS for result in gates)

    def least_capabilities(self, container: Container) -> tuple[str, ...] | None:
        """Return the smallest capabilities with which all that works now works in ``container``.

        None if no set does.
        """
        from capslint.permissions.least import least_capabilities

        working = [evidence for evidence in self.evidence if self.judge(evidence).answer is not Answer.FAILS]
        operations = tuple(self._asked(evidence, container) for evidence in working)
        goal = [self.judge(evidence) for evidence in working]
        return least_capabilities(container, operations, self._judge.host, goal, self._container)

    def capabilities_for(
        self, evidence: Evidence, container: Container | None = None, *, surely: bool = False
    ) -> tuple[str, ...] | None:
        """Return the narrowest capabilities to add to ``container`` with which the operation does not fail.

        It can then still turn on a fact of the host; with ``surely``, only on what no capability settles. () if it
        needs none now, None if no set helps.
        """
        from capslint.permissions.least import least_capabilities, narrowest_capabilities

        asked = self._container if container is None else container
        operation, scene = self._asked(evidence, asked)
        if surely:
            return least_capabilities(asked, ((operation, scene),), self._judge.host)
        return narrowest_capabilities(asked, operation, scene, self._judge.host)

    def _asked(self, evidence: Evidence, container: Container, as_if_seen: bool = True) -> tuple[Operation, Scene]:
        from capslint.debuggers.catalogue import operation_for
        from capslint.debuggers.commands.main_process import main_process
        from capslint.permissions.scenario import CommandFacts, scene_for

        operation = operation_for(evidence)
        commands = CommandFacts(self._is_debugger, main_process)
        return operation, scene_for(container, self.workload, evidence, operation, commands, as_if_seen=as_if_seen)

    def _is_debugger(self, other: Container) -> bool:
        return runs_only_a_debugger(self._judge.context(other).evidence)


def runs_only_a_debugger(evidence: Iterable[Evidence]) -> bool:
    """Return whether a container in which ``evidence`` was seen is there to look into others, and nobody's target."""
    from capslint.debuggers.catalogue import operation_for

    mains = (operation_for(seen) for seen in evidence if seen.sureness is Sureness.COMMAND and seen.is_main)
    return any(main.attaches or Plain.SAME_USER in main.demands for main in mains)
