"""What the catalogue says about a recognised operation, beyond what it asks of the kernel."""

from __future__ import annotations

from capslint.model import Evidence
from capslint.model.operation import Access, Call, Operation, PerfEvent, PerfScope, Plain, Whom


def operation_of(evidence: Evidence) -> Operation:
    """Return the catalogue's entry."""
    from capslint.debuggers.catalogue import operation

    return operation(evidence.tool, evidence.operation)


def silence_of(evidence: Evidence) -> str | None:
    """Return the setting that makes the tool do without what it is refused; None if there is none, or it is set.

    A setting counts as set if all its words stand in the command line, or the variables that the tool reads say so.
    """
    from capslint.debuggers.catalogue import is_silenced

    return None if is_silenced(evidence) is True else operation_of(evidence).silence


def is_silenced(evidence: Evidence) -> bool:
    """Return whether the command line already makes the tool do without what it is refused."""
    return operation_of(evidence).silence is not None and silence_of(evidence) is None


def looks_outward(evidence: Evidence) -> bool:
    """Return whether the operation concerns more than the programs it starts: other processes, or the whole machine."""
    return not all(_is_about_its_own(demand) for demand in operation_of(evidence).demands)


def _is_about_its_own(demand: object) -> bool:
    if isinstance(demand, Access):
        return demand.whom is not Whom.TARGET
    if isinstance(demand, PerfEvent):
        return demand.scope in (PerfScope.SELF_USER, PerfScope.SELF_KERNEL)
    return isinstance(demand, Call) or demand is Plain.TRACEME
