"""Entries and items alike: where each begins (its key or its dash) and where it ends."""

from __future__ import annotations

from capslint.cst.editing.refused import RefusedError
from capslint.cst.nodes import Mapping, Node, Scalar, Sequence
from capslint.cst.written import braced, content_start, end_of, indicator
from capslint.startup.records import NamedTuple

Collection = Mapping | Sequence


class Slot(NamedTuple):
    """An entry or item: ``[start, end)`` from its key or dash to the end of its value. ``key`` is None for items."""

    start: int
    end: int
    key: Node | None
    value: Node


def slots(text: str, collection: Collection) -> list[Slot]:
    """Return the slots of ``collection`` in the order of the file.

    Raises RefusedError for explicit keys (``? key``), for which no operation is made.
    """
    found: list[Slot] = []
    at = content_start(text, collection)
    if isinstance(collection, Mapping):
        for key, value in collection.pairs:
            if not isinstance(key, Scalar) or indicator(text, at, key.start, "?") is not None:
                raise RefusedError("a mapping with explicit or compound keys ('? key') is not edited")
            found.append(Slot(key.start, max(key.end, end_of(text, value)), key, value))
            at = found[-1].end
        return found
    for item in collection.items:
        start = item.start if collection.flow else indicator(text, at, item.start, "-")
        if start is None:
            raise RefusedError("the dash of an item was not found")
        found.append(Slot(start, end_of(text, item), None, item))
        at = found[-1].end
    return found


def own_slots(text: str, collection: Collection) -> list[Slot]:
    """Return the slots of a collection that is about to change; a flow one must have its brackets."""
    if collection.flow and not braced(text, collection):
        raise RefusedError("a single pair without braces in a list ('[a: b]') is not edited")
    return slots(text, collection)


def position_in(collection: Collection, node: Node) -> int:
    """Return the index of the slot whose value is ``node``."""
    values = collection.items if isinstance(collection, Sequence) else [value for _, value in collection.pairs]
    return next(index for index, value in enumerate(values) if value is node)


def slot_of_key(every: list[Slot], key: str | None) -> Slot | None:
    """Return the first of the slots ``every`` under the scalar ``key``."""
    return next((slot for slot in every if isinstance(slot.key, Scalar) and slot.key.value == key), None)


def colon(text: str, slot: Slot) -> int:
    """Return the offset behind the colon of an entry. Raises RefusedError for a key without one (``{key}``)."""
    assert slot.key is not None
    at = indicator(text, slot.key.end, slot.value.start, ":")
    if at is None:
        raise RefusedError("a key without a colon is not edited")
    return at + 1


def quote_of(node: Node | None) -> str:
    """Return the quotes that ``node`` is written with: ``"``, ``'`` or none."""
    return node.style if isinstance(node, Scalar) and node.style in ("'", '"') else ""
