"""What a field that stands misplaced would give the container, once it is read."""

from __future__ import annotations

from collections.abc import Callable

from capslint.cst import Mapping, Node, Path, Scalar, Sequence
from capslint.formats.reading.view import Tree, View
from capslint.model import Misplaced
from capslint.source import Span

_ADDS = frozenset(("capAdd", "cap_add", "devices"))
_GRANTS = {"hostPID": "pid=host", "privileged": "privileged"}


class _Trial(Tree):
    """The tree of a document that keeps to itself what is wrong with a value."""

    def __init__(self, tree: Tree) -> None:
        super().__init__(tree.document, tree.folder, tree.variables, tree.path)
        self.found: list[str] = []

    def report(self, message: str, span: Span) -> None:
        """Remember the problem."""
        del span
        self.found.append(message)


def is_readable(view: View, read: Callable[[View], object]) -> bool:
    """Return whether ``read``, which reads the value where it belongs, has nothing to say of it."""
    trial = _Trial(view.tree)
    read(view._replace(tree=trial))
    return not trial.found


def misplaced_field(
    name: str, view: View, belongs: Path | None, where: str, advice: str, read: Callable[[View], object]
) -> Misplaced:
    """Return the field ``name`` at ``view`` with what it would give; ``read`` reads it where it belongs."""
    place = view.place()
    node = place.node
    only_adds = _only_adds(name, node)
    is_true = isinstance(node, Scalar) and node.value == "true"
    return Misplaced(
        name,
        place,
        belongs,
        where,
        advice,
        adds=_added(name, node, only_adds),
        grant=_GRANTS.get(name) if is_true else None,
        only_adds=only_adds,
        is_readable=belongs is None or is_readable(view, read),
    )


def _only_adds(name: str, node: Node) -> bool:
    if name == "capabilities":
        return isinstance(node, Mapping) and node.get("drop") is None and not any(map(_is_merge, node.pairs))
    return name in _ADDS


def _is_merge(pair: tuple[object, object]) -> bool:
    return getattr(pair[0], "value", None) == "<<"


def _added(name: str, node: Node, only_adds: bool) -> tuple[str, ...]:
    listed: Node | None = node if name == "cap_add" else None
    if isinstance(node, Mapping) and only_adds:
        listed = node.get("add")
    items = listed.items if isinstance(listed, Sequence) else []
    return tuple(item.value.upper().removeprefix("CAP_") for item in items if isinstance(item, Scalar))
