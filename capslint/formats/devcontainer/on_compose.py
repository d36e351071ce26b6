"""A dev container that is a service of a Compose project, which is read, and the dev container laid on top.

Source: github.com/devcontainers/cli src/spec-node/dockerCompose.ts (generateFeaturesComposeOverrideContent): a file
with ``user``, ``privileged``, ``cap_add``, ``security_opt`` and ``volumes`` of the one service is appended to the
project's own. So lists add up, and of two seccomp profiles the metadata's counts. ``runArgs`` are not read.
"""

from __future__ import annotations

import posixpath

from capslint.cst import Document, Scalar
from capslint.cst.parse import YamlError, parse
from capslint.formats.devcontainer import commands
from capslint.formats.devcontainer.brought import Brought, by_features, by_image
from capslint.formats.devcontainer.granted import granted_on_top
from capslint.formats.devcontainer.members import COMPOSE_FILE, Members, content
from capslint.formats.devcontainer.misplaced import dead_arguments, misplaced
from capslint.formats.devcontainer.vocabulary import NAME
from capslint.formats.devcontainer.working import overrides, remote_user, worked_in
from capslint.formats.format import NotOurs
from capslint.formats.reading.neighbour_files import Files, NoFiles, joined
from capslint.formats.reading.view import View
from capslint.model import Container, Workload
from capslint.source import Source

_ABOVE = ("?",) * 8
_UNNAMED = "dockerComposeFile is empty, so which Compose files are meant depends on where the CLI is started"


class _FilesIn(NoFiles):
    """The files around another folder than that of the file being checked; both are paths from one root."""

    def __init__(self, files: Files, base: str, folder: str) -> None:
        self._files = files
        self._base = base
        self._folder = folder

    def read(self, path: str) -> str | None:
        """Return a file's text."""
        return self._files.read(posixpath.relpath(posixpath.join(self._folder, path), self._base))


def read_on_compose(members: Members) -> tuple[Workload, ...] | NotOurs:
    """Return the Compose project that the file names, with the dev container's service as it is started."""
    from capslint.formats import read

    paths = _paths(members.entries[COMPOSE_FILE], members)
    if not paths:
        return NotOurs(_UNNAMED)
    base = _folder_of(members)
    whole = [posixpath.normpath(posixpath.join(base, path)) for path in paths]
    folder = posixpath.dirname(whole[0])
    documents = _documents(paths[0], members)
    if isinstance(documents, str):
        return NotOurs(f"{paths[0]} {documents}")
    order = tuple(posixpath.relpath(path, folder) for path in whole)
    first, *others = documents
    found = read(first, _FilesIn(members.files, base, folder), order, tuple(others))
    if isinstance(found, NotOurs):
        return NotOurs(f"{paths[0]}: {found.reason}")
    return tuple(_laid_on(workload, members) for workload in found)


def _folder_of(members: Members) -> str:
    """Return the folder of the file as a path from a root above all that is known of where it lies."""
    folders = members.root.tree.document.source.path.replace("\\", "/").split("/")[:-1]
    named = [name for name in folders if name not in ("", ".", "..")] or [*reversed(members.files.above())]
    return "/" + "/".join([*_ABOVE, *named])


def _paths(view: View, members: Members) -> list[str]:
    views = [view] if isinstance(view.node, Scalar) else view.tree.items(view)
    texts = (members.filled(each) for each in views)
    return [path for text in texts if isinstance(text, str) and (path := joined("", text))]


def _documents(path: str, members: Members) -> list[Document] | str:
    text = members.files.read(path)
    if text is None:
        return "cannot be read"
    folder = posixpath.dirname(members.root.tree.document.source.path.replace("\\", "/"))
    try:
        return parse(Source(posixpath.normpath(posixpath.join(folder, path)), text)) or "is empty"
    except YamlError as error:
        return f"is not YAML: {error.message}"


def _laid_on(workload: Workload, members: Members) -> Workload:
    view = members.entries.get("service")
    name = content(view) if view is not None else ""
    if view is not None and all(container.name != name for container in workload.containers):
        view.problem(f"there is no service {name!r} in the Compose files")
    containers = (_on_top(each, members) if each.name == name else each for each in workload.containers)
    return workload._replace(containers=tuple(containers))


def _on_top(service: Container, members: Members) -> Container:
    brought = [*_by_image(service), *by_features(members)]
    own_path = members.root.tree.document.source.path
    waits = overrides(members, brought, default=False)
    container = service._replace(
        format=NAME,
        commands=(commands.waiting(service.header), *service.commands[1:]) if waits else service.commands,
        misplaced=(*service.misplaced, *misplaced(members), *dead_arguments(members)),
    )
    container = granted_on_top(container, members, brought)
    return worked_in(container, members, brought, remote_user(members, brought), own_path)


def _by_image(service: Container) -> list[Brought]:
    build = service.build
    base = build.base_image.text if build is not None and build.base_image is not None else None
    name = base if service.is_built else service.image.value
    found = by_image(name, service.image.place) if isinstance(name, str) else None
    return [found] if found is not None else []
