"""The workloads of a file that kustomizations make something of: a manifest, a patch, a kustomization itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from capslint.cst import Document, Mapping, node_at
from capslint.formats.format import NotOurs
from capslint.formats.kubernetes.kustomize.build import Builder, Built, WantedObjects
from capslint.formats.kubernetes.kustomize.kustomization import is_kustomization
from capslint.formats.kubernetes.kustomize.object_ids import identity_of
from capslint.formats.kubernetes.kustomize.patch_documents import ReadDocuments, TooManyFilesError
from capslint.formats.kubernetes.kustomize.references import MOST_OVERLAYS
from capslint.formats.kubernetes.kustomize.roles import KustomizeRole, role_of
from capslint.formats.kubernetes.neighbours import Surroundings
from capslint.formats.kubernetes.objects import read_with
from capslint.formats.reading.layered import is_layered, layers_of
from capslint.formats.reading.neighbour_files import Files, joined
from capslint.formats.reading.view import View
from capslint.model import Container, Place, Workload

NOTHING_HERE = "a kustomization that says nothing of containers itself: what it lists is judged where that stands"
_PLAIN_NAME = r"[\w-]+"
_RENDER = "render it and check what comes out: kubectl kustomize FOLDER | capslint check -"


def read_built(document: Document, files: Files) -> tuple[Workload, ...] | NotOurs | None:
    """Return the workloads that the kustomizations of the repository make with ``document``.

    Why there are none where it is theirs; None where no kustomization has to do with it.
    """
    role = role_of(document.source.path, files)
    if role is None:
        return None
    if role.is_kustomization:
        is_own = isinstance(document.root, Mapping) and is_kustomization(document.root)
        return _of_kustomization(document, files, role) if is_own else None
    return _of_file(document, files, role)


def _of_kustomization(document: Document, files: Files, role: KustomizeRole) -> tuple[Workload, ...] | NotOurs:
    documents = ReadDocuments(document, files, role.known, role.own)
    own = documents.kustomization(role.known.folder)
    if own is None:
        return NotOurs("a kustomization that is not read: kustomize takes one in a folder, with one document")
    is_base = bool(role.known.parents.get(role.known.folder))
    if is_base and own.is_bare:
        return NotOurs(NOTHING_HERE)
    found, unread = _built(documents, WantedObjects(), role)
    workloads = [workload for workload in found if not is_base or _holds(workload, document)]
    if workloads:
        return tuple(workloads)
    if unread:
        return NotOurs(f"a kustomization of what is not read here ({unread[0]}): {_RENDER}")
    return NotOurs("a kustomization without containers")


def _of_file(document: Document, files: Files, role: KustomizeRole) -> tuple[Workload, ...] | NotOurs:
    documents = ReadDocuments(document, files, role.known, role.own)
    if role.is_resource:
        wanted = WantedObjects(role.known.between(role.folders), role.own)
        found, _ = _built(documents, wanted, role)
        return tuple(found) or NotOurs("a manifest without containers in what a kustomization makes of it")
    found, unread = _built(documents, WantedObjects(words=_words(documents, role)), role)
    below = (workload._replace(below=_below(workload, document)) for workload in found if _holds(workload, document))
    if workloads := tuple(below):
        return workloads
    if unread:
        return NotOurs(f"a patch of what is not read here ({unread[0]}): {_RENDER}")
    return NotOurs("a patch of a kustomization that changes no container here")


def _words(documents: ReadDocuments, role: KustomizeRole) -> tuple[str, ...]:
    """Return the names of what the patch is for; none where a target can mean anything."""
    found: list[str] = []
    for folder in role.folders:
        own = documents.kustomization(folder)
        for patch in (*own.early, *own.late) if own is not None else ():
            if patch.path is None or joined(folder, patch.path) != role.own:
                continue
            if patch.target is None:
                found += (identity_of(root).name for root in documents.patch(patch, folder) or ())
            else:
                found.append(patch.target.name if re.fullmatch(_PLAIN_NAME, patch.target.name) else "")
    return tuple(found) if all(found) else ()


def _built(documents: ReadDocuments, wanted: WantedObjects, role: KustomizeRole) -> tuple[list[Workload], list[str]]:
    """Return the workloads of all overlays that are concerned, and what could not be read on the way."""
    overlays = role.known.overlays(role.folders)
    unread: list[str] = []
    found: list[Workload] = []
    for folder in overlays:
        builder = Builder(documents, wanted)
        try:
            for built in builder.build(folder):
                found += _workloads(built, builder, folder)
        except TooManyFilesError:
            unread.append("more files than are opened for one")
        unread += builder.unread
    documents.seal_shared(overlays)
    is_complete = role.known.is_complete and len(overlays) < MOST_OVERLAYS
    if not is_complete:
        found = [_unsure(workload, "other overlays, more than are looked at,") for workload in found]
    return found, unread


def _workloads(built: Built, builder: Builder, folder: str) -> Iterator[Workload]:
    root, documents = built.root, builder.documents
    if root is None:
        return
    overlay = _overlay(folder, root, documents)
    read = read_with(root, Surroundings(root.tree.document, documents.files, overlay, builder.policies))
    if isinstance(read, NotOurs):
        return
    for workload in read:
        containers = (_with_parts(container, root, built) for container in workload.containers)
        whole = workload._replace(containers=tuple(containers))
        yield _unsure(whole, built.unsure[0]) if built.unsure else whole


def _overlay(folder: str, root: View, documents: ReadDocuments) -> str:
    """Return what to call the overlay in ``folder``, empty where it is the folder of the manifest itself."""
    path = documents.path_of(root.tree.document)
    return "" if folder in documents.known.listed.get(path, ()) else "/".join(folder.split("/")[-2:])


def _unsure(workload: Workload, why: str) -> Workload:
    return workload._replace(unrendered=workload.unrendered or why)


def _with_parts(container: Container, root: View, built: Built) -> Container:
    """Return ``container`` with what each file says of its object, the weakest first, and last of itself."""
    own = container.parts
    if not own and (node := node_at(container.document.root, container.path)) is not None:
        own = (Place(container.document, container.path, node),)
    layers = layers_of(root) if is_layered(root) else ()
    return container._replace(parts=(*(view.place() for view in (*layers, *built.refused)), *own))


def _holds(workload: Workload, document: Document) -> bool:
    """Return whether a part of the workload stands in the text of ``document``."""
    return any(
        part.document.source is document.source and document.start <= part.document.start < document.end
        for container in workload.containers
        for part in container.parts
    )


def _below(workload: Workload, document: Document) -> tuple[Document, ...]:
    """Return the documents that the one being checked is laid over."""
    found: list[Document] = []
    parts = (part.document for container in workload.containers for part in container.parts)
    for other in dict.fromkeys(parts):
        if other is document:
            break
        found.append(other)
    return tuple(found)
