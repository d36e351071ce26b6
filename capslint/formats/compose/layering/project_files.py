"""The files of one Compose project: which they are, and what was parsed of them.

Sources: compose-go ``cli/options.go`` (names and their order, COMPOSE_FILE), ``loader/include.go`` (``.env`` files),
docker/compose ``docs/reference/compose.md`` ("traverses the working directory and its parent directories"),
``loader/loader.go`` (loadYamlFile: each document of a file is laid over those before it).
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from itertools import chain

from capslint.cst import Document, Mapping
from capslint.formats.compose.layering.interpolation import Environment, read_environment
from capslint.formats.reading.neighbour_files import Files, joined
from capslint.formats.reading.view import Tree, View
from capslint.model import Via

BASES = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
"""Names that Compose looks for; the first that is there is read."""
OVERRIDES = (
    "compose.override.yml",
    "compose.override.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
)
"""Names of override files; the first that is there is read behind the base."""


def project_paths(name: str, order: tuple[str, ...], files: Files, variables: Environment) -> tuple[str, ...]:
    """Return the paths of the project's files, base first, ``name`` (the file being checked) among them.

    ``order`` is what ``-f`` or a configuration says; without it COMPOSE_FILE of the ``.env`` file, then the names
    that Compose looks for. A file that belongs to no project is one of its own.
    """
    separator = variables.get("COMPOSE_PATH_SEPARATOR") or ":"
    for listed in (order, variables.get("COMPOSE_FILE", "").split(separator)):
        paths = _inside(listed)
        if name in paths:
            return paths
    if name in BASES:
        others = _first(OVERRIDES, files)
        return (name, *others) if _is_first(name, BASES, files) else (name,)
    if name in OVERRIDES and _is_first(name, OVERRIDES, files):
        return (*_first(BASES, files), name)
    return (name,)


def including_paths(name: str, order: tuple[str, ...], files: Files) -> tuple[str, ...]:
    """Return the paths of the project that can include ``name``, which is none of its files; () if there is none.

    It is what ``order`` names, or what Compose would find from the folder of ``name`` on upwards.
    """
    if name in (*BASES, *OVERRIDES):
        return ()
    paths = _inside(order) or _nearest_above(files)
    return paths if any("include" in (files.read(path) or "") for path in paths) else ()


def _inside(written: Iterable[str]) -> tuple[str, ...]:
    # Paths that are relative to the file being checked; others, and empty ones, are left out.
    paths = (joined("", path) for path in written)
    return tuple(path for path in paths if path)


def _nearest_above(files: Files) -> tuple[str, ...]:
    for steps in range(len(files.above()) + 1):
        folder = "../" * steps
        paths = _first(BASES, files, folder)
        if paths:
            return paths + _first(OVERRIDES, files, folder)
    return ()


def _first(names: tuple[str, ...], files: Files, folder: str = "") -> tuple[str, ...]:
    return next(((f"{folder}{name}",) for name in names if files.read(f"{folder}{name}") is not None), ())


def _is_first(name: str, names: tuple[str, ...], files: Files) -> bool:
    return all(files.read(other) is None for other in names[: names.index(name)])


def _downward(path: str, above: tuple[str, ...]) -> str:
    """Return ``path`` without steps that lead out of a folder named in ``above`` and into it again."""
    steps = path.split("/")
    up = next((index for index, step in enumerate(steps) if step != ".."), len(steps))
    while 0 < up <= len(above) and steps[up:][:1] == [above[up - 1]]:
        up -= 1
        steps = [*steps[:up], *steps[up + 2 :]]
    return "/".join(steps)


class Project:
    """Reads the files that belong together, each once. The one being checked is parsed: its documents' roots.

    ``including`` are the project's paths where the one being checked is to be none of them, and included by one;
    ``is_included`` tells whether it was. What is opened while ``is_below`` is not reported: the project's files in
    front of the one being checked, or all but that one where it is included.
    """

    def __init__(
        self, checked: tuple[View, ...], files: Files, order: tuple[str, ...] = (), including: tuple[str, ...] = ()
    ) -> None:
        document = checked[0].tree.document
        self.files = files
        self.checked = checked
        self.base, _, self.name = document.source.path.replace("\\", "/").rpartition("/")
        variables = self.environment("")
        self.paths = including or project_paths(self.name, order, files, variables)
        self.is_included = False
        self._above = files.above() if including else ()
        self.folder = posixpath.dirname(self.paths[0])
        if self.folder:
            variables = self.environment(self.folder)
        self._variables = variables
        for root in checked:
            root.tree.folder, root.tree.variables, root.tree.path = self.folder, variables, self.name
        self._parsed: dict[str, list[Document] | str] = {}
        self.is_below = False
        self._reported = {id(root.tree.document) for root in checked}

    def environment(self, folder: str) -> Environment:
        """Return the variables of the ``.env`` file in ``folder``."""
        return self.environment_of(joined(folder, ".env"))

    def environment_of(self, path: str | None) -> Environment:
        """Return the variables of an environment file, none if it cannot be read."""
        text = self.files.read(path) if path else None
        return read_environment(text) if text else {}

    def roots(self) -> list[View]:
        """Return the roots of the project's files in their order. One that cannot be read is a problem."""
        found: list[View] = []
        for path in self.paths:
            if path == self.name:
                found.extend(self.checked)
                continue
            views = self.open(path, self.folder, self._variables, Via.OVERRIDE)
            if isinstance(views, str) and self.name not in self.paths:
                continue  # it is checked on its own
            if isinstance(views, str):
                self.checked[0].problem(f"{path}, which belongs to the same project, {views}")
            else:
                found.extend(views)
        return found

    def turn_to(self, root: View) -> bool:
        """Return what `is_below` was until now, and let what is opened from now on belong to this root.

        The project's roots come base first.
        """
        before, path = self.is_below, root.tree.path
        if path == self.name:
            self.is_below = False
        elif path in self.paths:
            self.is_below = self.name not in self.paths or self.paths.index(path) < self.paths.index(self.name)
        if not self.is_below:
            self._reported.add(id(root.tree.document))
        return before

    def below(self) -> tuple[Document, ...]:
        """Return the documents that only files in front of the one being checked bring in."""
        readable = (documents for documents in self._parsed.values() if not isinstance(documents, str))
        return tuple(document for document in chain.from_iterable(readable) if id(document) not in self._reported)

    def missing(self) -> str | None:
        """Return the path of a file of the project that cannot be read, if there is one."""
        return next((path for path, documents in self._parsed.items() if isinstance(documents, str)), None)

    def open(self, path: str, folder: str, variables: Environment, via: Via) -> list[View] | str:
        """Return the roots of another file's documents, or what is wrong with it (``"cannot be read"``).

        ``folder`` is what relative paths in it start from.
        """
        path = _downward(path, self._above)
        if path == self.name:
            return self._open_checked(folder, variables, via)
        documents = self._parsed.get(path)
        if documents is None:
            documents = self._parsed[path] = self._parse(path)
        if isinstance(documents, str):
            return documents
        if not self.is_below and via is not Via.OVERRIDE:
            self._reported.update(map(id, documents))
        roots = (Tree(document, folder, variables, path).root() for document in documents)
        return [root._replace(via=via) for root in roots if root is not None]

    def _open_checked(self, folder: str, variables: Environment, via: Via) -> list[View]:
        if via is Via.INCLUDE and self.name not in self.paths:
            self.is_included = True
            for root in self.checked:
                root.tree.folder, root.tree.variables = folder, variables
        return [root._replace(via=via) for root in self.checked]

    def _parse(self, path: str) -> list[Document] | str:
        from capslint.cst.parse import YamlError, parse
        from capslint.source import Source

        text = self.files.read(path)
        if text is None:
            return "cannot be read"
        source = Source(posixpath.normpath(f"{self.base}/{path}") if self.base else path, text)
        try:
            documents = parse(source)
        except YamlError as error:
            line, column = source.position(error.span.start)
            return f"is not YAML: {error.message} (line {line}, column {column})"
        if not all(isinstance(document.root, Mapping | None) for document in documents):
            return "is no mapping"
        return documents
