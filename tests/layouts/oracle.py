"""What a document should become, worked out apart from the code under test.

Trees come from PyYAML's events (not from our nodes), are immutable, and are rebuilt along the path of a change.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import yaml

from capslint.cst import Path
from capslint.cst.changes import Append, Change, Insert, Move, Remove, Replace, ReplaceEntry, Value

NULL = "tag:yaml.org,2002:null"
_NULL_SPELLINGS = ("", "~", "null", "Null", "NULL")


class Leaf(NamedTuple):
    """A scalar: how a YAML 1.1 reader types it, and its text (one spelling for every null)."""

    tag: str
    text: str


class Map(NamedTuple):
    """A mapping, its pairs in the order of the file."""

    pairs: tuple[tuple[Any, Any], ...]


class List(NamedTuple):
    """A sequence."""

    items: tuple[Any, ...]


Tree = Leaf | Map | List


def trees(text: str) -> list[Tree | None]:
    """Read every document of ``text``; an alias is a leaf of its own, with its name for text."""
    loader = yaml.CSafeLoader(text)
    found: list[Tree | None] = []
    while not loader.check_event(yaml.StreamEndEvent):
        event = loader.get_event()
        if isinstance(event, yaml.DocumentStartEvent):
            found.append(_tree(loader, loader.get_event()))
    return found


def _tree(loader: Any, event: Any) -> Tree:
    if isinstance(event, yaml.AliasEvent):
        return Leaf("alias", str(event.anchor))
    if isinstance(event, yaml.ScalarEvent):
        tag = event.tag or loader.resolve(yaml.ScalarNode, event.value, event.implicit)
        return Leaf(str(tag), "" if tag == NULL and event.value in _NULL_SPELLINGS else event.value)
    inner = []
    ends = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
    while not isinstance(following := loader.get_event(), ends):
        inner.append(_tree(loader, following))
    if isinstance(event, yaml.SequenceStartEvent):
        return List(tuple(inner))
    return Map(tuple(zip(inner[::2], inner[1::2], strict=True)))


def tree_of(value: Value) -> Tree:
    """Turn a plain value into a tree."""
    if isinstance(value, dict):
        return Map(tuple((Leaf("tag:yaml.org,2002:str", key), tree_of(one)) for key, one in value.items()))
    if isinstance(value, list):
        return List(tuple(tree_of(one) for one in value))
    if value is None:
        return Leaf(NULL, "")
    if isinstance(value, bool):
        return Leaf("tag:yaml.org,2002:bool", "true" if value else "false")
    if isinstance(value, int):
        return Leaf("tag:yaml.org,2002:int", str(value))
    return Leaf("tag:yaml.org,2002:str", value)


def after(tree: Tree, changes: tuple[Change, ...]) -> Tree:
    """Return ``tree`` with ``changes`` made: all that adds or replaces in its order, then all that takes out."""
    leaving: list[tuple[Path, int]] = []
    for change in changes:
        if isinstance(change, Remove) or (isinstance(change, Move) and change.path[:-1] != change.to[:-1]):
            leaving.append((change.path, change.keep))
        if isinstance(change, Move):
            tree = _moved(tree, change)
        elif not isinstance(change, Remove):
            path = change.path if isinstance(change, (Append, Replace)) else change.path[:-1]
            tree = _at(tree, path, lambda old, one=change: _changed(old, one))
    for path, keep in _last_first(tree, leaving):
        depth = len(path)
        while depth - 1 > keep and len(_get(tree, path[: depth - 1])[0]) == 1:
            depth -= 1
        tree = _at(tree, path[: depth - 1], lambda old, step=path[depth - 1]: _without(old, step))
    return tree


def _changed(old: Tree, change: Append | Insert | Replace | ReplaceEntry) -> Tree:
    match change:
        case Append():
            return List((*_items(old), tree_of(change.item)))
        case Insert():
            return _inserted(old, str(change.path[-1]), tree_of(change.value), change.after)
        case Replace():
            return tree_of(change.value)
        case ReplaceEntry():
            return _entry_replaced(old, change)


def _moved(tree: Tree, change: Move) -> Tree:
    key, value = str(change.to[-1]), _get(tree, change.path)
    if change.path[:-1] == change.to[:-1]:
        return _at(tree, change.path[:-1], lambda old: _renamed(old, str(change.path[-1]), key))
    return _at(tree, change.to[:-1], lambda old: _inserted(old, key, value, None))


def _last_first(tree: Tree, leaving: list[tuple[Path, int]]) -> list[tuple[Path, int]]:
    outer = [
        (path, keep)
        for path, keep in dict(leaving).items()
        if not any(path != other and path[: len(other)] == other for other, _ in leaving)
    ]
    return sorted(outer, key=lambda one: _ordinals(tree, one[0]), reverse=True)


def _ordinals(tree: Tree, path: Path) -> list[int]:
    found = []
    for step in path:
        found.append(_ordinal(tree, step))
        tree = _get(tree, (step,))
    return found


def _ordinal(tree: Tree, step: str | int) -> int:
    if isinstance(step, int):
        return step
    assert isinstance(tree, Map)
    return [getattr(key, "text", None) for key, _ in tree.pairs].index(step)


def _get(tree: Tree, path: Path) -> Any:
    for step in path:
        at = _ordinal(tree, step)
        tree = tree.pairs[at][1] if isinstance(tree, Map) else tree.items[at] if isinstance(tree, List) else tree
    return tree


def _at(tree: Tree, path: Path, change: Any) -> Tree:
    """Rebuild ``tree`` with ``change`` done to what is at ``path``; what is missing on the way is made."""
    if not path:
        return change(tree)  # type: ignore[no-any-return]
    step, rest = path[0], path[1:]
    if isinstance(tree, List):
        assert isinstance(step, int)
        return List((*tree.items[:step], _at(tree.items[step], rest, change), *tree.items[step + 1 :]))
    pairs = tree.pairs if isinstance(tree, Map) else ()
    if step not in [getattr(key, "text", None) for key, _ in pairs]:
        pairs = (*pairs, (tree_of(str(step)), Leaf(NULL, "")))
    return Map(
        tuple((key, _at(value, rest, change) if getattr(key, "text", None) == step else value) for key, value in pairs)
    )


def _items(tree: Tree) -> tuple[Any, ...]:
    return tree.items if isinstance(tree, List) else ()


def _inserted(tree: Tree, key: str, value: Tree, behind: str | None) -> Tree:
    pairs = list(tree.pairs) if isinstance(tree, Map) else []
    names = [getattr(name, "text", None) for name, _ in pairs]
    if key in names:
        pairs[names.index(key)] = (pairs[names.index(key)][0], value)
    else:
        pairs.insert(names.index(behind) + 1 if behind in names else len(pairs), (tree_of(key), value))
    return Map(tuple(pairs))


def _entry_replaced(tree: Tree, change: ReplaceEntry) -> Tree:
    assert isinstance(tree, Map)
    new = (tree_of(change.key), tree_of(change.value))
    return Map(tuple(new if getattr(pair[0], "text", None) == change.path[-1] else pair for pair in tree.pairs))


def _renamed(tree: Tree, old: str, new: str) -> Tree:
    assert isinstance(tree, Map)
    return Map(tuple((tree_of(new) if getattr(k, "text", None) == old else k, v) for k, v in tree.pairs))


def _without(tree: Tree, step: str | int) -> Tree:
    at = _ordinal(tree, step)
    if isinstance(tree, Map):
        return Map(tree.pairs[:at] + tree.pairs[at + 1 :])
    assert isinstance(tree, List)
    return List(tree.items[:at] + tree.items[at + 1 :])
