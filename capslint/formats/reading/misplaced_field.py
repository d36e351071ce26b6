"""What a field that stands misplaced would give the container, once it is read."""

from __future__ import annotations

from collections.abc import Callable

from capslint.cst import Mapping, Node, Path, Scalar, Sequence
from capslint.formats.reading.view import Tree, View
from capslint.model import Misplaced
from capslint.source import Span

_ADDS = frozenset(("capAdd", "cap_add", "devices"))
_GRANTS = {"hostPID": "pid=host", "privileged": "privileged"}


_DROPS = frozenset(("capDrop", "cap_drop"))
_USERS = frozenset(("runAsGroup", "runAsUser"))
_PROFILES = frozenset(("appArmorProfile", "seccompProfile"))
_NO_NEW_PRIVILEGES = frozenset(("no-new-privileges", "no-new-privileges:true", "no-new-privileges=true"))
_CONFINING = frozenset(
    (
        *(("allowPrivilegeEscalation", "false"), ("runAsNonRoot", "true"), ("readOnlyRootFilesystem", "true")),
        *((name, "false") for name in ("privileged", "hostPID", "hostIPC", "shareProcessNamespace")),
    )
)


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
        only_confines=_only_confines(name, node),
        is_readable=belongs is None or is_readable(view, read),
    )


def _only_adds(name: str, node: Node) -> bool:
    if name == "capabilities":
        return isinstance(node, Mapping) and node.get("drop") is None and not any(map(_is_merge, node.pairs))
    return name in _ADDS


def _only_confines(name: str, node: Node) -> bool:
    """Return whether the value certainly takes something from the container, and gives it nothing."""
    if name in _DROPS:
        return True
    if isinstance(node, Scalar):
        return (name, node.value.lower()) in _CONFINING or (name in _USERS and node.value.strip("0").isdigit())
    if name == "security_opt" and isinstance(node, Sequence):
        return all(isinstance(item, Scalar) and item.value in _NO_NEW_PRIVILEGES for item in node.items)
    kind = node.get("type") if isinstance(node, Mapping) and name in _PROFILES else None
    return isinstance(kind, Scalar) and kind.value in ("RuntimeDefault", "Localhost")


def _is_merge(pair: tuple[object, object]) -> bool:
    return getattr(pair[0], "value", None) == "<<"


def _added(name: str, node: Node, only_adds: bool) -> tuple[str, ...]:
    listed: Node | None = node if name in ("capAdd", "cap_add") else None
    if isinstance(node, Mapping) and only_adds:
        listed = node.get("add")
    items = listed.items if isinstance(listed, Sequence) else []
    return tuple(item.value.upper().removeprefix("CAP_") for item in items if isinstance(item, Scalar))
