"""The workload as its plan begins with it, and whom those are meant for who see nobody yet.

What keeps a container from starting, and a debugger from seeing its target, goes by a fix of its own. What else a
debugger is given is judged as if that were done: else a grant would be taken away for the want of which it fails
afterwards, or not, by the order in which people follow the advice.
"""

from __future__ import annotations

from collections.abc import Iterator
from operator import is_not

from capslint.formats import format_of
from capslint.model import Container, PidMode, PidNamespace, Sureness, Workload
from capslint.model.container import is_same, runs_beside
from capslint.plan.harm import Harm
from capslint.plan.workload_model import WorkloadModel


def first_state(model: WorkloadModel) -> Workload:
    """Return the workload with each container that is refused as it starts, where that can be told."""
    from capslint.permissions.refusal_remedies import startable

    workload = model.workload
    started = tuple(next((way for _, way in startable(each, model.host)), each) for each in workload.containers)
    is_changed = any(map(is_not, started, workload.containers))
    return workload._replace(containers=started) if is_changed else workload


def blind_debuggers(model: WorkloadModel, harm: Harm) -> Iterator[tuple[Container, Container]]:
    """Return each container that runs nothing but a debugger which sees nothing to attach to, and its target.

    That is the one container that it can be meant for. It is left out where others would be hurt by sharing that.
    """
    for container in model.workload.containers:
        target = only_neighbour(container, model) if _is_blind(container, model) else None
        if target is not None and not any(harm.hurt_by(with_processes_of(target, container, model.workload))):
            yield container, target


def _is_blind(container: Container, model: WorkloadModel) -> bool:
    mains = (seen for seen in model.seen(container).evidence if seen.sureness is Sureness.COMMAND and seen.is_main)
    return any(not model.sees_target(seen, container) for seen in mains)


def only_neighbour(container: Container, model: WorkloadModel) -> Container | None:
    """Return the one container that runs at the same time and has no debugger; None where there is none, or several.

    One that only what is granted implies may not be meant, and goes with the grant.
    """
    beside = (other for other in model.workload.containers if runs_beside(container, other))
    others = [other for other in beside if all(seen.is_implied for seen in model.seen(other).evidence)]
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
