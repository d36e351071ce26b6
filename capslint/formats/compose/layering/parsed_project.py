"""One Compose project, its files parsed as they are asked for.

Sources: compose-go ``loader/include.go`` (``.env`` files), ``loader/loader.go`` (loadYamlFile: each document of a file
is laid over those before it).
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Hashable
from functools import partial
from itertools import chain
from typing import Any, TypeVar

from capslint.cst import Document, Mapping
from capslint.formats.compose.layering.interpolation import Environment, read_environment
from capslint.formats.compose.layering.project_paths import downward, project_paths
from capslint.formats.reading.neighbour_files import Files, joined
from capslint.formats.reading.view import Tree, View
from capslint.model import Via

T = TypeVar("T")

_TOP = frozenset(("include", "services"))
_STARTERS = frozenset(("build", "extends", "image", "provider"))


class _FileParser:
    """Reads and parses the files of a project, each once.

    ``base`` is the folder of the file being checked, ``above`` are the folders around it that a project may lie in.
    ``made`` is what was made of files, ``circles`` how many of them included themselves.
    """

    def __init__(self, files: Files, base: str, above: tuple[str, ...]) -> None:
        self.files = files
        self.base = base
        self.above = above
        self.made: dict[Hashable, Any] = {}
        self.circles = 0
        self._parsed: dict[str, list[Document] | str] = {}

    def documents(self, path: str) -> list[Document] | str:
        """Return the documents of a file, or what is wrong with it (``"cannot be read"``)."""
        found = self._parsed.get(path)
        if found is None:
            found = self._parsed[path] = self._parse(path)
        return found

    def readable(self) -> list[Document]:
        """Return the documents of all files that could be read so far."""
        parsed = (documents for documents in self._parsed.values() if not isinstance(documents, str))
        return list(chain.from_iterable(parsed))

    def unreadable(self) -> str | None:
        """Return the path of a file that could not be read, if there was one."""
        return next((path for path, documents in self._parsed.items() if isinstance(documents, str)), None)

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


class Project:
    """Reads the files that belong together, each once. The one being checked is parsed: its documents' roots.

    ``name`` is that one's, in its own folder. ``including`` are the project's paths where it is to be none of them, and
    included by one; ``is_included`` tells whether it was. What is opened while ``is_below`` is not reported: the
    project's files in front of the one being checked, or all but that one where it is included.
    """

    def __init__(
        self, checked: tuple[View, ...], files: Files, order: tuple[str, ...] = (), including: tuple[str, ...] = ()
    ) -> None:
        base, _, self.name = checked[0].tree.document.source.path.replace("\\", "/").rpartition("/")
        self.checked = checked
        self._parser = _FileParser(files, base, files.above() if including else ())
        self._variables = self.environment("")
        self.paths = including or project_paths(self.name, order, files, self._variables, _is_partial(checked))
        if self.folder:
            self._variables = self.environment(self.folder)
        for root in checked:
            root.tree.folder, root.tree.variables, root.tree.path = self.folder, self._variables, self.name
        self.is_included = False
        self.is_below = False
        self._reported = {id(root.tree.document) for root in checked}

    @property
    def files(self) -> Files:
        """Return what reads the files beside the one being checked."""
        return self._parser.files

    @property
    def folder(self) -> str:
        """Return the project directory, relative to the folder of the file being checked."""
        return posixpath.dirname(self.paths[0])

    def environment(self, folder: str) -> Environment:
        """Return the variables of the ``.env`` file in ``folder``."""
        return self.environment_of(joined(folder, ".env"))

    def environment_of(self, path: str | None) -> Environment:
        """Return the variables of an environment file, none if it cannot be read."""
        text = self.files.read(path) if path else None
        return self.once((path, "variables"), partial(read_environment, text)) if text else {}

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what ``make`` returned for ``key`` before.

        It is made anew where a circle was cut in it, which depends on the files that led there.
        """
        made = self._parser.made
        if key in made:
            found: T = made[key]
            return found
        circles = self._parser.circles
        value = make()
        if circles == self._parser.circles:
            made[key] = value
        return value

    def cut_circle(self) -> None:
        """Note that a file was left out because it includes itself."""
        self._parser.circles += 1

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
        return tuple(document for document in self._parser.readable() if id(document) not in self._reported)

    def missing(self) -> str | None:
        """Return the path of a file of the project that cannot be read, if there is one."""
        return self._parser.unreadable()

    def open(self, path: str, folder: str, variables: Environment, via: Via) -> list[View] | str:
        """Return the roots of another file's documents, or what is wrong with it (``"cannot be read"``).

        ``folder`` is what relative paths in it start from.
        """
        path = downward(path, self._parser.above)
        if path == self.name:
            return self._open_checked(folder, variables, via)
        documents = self._parser.documents(path)
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


def _is_partial(checked: tuple[View, ...]) -> bool:
    """Return whether a service has nothing that could start it, so that Compose refuses the file alone.

    Source: compose-go ``loader/validate.go`` (checkConsistency: "has neither an image nor a build context specified").
    """
    tops = [root.tree.select(root, _TOP) for root in checked]
    if any("include" in top for top in tops):
        return False
    given: dict[str, bool] = {}
    for services in (top["services"] for top in tops if "services" in top):
        for name, service in services.tree.select(services, None).items():
            given[name] = given.get(name, False) or bool(service.tree.select(service, _STARTERS))
    return any(not has_starter and not name.startswith("x-") for name, has_starter in given.items())
