"""The files that a checked one's services are made of: which of them are reported on, and what is wrong in them."""

from __future__ import annotations

import os

from capslint.cst import Document
from capslint.findings import Error, Finding, Part
from capslint.model import Container, Workload
from capslint.source import Source


def order_for(path: str, compose_files: tuple[str, ...], projects: tuple[tuple[str, ...], ...] = ()) -> tuple[str, ...]:
    """Return the files of the project that ``path`` is named in, relative to its folder; else ``compose_files``.

    All are absolute paths. Of several of the ``projects`` that name it, the first counts.
    """
    if not compose_files and not projects:
        return ()
    own = os.path.abspath(path)
    named = next((files for files in (compose_files, *projects) if own in files), compose_files)
    folder = os.path.dirname(own)
    return tuple(os.path.relpath(name, folder).replace(os.sep, "/") for name in named)


class Origins:
    """Gathers where services come from while ``source`` is checked.

    What the checked file is laid over is not reported on: it is somebody else's, and is checked on its own.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self._below: dict[int, Document] = {}
        self._others: dict[int, Document] = {}
        self._parts: dict[Part, None] = {}

    def add(self, workload: Workload) -> None:
        """Take what is about to be judged."""
        self._below.update((id(document), document) for document in workload.below)
        for container in workload.containers:
            for place in container.parts:
                document = place.document
                if id(document) in self._below:
                    continue
                if document.source is not self.source:
                    self._others[id(document)] = document
                self._parts[Part(document.source.path, place.node.span)] = None

    def is_reported(self, container: Container) -> bool:
        """Return whether any file that is reported on gives a part of the container."""
        if not self._below or not container.parts:
            return True
        return any(id(place.document) not in self._below for place in container.parts)

    def is_told(self, finding: Finding) -> bool:
        """Return whether the finding is in a file that is reported on."""
        return id(finding.document) not in self._below

    def sources(self) -> list[Source]:
        """Return the texts that are reported on, the checked one first."""
        others = {id(document.source): document.source for document in self._others.values()}
        return [self.source, *others.values()]

    def errors(self) -> list[Error]:
        """Return what is odd in the other files."""
        return [
            Error(document.source.path, *document.source.position(problem.span.start), problem.message)
            for document in self._others.values()
            for problem in document.problems
        ]

    def parts(self) -> tuple[Part, ...]:
        """Return what services are made of, in every file that is reported on."""
        return tuple(self._parts)
