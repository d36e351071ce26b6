"""Dev containers: devcontainer.json, and the devcontainer-feature.json of a Feature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capslint.cst import Document
from capslint.formats.devcontainer import vocabulary
from capslint.formats.devcontainer.syntax import DevcontainerSyntax
from capslint.formats.format import Format, NotOurs
from capslint.formats.reading.neighbour_files import Files
from capslint.formats.reading.view import View
from capslint.model import Fact, Role, Workload

if TYPE_CHECKING:
    from capslint.formats.writer import Writer

_WORDS = ("image", "build", "docker", "features", "privileged", "capAdd", "securityOpt", "runArgs")


class DevcontainerFormat(Format):
    """What there is to know of dev containers."""

    name = vocabulary.NAME
    title = vocabulary.TITLE
    article = vocabulary.ARTICLE
    facts = frozenset((Fact.SECURITY_OPTIONS, Fact.PROFILE_FILES, Fact.PRIVILEGED_STEPS))
    example_suffix = vocabulary.EXAMPLE_SUFFIX
    example_path = vocabulary.EXAMPLE_PATH
    spelling = vocabulary.SPELLING
    syntax = DevcontainerSyntax()

    @property
    def writer(self) -> Writer:
        """What writes into dev containers' files."""
        from capslint.formats.devcontainer.writing import DevcontainerWriter

        return DevcontainerWriter()

    def noun(self, role: Role) -> str:
        """Return what a container is called."""
        return vocabulary.NOUN

    def mentions(self, text: str) -> bool:
        """Return whether ``text`` could name what a container is made of, or what it is granted."""
        return any(word in text for word in _WORDS)

    def read(
        self, roots: tuple[View, ...], documents: tuple[Document, ...], files: Files, order: tuple[str, ...]
    ) -> tuple[Workload, ...] | NotOurs:
        """Translate the document."""
        from capslint.formats.devcontainer.read_config import read_config

        return read_config(roots[0], files)


FORMAT = DevcontainerFormat()
