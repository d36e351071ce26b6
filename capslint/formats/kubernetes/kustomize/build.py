"""What a kustomization builds: the objects that it lists, after all that is done to them.

Source of the order: kubernetes-sigs/kustomize ``api/internal/target/kusttarget.go`` (accumulateTarget: resources, then
components, then transformers) and ``kusttarget_configplugin.go`` (configureBuiltinTransformers).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

from capslint.cst import Mapping, Sequence
from capslint.formats.kubernetes.kustomize.image_names import renamed
from capslint.formats.kubernetes.kustomize.json_patch import CannotApplyError, applied
from capslint.formats.kubernetes.kustomize.kustomization import Kustomization, Patch
from capslint.formats.kubernetes.kustomize.object_ids import ObjectId, identity_of, is_meant
from capslint.formats.kubernetes.kustomize.patch_documents import ReadDocuments
from capslint.formats.kubernetes.kustomize.strategic_merge import patched
from capslint.formats.kubernetes.namespaces import policies_in
from capslint.formats.reading.layered import entries_of, items_of, layers_of, sequence, with_entry
from capslint.formats.reading.neighbour_files import joined
from capslint.formats.reading.scalars import scalar_text
from capslint.formats.reading.view import View
from capslint.model import PodSecurity
from capslint.source.budget import FILES, spend
from capslint.startup.records import NamedTuple

MOST_LEVELS = 32
"""How many kustomizations may build on each other in a row."""

_TYPED = {
    "apps/v1": frozenset(("DaemonSet", "Deployment", "ReplicaSet", "StatefulSet")),
    "batch/v1": frozenset(("CronJob", "Job")),
    "batch/v1beta1": frozenset(("CronJob",)),
    "v1": frozenset(("Pod", "PodTemplate", "ReplicationController")),
}
"""Kinds with pods of which kustomize has the schema (``kyaml/openapi/kubernetesapi``); lists of others are replaced."""

_IN_A_POD = re.compile(r"^/spec/(.*/)?(containers|initContainers|ephemeralContainers|securityContext)(/|$)")
_IMAGE_LISTS = ("containers", "initContainers")


class WantedObjects(NamedTuple):
    """Which objects are to be built: those in ``file``, below ``folders``; where it is None all that hold ``words``."""

    folders: frozenset[str] | None = None
    file: str | None = None
    words: tuple[str, ...] = ()


class Built:
    """One object on its way through the kustomizations.

    ``unsure`` says what is not known of it, ``refused`` are operations that kustomize refuses for it.
    """

    __slots__ = ("ids", "labels", "refused", "root", "unsure")

    def __init__(self, root: View) -> None:
        self.root: View | None = root
        self.ids = [identity_of(root)]
        self.labels: dict[str, str] = {}
        self.unsure: list[str] = []
        self.refused: list[View] = []

    def rename(self, new: ObjectId) -> None:
        """Take a new name; patches may still use the old ones."""
        if new != self.ids[-1]:
            self.ids.append(new)


class Builder:
    """Builds what ``wanted`` asks for."""

    def __init__(self, documents: ReadDocuments, wanted: WantedObjects) -> None:
        self.documents = documents
        self.wanted = wanted
        self.unread: list[str] = []  # what is listed and cannot be read here
        self.policies: dict[str, PodSecurity] = {}  # what the namespaces enforce that are listed

    def build(self, folder: str) -> list[Built]:
        """Return the objects of the kustomization in ``folder``, without those that a patch takes away."""
        return [built for built in self._accumulated(folder, [], ()) if built.root is not None]

    def _accumulated(self, folder: str, found: list[Built], above: tuple[str, ...]) -> list[Built]:
        spend(FILES)
        kustomization = self.documents.kustomization(folder)
        if kustomization is None or folder in above or len(above) >= MOST_LEVELS:
            self._add_unread(found, f"the kustomization in {folder or '.'}")
            return found
        around, before = (*above, folder), self.policies
        self.policies = {}
        for written in kustomization.resources:
            found = [*found, *self._resource(folder, written, around)]
        for written in kustomization.components:
            path = _local(folder, written)
            if path is None or path not in self.documents.known.paths:
                self._add_unread(found, f"the component {written}")
            else:
                found = self._accumulated(path, found, around)
        self.unread += kustomization.generators
        self._transform(folder, kustomization, found)
        self.policies = {**before, **_put_into(self.policies, kustomization.namespace)}
        return found

    def _add_unread(self, found: list[Built], what: str) -> None:
        self.unread.append(what)
        for built in found:
            built.unsure.append(what)

    def _resource(self, folder: str, written: str, above: tuple[str, ...]) -> list[Built]:
        path = _local(folder, written)
        if path is None:
            self.unread.append(written)
            return []
        if path in self.documents.known.paths:
            is_asked = self.wanted.folders is None or path in self.wanted.folders
            return self._accumulated(path, [], above) if is_asked else []
        return [Built(root) for root in self._roots(path, above) if isinstance(root.node, Mapping)]

    def _roots(self, path: str, above: tuple[str, ...]) -> Iterator[View]:
        text = self.documents.text(path)
        if text is None:
            self.unread.append(path)
            return
        self.policies.update(policies_in(text))
        if self.wanted.file is not None and path != self.wanted.file:
            return
        if "ontainers" not in text or not self._is_named(text, above):
            return
        for root in self.documents.roots(path) or ():
            yield from _objects(root)

    def _is_named(self, text: str, above: tuple[str, ...]) -> bool:
        """Return whether a wanted word is in ``text``, as it is or without what kustomizations put around names."""
        words = {*self.wanted.words}
        for kustomization in filter(None, map(self.documents.kustomization, reversed(above))):
            words |= {word.removeprefix(kustomization.prefix).removesuffix(kustomization.suffix) for word in words}
        return not words or any(word in text for word in words)

    def _transform(self, folder: str, kustomization: Kustomization, found: list[Built]) -> None:
        for patch in kustomization.early:
            self._apply(patch, folder, found)
        for built in found:
            _rename(built, kustomization)
            built.labels.update(kustomization.labels)
        for patch in kustomization.late:
            self._apply(patch, folder, found)
        for built in found:
            for change in kustomization.images:
                _change_images(built, change)
            built.unsure += (f"{name} in {self.documents.known.paths[folder]}" for name in kustomization.unrendered)

    def _apply(self, patch: Patch, folder: str, found: list[Built]) -> None:
        name = patch.path or f"a patch in {self.documents.known.paths[folder]}"
        roots = self.documents.patch(patch, folder)
        if roots is None:
            self._add_unread(found, f"the patch {name}")
            return
        for root in roots:
            is_json = isinstance(root.node, Sequence)
            if is_json and "json" in patch.kinds:
                _change_chosen(found, patch, partial(applied, operations=root), name)
            elif isinstance(root.node, Mapping) and "merge" in patch.kinds:
                _merge_into(found, patch, root, name)


def _merge_into(found: list[Built], patch: Patch, root: View, name: str) -> None:
    for given in _objects(root):
        meant = identity_of(given)
        chosen = [built for built in found if meant in built.ids] if patch.target is None else [*found]
        for built in chosen:
            own = built.ids[-1]
            is_typed = own.kind in _TYPED.get(f"{own.group}/{own.version}" if own.group else own.version, ())
            change = partial(_merged, patch=given, is_typed=is_typed, keeps_identity=patch.keeps_identity)
            _change_chosen([built], patch, change, name)


def _merged(root: View, patch: View, is_typed: bool, keeps_identity: bool) -> View | None:
    return patched(root, patch, is_typed, keeps_identity)


def _change_chosen(found: list[Built], patch: Patch, change: Callable[[View], View | None], name: str) -> None:
    for built in found:
        root = built.root
        if root is None:
            continue
        if patch.target is not None:
            meant = is_meant(patch.target, built.ids[0], built.ids[-1], root, built.labels)
            if meant is None:
                built.unsure.append(f"the patch {name}, whose target is not worked out here,")
            if not meant:
                continue
        try:
            built.root = change(root)
        except CannotApplyError as reason:
            _tell(reason, built)
            built.unsure.append(f"the patch {name}, which kustomize refuses ({reason}),")
        except RecursionError:
            built.unsure.append(f"the patch {name}, which is nested too deeply,")
        _take_new_name(built, root)


def _tell(refused: CannotApplyError, built: Built) -> None:
    """Add a problem where an operation is refused for a pod, in which all that counts is worked out here."""
    operation = refused.operation
    path = scalar_text(entries_of(operation).get("path")) or ""
    if operation is not None and not built.unsure and _IN_A_POD.search(path):
        called = f"{built.ids[0].kind}/{built.ids[0].name}"
        operation.problem(f"kustomize refuses this operation for {called}: {refused}")
        built.refused.append(operation)


def _take_new_name(built: Built, before: View) -> None:
    if built.root is None or built.root is before:
        return
    was, now = identity_of(before), identity_of(built.root)
    if (was.kind, was.name) != (now.kind, now.name):
        built.rename(built.ids[-1]._replace(kind=now.kind, name=now.name))


def _rename(built: Built, kustomization: Kustomization) -> None:
    root = built.root
    if root is None:
        return
    last = built.ids[-1]
    if kustomization.namespace is not None:
        metadata = entries_of(root).get("metadata")
        if metadata is not None and isinstance(metadata.node, Mapping):
            named = with_entry(metadata, "namespace", kustomization.namespace)
            built.root = with_entry(root, "metadata", named)
        built.rename(last._replace(namespace=scalar_text(kustomization.namespace) or last.namespace))
    last = built.ids[-1]
    built.rename(last._replace(name=f"{kustomization.prefix}{last.name}{kustomization.suffix}"))


def _change_images(built: Built, change: View) -> None:
    if built.root is not None:
        try:
            built.root = _with_images(built.root, change, built.unsure)
        except RecursionError:
            built.unsure.append("images")


def _with_images(view: View, change: View, unsure: list[str]) -> View:
    """Return what is at ``view`` with ``change`` made in all lists of containers below it, however deep."""
    entries = entries_of(view)
    for name, child in entries.items():
        if isinstance(child.node, Mapping):
            new = _with_images(child, change, unsure)
        elif isinstance(child.node, Sequence) and name in _IMAGE_LISTS:
            new = _with_images_in_list(child, change, unsure)
        else:
            continue
        if new is not child:
            view = with_entry(view, name, new)
    return view


def _with_images_in_list(view: View, change: View, unsure: list[str]) -> View:
    items = items_of(view)
    new = [_with_image(item, change, unsure) for item in items]
    return view if new == items else sequence(view, new, layers_of(view))


def _with_image(container: View, change: View, unsure: list[str]) -> View:
    image = entries_of(container).get("image")
    if image is None or scalar_text(image) is None:
        return container
    new = renamed(image, change)
    if new is None:
        unsure.append("an entry of images, whose name is a pattern,")
    return container if new is None or new is image else with_entry(container, "image", new)


def _put_into(found: dict[str, PodSecurity], namespace: View | None) -> dict[str, PodSecurity]:
    # The namespace of a kustomization becomes the name of the Namespace in it, and of all else
    # (api/internal/konfig/builtinpluginconsts/namespace.go); of several kustomize says that they are in conflict.
    name = scalar_text(namespace)
    if name is None:
        return found
    policies = [*found.values()]
    return {name: policies[0]._replace(namespace=name)} if len(policies) == 1 else {}


def _objects(root: View) -> Iterator[View]:
    """Return the objects of a document: itself, or the items of a list (``api/resource/factory.go``)."""
    entries = entries_of(root)
    items = entries.get("items")
    if (scalar_text(entries.get("kind")) or "").endswith("List") and items is not None:
        yield from (item for item in items_of(items) if isinstance(item.node, Mapping))
    elif isinstance(root.node, (Mapping, Sequence)):
        yield root


def _local(folder: str, written: str) -> str | None:
    path = joined(folder, written)
    is_remote = path is None or path.startswith("..") or "?" in written or written.startswith("github.com")
    return None if is_remote else path
