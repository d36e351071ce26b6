"""Changes to one document that carry out an intention of a rule."""

from __future__ import annotations

from capslint.cst import Document, Scalar, node_at
from capslint.cst.changes import Change, Replace, Value
from capslint.edits import Withheld
from capslint.model.setting import Setting, Via
from capslint.startup.records import NamedTuple


class Remedy(NamedTuple):
    """Changes to one document."""

    document: Document
    changes: tuple[Change, ...]


def join(*parts: Remedy | Withheld) -> Remedy | Withheld:
    """Return one remedy of several, each change once; Withheld if one is, or if they concern different documents."""
    changes: list[Change] = []
    document: Document | None = None
    for part in parts:
        if isinstance(part, Withheld):
            return part
        if document is not None and part.document is not document:
            return Withheld("it takes a change in two documents at once")
        document = part.document
        changes.extend(change for change in part.changes if not any(_is_same(change, other) for other in changes))
    if document is None:
        return Withheld("there is nothing to change")
    return Remedy(document, tuple(changes))


def set_value(setting: Setting[object], value: Value) -> Remedy | Withheld:
    """Return the remedy that puts another value where this one was written, be it at the end of a longer word."""
    if setting.is_absent:
        return Withheld("there is nothing to replace")
    if (why := brought_by(setting)) is not None:
        return why
    place = setting.place
    written = node_at(place.document.root, place.path)
    if isinstance(written, Scalar) and isinstance(place.node, Scalar) and written is not place.node:
        value = f"{written.value.removesuffix(place.node.value)}{value}"
    return Remedy(place.document, (Replace(place.path, value),))


def brought_by(setting: Setting[object]) -> Withheld | None:
    """Return why nothing can be changed where ``setting`` comes with what is only named there; None if it does not."""
    if setting.via is not Via.BROUGHT:
        return None
    node, key = setting.place.node, getattr(setting.place.key, "value", "")
    named = node.value if isinstance(node, Scalar) and "/" not in key else key or "what is named here"
    return Withheld(f"{named} brings it: it goes only together with that")


def _is_same(change: Change, other: Change) -> bool:
    return type(change) is type(other) and change == other  # named tuples of different types can be equal
