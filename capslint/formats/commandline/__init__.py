"""Command lines that start containers: ``docker run`` and its kind in scripts, makefiles, workflows and the like."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from capslint.cst import Document
from capslint.formats.commandline import vocabulary
from capslint.formats.commandline.script_syntax import ScriptSyntax
from capslint.formats.format import Format, NotOurs
from capslint.formats.reading.neighbour_files import Files
from capslint.formats.reading.view import View
from capslint.model import Fact, Role, Workload

if TYPE_CHECKING:
    from capslint.formats.syntax import Syntax
    from capslint.formats.writer import Writer

_STARTS = r"\b(?:run|create|exec)\b"


class CommandLineFormat(Format):
    """What there is to know of command lines."""

    name = vocabulary.NAME
    title = vocabulary.TITLE
    article = vocabulary.ARTICLE
    facts = frozenset((Fact.SECURITY_OPTIONS, Fact.PROFILE_FILES))
    example_suffix = vocabulary.EXAMPLE_SUFFIX
    spelling = vocabulary.SPELLING
    syntax: Syntax = ScriptSyntax()

    @property
    def writer(self) -> Writer:
        """What writes into command lines."""
        from capslint.formats.commandline.writing import CommandLineWriter

        return CommandLineWriter()

    def noun(self, role: Role) -> str:
        """Return what a container is called."""
        return vocabulary.NOUN

    def mentions(self, text: str) -> bool:
        """Return whether ``text`` could start a container, run something in one, or ask for one that a job runs in."""
        if "jobs" in text and ("container" in text or "services" in text):
            return True
        if not ("docker" in text or "podman" in text or "nerdctl" in text):
            return False
        return re.search(_STARTS, text) is not None

    def read(
        self, roots: tuple[View, ...], documents: tuple[Document, ...], files: Files, order: tuple[str, ...]
    ) -> tuple[Workload, ...] | NotOurs:
        """Return the workloads of a file; see `capslint.formats.commandline.read_lines`."""
        from capslint.formats.commandline.read_lines import read_lines

        return read_lines(roots[0], files)


FORMAT = CommandLineFormat()
