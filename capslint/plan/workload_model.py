"""What the permission model says of a workload, as it is or as it would be; each question is answered once."""

from __future__ import annotations

from collections.abc import Iterable

from capslint.debuggers import other_reasons, recognise
from capslint.hosts.told_by_file import host_of
from capslint.model import (
    Container,
    Evidence,
    Host,
    Operation,
    Outcome,
    Reason,
    Scene,
    Sureness,
    Verdict,
    Workload,
)
from capslint.model.operation import Plain
from capslint.plan.purposes import all_meant
from capslint.plan.shared_places import SharedPlaces
from capslint.startup.records import NamedTuple

_Key = tuple[int, int, int]


class Seen(NamedTuple):
    """What was recognised in a container: ``evidence`` the surest first, ``purposes`` all that may be meant by it."""

    evidence: tuple[Evidence, ...]
    purposes: tuple[Evidence, ...]


class WorkloadModel:
    """The containers of ``workload`` on a host of which ``known_host`` is known."""

    def __init__(self, known_host: Host, workload: Workload) -> None:
        self.known_host = host_of(workload, known_host)
        self._host: Host | None = None
        self.workload = workload
        self.places = SharedPlaces(workload.containers)
        self._seen: dict[tuple[int, object], Seen] = {}
        self._reasons: dict[tuple[int, object], tuple[Reason, ...]] = {}
        # What is asked about is kept with its answer: as long as it lives, its id is its own.
        self._verdicts: dict[_Key, tuple[Evidence, Container, Workload, Verdict]] = {}
        self._scenes: dict[_Key, tuple[Evidence, Container, Workload, tuple[Operation, Scene]]] = {}

    @property
    def host(self) -> Host:
        """What is known of the machine, and else what the hosts people have today are like."""
        from capslint.permissions.assumed_host import assumed

        if self._host is None:
            told = (container.engine for container in self.workload.containers)
            self._host = assumed(self.known_host, self.workload.starter, next(filter(None, told), None))
        return self._host

    def seen(self, container: Container) -> Seen:
        """Return what was recognised in ``container``, one of the workload's or a changed copy."""
        key = key_of(container)
        if key not in self._seen:
            evidence = recognise(container)
            self._seen[key] = Seen(evidence, all_meant(evidence))
        return self._seen[key]

    def reasons(self, container: Container) -> tuple[Reason, ...]:
        """Return the known needs of ``container`` that are not debugging."""
        key = key_of(container)
        if key not in self._reasons:
            self._reasons[key] = other_reasons(container)
        return self._reasons[key]

    def judge(self, evidence: Evidence, container: Container, among: Workload | None = None) -> Verdict:
        """Return whether the operation works in ``container``, among the containers of a changed workload or its own.

        A debugger that sees no process but its own is judged as if it saw its target.
        """
        from capslint.permissions.judge_operation import judge

        workload = among or self.workload
        key = (id(evidence), id(container), id(workload))
        if key not in self._verdicts:
            operation, scene = self.asked(evidence, container, workload)
            verdict = judge(container, operation, self.host, scene)
            self._verdicts[key] = (evidence, container, workload, verdict)
        return self._verdicts[key][3]

    def asked(
        self, evidence: Evidence, container: Container, among: Workload | None = None, *, as_if_seen: bool = True
    ) -> tuple[Operation, Scene]:
        """Return the operation that ``evidence`` shows, and which process looks into which."""
        workload = among or self.workload
        if not as_if_seen:
            return self._scene(evidence, container, workload, as_if_seen=False)
        key = (id(evidence), id(container), id(workload))
        if key not in self._scenes:
            asked = self._scene(evidence, container, workload, as_if_seen=True)
            self._scenes[key] = (evidence, container, workload, asked)
        return self._scenes[key][3]

    def _scene(
        self, evidence: Evidence, container: Container, workload: Workload, *, as_if_seen: bool
    ) -> tuple[Operation, Scene]:
        from capslint.debuggers.catalogue import operation_for
        from capslint.debuggers.commands.main_process import main_process
        from capslint.permissions.scenario import CommandFacts, scene_for

        operation = operation_for(evidence)
        commands = CommandFacts(self._is_debugger, main_process)
        return operation, scene_for(container, workload, evidence, operation, commands, as_if_seen=as_if_seen)

    def sees_target(self, evidence: Evidence, container: Container, among: Workload | None = None) -> bool:
        """Return whether there is a process to be seen that the operation can be meant for."""
        from capslint.permissions.gates.pid_namespace import GATE
        from capslint.permissions.judge_operation import judge

        operation, scene = self.asked(evidence, container, among, as_if_seen=False)
        gates = judge(container, operation, self.host, scene).gates
        return not any(result.gate == GATE and result.outcome is Outcome.BLOCKS for result in gates)

    def _is_debugger(self, other: Container) -> bool:
        return runs_only_a_debugger(self.seen(other).evidence)


def runs_only_a_debugger(evidence: Iterable[Evidence]) -> bool:
    """Return whether a container in which ``evidence`` was seen is there to look into others, and nobody's target."""
    from capslint.debuggers.catalogue import operation_for

    mains = (operation_for(seen) for seen in evidence if seen.sureness is Sureness.COMMAND and seen.is_main)
    return any(main.attaches or Plain.SAME_USER in main.demands for main in mains)


def key_of(container: Container) -> tuple[int, object]:
    """Return what a container of the file and its changed copies have in common."""
    return id(container.document), container.path
