"""Containers to recognise things in, made by the real readers."""

from __future__ import annotations

import json

from capslint.cst.parse import parse
from capslint.formats import NotOurs, read
from capslint.formats.reading.neighbour_files import NoFiles
from capslint.model import Container, Evidence, Reason
from capslint.source import Source


class Neighbours(NoFiles):
    """Files beside the one that is read."""

    def __init__(self, files: dict[str, str]) -> None:
        self.files = files

    def read(self, path: str) -> str | None:
        return self.files.get(path.removeprefix("./"))


def containers(text: str, files: dict[str, str] | None = None) -> tuple[Container, ...]:
    """Every container of ``text``, a Compose file or manifests."""
    found: list[Container] = []
    for document in parse(Source("file.yaml", text)):
        workloads = read(document, Neighbours(files or {}))
        assert not isinstance(workloads, NotOurs), workloads
        found.extend(member for workload in workloads for member in workload.containers)
    return tuple(found)


def container(text: str, files: dict[str, str] | None = None) -> Container:
    """The one container of ``text``."""
    (only,) = containers(text, files)
    return only


def running(*words: str) -> Container:
    """A service with the command ``words``."""
    return container(f"services:\n  app:\n    image: x\n    command: {json.dumps(words, ensure_ascii=False)}\n")


def scripted(script: str) -> Container:
    """A service with the command ``sh -c SCRIPT``."""
    return running("sh", "-c", script)


def marked(found: Evidence | Reason, holder: Container) -> str:
    """The text that was found."""
    return holder.document.source.text[found.span.start : found.span.end]


def named_needs(table: str) -> list[tuple[str, list[str]]]:
    """The rows of a table: what is written, and behind a bar the names of the needs that it shows."""
    cut = (line.rpartition("|") for line in table.splitlines() if line)
    return [(left.strip(), [part.strip() for part in right.split(",") if part.strip()]) for left, _, right in cut]
