"""The smallest change with which an operation works, and the smallest grant with which it keeps working, in words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

from capslint.model import Answer, Container, Host, Operation, Outcome, Scene, Verdict
from capslint.model.grants import FIELD_GRANTS, capability, with_capabilities
from capslint.permissions.judge_operation import judge
from capslint.permissions.least import least_capabilities, offered
from capslint.permissions.refusal_remedies import startable
from capslint.plan.change_steps import ChangeStep, State, further_steps, usual_steps
from capslint.startup.records import NamedTuple

_ALWAYS_TAKEN = frozenset(("privileged", "seccomp=unconfined", "systempaths=unconfined"))
"""Fields that stand as they are by default in the smallest grant, whatever the file says, or leaves open."""


class Change(NamedTuple):
    """What together makes an operation work; ``then_depends_on`` are facts that it turns on even so.

    ``obstacles`` say, a sentence each, why nothing does, where that is so.
    """

    words: tuple[str, ...] = ()
    then_depends_on: tuple[str, ...] = ()
    obstacles: tuple[str, ...] = ()


def needs(container: Container, operation: Operation, host: Host, scene: Scene, verdict: Verdict) -> Change:
    """Return what makes an operation work that ``verdict`` says does not; nothing if it works.

    Whatever is named was put to the model: what is refused is taken out or renamed first; then come capabilities, and
    with as few further steps as do it the user, the filter, the labels, the namespaces, and last the host.
    """
    if verdict.answer is Answer.WORKS:
        return Change()
    obstacles: tuple[str, ...] = ()
    for words, changed in startable(container, host):
        state = State(container, scene, host).within(changed)
        found = _least_change(state, operation, verdict, words)
        if found.words:
            return found
        obstacles = obstacles or found.obstacles
    return Change(obstacles=obstacles or _blocking(verdict))


def _least_change(state: State, operation: Operation, now: Verdict, before: tuple[str, ...]) -> Change:
    """Return the change with the fewest steps, behind those that ``before`` tells of."""
    usual = tuple(usual_steps(state, operation))
    found = _search(state, operation, now, before, usual)
    if found is not None or now.answer is not Answer.FAILS:
        return found or Change()
    steps = (*usual, *further_steps(state))
    best = max((_best(each, operation) for each in _everything(state, steps)), key=lambda verdict: verdict.answer)
    if best.answer is Answer.FAILS:
        return Change(obstacles=_blocking(best))
    return _search(state, operation, now, before, steps) or Change()


def _search(
    state: State, operation: Operation, now: Verdict, before: tuple[str, ...], steps: tuple[ChangeStep, ...]
) -> Change | None:
    for size in range(len(steps) + 1):
        for chosen in combinations(steps, size):
            if len({step.field for step in chosen}) < size:
                continue
            then = _applied(state, chosen)
            names = least_capabilities(then.container, ((operation, then.scene),), then.host)
            words = (*before, *(step.words for step in chosen))
            if names is None or not (words or names):
                continue
            verdict = _with(then, operation, names)
            if _is_better(verdict, now):
                return Change((*words, *_granted(names)), verdict.depends_on)
    return None


def _everything(state: State, steps: tuple[ChangeStep, ...]) -> Iterator[State]:
    """Return ``state`` with all steps done; two of one kind one after the other."""
    by_field: dict[str, list[ChangeStep]] = {}
    for step in steps:
        by_field.setdefault(step.field, []).append(step)
    for chosen in product(*by_field.values()):
        yield _applied(state, chosen)


def _applied(state: State, steps: tuple[ChangeStep, ...]) -> State:
    for step in steps:
        state = step.apply(state)
    return state


def _best(state: State, operation: Operation) -> Verdict:
    """Return the verdict with every capability that an operation can ask for and the engine grants."""
    return _with(state, operation, offered(state.container, state.host))


def _with(state: State, operation: Operation, names: tuple[str, ...]) -> Verdict:
    wider = state.within(with_capabilities(state.container, *names, beside_unknown=True)) if names else state
    return judge(wider.container, operation, wider.host, wider.scene)


def _blocking(verdict: Verdict) -> tuple[str, ...]:
    return tuple(dict.fromkeys(gate.why for gate in verdict.gates if gate.outcome is Outcome.BLOCKS))


def _is_better(then: Verdict, now: Verdict) -> bool:
    """Return whether ``then`` works, or turns on less than ``now``: a way that changes nothing is none."""
    if then.answer is Answer.FAILS:
        return False
    return then.answer is Answer.WORKS or now.answer is Answer.FAILS or set(then.depends_on) < set(now.depends_on)


def keeps(container: Container, operation: Operation, host: Host, scene: Scene) -> tuple[str, ...] | None:
    """Return the smallest grants with which an operation that works in ``container`` still works; () if it needs none.

    None where the model finds no set of capabilities that does for what is granted now.
    """
    bare = _without_grants(container)
    moved = scene._replace(tracer=scene.tracer._replace(container=None))
    if judge(bare, operation, host, moved).answer is Answer.WORKS:
        return ()
    names = least_capabilities(bare, ((operation, moved),), host, was=container)
    if names is None or judge(container, operation, host, scene).answer is Answer.FAILS:
        return None
    return _granted(names)


def _granted(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(capability(name).shown for name in names)


def _without_grants(container: Container) -> Container:
    """Return ``container`` without the grants that fixes know; a PID namespace that shows the target stays."""
    bare = container._replace(cap_add=container.cap_add.with_value(()))
    for grant in FIELD_GRANTS:
        if grant.name in _ALWAYS_TAKEN or grant.is_held(bare):
            bare = grant.taken_from(bare)
    return bare
