"""What a field that stands misplaced would give the container, once it is read."""

from __future__ import annotations

from capslint.cst import Mapping, Node, Path, Scalar, Sequence
from capslint.model import Misplaced, Place

_ADDS = frozenset(("capAdd", "cap_add", "devices"))
_GRANTS = {"hostPID": "pid=host", "privileged": "privileged"}


def misplaced_field(name: str, place: Place, belongs: Path | None, where: str, advice: str) -> Misplaced:
    """Return the field ``name`` at ``place`` with what it would give."""
    node = place.node
    only_adds = _only_adds(name, node)
    is_true = isinstance(node, Scalar) and node.value == "true"
    return Misplaced(
        name,
        place,
        belongs,
        where,
        advice,
        adds=_added(name, node, only_adds),
        grant=_GRANTS.get(name) if is_true else None,
        only_adds=only_adds,
    )


def _only_adds(name: str, node: Node) -> bool:
    if name == "capabilities":
        return isinstance(node, Mapping) and node.get("drop") is None and not any(map(_is_merge, node.pairs))
    return name in _ADDS


def _is_merge(pair: tuple[object, object]) -> bool:
    return getattr(pair[0], "value", None) == "<<"


def _added(name: str, node: Node, only_adds: bool) -> tuple[str, ...]:
    listed: Node | None = node if name == "cap_add" else None
    if isinstance(node, Mapping) and only_adds:
        listed = node.get("add")
    items = listed.items if isinstance(listed, Sequence) else []
    return tuple(item.value.upper().removeprefix("CAP_") for item in items if isinstance(item, Scalar))
