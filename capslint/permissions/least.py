"""The smallest set of capabilities with which operations work."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from capslint.images.users import user_of
from capslint.model.container import Container, User, as_root
from capslint.model.grants import BY_POWER, with_capabilities
from capslint.model.host import Host
from capslint.model.operation import Operation
from capslint.model.scene import Process, Scene
from capslint.model.setting import Unknown
from capslint.model.verdict import Answer, Verdict
from capslint.permissions.container.capability_lists import engine_capabilities
from capslint.permissions.engines.possible_engines import hosts_with_engines
from capslint.permissions.gates.perf_events import SYMBOLS
from capslint.permissions.judge_operation import judge

_ANYBODY = User(1000, 1000)
CANDIDATES = BY_POWER  # the most powerful are given up first


def least_capabilities(
    container: Container,
    operations: tuple[tuple[Operation, Scene], ...],
    host: Host,
    goal: Sequence[Verdict] | None = None,
    was: Container | None = None,
) -> tuple[str, ...] | None:
    """Return the smallest capabilities (without CAP_) to add to ``container`` so that all ``operations`` work there.

    They work as well as ``goal`` says, else as surely as with every capability: an operation that then still turns on a
    fact must turn on no other. ``was`` is the container before it was changed: where only its image tells the user,
    what works there for whoever that can be must go on for them. () means that nothing is needed, None that no set
    of capabilities makes all of them work.
    """
    candidates = offered(container, host)
    aim = _surest(container, operations, host, candidates) if goal is None else goal
    if any(verdict.answer is Answer.FAILS for verdict in aim):
        return None
    asked = [(container, operations, aim)]
    if was is not None:
        for run in _whoever_runs(container, operations):
            then, before = run(container), run(was)
            wanted = tuple(_verdicts(before, _run_in(operations, container, before, run), host, ()))
            asked.append((then, _run_in(operations, container, then, run), wanted))

    def is_enough(names: tuple[str, ...]) -> bool:
        return all(_all_reach(_verdicts(changed, then, host, names), wanted) for changed, then, wanted in asked)

    if is_enough(()):
        return ()
    return without_needless(candidates, is_enough) if is_enough(candidates) else None


def _surest(
    container: Container, operations: tuple[tuple[Operation, Scene], ...], host: Host, candidates: tuple[str, ...]
) -> tuple[Verdict, ...]:
    """Return the verdicts with all ``candidates``, and of the warnings those that there are without them."""
    pairs = zip(*(_verdicts(container, operations, host, names) for names in (candidates, ())), strict=True)
    return tuple(_warned_as(now, best) for best, now in pairs)


def _warned_as(now: Verdict, best: Verdict) -> Verdict:
    """Return ``best`` with the warnings of ``now``, on each target and host."""
    same = len(best.each) == len(now.each)
    each = tuple(map(_warned_as, now.each, best.each)) if same else ()
    hosts = tuple((name, _warned_as(now.on(name), verdict)) for name, verdict in best.hosts)
    return best._replace(warnings=now.warnings, each=each, hosts=hosts)


def may_be_root(container: Container) -> bool:
    """Return whether only the image tells whose the container is, so that it can be root's, as many are."""
    user = user_of(container)
    return (user is None or isinstance(user, Unknown)) and container.run_as_non_root.value is not True


def _run_by_root(container: Container) -> Container:
    return as_root(container) if may_be_root(container) else container


def _run_by_anybody(container: Container) -> Container:
    return container._replace(user=container.user.with_value(_ANYBODY)) if may_be_root(container) else container


WHOEVER = (_run_by_root, _run_by_anybody)
"""Each returns a container as run by somebody, if only its image tells by whom."""


def as_others(container: Container) -> tuple[Container, ...]:
    """Return ``container`` as run by root and by somebody else, where only its image tells the user: () where not."""
    return tuple(run(container) for run in WHOEVER) if may_be_root(container) else ()


def _whoever_runs(
    container: Container, operations: tuple[tuple[Operation, Scene], ...]
) -> tuple[Callable[[Container], Container], ...]:
    """Return `WHOEVER` if nobody knows who runs ``container``, or one that is looked into."""
    targets = (process.container for _, scene in operations for process in (scene.target, *scene.alternatives))
    unknown = any(may_be_root(each) for each in (container, *targets) if each is not None)
    return WHOEVER if unknown else ()


def _run_in(
    operations: tuple[tuple[Operation, Scene], ...],
    old: Container,
    new: Container,
    run: Callable[[Container], Container],
) -> tuple[tuple[Operation, Scene], ...]:
    """Return ``operations`` with ``new`` in the place of ``old``, and the other containers as ``run`` has them."""

    def moved(process: Process) -> Process:
        held = process.container
        return process if held is None else process._replace(container=new if held is old else run(held))

    def scene_in(scene: Scene) -> Scene:
        alternatives = tuple(map(moved, scene.alternatives))
        return scene._replace(tracer=moved(scene.tracer), target=moved(scene.target), alternatives=alternatives)

    return tuple((operation, scene_in(scene)) for operation, scene in operations)


def narrowest_capabilities(
    container: Container,
    operations: Sequence[tuple[Operation, Scene]],
    host: Host,
    among: tuple[str, ...] | None = None,
) -> tuple[str, ...] | None:
    """Return the narrowest capabilities (without CAP_) to add to ``container`` with which no operation fails.

    They can then still turn on a fact of the host. () means that none fails now, None that no set helps. Only those
    ``among`` some are looked at, the most powerful first.
    """

    def is_enough(names: tuple[str, ...]) -> bool:
        return all(verdict.answer is not Answer.FAILS for verdict in _verdicts(container, operations, host, names))

    candidates = offered(container, host) if among is None else among
    if is_enough(()):
        return ()
    return without_needless(candidates, is_enough) if is_enough(candidates) else None


def without_needless(candidates: tuple[str, ...], enough: Callable[[tuple[str, ...]], bool]) -> tuple[str, ...]:
    """Drop ``candidates`` one after the other, from the first, while the rest is ``enough``, and return the rest.

    It comes back in the other order, the last first. What is enough stays so with more.
    """
    if enough(candidates[-1:]):  # as it is with any of the others: all would be given up
        return candidates[-1:]
    kept = candidates
    for name in candidates:
        fewer = tuple(other for other in kept if other != name)
        if enough(fewer):
            kept = fewer
    return tuple(reversed(kept))


def offered(container: Container, host: Host) -> tuple[str, ...]:
    """Return the candidates that every engine which may run the file certainly accepts, on every host."""
    asked = hosts_with_engines(host, container)
    given = [engine_capabilities(each, each.engine) for each in asked if each.engine is not None]
    return tuple(name for name in CANDIDATES if all(held.has(name) is True for held in given))


def _verdicts(
    container: Container, operations: Sequence[tuple[Operation, Scene]], host: Host, names: tuple[str, ...]
) -> Iterator[Verdict]:
    """Return the verdicts one by one: the first that fails tells enough."""
    wider = with_capabilities(container, *names, beside_unknown=True) if names else container
    for operation, scene in operations:
        yield judge(wider, operation, host, moved_scene(scene, container, wider))


def moved_scene(scene: Scene, old: Container, new: Container) -> Scene:
    """Return the scene with ``new`` in the place of ``old``, where a process names its container."""

    def moved(process: Process) -> Process:
        return process._replace(container=new) if process.container is old else process

    alternatives = tuple(moved(process) for process in scene.alternatives)
    return scene._replace(tracer=moved(scene.tracer), target=moved(scene.target), alternatives=alternatives)


def reaches(found: Verdict, goal: Verdict) -> bool:
    """Return whether an operation works as well as ``goal`` says: as surely, and turning on no other fact.

    Where its target can be one of several, it must do so on each of them, and so it must on each of several hosts. The
    kernel's functions must keep their names.
    """
    if parts := _parts(found, goal):
        return all(reaches(*pair) for pair in parts)
    if goal.answer is Answer.FAILS:
        return True
    if _names_kernel(goal) and not _names_kernel(found):
        return False
    if found.answer is not goal.answer:
        return found.answer > goal.answer
    return found.answer is Answer.WORKS or set(found.depends_on) <= set(goal.depends_on)


def _parts(found: Verdict, goal: Verdict) -> list[tuple[Verdict, Verdict]]:
    """Return the verdicts on each host, or else on each target, that both hold; nothing where they are of one."""
    if found.hosts or goal.hosts:
        return [(found.on(name), goal.on(name)) for name, _ in found.hosts or goal.hosts]
    return [*zip(found.each, goal.each, strict=True)] if len(found.each) == len(goal.each) else []


def _all_reach(found: Iterable[Verdict], goal: Sequence[Verdict]) -> bool:
    return all(reaches(verdict, aim) for verdict, aim in zip(found, goal, strict=True))


def _names_kernel(verdict: Verdict) -> bool:
    """Return whether functions of the kernel are shown by their names, as far as the operation wants to show them."""
    return all(warning.gate != SYMBOLS for warning in verdict.warnings)
