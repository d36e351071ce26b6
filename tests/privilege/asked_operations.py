"""What a file lets debuggers do and gives to its containers, asked of the permission model alone.

This is what fixes are held against, so it shares no code with what makes them: neither the plan, nor what rules use,
nor the facts that the proof of a fix goes by. It reads the file, takes every operation that may be meant, and puts it
to the model.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from capslint import formats
from capslint.cst.parse import parse
from capslint.debuggers import catalogue, recognise
from capslint.debuggers.commands.main_process import main_process
from capslint.formats.reading.neighbour_files import Files
from capslint.images.users import user_of
from capslint.model import Answer, Container, Evidence, Host, Operation, Outcome, Unknown, User, Verdict, Workload
from capslint.model.container import PidMode, PidNamespace, is_same
from capslint.model.operation import Access, Call, PerfEvent, PerfScope, Plain, Whom
from capslint.permissions.assumed_host import assumed
from capslint.permissions.capabilities import names
from capslint.permissions.container.confinement import confine
from capslint.permissions.container.labels import UNCONFINED
from capslint.permissions.gates import pid_namespace
from capslint.permissions.judge_operation import judge
from capslint.permissions.scenario import CommandFacts, scene_for
from capslint.permissions.seccomp.filter import NO_FILTER
from capslint.source import Source

AMBIENT = "ambient "
MAY_GAIN = "gains by execve"
NOBODY_KNOWN = (None, User(0, 0), User(1000, 1000))
"""Who a container may run as whose user nobody knows."""


class Asked(NamedTuple):
    """One operation in the container called ``container``, as it can be found again in the fixed file."""

    container: str
    tool: str
    operation: str
    words: tuple[str, ...]
    switches: tuple[object, ...]
    seen_in: str


class Debuggers(NamedTuple):
    """A container of ``workload`` and what was recognised in it; ``meant`` are all operations that may be meant."""

    container: Container
    workload: Workload
    evidence: tuple[Evidence, ...]
    meant: tuple[tuple[Asked, Evidence], ...]


def debuggers_in(path: str, text: str, files: Files) -> tuple[Debuggers, ...]:
    """Return each container of the file with what was recognised in it."""
    found = []
    for document in parse(Source(path, text)):
        workloads = formats.read(document, files) if document.root is not None else ()
        for workload in () if isinstance(workloads, formats.NotOurs) else workloads:
            for container in workload.containers:
                evidence = recognise(container)
                meant = tuple((_asked(container, seen), seen) for one in evidence for seen in _meant(one))
                found.append(Debuggers(container, workload, evidence, meant))
    return tuple(found)


def _meant(seen: Evidence) -> Iterator[Evidence]:
    """Return what the command asks for; all that the tool can do where nothing tells that, or nothing runs it."""
    yield seen
    if seen.is_open:
        for name in catalogue.operations(seen.tool):
            if name != seen.operation:
                yield seen._replace(operation=name)


def _asked(container: Container, seen: Evidence) -> Asked:
    return Asked(container.label, seen.tool, seen.operation, seen.words, seen.switches, seen.seen_in)


class Question(NamedTuple):
    """An operation, in whose name it is asked, and whether the debugger is taken to see its target."""

    asked: Asked
    user: User | None
    as_if_seen: bool


def answers(crew: tuple[Debuggers, ...], host: Host) -> dict[Question, list[Verdict]]:
    """Return what the model says of every operation, as whoever the containers of an unknown user may run as."""
    found: dict[Question, list[Verdict]] = {}
    for of in crew:
        for user in NOBODY_KNOWN:
            if user is not None and not any(_is_nobody_known(other) for other in of.workload.containers):
                continue
            container, workload = run_as(user, of.container, of.workload)
            for asked, seen in of.meant:
                for as_if_seen in (True, False):
                    verdict = verdict_of(seen, container, workload, host, as_if_seen=as_if_seen)
                    found.setdefault(Question(asked, user, as_if_seen), []).append(verdict)
    return found


def run_as(user: User | None, container: Container, workload: Workload) -> tuple[Container, Workload]:
    """Return both with ``user`` (None: as they are) for each container of which nobody knows who it runs as."""
    if user is None:
        return container, workload
    changed = tuple(
        other._replace(user=other.user.with_value(user)) if _is_nobody_known(other) else other
        for other in workload.containers
    )
    return next(other for other in changed if is_same(other, container)), workload._replace(containers=changed)


def _is_nobody_known(container: Container) -> bool:
    user = user_of(container)
    return (user is None or isinstance(user, Unknown)) and container.run_as_non_root.value is not True


def verdict_of(
    seen: Evidence, container: Container, workload: Workload, host: Host, *, as_if_seen: bool = False
) -> Verdict:
    """Return whether the operation works in ``container``, which ``workload`` holds."""
    operation = catalogue.operation_for(seen)
    commands = CommandFacts(_runs_only_a_debugger, main_process)
    scene = scene_for(container, workload, seen, operation, commands, as_if_seen=as_if_seen)
    return judge(container, operation, assumed(host, workload.starter), scene)


def _runs_only_a_debugger(container: Container) -> bool:
    mains = [catalogue.operation_for(seen) for seen in recognise(container) if seen.is_main]
    return any(operation.attaches or Plain.SAME_USER in operation.demands for operation in mains)


def is_worse(then: Verdict, now: Verdict) -> bool:
    """Return whether an operation works less surely ``then`` than ``now``, or turns on more."""
    if now.each and len(now.each) == len(then.each):
        return any(is_worse(*pair) for pair in zip(then.each, now.each, strict=True))
    if then.answer is not now.answer:
        return then.answer < now.answer
    return now.answer is Answer.DEPENDS and not set(then.depends_on) <= set(now.depends_on)


def sees_nobody(verdict: Verdict) -> bool:
    """Return whether the debugger certainly does not see the process that it looks into."""
    return any(gate.gate == pid_namespace.GATE and gate.outcome is Outcome.BLOCKS for gate in verdict.gates)


def starts(container: Container, host: Host) -> bool:
    """Return whether the container may start on ``host``: one that the engine refuses has nothing to lose."""
    known = assumed(host, container.starter)
    assert known.engine is not None
    return confine(container, known, known.engine, container.label).starts is not False


def in_effect(container: Container, host: Host) -> frozenset[str]:
    """Return what ``container`` has on ``host``, whatever is written: what it is given and the engine reads."""
    known = assumed(host, container.starter)
    assert known.engine is not None
    held = confine(container, known, known.engine, container.label)
    loose = {
        "privileged": container.privileged.value is True,
        "seccomp=unconfined": NO_FILTER.candidates[0] in held.seccomp.candidates,
        "apparmor=unconfined": held.labels.apparmor == UNCONFINED,
        "label=disable": str(held.labels.selinux).startswith((UNCONFINED, "spc_t")),
        "systempaths=unconfined": held.proc_sys_writable is True,
        "pid=host": _is_of_the_host(container),
        MAY_GAIN: held.no_new_privileges is False,
    }
    user = user_of(container)
    is_root = isinstance(user, User) and user.uid == 0  # who has all that is in the bounding set
    ambient = (AMBIENT + name for name in names(held.ambient.possible) if not is_root)
    return frozenset((*names(held.bounding.possible), *ambient, *(name for name, has in loose.items() if has)))


def _is_of_the_host(container: Container) -> bool:
    mode = container.pid.value
    return isinstance(mode, PidMode) and mode.kind is PidNamespace.HOST


def looks_at_others(operation: Operation) -> bool:
    """Return whether the operation is about processes that it did not start, or the whole machine."""
    return not all(_is_about_its_own(demand) for demand in operation.demands)


def _is_about_its_own(demand: object) -> bool:
    match demand:
        case Access(whom=whom):
            return whom is not Whom.TARGET
        case PerfEvent(scope=scope):
            return scope in (PerfScope.SELF_USER, PerfScope.SELF_KERNEL)
        case _:
            return isinstance(demand, Call) or demand is Plain.TRACEME
