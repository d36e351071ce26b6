"""Which object, and which of its containers, something in a manifest belongs to."""

from __future__ import annotations

from capslint.cst import Document, Mapping, Path, Scalar, node_at, resolve
from capslint.cst.paths import along
from capslint.formats.kubernetes.pod_search import LISTS


def annotated(document: Document, path: Path) -> tuple[Path, str | None] | None:
    """Return the path of the annotations of the innermost object around ``path``, and the container that is there.

    An object has a kind, or is an item of a list; annotations there start no pod anew, as those of a template would.
    """
    around = list(along(document.root, path))
    steps = [steps for steps, node in enumerate(around) if isinstance(node, Mapping) and _is_object(node, path, steps)]
    if not steps:
        return None
    last = steps[-1]
    return (*path[:last], "metadata", "annotations"), _container(document, path)


def _is_object(node: Mapping, path: Path, steps: int) -> bool:
    return node.get("kind") is not None or (steps > 1 and path[steps - 2] == "items")


def _container(document: Document, path: Path) -> str | None:
    """Return the name of the container in which ``path`` leads."""
    for steps in range(len(path) - 1, 0, -1):
        if path[steps - 1] in LISTS and isinstance(path[steps], int):
            container = resolve(node_at(document.root, path[: steps + 1]))
            name = container.get("name") if isinstance(container, Mapping) else None
            return name.value if isinstance(name, Scalar) else None
    return None
