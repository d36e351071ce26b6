"""Compose files: the services of a project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capslint.cst import Document, Mapping, resolve
from capslint.formats.compose import vocabulary
from capslint.formats.format import Format, NotOurs
from capslint.formats.reading.neighbour_files import Files
from capslint.formats.reading.view import View
from capslint.model import Fact, Role, Workload

if TYPE_CHECKING:
    from capslint.formats.writer import Writer


class ComposeFormat(Format):
    """What there is to know of Compose files."""

    name = vocabulary.NAME
    title = vocabulary.TITLE
    article = vocabulary.ARTICLE
    facts = frozenset((Fact.SECURITY_OPTIONS, Fact.OPTIONAL_CONTAINERS, Fact.PROFILE_FILES, Fact.PRIVILEGED_STEPS))
    is_layered = True
    example_suffix = vocabulary.EXAMPLE_SUFFIX
    asks_for_examples = True
    spelling = vocabulary.SPELLING

    @property
    def writer(self) -> Writer:
        """What writes into Compose files."""
        from capslint.formats.compose.writing import ComposeWriter

        return ComposeWriter()

    def noun(self, role: Role) -> str:
        """Return what the format calls a container of ``role``: all are services."""
        return vocabulary.NOUN

    def mentions(self, text: str) -> bool:
        """Return whether ``text`` could hold services."""
        return "services" in text or "include:" in text

    def shows(self, text: str) -> bool | None:
        """Return None where ``text`` has a key that leads to services, else False."""
        from capslint.formats.compose.recognition import may_have_services

        return None if may_have_services(text) else False

    def claims(self, root: Mapping) -> bool:
        """Return True: what is no document of another format is held to be a Compose file, until it is read."""
        return True

    def is_layer(self, root: Mapping) -> bool:
        """Return whether a document is one of a Compose file: Compose makes one project of all that a file has."""
        return isinstance(resolve(root.get("services")), Mapping) or root.get("include") is not None

    def read(
        self, roots: tuple[View, ...], documents: tuple[Document, ...], files: Files, order: tuple[str, ...]
    ) -> tuple[Workload, ...] | NotOurs:
        """Return the workloads of one file's documents; see `capslint.formats.compose.project.read_compose`."""
        from capslint.formats.compose.recognition import why_no_compose

        verdict = why_no_compose(documents, order)
        if verdict is not None:
            return verdict
        from capslint.formats.compose.project import read_compose

        return read_compose(roots, files, order)


FORMAT = ComposeFormat()
