"""What a value hides and taking it out would show: what is merged, extended, or in a file that this is laid over."""

from __future__ import annotations

from capslint.cst import Mapping, Node, Scalar, merges, node_at, resolve
from capslint.model import Container, Place, Platform, Setting

_OFF = frozenset(("false", "no", "off", "n"))  # compose-go loader/interpolate.go, toBoolean


def hidden_beneath(setting: Setting[object], container: Container) -> str | None:
    """Name what would come in the place of ``setting``, no item of a list, if it were taken out; None if nothing.

    A value beneath that is the container's own as well is not named: it is the next thing to take out.
    """
    place = setting.place
    key = place.path[-1]
    if merges(node_at(place.document.root, place.path[:-1]), key):
        return f"what is merged (<<) there has {key} too"
    if container.platform is not Platform.COMPOSE or isinstance(key, int) or not isinstance(place.node, Scalar):
        return None
    part = _hidden_part(place.node, key, container)
    if part is None:
        return None
    is_here = part.document is place.document
    return f"{'.'.join(map(str, part.path)) if is_here else part.document.source.path} gives {key} too"


def _hidden_part(node: Scalar, key: str, container: Container) -> Place | None:
    giving = [part for part in container.parts if _gives(part.node, key)]
    if len(giving) < 2 or _written(giving[-1].node, key) not in (node, None):
        return None
    beneath = giving[-2]
    value = _written(beneath.node, key)
    if isinstance(value, Scalar) and (value.tag == "!reset" or value.value.lower() in _OFF):
        return None
    is_own = isinstance(value, Scalar) and all(beneath.node is not one.node for one in container.borrowed)
    return None if is_own else beneath


def _gives(part: Node, key: str) -> bool:
    """Say whether a part gives ``key``: null changes nothing of what is beneath it (`capslint.formats.layers.add`)."""
    value = _written(part, key)
    return merges(part, key) if value is None else not (isinstance(value, Scalar) and value.is_null)


def _written(part: Node, key: str) -> Node | None:
    return resolve(part.get(key)) if isinstance(part, Mapping) else None
