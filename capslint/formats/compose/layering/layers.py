"""One value of a Compose project, as the files that speak of it give it: the base first, what overrides it behind.

Source of the rules: compose-spec ``13-merge.md`` and compose-go ``override/merge.go``, ``loader/reset.go``.
"""

from __future__ import annotations

from capslint.cst import Alias, Mapping, Sequence
from capslint.formats.reading.scalars import is_null, kind, mapping_expected
from capslint.formats.reading.view import View

Layers = tuple[View, ...]
"""What each file (or extended service) gives for one value, weakest first. Empty: nobody gives it."""


_REPLACED = frozenset(("command", "entrypoint", "test"))
"""Keys whose value is replaced whole, also by null (mergeSpecials of ``override/merge.go``)."""


def add(key: str, old: Layers, new: View) -> Layers:
    """Return ``new`` over ``old``: ``!reset`` takes all away, ``!override`` what was before, null changes nothing."""
    tag = new.node.tag
    if tag == "!reset":
        return ()
    if tag == "!override" or key in _REPLACED:
        return (new,)
    return old if old and is_null(new) else (*old, new)


def combine(layers: Layers, names: frozenset[str] | None, name: str) -> dict[str, Layers]:
    """Return the entries of a mapping that several files give, key by key. ``name`` is its own, for messages."""
    found: dict[str, Layers] = {}
    for layer in layers:
        if not isinstance(layer.node, Mapping) and not mapping_expected(layer, name):
            continue
        for key, view in layer.tree.select(layer, names).items():
            value = add(key, found.get(key, ()), view)
            if value:
                found[key] = value
            else:
                found.pop(key, None)
    return found


def items(layers: Layers, name: str) -> list[View] | None:
    """Return the items of a list that several files give, appended; None if one of them gives no list."""
    found: list[View] = []
    is_list = True
    for layer in layers:
        if is_null(layer):
            continue
        children = layer.tree.items(layer)
        if not isinstance(layer.node, Sequence):
            if not isinstance(layer.node, Alias):
                layer.problem(f"{name} takes a list, not {kind(layer.node)}")
            is_list = False
        found.extend(children)
    return found if is_list else None


def last(layers: Layers) -> View | None:
    """Return what counts of a value that is not merged; None if nobody gives it."""
    return layers[-1] if layers else None
