"""Random operations on random nodes of a document."""

from __future__ import annotations

import random

from capslint.cst import Document, Mapping, Node, Path, Scalar, Sequence
from capslint.cst.changes import Append, Change, Insert, Move, Remove, Replace, ReplaceEntry, Value

VALUES: tuple[Value, ...] = (
    "SYS_PTRACE",
    "seccomp:unconfined",
    "yes",
    "0644",
    "a b: c # d",
    "",
    "it's",
    True,
    7,
    None,
    [],
    {},
    ["SYS_PTRACE"],
    ["A", "yes"],
    {"type": "RuntimeDefault"},
    {"add": ["SYS_PTRACE"], "drop": ["ALL"]},
)


def paths(root: Node | None) -> list[tuple[Path, Node]]:
    """Return every node that a path of scalar keys leads to."""
    found: list[tuple[Path, Node]] = []
    stack: list[tuple[Path, Node]] = [((), root)] if root is not None else []
    while stack:
        path, node = stack.pop()
        found.append((path, node))
        if isinstance(node, Mapping):
            stack += [((*path, key.value), value) for key, value in node.pairs if isinstance(key, Scalar)]
        elif isinstance(node, Sequence):
            stack += [((*path, index), item) for index, item in enumerate(node.items)]
    return sorted(found, key=lambda one: [str(step) for step in one[0]])


def random_change(document: Document, chance: random.Random) -> Change | None:
    """Choose an operation for a random node; None if the document has too little for it."""
    every = paths(document.root)
    path, node = chance.choice(every)
    value = chance.choice(VALUES)
    operation = chance.choice((_append, _insert, _remove, _replace, _replace_entry, _move))
    return operation(path, node, value, every, chance)


_Every = list[tuple[Path, Node]]


def _append(path: Path, node: Node, value: Value, every: _Every, chance: random.Random) -> Change:
    lists = [one for one, at in every if isinstance(at, Sequence)]
    if lists and chance.random() < 0.7:
        return Append(chance.choice(lists), value)
    return Append(
        (*path, "new", "list") if isinstance(node, Mapping) and chance.random() < 0.5 else (*path, "new"), value
    )


def _insert(path: Path, node: Node, value: Value, every: _Every, chance: random.Random) -> Change:
    maps = [(one, at) for one, at in every if isinstance(at, Mapping)]
    if not maps:
        return Insert((*path, "new"), value)
    path, node = chance.choice(maps)
    keys = [key.value for key, _ in getattr(node, "pairs", []) if isinstance(key, Scalar)]
    after = chance.choice(keys) if keys and chance.random() < 0.6 else None
    return Insert((*path, "new") if chance.random() < 0.7 else (*path, "new", "true", "x"), value, after)


def _remove(path: Path, node: Node, value: Value, every: _Every, chance: random.Random) -> Change | None:
    del node, value, every
    return Remove(path, chance.randrange(len(path))) if path else None


def _replace(path: Path, node: Node, value: Value, every: _Every, chance: random.Random) -> Change | None:
    del node, every, chance
    return Replace(path, value) if path else None


def _replace_entry(path: Path, node: Node, value: Value, every: _Every, chance: random.Random) -> Change | None:
    del node, every, chance
    return ReplaceEntry(path, "new_key", value) if path and isinstance(path[-1], str) else None


def _move(path: Path, node: Node, value: Value, every: _Every, chance: random.Random) -> Change | None:
    del node, value
    maps = [one for one, at in every if isinstance(at, Mapping)]
    if not path or not maps or isinstance(path[-1], int):
        return None
    to = chance.choice(maps)
    return Move(path, (*to, "moved") if chance.random() < 0.6 else (*to, "deep", "moved"), chance.randrange(len(path)))
