"""What a kustomization says. Source: kubernetes-sigs/kustomize ``api/types/kustomization.go``."""

from __future__ import annotations

import re
from functools import lru_cache

from capslint.cst import Document, Mapping
from capslint.formats.kubernetes.kustomize.object_ids import PatchTarget, target_of
from capslint.formats.reading.layered import entries_of, items_of
from capslint.formats.reading.scalars import is_null, scalar_text
from capslint.formats.reading.view import Tree, View
from capslint.source import Source
from capslint.startup.records import NamedTuple

_GROUP = "kustomize.config.k8s.io"
_KEYS = frozenset(
    (
        *(
            "apiVersion",
            "bases",
            "buildMetadata",
            "commonAnnotations",
            "commonLabels",
            "components",
            "configMapGenerator",
        ),
        *("configurations", "crds", "generatorOptions", "generators", "helmChartInflationGenerator", "helmCharts"),
        *("helmGlobals", "imageTags", "images", "kind", "labels", "metadata", "namePrefix", "nameSuffix", "namespace"),
        *("openapi", "patches", "patchesJson6902", "patchesStrategicMerge", "replacements", "replicas", "resources"),
        *("secretGenerator", "sortOptions", "transformers", "validators", "vars"),
    )
)
_TELLING = frozenset(("bases", "components", "patches", "patchesJson6902", "patchesStrategicMerge", "resources"))
_CHANGES_ANYTHING = ("replacements", "transformers")
_OTHER_GENERATORS = ("generators", "helmChartInflationGenerator", "helmCharts")
_SECURITY_ANNOTATION = re.compile("apparmor|seccomp")


class Patch(NamedTuple):
    """One patch: the file at ``path``, or the text that stands at ``inline``.

    ``kinds`` are the kinds of patches that it can be here: ``merge``, ``json``.
    """

    path: str | None
    inline: View | None
    target: PatchTarget | None
    kinds: tuple[str, ...]
    keeps_identity: bool = True


class Kustomization(NamedTuple):
    """A kustomization, its parts in the order in which they work.

    ``resources``, ``components`` are paths as written. ``early`` patches come before names and namespace change,
    ``late`` ones behind. ``unrendered`` are fields that change what is listed in ways that are not worked out here,
    ``generators`` those that only make objects of their own.
    """

    document: Document
    is_component: bool
    resources: tuple[str, ...]
    components: tuple[str, ...]
    early: tuple[Patch, ...]
    late: tuple[Patch, ...]
    namespace: View | None
    prefix: str
    suffix: str
    images: tuple[View, ...]
    labels: tuple[tuple[str, str], ...]
    unrendered: tuple[str, ...]
    generators: tuple[str, ...]

    @property
    def files(self) -> tuple[str, ...]:
        """The paths of the patches in files, as written."""
        return tuple(patch.path for patch in (*self.early, *self.late) if patch.path is not None)

    @property
    def is_bare(self) -> bool:
        """Whether nothing of a container stands in it: no patch, no image."""
        return not self.images and all(patch.inline is None for patch in (*self.early, *self.late))


def is_kustomization(root: Mapping) -> bool:
    """Return whether a mapping says by its own keys that it is a kustomization."""
    written = root.get("apiVersion")
    if written is not None:
        return getattr(written, "value", "").partition("/")[0] == _GROUP
    keys = {getattr(key, "value", None) for key, _ in root.pairs}
    return not keys.isdisjoint(_TELLING) and keys <= _KEYS


@lru_cache(maxsize=256)  # the files of a folder, and the overlays of a base, come one after the other
def parsed_kustomization(path: str, text: str) -> Kustomization | None:
    """Return what the text of a file says; None if it is no YAML, or no kustomization."""
    from capslint.cst.parse import YamlError, parse

    try:
        documents = parse(Source(path, text))
    except YamlError:
        return None
    return read_kustomization(documents[0]) if len(documents) == 1 else None


def read_kustomization(document: Document) -> Kustomization | None:
    """Return what a document says; None if it is no kustomization."""
    root = Tree(document).root()
    if root is None or not isinstance(root.node, Mapping):
        return None
    fields = entries_of(root)
    if (scalar_text(fields.get("apiVersion")) or _GROUP).partition("/")[0] != _GROUP:
        return None
    return Kustomization(
        document,
        scalar_text(fields.get("kind")) == "Component",
        (*_texts(fields.get("resources")), *_texts(fields.get("bases"))),
        _texts(fields.get("components")),
        (*map(_merge, items_of(fields.get("patchesStrategicMerge"))), *_patches(fields, "patches", ("merge", "json"))),
        _patches(fields, "patchesJson6902", ("json",)),
        fields.get("namespace") if scalar_text(fields.get("namespace")) else None,
        scalar_text(fields.get("namePrefix")) or "",
        scalar_text(fields.get("nameSuffix")) or "",
        (*items_of(fields.get("images")), *items_of(fields.get("imageTags"))),
        _labels(fields),
        (*_given(fields, _CHANGES_ANYTHING), *_annotations(fields)),
        _given(fields, _OTHER_GENERATORS),
    )


def _merge(view: View) -> Patch:
    # For legacy reasons a path may also be the patch itself (api/internal/builtins/PatchStrategicMergeTransformer.go).
    text = scalar_text(view) or ""
    is_path = "\n" not in text and ":" not in text
    return Patch(text if is_path else None, None if is_path else view, None, ("merge",))


def _patches(fields: dict[str, View], name: str, kinds: tuple[str, ...]) -> tuple[Patch, ...]:
    return tuple(_patch(view, kinds) for view in items_of(fields.get(name)))


def _patch(view: View, kinds: tuple[str, ...]) -> Patch:
    fields = entries_of(view)
    path, inline = scalar_text(fields.get("path")), fields.get("patch")
    options = entries_of(fields.get("options"))
    may_change = any(scalar_text(options.get(name)) == "true" for name in ("allowNameChange", "allowKindChange"))
    return Patch(path, inline if path is None else None, target_of(fields.get("target")), kinds, not may_change)


def _labels(fields: dict[str, View]) -> tuple[tuple[str, str], ...]:
    given = [fields.get("commonLabels")]
    given += [entries_of(view).get("pairs") for view in items_of(fields.get("labels"))]
    return tuple((name, scalar_text(view) or "") for pairs in given for name, view in entries_of(pairs).items())


def _annotations(fields: dict[str, View]) -> tuple[str, ...]:
    names = entries_of(fields.get("commonAnnotations"))
    return ("commonAnnotations",) if any(map(_SECURITY_ANNOTATION.search, names)) else ()


def _texts(view: View | None) -> tuple[str, ...]:
    return tuple(text for text in map(scalar_text, items_of(view)) if text)


def _given(fields: dict[str, View], names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if name in fields and not is_null(fields[name]))
