"""The judgement: every demand of an operation, put to every gate. It works if none blocks and none is unsure."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from capslint.model.container import Container, PidNamespace, Starter, is_same
from capslint.model.host import Engine, Host
from capslint.model.operation import (
    Access,
    Call,
    Demand,
    Either,
    Identity,
    Mode,
    Need,
    Operation,
    PerfEvent,
    PerfScope,
    Plain,
    Whom,
)
from capslint.model.scene import Process, Scene, Start
from capslint.model.setting import Unknown
from capslint.model.verdict import GateResult, Outcome, Verdict, on_all_hosts
from capslint.permissions import unknown_engine, unknown_target
from capslint.permissions.certainty import Unsure
from capslint.permissions.container.confinement import Confinement, confine, host_confinement
from capslint.permissions.container.process import Task, task
from capslint.permissions.engines.possible_engines import engines
from capslint.permissions.gates import (
    apparmor,
    architecture,
    bpf,
    capability_checks,
    capability_subset,
    credentials,
    file_permissions,
    perf_events,
    pid_namespace,
    seccomp_gate,
    selinux,
    yama,
)
from capslint.permissions.gates.question import Question, result, unless
from capslint.permissions.judged_case import Case
from capslint.permissions.seccomp.rules import Machine

PROGRAM = "program"
TRACED = "already traced"
ORDER = (
    unknown_engine.GATE,
    PROGRAM,
    unknown_target.GATE,
    architecture.GATE,
    seccomp_gate.GATE,
    pid_namespace.GATE,
    file_permissions.GATE,
    credentials.IDS,
    credentials.DUMPABLE,
    capability_subset.GATE,
    yama.GATE,
    apparmor.GATE,
    selinux.GATE,
    TRACED,
    capability_checks.GATE,
    capability_checks.NAMESPACE,
    perf_events.GATE,
    perf_events.SYMBOLS,
    bpf.GATE,
    bpf.LOCKED_MEMORY,
)
"""The names of all gates, in the order in which they are reported: the kernel's, as far as there is one."""

_SINGLE = (
    architecture.judge,
    pid_namespace.judge,
    file_permissions.judge,
    credentials.judge_ids,
    credentials.judge_dumpable,
    capability_subset.judge,
    yama.judge,
    apparmor.judge,
    selinux.judge,
    perf_events.judge_symbols,
    bpf.judge,
    bpf.judge_locked_memory,
)
_SEVERAL = (capability_checks.judge, perf_events.judge)


def judge(container: Container, operation: Operation, host: Host, scene: Scene | None = None) -> Verdict:
    """Return whether ``operation``, carried out in ``container`` on ``host``, works.

    Without ``scene`` the debugger is started by exec, as the container's user, and looks into its main process.
    Where ``host.engine`` is None, every engine that reads such a file is asked, and they must agree; so must all
    processes that the target can be. Where ``host`` stands for several, the worst of their verdicts counts.
    """
    if host.each:
        return on_all_hosts([(name, judge(container, operation, each, scene)) for name, each in host.each])
    return verdict_on(Case(container, operation, host, scene or Scene()))


@lru_cache(maxsize=4096)  # a plan asks for the same again and again, and so does each check of a file that is fixed
def verdict_on(case: Case) -> Verdict:
    """Return whether the operation of ``case`` works."""
    container, operation, host, scene = case.take()
    if scene.alternatives and any(_looks_at_target(need.demand) for need in operation.needs):
        targets = (scene.target, *scene.alternatives)
        scenes = [scene._replace(target=target, alternatives=()) for target in targets]
        verdicts = [judge(container, operation, host, alternative) for alternative in scenes]
        return unknown_target.agreed_verdict(verdicts, [_name(target) for target in targets], ORDER)
    if host.engine is not None:
        return _on_engine(container, operation, host, scene, host.engine)
    verdicts = [_on_engine(container, operation, host, scene, engine) for engine in engines(container)]
    return unknown_engine.agreed_between_engines(verdicts)


def _name(target: Process) -> str:
    return f"'{target.container.name}'" if target.container is not None else "its own"


def tasks_of(container: Container, host: Host, scene: Scene, engine: Engine) -> tuple[Task, Task, list[Confinement]]:
    """Return debugger and target of ``scene`` as the kernel sees them, and how their containers are confined."""
    tracer_in, target_in = _place(scene.tracer, container), _place(scene.target, container)
    tracer_held = _held(tracer_in, host, engine, _group(tracer_in, target_in))
    target_held = tracer_held if target_in is tracer_in else _held(target_in, host, engine, _group(target_in, None))
    held = [tracer_held] if target_in is tracer_in else [tracer_held, target_held]
    return (
        task(scene.tracer, tracer_in, tracer_held, host),
        task(scene.target, target_in, target_held, host),
        held,
    )


def _place(process: Process, container: Container) -> Container | None:
    if process.start is Start.HOST:
        return None
    return process.container or container


def _held(container: Container | None, host: Host, engine: Engine, group: str) -> Confinement:
    return host_confinement(host, engine) if container is None else confine(container, host, engine, group)


def _group(container: Container | None, target: Container | None) -> str:
    """Name the containers that share user namespace and SELinux categories: a pod's, and those of one PID namespace.

    moby daemon/oci_linux.go: to share a PID namespace, they must share a user namespace; create.go copies the label.
    """
    if container is None:
        return ""
    if container.starter is Starter.KUBELET:
        return "the pod"
    pid = container.pid.value
    joins = not isinstance(pid, Unknown) and pid.kind is PidNamespace.CONTAINER
    return target.label if joins and target is not None else container.label


def _on_engine(container: Container, operation: Operation, host: Host, scene: Scene, engine: Engine) -> Verdict:
    tracer, target, held = tasks_of(container, host, scene, engine)
    base = _question(container, host, scene, tracer, target)
    looks = any(_looks_at_target(need.demand) for need in operation.needs)
    asked = [answer for need in operation.needs if need.fatal for answer in _needed(base, need)]
    warned = [answer for need in operation.needs if not need.fatal for answer in _needed(base, need)]
    gates = _merged((*_starting(tracer, held if looks else held[:1]), *asked))
    warnings = _merged(answer for answer in warned if answer.outcome is not Outcome.PASSES)
    return Verdict(unknown_engine.answer_of(gates), gates, warnings)


def _question(container: Container, host: Host, scene: Scene, tracer: Task, target: Task) -> Question:
    place, targets = _place(scene.tracer, container), _place(scene.target, container)
    over_volume = scene.over_volume
    is_elsewhere = place is not targets and (place is None or targets is None or not is_same(place, targets))
    return Question(
        Plain.TRACEME,
        tracer,
        target,
        host,
        pid_namespace.sees(place, targets),
        scene.descendant,
        scene.already_traced,
        architecture.is_emulated(place, host),
        Unsure(over_volume.why) if isinstance(over_volume, Unknown) else over_volume,
        scene.by_socket_alone,
        is_elsewhere,
    )


def _looks_at_target(demand: Demand) -> bool:
    if isinstance(demand, Either):
        return any(_looks_at_target(part) for way in demand.ways for part in way)
    if isinstance(demand, Access):
        return demand.whom is Whom.TARGET
    return demand in (Plain.SOLE_TRACER, Plain.SAME_USER) or isinstance(demand, PerfEvent)


def _starting(tracer: Task, held: list[Confinement]) -> Iterable[GateResult]:
    for confinement in held:
        if confinement.starts is not True:
            yield result(unknown_engine.GATE, confinement.starts, confinement.refusal)
    if tracer.runs is not True:
        yield result(PROGRAM, tracer.runs, tracer.obstacle)


def _ask(question: Question) -> list[GateResult]:
    demand = question.demand
    if isinstance(demand, Either):
        return _easiest([_ask_all(question, way) for way in demand.ways])
    if isinstance(demand, Call):
        tracer, host = question.tracer, question.host
        fact = seccomp_gate.host_fact(demand.only_if, host.mmap_rnd_bits) if demand.only_if else True
        machine = Machine(tracer.filtered_by, host.kernel, host.arch)
        return [seccomp_gate.judge(demand, tracer.seccomp, machine, fact)]
    found = [answer for gate in _SINGLE if (answer := gate(question)) is not None]
    for several in _SEVERAL:
        found += several(question)
    if demand is Plain.SOLE_TRACER:
        why = (
            "Another debugger traces the target already" if question.already_traced else "No debugger holds the target"
        )
        found.append(result(TRACED, not question.already_traced, why))
    if isinstance(demand, Access) and demand.of_memory_map:
        return _mapped(question, found)
    return found + _of_access(question)


def _of_access(question: Question) -> list[GateResult]:
    """Return what the access check says of a demand that comes with one."""
    demand = question.demand
    if isinstance(demand, PerfEvent) and demand.scope is PerfScope.PID:
        return _readable(question)
    if demand is Plain.SAME_USER and question.is_elsewhere and question.over_volume is False:
        # Its socket is behind /proc/PID/root, which the kernel opens as it does for a debugger (proc_pid_get_link).
        return _ask(question._replace(demand=Access(Mode.READ, Identity.FILESYSTEM)))
    return []


def _needed(question: Question, need: Need) -> list[GateResult]:
    answers = _ask(question._replace(demand=need.demand))
    return answers if need.unless is None else unless(Unsure(need.unless), answers)


def _ask_all(question: Question, demands: Iterable[Demand]) -> list[GateResult]:
    return [answer for demand in demands for answer in _ask(question._replace(demand=demand))]


def _easiest(ways: list[list[GateResult]]) -> list[GateResult]:
    """Return the answers for the way that works best, the first of equal ones."""
    return max(ways, key=lambda answers: min((answer.outcome for answer in answers), default=Outcome.PASSES))


def _readable(question: Question) -> list[GateResult]:
    """Ask for read access to the process that is counted, as far as no capability spares it."""
    spared = perf_events.reads_any_process(question)
    read = question._replace(demand=Access(Mode.READ, Identity.REAL))
    return [] if spared is True else unless(spared, _ask(read))


def _mapped(question: Question, found: list[GateResult]) -> list[GateResult]:
    """Return what is asked of who reads a memory map, of which the access check ``found`` this."""
    spared = perf_events.reads_memory_maps(question)
    seen = [answer for answer in found if answer.gate == pid_namespace.GATE]
    if spared is True and any(answer.outcome is not Outcome.PASSES for answer in found if answer not in seen):
        why = "CAP_PERFMON or CAP_SYS_ADMIN replaces the access check for the memory map"
        return [*seen, result(credentials.IDS, True, why)]
    return [*seen, *unless(spared, [answer for answer in found if answer not in seen])]


def _merged(answers: Iterable[GateResult]) -> tuple[GateResult, ...]:
    """Return one result for each gate: the worst. Equal ones are told together."""
    worst: dict[str, GateResult] = {}
    for answer in answers:
        known = worst.get(answer.gate)
        if known is None or answer.outcome < known.outcome:
            worst[answer.gate] = answer
        elif answer.outcome is known.outcome and answer.why != known.why:
            worst[answer.gate] = _together(known, answer)
    return tuple(sorted(worst.values(), key=lambda answer: ORDER.index(answer.gate)))


def _together(first: GateResult, other: GateResult) -> GateResult:
    """Return one result for two demands with the same outcome; only what helps both would make the gate pass."""
    if first.outcome is Outcome.PASSES and first.gate != seccomp_gate.GATE:
        return other  # an attach comes behind the launch that the tool tries first, and tells more
    common = tuple(grant for grant in first.would_pass_with if grant in other.would_pass_with)
    return first._replace(why=f"{first.why}; {other.why}", would_pass_with=common)
