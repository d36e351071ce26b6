"""What a container is for, as far as debugging is concerned: every operation that may be meant."""

from __future__ import annotations

from collections.abc import Iterable

from capslint.model import Evidence


def all_meant(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Return ``evidence``, and for a tool of which nothing tells what it is to do every other operation that it has.

    Operations of one tool need different things: attaching a capability, starting a program a system call. Neither
    stands for the other, so whoever takes a grant away must ask for each.
    """
    found: dict[tuple[object, ...], Evidence] = {}
    for seen in evidence:
        for meant in (seen, *(_others(seen) if seen.is_open else ())):
            key = (meant.tool, meant.operation, meant.switches, meant.exec_as, meant.is_ancestor, meant.variables)
            found.setdefault(key, meant)
    return tuple(found.values())


def _others(seen: Evidence) -> Iterable[Evidence]:
    from capslint.debuggers.catalogue import operations

    return (seen._replace(operation=name) for name in operations(seen.tool) if name != seen.operation)
