"""From a path to the nodes it leads through, and what makes a path one that cannot be edited."""

from __future__ import annotations

from capslint.cst.editing.refused import RefusedError, spelled
from capslint.cst.merges import merges
from capslint.cst.nodes import Alias, Document, Mapping, Node, Path, Scalar, Sequence
from capslint.startup.records import NamedTuple


class Spot(NamedTuple):
    """Where a path leads: ``nodes`` from the root on, as far as they exist, and the steps that are ``missing``."""

    document: Document
    path: Path
    nodes: tuple[Node, ...]
    missing: Path

    @property
    def node(self) -> Node:
        """The deepest node that exists."""
        return self.nodes[-1]

    @property
    def parent(self) -> Node | None:
        """The collection that holds `node`, None for the root."""
        return self.nodes[-2] if len(self.nodes) > 1 else None


def locate(document: Document, path: Path) -> Spot:
    """Follow ``path`` as far as it exists.

    Raises RefusedError for an alias, a merged key or a duplicate key on the way, and for a step that fits no node.
    """
    node = document.root
    if node is None:
        raise RefusedError("the document is empty")
    nodes = [node]
    for depth, step in enumerate(path):
        inner = _step(node, step, path[:depth])
        if inner is None:
            return Spot(document, path, tuple(nodes), path[depth:])
        node = inner
        nodes.append(node)
    return Spot(document, path, tuple(nodes), ())


def existing(document: Document, path: Path) -> Spot:
    """Follow ``path`` to its end. Raises RefusedError as `locate` does, and when there is nothing."""
    spot = locate(document, path)
    if spot.missing:
        raise RefusedError(f"there is no {spelled(path)}")
    if not path:
        raise RefusedError("the root of a document is not edited as a whole")
    return spot


def _step(node: Node, step: str | int, before: Path) -> Node | None:
    if isinstance(node, Alias):
        raise RefusedError(f"{spelled(before)} is the alias *{node.name}")
    if isinstance(step, int):
        return _item(node, step, before)
    if isinstance(node, Mapping):
        return _value(node, step, before)
    if isinstance(node, Scalar) and node.is_null:
        return None
    raise RefusedError(f"{spelled(before)} is not a mapping")


def _value(node: Mapping, step: str, before: Path) -> Node | None:
    values = [value for key, value in node.pairs if isinstance(key, Scalar) and key.value == step]
    if len(values) > 1:
        raise RefusedError(f"the key {step!r} is there twice in {spelled(before)}")
    if not values and merges(node, step):
        raise RefusedError(f"{spelled((*before, step))} comes through a merge (<<)")
    return values[0] if values else None


def _item(node: Node, step: int, before: Path) -> Node:
    if not isinstance(node, Sequence):
        raise RefusedError(f"{spelled(before)} is not a list")
    if not 0 <= step < len(node.items):
        raise RefusedError(f"{spelled(before)} has no item {step}")
    return node.items[step]


def all_nodes(root: Node | None) -> list[Node]:
    """Return every node under ``root``, itself first; aliases are not followed."""
    found: list[Node] = []
    stack = [root] if root is not None else []
    while stack:
        node = stack.pop()
        found.append(node)
        if isinstance(node, Mapping):
            stack += [part for pair in node.pairs for part in pair]
        elif isinstance(node, Sequence):
            stack += node.items
    return found


def refuse_used_anchors(document: Document, *leaving: Node, but: Node | None = None) -> None:
    """Raise RefusedError when an alias that stays refers to one of the nodes that are ``leaving``.

    ``but`` is one whose anchor stays although its value is replaced.
    """
    inside = [node for root in leaving for node in all_nodes(root)]
    if not any(node.anchor for node in inside):
        return
    targets = {id(node) for node in inside if node.anchor and node is not but}
    for alias in _staying_aliases(document, gone={id(node) for node in inside}):
        if id(alias.target) in targets:
            raise RefusedError(f"the alias *{alias.name} refers to what would be removed")


def _staying_aliases(document: Document, gone: set[int]) -> list[Alias]:
    return [node for node in all_nodes(document.root) if isinstance(node, Alias) and id(node) not in gone]
