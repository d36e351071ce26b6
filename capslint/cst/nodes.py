"""The YAML tree with positions: what was written, where, and in which style. Nothing is resolved or typed here.

Nodes are plain slotted classes: thousands are built for every file, and the check path has no time for more.
"""

from __future__ import annotations

from capslint.source import Source, Span
from capslint.startup.records import NamedTuple

Path = tuple[str | int, ...]
"""Where a node is in its document: mapping keys and sequence indexes from the root."""


class Node:
    """A node: ``[start, end)`` is its span, tag and anchor included, comments and blank lines behind it not.

    ``tag`` is the tag as written (``!reset``) or None; ``anchor`` is the anchor's name or None.
    """

    __slots__ = ("anchor", "end", "start", "tag")

    def __init__(self, start: int, end: int, tag: str | None = None, anchor: str | None = None) -> None:
        self.start = start
        self.end = end
        self.tag = tag
        self.anchor = anchor

    @property
    def span(self) -> Span:
        """The node's range in the source text."""
        return Span(self.start, self.end)


class Scalar(Node):
    """Text. ``value`` is unescaped and folded, ``style`` is ``""`` (plain), ``'``, ``"``, ``|`` or ``>``.

    An implicit null (``key:``) is a plain scalar with an empty value and an empty span right behind the colon.
    """

    __slots__ = ("style", "value")

    def __init__(self, start: int, end: int, tag: str | None, anchor: str | None, value: str, style: str) -> None:
        self.start = start
        self.end = end
        self.tag = tag
        self.anchor = anchor
        self.value = value
        self.style = style

    @property
    def is_null(self) -> bool:
        """Whether this is an untagged plain null (nothing, ``~``, ``null``)."""
        return not self.style and self.tag is None and self.value in ("", "~", "null", "Null", "NULL")


class Mapping(Node):
    """Pairs in the order of the file; duplicate keys are all there, the document's problems name them."""

    __slots__ = ("flow", "pairs")

    def __init__(self, start: int, end: int, tag: str | None, anchor: str | None, flow: bool) -> None:
        self.start = start
        self.end = end
        self.tag = tag
        self.anchor = anchor
        self.flow = flow
        self.pairs: list[tuple[Node, Node]] = []

    def pair(self, key: str) -> tuple[Node, Node] | None:
        """Return the last pair whose key is the scalar ``key`` (merge keys are not looked through)."""
        for pair in reversed(self.pairs):
            if isinstance(pair[0], Scalar) and pair[0].value == key:
                return pair
        return None

    def get(self, key: str) -> Node | None:
        """Return the value under the scalar ``key``, as written: an alias is not followed."""
        pair = self.pair(key)
        return pair[1] if pair else None


class Sequence(Node):
    """Items in the order of the file."""

    __slots__ = ("flow", "items")

    def __init__(self, start: int, end: int, tag: str | None, anchor: str | None, flow: bool) -> None:
        self.start = start
        self.end = end
        self.tag = tag
        self.anchor = anchor
        self.flow = flow
        self.items: list[Node] = []


class Alias(Node):
    """``*name``, at its own position. ``target`` is None if no such anchor stands before it, or it holds the alias."""

    __slots__ = ("name", "target")

    def __init__(self, start: int, end: int, name: str, target: Node | None) -> None:
        super().__init__(start, end)
        self.name = name
        self.target = target


class Problem(NamedTuple):
    """What events alone do not report: a duplicate key, an undefined or self-containing alias."""

    message: str
    span: Span


IN_A_SCALAR = -1
"""The index of a document that is the text of a scalar in another one."""


class Document:
    """One document of a source. ``root`` is None for an empty one. ``[start, end)`` includes its ``---``.

    ``syntax`` is the name of the format in whose own way it is written, None for YAML. ``sealed`` says why nothing in
    it is edited, if so. ``index`` counts from 0, or is `IN_A_SCALAR`.
    """

    __slots__ = ("end", "index", "problems", "root", "sealed", "source", "start", "syntax")

    def __init__(
        self, source: Source, index: int, start: int, end: int, root: Node | None, syntax: str | None = None
    ) -> None:
        self.source = source
        self.index = index
        self.start = start
        self.end = end
        self.root = root
        self.syntax = syntax
        self.problems: list[Problem] = []
        self.sealed: str | None = None


def resolve(node: Node | None) -> Node | None:
    """Follow an alias to what it stands for; any other node is returned as it is."""
    while isinstance(node, Alias):
        node = node.target
    return node


def node_at(root: Node | None, path: Path) -> Node | None:
    """Return the node written at ``path`` without following aliases or merges, or None."""
    node = root
    for step in path:
        if isinstance(step, str):
            node = node.get(step) if isinstance(node, Mapping) else None
        elif isinstance(node, Sequence) and 0 <= step < len(node.items):
            node = node.items[step]
        else:
            return None
        if node is None:
            return None
    return node
