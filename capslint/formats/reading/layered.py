"""A manifest of several layers as one view: every value still knows the document and the path where it was written.

A layer is a base, a patch that is laid over it, or an operation of a JSON patch. What only one layer gives stays the
view that it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from capslint.cst import Mapping, Node, Scalar, Sequence
from capslint.formats.reading.view import Tree, View
from capslint.model import Place
from capslint.source import Span


class LayeredMapping(Mapping):
    """A mapping that several ``layers`` give, the weakest first. Its place is where new keys would be written.

    ``covered`` are the values that would count, by key, if what counts now were not there.
    """

    __slots__ = ("covered", "entries", "layers")

    def __init__(
        self, home: View, entries: dict[str, View], layers: tuple[View, ...], covered: dict[str, View]
    ) -> None:
        super().__init__(home.node.start, home.node.end, None, None, False)
        self.entries = entries
        self.layers = layers
        self.covered = covered
        self.pairs = [(_key(name, view, home), view.node) for name, view in entries.items()]


class LayeredSequence(Sequence):
    """A list whose items come from several ``layers``, the weakest first."""

    __slots__ = ("layers", "views")

    def __init__(self, home: View, views: list[View], layers: tuple[View, ...]) -> None:
        super().__init__(home.node.start, home.node.end, None, None, False)
        self.views = views
        self.layers = layers
        self.items = [view.node for view in views]


class LayeredTree(Tree):
    """Reads what several layers give; ``own`` is the tree of the document that a value of theirs is at home in."""

    __slots__ = ("own",)

    def __init__(self, own: Tree) -> None:
        super().__init__(own.document, own.folder, own.variables, own.path)
        self.own = own

    def report(self, message: str, span: Span) -> None:
        """Add a problem to the document, unless it is already there."""
        self.own.report(message, span)

    def select(self, at: View, names: frozenset[str] | None, depth: int = 0) -> dict[str, View]:
        """Return the entries of ``at`` whose keys are in ``names`` (None: all), whichever layer gives them."""
        if isinstance(at.node, LayeredMapping):
            return {name: view for name, view in at.node.entries.items() if names is None or name in names}
        return {} if isinstance(at.tree, LayeredTree) else at.tree.select(at, names, depth)

    def items(self, at: View) -> list[View]:
        """Return the items of ``at``, whichever layer gives them."""
        if isinstance(at.node, LayeredSequence):
            return at.node.views
        return [] if isinstance(at.tree, LayeredTree) else at.tree.items(at)


def mapping(
    home: View, entries: dict[str, View], layers: Iterable[View], covered: dict[str, View] | None = None
) -> View:
    """Return a mapping with ``entries``, at the place of ``home``; ``covered`` as `LayeredMapping` has it."""
    return _at_home(home, LayeredMapping(home, entries, tuple(dict.fromkeys(layers)), covered or {}))


def sequence(home: View, items: list[View], layers: Iterable[View]) -> View:
    """Return a list of ``items``, at the place of ``home``."""
    return _at_home(home, LayeredSequence(home, items, tuple(dict.fromkeys(layers))))


def scalar(at: View, value: str) -> View:
    """Return a value that is worked out from what stands at ``at``, at the same place."""
    node = at.node
    return at._replace(node=Scalar(node.start, node.end, None, None, value, '"'))


def is_layered(view: View) -> bool:
    """Return whether more than one layer can give a part of the value."""
    return isinstance(view.node, (LayeredMapping, LayeredSequence))


def layers_of(view: View) -> tuple[View, ...]:
    """Return what each layer gives for the value, the weakest first; a value of one layer is that itself."""
    node = view.node
    return node.layers if isinstance(node, (LayeredMapping, LayeredSequence)) else (view,)


def covered_by(view: View) -> dict[str, View]:
    """Return the values that would count in a mapping, by key, if what counts now were not there."""
    return view.node.covered if isinstance(view.node, LayeredMapping) else {}


def covered_below(view: View) -> Iterator[tuple[View, View]]:
    """Return the values that count in a mapping, or in one inside of it, each with what it covers."""
    entries, covered = entries_of(view), covered_by(view)
    for name, child in entries.items():
        if name in covered:
            yield child, covered[name]
        elif isinstance(child.node, LayeredMapping):
            yield from covered_below(child)


def parts_of(outer: View, inner: View) -> tuple[Place, ...]:
    """Return what each layer gives for ``outer``, then for ``inner``; nothing where ``outer`` has one layer."""
    return tuple(layer.place() for layer in (*layers_of(outer), *layers_of(inner))) if is_layered(outer) else ()


def hiding_of(outer: View, inner: View) -> tuple[tuple[Place, Place], ...]:
    """Return what a layer of ``outer`` or ``inner`` gives, each with what it is laid over."""
    found = (*covered_below(outer), *covered_below(inner)) if is_layered(outer) else ()
    return tuple((view.place(), covered.place()) for view, covered in found)


def entries_of(view: View | None) -> dict[str, View]:
    """Return all entries of a mapping; what is none has none."""
    return view.tree.select(view, None) if view is not None else {}


def items_of(view: View | None) -> list[View]:
    """Return all items of a list; what is none has none."""
    return view.tree.items(view) if view is not None else []


def with_entry(view: View, name: str, value: View | None, by: View | None = None) -> View:
    """Return the mapping ``view`` with another value under ``name`` (None: without it).

    ``by`` is the layer that says so, where it gives a part of what is to be judged.
    """
    entries = dict(entries_of(view))
    if value is None:
        entries.pop(name, None)
    else:
        entries[name] = value
    layers = (*layers_of(view), *((by,) if by is not None else ()))
    return mapping(view, entries, layers, covered_by(view))


def _at_home(home: View, node: Node) -> View:
    own = home.tree.own if isinstance(home.tree, LayeredTree) else home.tree
    return View(LayeredTree(own), node, home.path, home.key, home.via)


def _key(name: str, view: View, home: View) -> Node:
    key = view.key
    if isinstance(key, Scalar) and key.value == name:
        return key
    start, end = (key.start, key.end) if key is not None else (home.node.start, home.node.start)
    return Scalar(start, end, None, None, name, "")
