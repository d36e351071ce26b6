"""A JSON patch (RFC 6902) applied to a manifest, as kustomize does it.

Sources: RFC 6902 (operations), RFC 6901 (pointers: ``~0`` is ``~``, ``~1`` is ``/``), and what evanphx/json-patch
``v4/patch.go`` does beyond them: a negative index counts from the end, ``replace`` sets a key that is not there.
"""

from __future__ import annotations

from collections.abc import Callable

from capslint.cst import Mapping, Node, Scalar, Sequence
from capslint.formats.reading.layered import covered_by, entries_of, items_of, layers_of, mapping, sequence
from capslint.formats.reading.scalars import FALSE, TRUE, integer, is_null, scalar_text
from capslint.formats.reading.view import View

Steps = tuple[str, ...]


class CannotApplyError(Exception):
    """A patch that kustomize refuses for this manifest; the message says why. ``operation`` is the one that fails."""

    operation: View | None = None


def applied(root: View, operations: View) -> View:
    """Return the object ``root`` after all of a list of ``operations``. Raises CannotApplyError."""
    for operation in items_of(operations):
        fields = entries_of(operation)
        name = scalar_text(fields.get("op")) or ""
        apply = _OPERATIONS.get(name)
        try:
            if apply is None:
                raise CannotApplyError(f"there is no operation {name!r}")
            root = apply(root, operation, fields)
        except CannotApplyError as error:
            error.operation = operation
            raise
    return root


def _pointer(view: View | None) -> Steps:
    text = scalar_text(view) or ""
    if text and not text.startswith("/"):
        raise CannotApplyError(f"{text!r} is no JSON pointer")
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in text.split("/")[1:])


def _add(root: View, operation: View, fields: dict[str, View]) -> View:
    return _added(root, _pointer(fields.get("path")), _value(fields, operation), operation)


def _added(root: View, steps: Steps, value: View, operation: View) -> View:
    def change(at: View, step: str) -> View:
        if isinstance(at.node, Mapping):
            return _with(at, operation, step, value)
        items = [*items_of(at)]
        index = len(items) if step == "-" else _index(step, len(items) + 1)
        return sequence(at, [*items[:index], value, *items[index:]], (*layers_of(at), operation))

    return _changed(root, steps, change, operation)


def _remove(root: View, operation: View, fields: dict[str, View]) -> View:
    steps = _pointer(fields.get("path"))
    _found(root, steps)
    return _removed(root, steps, operation)


def _removed(root: View, steps: Steps, operation: View) -> View:
    def change(at: View, step: str) -> View:
        return _with(at, operation, step, None)

    return _changed(root, steps, change, operation)


def _replace(root: View, operation: View, fields: dict[str, View]) -> View:
    value = _value(fields, operation)
    return _changed(root, _pointer(fields.get("path")), lambda at, step: _with(at, operation, step, value), operation)


def _move(root: View, operation: View, fields: dict[str, View]) -> View:
    source = _pointer(fields.get("from"))
    value = _found(root, source)
    return _added(_removed(root, source, operation), _pointer(fields.get("path")), value, operation)


def _copy(root: View, operation: View, fields: dict[str, View]) -> View:
    return _added(root, _pointer(fields.get("path")), _found(root, _pointer(fields.get("from"))), operation)


def _test(root: View, operation: View, fields: dict[str, View]) -> View:
    try:
        found: View | None = _found(root, _pointer(fields.get("path")))
    except CannotApplyError:
        found = None
    if _plain(found) != _plain(_value(fields, operation)):
        raise CannotApplyError(f"its test of {scalar_text(fields.get('path'))} fails")
    return root


_OPERATIONS: dict[str, Callable[[View, View, dict[str, View]], View]] = {
    "add": _add,
    "copy": _copy,
    "move": _move,
    "remove": _remove,
    "replace": _replace,
    "test": _test,
}


def _value(fields: dict[str, View], operation: View) -> View:
    value = fields.get("value")
    if value is None:
        node = operation.node
        return operation._replace(node=Scalar(node.start, node.end, None, None, "null", ""))
    return value


def _changed(at: View, steps: Steps, change: Callable[[View, str], View], operation: View) -> View:
    """Return ``at`` with the collection that the last of ``steps`` is in replaced by what ``change`` makes of it."""
    if not isinstance(at.node, (Mapping, Sequence)) or not steps:
        raise CannotApplyError("its path leads to nothing that has parts")
    if len(steps) == 1:
        return change(at, steps[0])
    child = _changed(_found(at, steps[:1]), steps[1:], change, operation)
    return _with(at, operation, steps[0], child)


def _with(at: View, operation: View, step: str, value: View | None) -> View:
    """Return the collection ``at`` with another value at ``step``, or without it."""
    layers = (*layers_of(at), operation)
    if isinstance(at.node, Mapping):
        entries, covered = dict(entries_of(at)), dict(covered_by(at))
        below = entries.pop(step, None)
        if value is not None:
            entries[step] = value
        if below is not None and value is not None and _is_other(below, value):
            covered[step] = below
        return mapping(at, entries, layers, covered)
    items = [*items_of(at)]
    index = _index(step, len(items))
    items[index : index + 1] = [value] if value is not None else []
    return sequence(at, items, layers)


def _is_other(below: View, value: View) -> bool:
    """Return whether a value takes the place of ``below``, and is not the same with a part of it changed."""
    return below.node is not value.node and below not in layers_of(value)


def _found(root: View, steps: Steps) -> View:
    at = root
    for step in steps:
        if isinstance(at.node, Mapping):
            child = entries_of(at).get(step)
            if child is None:
                raise CannotApplyError(f"there is no {step!r} in what it is for")
            at = child
        elif isinstance(at.node, Sequence):
            items = items_of(at)
            at = items[_index(step, len(items))]
        else:
            raise CannotApplyError("its path leads to nothing that has parts")
    return at


def _index(step: str, length: int) -> int:
    try:
        index = int(step) if step.isascii() else length
    except ValueError:
        index = length
    index = index + length if index < 0 else index
    if not 0 <= index < length:
        raise CannotApplyError(f"a list has no item {step}")
    return index


def _plain(view: View | None) -> object:
    """Return a value for a comparison: collections as such, scalars as JSON has them."""
    if view is None or is_null(view):
        return None
    node = view.node
    if isinstance(node, Mapping):
        return {name: _plain(child) for name, child in entries_of(view).items()}
    if isinstance(node, Sequence):
        return [_plain(child) for child in items_of(view)]
    return _plain_scalar(node)


def _plain_scalar(node: Node) -> object:
    if not isinstance(node, Scalar) or node.style:
        return getattr(node, "value", None)
    number = integer(node.value)
    if number is not None:
        return ("number", number)
    word = node.value.lower()
    return word in TRUE if word in (*TRUE, *FALSE) else node.value
