"""What a document should be after its changes, worked out on a bare tree, to hold the edited text against."""

from __future__ import annotations

from typing import Any

from capslint.cst.changes import Append, Change, Insert, Move, Replace, ReplaceEntry, Value
from capslint.cst.nodes import Alias, Document, Mapping, Node, Path, Scalar, Sequence
from capslint.cst.ops.refusal import RefusedError
from capslint.cst.ops.spelling import may_be_typed, scalar

# A tree is [kind, tag, anchor, content]; the content of a mapping is a list of [key tree, value tree].
Tree = list[Any]
_MAPPING, _SEQUENCE, _SCALAR, _ALIAS = "mapping", "sequence", "scalar", "alias"


def refuse_other_outcome(
    before: Document, after: Document, changes: tuple[Change, ...], removals: list[tuple[Path, int]]
) -> None:
    """Raise RefusedError unless ``after`` is ``before`` with ``changes`` made, ``removals`` last and in their order."""
    root = tree_of(before.root)
    for change in changes:
        _make(root, change)
    for path, keep in removals:
        _remove(root, path, keep)
    if tree_of(after.root) != root or len(after.problems) > len(before.problems):
        raise RefusedError("the layout around it is one that no edit is made for")


def tree_of(node: Node | None) -> Tree:
    """Give the bare tree of ``node``: a plain scalar that some reader may type differs from a quoted one."""
    if isinstance(node, Alias):
        return [_ALIAS, None, None, node.name]
    if isinstance(node, Scalar):
        typed = not node.style and may_be_typed(node.value)
        return [_SCALAR, node.tag, node.anchor, [node.value, typed]]
    if isinstance(node, Mapping):
        return [_MAPPING, node.tag, node.anchor, [[tree_of(key), tree_of(value)] for key, value in node.pairs]]
    if isinstance(node, Sequence):
        return [_SEQUENCE, node.tag, node.anchor, [tree_of(item) for item in node.items]]
    return [_SCALAR, None, None, ["", True]]


def _tree_of_value(value: Value) -> Tree:
    if isinstance(value, dict):
        pairs = [[_tree_of_value(key), _tree_of_value(inner)] for key, inner in value.items()]
        return [_MAPPING, None, None, pairs]
    if isinstance(value, list):
        return [_SEQUENCE, None, None, [_tree_of_value(item) for item in value]]
    return [_SCALAR, None, None, [value if isinstance(value, str) else scalar(value), not isinstance(value, str)]]


def _make(root: Tree, change: Change) -> None:
    if isinstance(change, Append):
        holder = _at(root, change.path, make=True)
        if holder[0] != _SEQUENCE:
            holder[:] = [_SEQUENCE, None, holder[2], []]
        holder[3].append(_tree_of_value(change.item))
    elif isinstance(change, Insert):
        _put(root, change.path, _tree_of_value(change.value), change.after)
    elif isinstance(change, Replace):
        node = _at(root, change.path)
        new = _tree_of_value(change.value)
        node[:] = [new[0], node[1], node[2], new[3]]
    elif isinstance(change, ReplaceEntry):
        pairs = _at(root, change.path[:-1])[3]
        pairs[_index(pairs, change.path[-1])] = [_tree_of_value(change.key), _tree_of_value(change.value)]
    elif isinstance(change, Move):
        _move(root, change)


def _move(root: Tree, change: Move) -> None:
    if change.path[:-1] == change.to[:-1]:
        pairs = _at(root, change.path[:-1])[3]
        pair = pairs[_index(pairs, change.path[-1])]
        pair[0] = [_SCALAR, *pair[0][1:3], _tree_of_value(str(change.to[-1]))[3]]
    else:
        _put(root, change.to, _at(root, change.path), None)


def _put(root: Tree, path: Path, value: Tree, after: str | None) -> None:
    holder = _at(root, path[:-1], make=True)
    if holder[0] != _MAPPING:
        holder[:] = [_MAPPING, None, holder[2], []]
    pairs = holder[3]
    there = _index(pairs, path[-1])
    if there >= 0:  # an empty one, which is filled
        pairs[there][1] = value
        return
    behind = _index(pairs, after)
    pairs.insert(behind + 1 if behind >= 0 else len(pairs), [_tree_of_value(str(path[-1])), value])


def _at(root: Tree, path: Path, make: bool = False) -> Tree:
    node = root
    for step in path:
        if isinstance(step, int):
            node = node[3][step]
            continue
        if make and node[0] != _MAPPING:
            node[:] = [_MAPPING, None, node[2], []]
        index = _index(node[3], step)
        if index < 0 and make:
            node[3].append([_tree_of_value(step), [_SCALAR, None, None, ["", True]]])
        node = node[3][index][1]
    return node


def _index(pairs: list[Any], key: str | int | None) -> int:
    return next((at for at, (name, _) in enumerate(pairs) if name[0] == _SCALAR and name[3][0] == key), -1)


def _remove(root: Tree, path: Path, keep: int) -> None:
    while len(path) - 1 > keep and len(_at(root, path[:-1])[3]) == 1:
        path = path[:-1]
    holder = _at(root, path[:-1])[3]
    step = path[-1]
    del holder[step if isinstance(step, int) else _index(holder, step)]
