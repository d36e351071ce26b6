"""The workload as its plan begins with it: what is refused starts, and who is blind sees whom he is meant for.

Either goes by a fix of its own. What else a debugger is given is judged as if that were done: else a grant would be
taken away for the want of which it fails afterwards, or not, by the order in which people follow the advice.
"""

from __future__ import annotations

from operator import is_not

from capslint.formats import format_of
from capslint.model import Container, PidMode, PidNamespace, Sureness, Workload
from capslint.model.container import is_same, runs_beside
from capslint.plan.harm import Harm
from capslint.plan.workload_model import WorkloadModel


def first_state(model: WorkloadModel, harm: Harm) -> Workload:
    """Return the workload with each container that is refused as it starts, and each blind debugger beside its target.

    That is so where it can be told: how it starts, and which one the target is, and where nobody is hurt by that.
    """
    state = _as_started(model)
    for container in model.workload.containers:
        if _is_blind(container, model):
            target = only_neighbour(container, model)
            joined = state if target is None else with_processes_of(target, container, state)
            state = state if any(harm.hurt_by(joined)) else joined
    return state


def _as_started(model: WorkloadModel) -> Workload:
    from capslint.permissions.refusal_remedies import startable

    workload = model.workload
    started = tuple(next((way for _, way in startable(each, model.host)), each) for each in workload.containers)
    is_changed = any(map(is_not, started, workload.containers))
    return workload._replace(containers=started) if is_changed else workload


def _is_blind(container: Container, model: WorkloadModel) -> bool:
    """Return whether the container runs nothing but a debugger which sees nothing to attach to."""
    mains = (seen for seen in model.seen(container).evidence if seen.sureness is Sureness.COMMAND and seen.is_main)
    return any(not model.sees_target(seen, container) for seen in mains)


def only_neighbour(container: Container, model: WorkloadModel) -> Container | None:
    """Return the one container that runs at the same time and has no debugger; None where there is none, or several."""
    others = [
        other for other in model.workload.containers if runs_beside(container, other) and not model.seen(other).evidence
    ]
    return others[0] if len(others) == 1 else None


def with_processes_of(target: Container, container: Container, workload: Workload) -> Workload:
    """Return ``workload`` once ``container``, and who has that from the same place, sees what ``target`` runs."""
    sees_all = format_of(container).writer.shares_all_processes
    mode = PidMode(PidNamespace.SHARED) if sees_all else PidMode(PidNamespace.CONTAINER, target.name)
    joined = (
        each._replace(pid=each.pid.with_value(mode))
        if is_same(each, container) or _has_alike(each, container)
        else each
        for each in workload.containers
    )
    return workload._replace(containers=tuple(joined))


def _has_alike(container: Container, other: Container) -> bool:
    place = other.pid.place
    return container.pid.place.path == place.path and container.pid.place.document is place.document
