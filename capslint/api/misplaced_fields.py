"""Fields in places where nobody reads them: who has them, and how they get to where they are read."""

from __future__ import annotations

from collections.abc import Callable

from capslint.api.rule import Context
from capslint.api.safety import do_without, reason_for
from capslint.api.what_if import with_capabilities
from capslint.cst import Mapping, Node, Scalar, Sequence
from capslint.model import (
    Container,
    Misplaced,
    PidMode,
    PidNamespace,
    Starter,
    Workload,
)

_BUILT_IN = frozenset(
    ("Pod", "PodTemplate", "Deployment", "DaemonSet", "StatefulSet", "ReplicaSet", "ReplicationController", "Job")
) | {"CronJob"}
_ADDS = frozenset(("capAdd", "cap_add", "devices"))
_GRANTS: dict[str, Callable[[Container], Container]] = {
    "hostPID": lambda one: one._replace(pid=one.pid._replace(value=PidMode(PidNamespace.HOST))),
    "privileged": lambda one: one._replace(privileged=one.privileged._replace(value=True)),
}


def is_checked_by_the_engine(container: Container, workload: Workload) -> bool:
    """Return whether the fields of ``container`` are those that its engine defines.

    A custom resource can have more: only its own definition tells what its operator reads.
    """
    return container.starter is Starter.ENGINE or workload.label.partition("/")[0] in _BUILT_IN


def sharers(one: Misplaced, workload: Workload) -> tuple[Container, ...]:
    """Return the containers that the field stands misplaced for, in their order."""
    return tuple(
        container
        for container in workload.containers
        if any(other.place.node is one.place.node and other.name == one.name for other in container.misplaced)
    )


def only_adds(one: Misplaced) -> bool:
    """Return whether the field, once it is read, gives the container more and takes nothing from it."""
    node = one.place.node
    if one.name == "capabilities":
        return isinstance(node, Mapping) and node.get("drop") is None and not any(map(_is_merge, node.pairs))
    return one.name in _ADDS


def _is_merge(pair: tuple[object, object]) -> bool:
    return getattr(pair[0], "value", None) == "<<"


def is_needless(one: Misplaced, container: Container, context: Context) -> bool:
    """Return whether the field would grant what the debuggers in the container's command.

    Those work now, do without.
    """
    granted = as_read(one, container)
    explained = reason_for(context, _added(one)) is not None
    return granted is not None and not explained and do_without(context, container, granted)


def as_read(one: Misplaced, container: Container) -> Container | None:
    """Return ``container`` as it is once the field is read; None where that is not told by the field alone."""
    node = one.place.node
    if isinstance(node, Scalar) and node.value == "true" and one.name in _GRANTS:
        return _GRANTS[one.name](container)
    names = _added(one)
    return with_capabilities(container, *names) if names else None


def _added(one: Misplaced) -> list[str]:
    """Return the capabilities that a field which does nothing else would add."""
    node = one.place.node
    listed: Node | None = node if one.name == "cap_add" else None
    if isinstance(node, Mapping) and only_adds(one):
        listed = node.get("add")
    items = listed.items if isinstance(listed, Sequence) else []
    return [item.value.upper().removeprefix("CAP_") for item in items if isinstance(item, Scalar)]
