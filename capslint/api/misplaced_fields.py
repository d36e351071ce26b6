"""Fields in places where nobody reads them: who has them, and what comes of them once they are read."""

from __future__ import annotations

from capslint.api.rule import Context
from capslint.api.safety import do_without, reason_for
from capslint.model import Container, Misplaced, Workload
from capslint.model.grants import grant_named, with_capabilities


def sharers(field: Misplaced, workload: Workload) -> tuple[Container, ...]:
    """Return the containers that the field stands misplaced for, in their order."""
    return tuple(
        container
        for container in workload.containers
        if any(other.place.node is field.place.node and other.name == field.name for other in container.misplaced)
    )


def is_needless(field: Misplaced, container: Container, context: Context) -> bool:
    """Return whether the field would grant what the debuggers in the container's command do without.

    They must work now.
    """
    granted = as_read(field, container)
    explained = reason_for(context, field.adds) is not None
    return granted is not None and not explained and do_without(context, container, granted)


def as_read(field: Misplaced, container: Container) -> Container | None:
    """Return ``container`` as it is once the field is read; None where that is not told by the field alone."""
    if field.grant is not None:
        return grant_named(field.grant).given_to(container)
    return with_capabilities(container, *field.adds) if field.adds else None
