"""Files that are no YAML: how their texts become nodes, are edited and proved. YAML's own ways need no `Syntax`."""

from __future__ import annotations

from typing import Protocol

from capslint.cst import Document
from capslint.cst.changes import Change
from capslint.cst.comments import Comment
from capslint.edits import TextEdit, Withheld
from capslint.source import Source, Span


class Syntax(Protocol):
    """One way to write a file that is no plain YAML.

    ``endings`` are how the names of its files end, for a walk that opens nothing else.
    """

    endings: tuple[str, ...]
    tail_mark: str
    """How a comment at the end of a line begins; empty where none can stand there."""

    def note_start(self, path: str, line: str) -> str:
        """Return how a line begins that is a comment above the ``line`` of the file at ``path``."""

    def takes(self, path: str, text: str) -> bool:
        """Return whether the file at ``path`` is written so, by its name and place, and by its first line."""

    def parse(self, source: Source) -> list[Document]:
        """Return the documents of ``source``, each of which names the format. Raises YamlError with the place."""

    def planned(self, document: Document, changes: tuple[Change, ...]) -> tuple[TextEdit, ...] | Withheld:
        """Return the edits that make ``changes``, none of which touch each other, or the reason why there are none."""

    def comments(self, document: Document) -> list[Comment]:
        """Return the comments of ``document`` in the order of the file; ``text`` is without what begins them."""

    def comment_spans(self, source: Source) -> list[Span]:
        """Return where comments of any sort stand in ``source``, in the order of the file. Raises YamlError."""

    def why_wrong(
        self, document: Document, after: Source, changes: tuple[Change, ...], edits: list[TextEdit]
    ) -> str | None:
        """Return in one sentence what is wrong with ``after`` by a second reader's word; None if nothing is.

        It is to be what ``changes`` make of ``document``, and nothing else; ``edits`` led to it.
        """

    def why_other_values(self, before: Source, after: Source) -> str | None:
        """Return in one sentence what else than comments differs by a second reader's word; None if nothing does."""
