"""Quadlet: container units of systemd that Podman runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capslint.cst import Document
from capslint.formats.format import Format, NotOurs
from capslint.formats.quadlet import vocabulary
from capslint.formats.quadlet.units.unit_syntax import UnitSyntax
from capslint.formats.reading.neighbour_files import Files
from capslint.formats.reading.view import View
from capslint.model import Role, Workload

if TYPE_CHECKING:
    from capslint.formats.syntax import Syntax
    from capslint.formats.writer import Writer


class QuadletFormat(Format):
    """What there is to know of container units."""

    name = vocabulary.NAME
    title = vocabulary.TITLE
    article = vocabulary.ARTICLE
    example_suffix = vocabulary.EXAMPLE_SUFFIX
    spelling = vocabulary.SPELLING
    syntax: Syntax = UnitSyntax()

    @property
    def writer(self) -> Writer:
        """What writes into units."""
        from capslint.formats.quadlet.writing import QuadletWriter

        return QuadletWriter()

    def noun(self, role: Role) -> str:
        """Return what a container is called."""
        return vocabulary.NOUN

    def mentions(self, text: str) -> bool:
        """Return whether ``text`` could have the section of a container."""
        return "[Container]" in text

    def read(
        self, roots: tuple[View, ...], documents: tuple[Document, ...], files: Files, order: tuple[str, ...]
    ) -> tuple[Workload, ...] | NotOurs:
        """Return the workload of one unit; see `capslint.formats.quadlet.read`."""
        from capslint.formats.quadlet.read import read_container_unit

        return read_container_unit(roots[0], files)


FORMAT = QuadletFormat()
