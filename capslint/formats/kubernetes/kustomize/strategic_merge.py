"""A strategic merge patch laid over a manifest, as kustomize does it.

Sources: kubernetes-sigs/kustomize ``kyaml/yaml/merge2/merge2.go`` (null takes away, a list without a merge key is
replaced whole), ``kyaml/yaml/merge2/smpdirective.go`` ($patch: replace, delete, merge),
``kyaml/yaml/walk/associative_sequence.go`` and ``api/filters/patchstrategicmerge/patchstrategicmerge.go`` (items of the
patch come first); merge keys: kubernetes ``api/openapi-spec/swagger.json`` (x-kubernetes-patch-merge-key), k8s.io/api
``core/v1/types.go`` (patchMergeKey).
"""

from __future__ import annotations

from capslint.cst import Mapping, Sequence
from capslint.formats.reading.layered import (
    covered_by,
    entries_of,
    is_layered,
    items_of,
    layers_of,
    mapping,
    sequence,
)
from capslint.formats.reading.scalars import is_null, scalar_text
from capslint.formats.reading.view import View

_MERGE_KEYS = {
    "containers": "name",
    "env": "name",
    "ephemeralContainers": "name",
    "hostAliases": "ip",
    "imagePullSecrets": "name",
    "initContainers": "name",
    "ports": "containerPort",
    "topologySpreadConstraints": "topologyKey",
    "volumeDevices": "devicePath",
    "volumeMounts": "mountPath",
    "volumes": "name",
}
"""Lists of a pod whose items are merged, with the field that tells which is which. All others are replaced: the
capabilities, a command, sysctls."""

_DIRECTIVE = "$patch"
_CONTAINERS = frozenset(("containers", "ephemeralContainers", "initContainers"))
_RUNS = frozenset(("args", "command"))
_NAMED = frozenset(("name", "namespace"))


def patched(base: View, patch: View, is_typed: bool, keeps_identity: bool = True) -> View | None:
    """Return the object ``base`` with ``patch`` laid over it; None if the patch takes it away.

    ``is_typed``: kustomize has a schema of its kind, which says what lists are merged; those of others are replaced.
    With ``keeps_identity`` neither kind nor name nor namespace changes (``api/resource/resource.go``, ApplySmPatch).
    """
    over = _StrategicMerge(is_typed)
    if not keeps_identity:
        return over.merge(base, patch)
    own, given = entries_of(base), dict(entries_of(patch))
    for name in ("apiVersion", "kind"):
        given.pop(name, None)
    if "metadata" in given:
        metadata = given["metadata"]
        kept = {name: view for name, view in entries_of(metadata).items() if name not in _NAMED}
        given["metadata"] = mapping(metadata, kept, (metadata,))
    directive = scalar_text(given.get(_DIRECTIVE))
    if directive == "replace":
        given.pop(_DIRECTIVE)
        for name in ("apiVersion", "kind", "metadata"):
            if name in own:
                given[name] = own[name]
        return mapping(patch, given, (patch,))
    return over.merge(base, mapping(patch, given, (patch,)))


class _StrategicMerge:
    """Merges values; ``is_typed`` tells whether lists are merged by their keys."""

    def __init__(self, is_typed: bool) -> None:
        self.is_typed = is_typed

    def merge(self, base: View, patch: View, name: str = "", at_patch: bool = False) -> View | None:
        """Return the value called ``name`` with ``patch`` over it; None if it goes.

        ``at_patch``: what is merged is at home in the patch, so that new keys are written there.
        """
        if is_null(patch):
            return None
        if isinstance(patch.node, Mapping):
            directive = scalar_text(entries_of(patch).get(_DIRECTIVE))
            if directive == "delete":
                return None
            if directive == "replace" or not isinstance(base.node, Mapping):
                return self.alone(patch, name)
            return self._merged_mappings(base, patch, at_patch)
        if isinstance(patch.node, Sequence) and isinstance(base.node, Sequence) and self._merge_key(name):
            return self._merged_lists(base, patch, name)
        return self.alone(patch, name)

    def alone(self, patch: View, name: str = "") -> View | None:
        """Return what a patch gives where nothing is there yet: without directives and nulls; None for nothing."""
        if is_null(patch):
            return None
        if isinstance(patch.node, Mapping):
            return self._mapping_alone(patch)
        if isinstance(patch.node, Sequence) and self._merge_key(name):
            items = items_of(patch)
            kept = [item for item in map(self.alone, (item for item in items if not _is_directive(item))) if item]
            return patch if kept == items else sequence(patch, kept, (patch,))
        return patch

    def _mapping_alone(self, patch: View) -> View | None:
        entries = entries_of(patch)
        if scalar_text(entries.get(_DIRECTIVE)) == "delete":
            return None
        kept = {
            name: value
            for name, view in entries.items()
            if not name.startswith("$") and (value := self.alone(view, name)) is not None
        }
        return patch if kept == entries else mapping(patch, kept, (patch,))

    def _merge_key(self, name: str) -> str | None:
        return _MERGE_KEYS.get(name) if self.is_typed else None

    def _merged_mappings(self, base: View, patch: View, at_patch: bool) -> View:
        entries, covered = dict(entries_of(base)), dict(covered_by(base))
        for name, view in entries_of(patch).items():
            if name.startswith("$"):
                continue
            below = entries.get(name)
            is_new = below is None or is_null(below)
            value = self.alone(view, name) if is_new or below is None else self.merge(below, view, name, at_patch)
            if value is None:
                entries.pop(name, None)
            else:
                entries[name] = value
                if below is not None and not is_new and not is_layered(value):
                    covered[name] = below
        return mapping(patch if at_patch else base, entries, (*layers_of(base), patch), covered)

    def _merged_lists(self, base: View, patch: View, name: str) -> View | None:
        key = _MERGE_KEYS[name]
        items = items_of(patch)
        directive = next((scalar_text(entries_of(item)[_DIRECTIVE]) for item in items if _is_directive(item)), None)
        if directive == "delete":
            return None
        if directive == "replace":
            return self.alone(patch, name)
        left = {scalar_text(entries_of(item).get(key)) or str(at): item for at, item in enumerate(items_of(base))}
        found: list[View] = []
        for item in items:
            value = self._merged_item(left.pop(scalar_text(entries_of(item).get(key)) or "", None), item, key, name)
            if value is not None:
                found.append(value)
        return sequence(base, [*found, *left.values()], (*layers_of(base), patch))

    def _merged_item(self, base: View | None, patch: View, key: str, name: str) -> View | None:
        if _is_directive(patch):
            return None
        if base is None:
            return self.alone(patch)
        at_patch = name in _CONTAINERS and not _RUNS.isdisjoint(entries_of(patch))
        merged = self.merge(base, patch, at_patch=at_patch)
        if merged is None or merged.tree.document is not base.tree.document:
            return merged
        # The name stands in both: it is told where the container is at home.
        node = merged.node
        own = entries_of(base).get(key)
        if own is None or not isinstance(node, Mapping):
            return merged
        return mapping(merged, {**entries_of(merged), key: own}, layers_of(merged), covered_by(merged))


def _is_directive(item: View) -> bool:
    """Return whether an item only tells what becomes of its list: it has no other key than ``$patch``."""
    return [*entries_of(item)] == [_DIRECTIVE]
