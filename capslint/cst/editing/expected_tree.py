"""What a document should be after its changes, worked out on a bare tree, to hold the edited text against.

The tree knows no reader: `plan` fills it from nodes, the proof of a fix from what the second reader gives.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from capslint.cst.changes import Append, Change, Insert, Move, Replace, ReplaceEntry, Value
from capslint.cst.editing.refused import RefusedError
from capslint.cst.editing.spelling import may_be_typed, scalar
from capslint.cst.nodes import Alias, Document, Mapping, Node, Path, Scalar, Sequence

Tree = list[Any]
"""``[kind, tag, anchor, content]``.

The content of a mapping is a list of ``[key tree, value tree]``, of a sequence a list of trees, of a scalar
``[text, type]``, of an alias its name.
"""

MAPPING, SEQUENCE, SCALAR, ALIAS = "mapping", "sequence", "scalar", "alias"

Leaf = Callable[[Value], list[Any]]
"""How a reader would give a scalar value: its text and its type."""


def refuse_other_outcome(
    before: Document, after: Document, changes: tuple[Change, ...], removals: list[tuple[Path, int]]
) -> None:
    """Raise RefusedError unless ``after`` is ``before`` with ``changes`` made, ``removals`` last and in their order."""
    root = tree_of(before.root)
    change_tree(root, changes, removals, _leaf)
    if tree_of(after.root) != root or len(after.problems) > len(before.problems):
        raise RefusedError("the layout around it is one that no edit is made for")


def change_tree(root: Tree, changes: tuple[Change, ...], removals: list[tuple[Path, int]], leaf: Leaf) -> None:
    """Make ``changes`` in ``root``, then ``removals`` in their order. Raises LookupError where a path leads nowhere."""
    maker = _Maker(root, leaf)
    for change in changes:
        maker.make(change)
    for path, keep in removals:
        maker.remove(path, keep)


def copied(tree: Tree) -> Tree:
    """Return a copy of ``tree`` to make changes in, however deep it is."""
    root = tree.copy()
    stack = [root]
    while stack:
        held = stack.pop()
        for at, part in enumerate(held):
            if isinstance(part, list):
                held[at] = part.copy()
                stack.append(held[at])
    return root


def tree_of(node: Node | None) -> Tree:
    """Return the bare tree of ``node``: a plain scalar that some reader may type differs from a quoted one."""
    if isinstance(node, Alias):
        return [ALIAS, None, None, node.name]
    if isinstance(node, Scalar):
        typed = not node.style and may_be_typed(node.value)
        return [SCALAR, node.tag, node.anchor, [node.value, typed]]
    if isinstance(node, Mapping):
        return [MAPPING, node.tag, node.anchor, [[tree_of(key), tree_of(value)] for key, value in node.pairs]]
    if isinstance(node, Sequence):
        return [SEQUENCE, node.tag, node.anchor, [tree_of(item) for item in node.items]]
    return [SCALAR, None, None, ["", True]]


def _leaf(value: Value) -> list[Any]:
    return [value if isinstance(value, str) else scalar(value), not isinstance(value, str)]


class _Maker:
    """Makes changes in the tree ``root``, in place."""

    def __init__(self, root: Tree, leaf: Leaf) -> None:
        self.root = root
        self.leaf = leaf

    def make(self, change: Change) -> None:
        if isinstance(change, Append):
            holder = self._at(change.path, make=True)
            if holder[0] != SEQUENCE:
                holder[:] = [SEQUENCE, None, holder[2], []]
            holder[3].append(self._value(change.item))
        elif isinstance(change, Insert):
            self._put(change.path, self._value(change.value), change.after)
        elif isinstance(change, Replace):
            node = self._at(change.path)
            new = self._value(change.value)
            node[:] = [new[0], node[1], node[2], new[3]]
        elif isinstance(change, ReplaceEntry):
            pairs = self._at(change.path[:-1])[3]
            pairs[_index(pairs, change.path[-1])] = [self._value(change.key), self._value(change.value)]
        elif isinstance(change, Move):
            self._move(change)

    def remove(self, path: Path, keep: int) -> None:
        while len(path) - 1 > keep and len(self._at(path[:-1])[3]) == 1:
            path = path[:-1]
        holder = self._at(path[:-1])[3]
        step = path[-1]
        del holder[step if isinstance(step, int) else _index(holder, step)]

    def _move(self, change: Move) -> None:
        if change.path[:-1] == change.to[:-1]:
            pairs = self._at(change.path[:-1])[3]
            pair = pairs[_index(pairs, change.path[-1])]
            pair[0] = [SCALAR, *pair[0][1:3], self.leaf(str(change.to[-1]))]
        else:
            self._put(change.to, self._at(change.path), None)

    def _put(self, path: Path, value: Tree, after: str | None) -> None:
        holder = self._at(path[:-1], make=True)
        if holder[0] != MAPPING:
            holder[:] = [MAPPING, None, holder[2], []]
        pairs = holder[3]
        there = _index(pairs, path[-1])
        if there >= 0:  # an empty one, which is filled
            pairs[there][1] = value
            return
        behind = _index(pairs, after)
        pairs.insert(behind + 1 if behind >= 0 else len(pairs), [self._value(str(path[-1])), value])

    def _at(self, path: Path, make: bool = False) -> Tree:
        node = self.root
        for step in path:
            if isinstance(step, int):
                node = node[3][step]
                continue
            if make and node[0] != MAPPING:
                node[:] = [MAPPING, None, node[2], []]
            index = _index(node[3], step)
            if index < 0 and not make:
                raise KeyError(step)
            if index < 0:
                node[3].append([self._value(step), [SCALAR, None, None, self.leaf(None)]])
            node = node[3][index][1]
        return node

    def _value(self, value: Value) -> Tree:
        if isinstance(value, dict):
            return [MAPPING, None, None, [[self._value(key), self._value(inner)] for key, inner in value.items()]]
        if isinstance(value, list):
            return [SEQUENCE, None, None, [self._value(item) for item in value]]
        return [SCALAR, None, None, self.leaf(value)]


def _index(pairs: list[Any], key: str | int | None) -> int:
    return next((at for at, (name, _) in enumerate(pairs) if name[0] == SCALAR and name[3][0] == key), -1)


def scalar_at(root: Tree, path: Path) -> Tree:
    """Return the scalar at ``path``. Raises LookupError where there is none."""
    node = root
    for step in path:
        if node[0] == MAPPING and (at := _index(node[3], step)) >= 0:
            node = node[3][at][1]
        elif node[0] == SEQUENCE and isinstance(step, int):
            node = node[3][step]
        else:
            raise LookupError(step)
    if node[0] != SCALAR:
        raise LookupError(path)
    return node
