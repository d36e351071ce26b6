"""Merge keys (``<<``): whether a merge brings a key that the mapping itself hides or lacks.

YAML 1.1 merge key language-independent type (https://yaml.org/type/merge.html): a mapping's own keys hide merged ones
whole. So a key that is taken out of such a mapping is not gone: what is merged shows.
"""

from __future__ import annotations

from collections.abc import Iterator

from capslint.cst.nodes import Mapping, Node, Scalar, Sequence, resolve

_MAX_DEPTH = 16


def merges(node: Node | None, key: str | int, depth: int = 0) -> bool:
    """Return whether a merge in the mapping ``node`` brings ``key``.

    A merge that is nested too deeply to tell counts as if it did.
    """
    if not isinstance(node, Mapping) or isinstance(key, int):
        return False
    if depth > _MAX_DEPTH:
        return True
    return any(merged.get(key) is not None or merges(merged, key, depth + 1) for merged in _merged_into(node))


def _merged_into(mapping: Mapping) -> Iterator[Mapping]:
    for name, value in mapping.pairs:
        if isinstance(name, Scalar) and name.value == "<<" and not name.style:
            whole = resolve(value)
            parts = whole.items if isinstance(whole, Sequence) else [whole]
            yield from (part for part in map(resolve, parts) if isinstance(part, Mapping))
