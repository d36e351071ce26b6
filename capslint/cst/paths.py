"""Paths through a document: the nodes along one, and the path to what is written somewhere."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.cst.nodes import Document, Mapping, Node, Path, Sequence


def along(root: Node | None, path: Path) -> Iterator[Node]:
    """Return the nodes that ``path`` leads through, the root first, as far as they exist."""
    node = root
    for step in path:
        if node is None:
            return
        yield node
        if isinstance(node, Mapping) and isinstance(step, str):
            node = node.get(step)
        elif isinstance(node, Sequence) and isinstance(step, int) and 0 <= step < len(node.items):
            node = node.items[step]
        else:
            return
    if node is not None:
        yield node


def path_to(document: Document, offset: int) -> Path:
    """Return the path to the innermost node written around ``offset``."""
    path: list[str | int] = []
    node: Node | None = document.root
    while node is not None:
        inner = _child_around(node, offset)
        if inner is None:
            break
        step, node = inner
        path.append(step)
    return tuple(path)


def _child_around(node: Node, offset: int) -> tuple[str | int, Node] | None:
    if isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            if item.start <= offset < item.end:
                return index, item
    elif isinstance(node, Mapping):
        for key, value in node.pairs:
            if value.start <= offset < value.end:
                return str(getattr(key, "value", "")), value
    return None
