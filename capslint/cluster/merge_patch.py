"""What changes between two versions of an object, as a patch for ``kubectl patch`` (strategic merge)."""

from __future__ import annotations

from typing import Any


def merge_patch(before: Any, after: Any) -> Any:
    """Return what makes ``after`` of ``before``: objects key by key, containers by their names, all else whole.

    A key that goes becomes null. Lists are replaced but for those of containers, which the API server merges by name
    (k8s.io/api core/v1, types.go: ``patchStrategy:"merge" patchMergeKey:"name"``).
    """
    if not isinstance(before, dict) or not isinstance(after, dict):
        return after
    patch: dict[str, Any] = dict.fromkeys(key for key in before if key not in after)
    for key, new in after.items():
        old = before.get(key)
        if new == old and key in before:
            continue
        patch[key] = _containers(old, new) if _are_containers(key, old, new) else merge_patch(old, new)
    return patch


def _are_containers(key: str, old: Any, new: Any) -> bool:
    return key in ("containers", "initContainers") and bool(_named(old)) and set(_named(old)) == set(_named(new))


def _named(entries: Any) -> dict[str, Any]:
    """Return containers by their names; nothing where something in the list is none."""
    if not isinstance(entries, list):
        return {}
    found = {
        entry["name"]: entry for entry in entries if isinstance(entry, dict) and isinstance(entry.get("name"), str)
    }
    return found if len(found) == len(entries) else {}


def _containers(old: Any, new: Any) -> list[Any]:
    before = _named(old)
    changed = [(name, entry) for name, entry in _named(new).items() if entry != before[name]]
    return [{"name": name, **merge_patch(before[name], entry)} for name, entry in changed]
